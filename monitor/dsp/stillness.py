"""Tells whether the sensors are still, by the variation of their signals.

Judging variation lets a gyro bias, sway and breathing pass. The stream is summed up
in tenths of a second that lie fixed on the time grid, so that how it is cut into
blocks changes nothing.
"""

from dataclasses import dataclass

import msgspec
import numpy as np

from monitor.model.blocks import FloatArray, Joined

GRID_HZ = 100
BEAT_ROWS = 10
BEAT_S = BEAT_ROWS / GRID_HZ
_HALF = BEAT_ROWS // 2
_WIDTH = 9  # up, gyro, accel


class StillnessSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What passes as still.

    Attributes:
        scatter_dps: Most scatter of the gyro within a tenth of a second.
        turn_dps: Most distance of a tenth's mean rate from the mean over the stillness.
        lean_deg: Most distance of a tenth's inclination from the mean one.
        missing_s: Longest time without a sensor that is overlooked.
    """

    scatter_dps: float = 6.0
    turn_dps: float = 7.0
    lean_deg: float = 3.2
    missing_s: float = 0.5

    def __post_init__(self) -> None:
        if not min(self.scatter_dps, self.turn_dps, self.lean_deg) > 0:
            msg = "stillness needs scatter_dps, turn_dps and lean_deg above 0"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True, eq=False)
class SensorBeat:
    """A tenth of a second of one sensor.

    Attributes:
        up: Mean "up", sensor frame, not normalised, shape (3,).
        gyro: Mean rate as measured, rad/s, shape (3,).
        accel: Mean specific force, m/s², shape (3,).
        scatter: Scatter of the gyro, rad/s.
        shake: Scatter of the specific force, m/s².
    """

    up: FloatArray
    gyro: FloatArray
    accel: FloatArray
    scatter: float
    shake: float


@dataclass(frozen=True, slots=True, eq=False)
class Beat:
    """A tenth of a second of both sensors; None where one is missing.

    Attributes:
        start: Time of its first grid point, s.
        end: Start of the next, s.
        pelvis: The pelvis sensor's.
        lumbar: The lumbar sensor's.
    """

    start: float
    end: float
    pelvis: SensorBeat | None
    lumbar: SensorBeat | None


class Beats:
    """Cuts joined blocks into beats."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget the unfinished beat."""
        self._rows = np.zeros((BEAT_ROWS, 2 * _WIDTH))
        self._here = np.zeros((BEAT_ROWS, 2), dtype=np.bool_)
        self._number: int | None = None

    def feed(self, joined: Joined) -> list[Beat]:
        """Return the beats that these rows complete."""
        first, n = round(float(joined.t[0]) * GRID_HZ), len(joined.t)
        beats, row = [], 0
        while row < n:
            number, place = divmod(first + row, BEAT_ROWS)
            take = min(BEAT_ROWS - place, n - row)
            if self._number is not None and number != self._number:
                beats.append(self._finished(self._number))
            self._number = number
            self._keep(joined, slice(row, row + take), slice(place, place + take))
            if place + take == BEAT_ROWS:
                beats.append(self._finished(number))
            row += take
        return beats

    def _keep(self, joined: Joined, rows: slice, places: slice) -> None:
        kept, here = self._rows[places], self._here[places]
        for i, track in enumerate((joined.pelvis, joined.lumbar)):
            at = i * _WIDTH
            kept[:, at : at + 3] = track.up[rows]
            kept[:, at + 3 : at + 6] = track.gyro[rows]
            kept[:, at + 6 : at + 9] = track.accel[rows]
            here[:, i] = track.present[rows]

    def _finished(self, number: int) -> Beat:
        counts = self._here.sum(axis=0).tolist()
        if min(counts) == BEAT_ROWS:
            sides: list[SensorBeat | None] = list(_sides(self._rows))
        else:
            sides = [self._part(i, count) for i, count in enumerate(counts)]
        self._here[:] = False
        self._number = None
        start = number * BEAT_S
        return Beat(start, start + BEAT_S, *sides)

    def _part(self, sensor: int, count: int) -> SensorBeat | None:
        """One sensor's beat from the rows where it was there; None if they are few."""
        if count < _HALF:
            return None
        columns = slice(sensor * _WIDTH, (sensor + 1) * _WIDTH)
        return _sides(self._rows[self._here[:, sensor], columns])[0]


def _sides(rows: FloatArray) -> list[SensorBeat]:
    """Sums over rows of one sensor after the other, shape (n, 9 or 18)."""
    mean = rows.sum(axis=0) / len(rows)
    off = rows - mean
    power = ((off * off).sum(axis=0) / len(rows)).tolist()
    return [
        SensorBeat(
            up=mean[at : at + 3],
            gyro=mean[at + 3 : at + 6],
            accel=mean[at + 6 : at + 9],
            scatter=sum(power[at + 3 : at + 6]) ** 0.5,
            shake=sum(power[at + 6 : at + 9]) ** 0.5,
        )
        for at in range(0, len(power), _WIDTH)
    ]


class StillRun:
    """How long all sensors that are there have been still without a break."""

    def __init__(self, settings: StillnessSettings | None = None) -> None:
        chosen = settings or StillnessSettings()
        self._missing_s = chosen.missing_s
        self._sensors = (_SensorRun(chosen), _SensorRun(chosen))
        self.reset()

    def reset(self) -> None:
        """Start anew with the next beat."""
        self.start: float | None = None
        self.end = 0.0
        for each in self._sensors:
            each.clear()

    @property
    def duration(self) -> float:
        """Seconds of stillness up to the newest beat; 0 when it moved."""
        return 0.0 if self.start is None else self.end - self.start

    def feed(self, beat: Beat) -> bool:
        """Take a beat; False if it was not still, which starts the run anew."""
        pelvis, lumbar = self._sensors
        still = pelvis.takes(beat.pelvis) and lumbar.takes(beat.lumbar)
        gone = beat.pelvis is None and beat.lumbar is None
        if self.start is not None and beat.start - self.end > self._missing_s:
            still = False
        if not still:
            self.reset()
            return False
        if not gone:
            self.start = beat.start if self.start is None else self.start
            self.end = beat.end
            pelvis.take(beat.pelvis)
            lumbar.take(beat.lumbar)
        return True


class _SensorRun:
    """One sensor's sums over a stillness."""

    def __init__(self, settings: StillnessSettings) -> None:
        self._scatter = np.radians(settings.scatter_dps)
        self._turn = np.radians(settings.turn_dps)
        self._lean = np.radians(settings.lean_deg)
        self.clear()

    def clear(self) -> None:
        self._count = 0
        self._up = np.zeros(3)
        self._gyro = np.zeros(3)

    def takes(self, beat: SensorBeat | None) -> bool:
        """Whether this beat prolongs the stillness."""
        if beat is None:
            return True
        if beat.scatter > self._scatter:
            return False
        if not self._count:
            return True
        turn, lean = beat.gyro - self._gyro / self._count, beat.up - self._mean_up()
        return bool(turn @ turn < self._turn**2 and lean @ lean < self._lean**2)

    def take(self, beat: SensorBeat | None) -> None:
        if beat is not None:
            self._count += 1
            self._up += beat.up
            self._gyro += beat.gyro

    def _mean_up(self) -> FloatArray:
        return self._up / self._count
