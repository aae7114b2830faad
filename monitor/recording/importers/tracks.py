"""One sensor of a foreign file, in SI units, and what its times tell."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from monitor.model.blocks import BoolArray, FloatArray
from monitor.model.errors import ImportFileError
from monitor.model.records import Placement

IntArray = npt.NDArray[np.int64]

COMMON_RATES_HZ = (
    10.0, 12.5, 20.0, 25.0, 26.0, 30.0, 40.0, 50.0, 52.0, 60.0, 75.0, 80.0, 100.0,
    104.0, 120.0, 125.0, 128.0, 148.0, 200.0, 208.0, 250.0, 256.0, 400.0, 416.0,
    500.0, 800.0, 1000.0,
)  # fmt: skip
BATCH_S = 0.05
LATE = 1.6  # a step longer than this many periods is a gap
FILE_TIME = "file"
SNAP = 0.005  # of the rate
RATE_RANGE_HZ = (1.0, 5000.0)
LIMIT_SI = 1e6  # m/s² or rad/s: no sensor measures more
LIMIT_S = 1e10  # no clock in seconds reads more; Unix time is 1.8e9


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """What one sensor measured.

    Attributes:
        path: The file it is from, or the first of several.
        names: What a person may call the sensor; the first is shown.
        t: Sensor clock, s, not decreasing, shape (n,).
        accel: Specific force, m/s², shape (n, 3).
        gyro: Angular rate, rad/s, shape (n, 3).
        arrival: Session s, not decreasing, shape (n,). Samples of equal arrival came
            in one notification. None if the file does not tell.
        counter: Sample counter, shape (n,); None without one.
        placement: Where the file says that the sensor sits.
        rate_hz: As the file tells it; None to estimate it.
        clock: Tracks of an equal clock may be compared in time; ``FILE_TIME`` if the
            times are to be the session's as they are.
        started_s: Unix time of the first sample; None if unknown.
        notes: What was guessed, derived or left out, in words.
    """

    path: Path
    names: tuple[str, ...]
    t: FloatArray
    accel: FloatArray
    gyro: FloatArray
    arrival: FloatArray | None = None
    counter: IntArray | None = None
    placement: Placement | None = None
    rate_hz: float | None = None
    clock: str = FILE_TIME
    started_s: float | None = None
    notes: tuple[str, ...] = ()

    def arrivals(self) -> FloatArray:
        """Return when each sample arrived, at its own time if not told, shape (n,)."""
        return self.t if self.arrival is None else self.arrival


def measurable(values: FloatArray) -> BoolArray:
    """Return at which rows, of shape (n, k), all values are such as sensors give."""
    return np.asarray((np.abs(values) < LIMIT_SI).all(axis=1), dtype=np.bool_)


def snapped_rate(rate_hz: float) -> float:
    """Return the common rate within 0.5 % of this one, else this one."""
    nearest = min(COMMON_RATES_HZ, key=lambda common: abs(common - rate_hz))
    return nearest if abs(nearest - rate_hz) <= SNAP * nearest else rate_hz


def rate_of(track: Track) -> float:
    """Return samples a second from the median step of the sensor's clock.

    Raises:
        ImportFileError: The times do not advance, or are not seconds.
    """
    if track.rate_hz is not None:
        return track.rate_hz
    steps = np.diff(track.t)
    steps = steps[steps > 0]
    if len(steps) == 0:
        problem = f"the times of {track.names[0]} do not advance"
        raise ImportFileError(track.path, problem)
    rate = 1.0 / float(np.median(steps))
    low, high = RATE_RANGE_HZ
    if not low <= rate <= high:
        problem = (
            f"the times of {track.names[0]} give {rate:.3g} samples a second;"
            " they must be in seconds"
        )
        raise ImportFileError(track.path, problem)
    return snapped_rate(rate)


def lost_samples(track: Track, rate_hz: float) -> int:
    """Return how many samples are missing, by the counter, else by the times."""
    if track.counter is not None:
        missing = np.diff(track.counter) - 1
    else:
        missing = np.rint(np.diff(track.t) * rate_hz).astype(np.int64) - 1
    return int(missing[missing > 0].sum())


def batched(track: Track, rate_hz: float) -> Track:
    """Return the track with arrivals: if none are told, as a radio would bring it.

    Samples of 50 ms arrive together with the last of them, none across a gap.
    """
    if track.arrival is not None:
        return track
    gaps = np.diff(track.t, prepend=-np.inf) > LATE / rate_hz
    size = max(1, round(BATCH_S * rate_hz))
    starts = np.flatnonzero(places(gaps) % size == 0)
    ends = np.append(starts[1:], len(track.t))
    return replace(track, arrival=np.repeat(track.t[ends - 1], ends - starts))


def places(begins: BoolArray) -> IntArray:
    """Return each element's place in its run, from 0; runs begin where True."""
    starts = np.flatnonzero(begins)
    lengths = np.diff(np.append(starts, len(begins)))
    places: IntArray = np.arange(len(begins)) - np.repeat(starts, lengths)
    return places


def unwrapped(counts: FloatArray, modulus: float) -> FloatArray:
    """Undo the overflow of a counter: a fall by over half the range is a wrap."""
    falls = np.diff(counts) < -modulus / 2
    wraps: FloatArray = np.concatenate([[0.0], np.cumsum(falls) * modulus])
    return counts + wraps


def first_fall(values: FloatArray) -> int | None:
    """Return the index of the first value below its predecessor, None if none is."""
    falls = np.flatnonzero(np.diff(values) < 0)
    return int(falls[0]) + 1 if len(falls) else None
