"""A synthetic wearer: joined blocks from two pitch curves, any mounting, any bias."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pytest

from monitor.model.blocks import GRAVITY, FloatArray, Joined, SensorTrack

RATE_HZ = 100.0

Pieces = Sequence[tuple[float, float]]  # (seconds, pitch to reach at their end)


@dataclass(frozen=True)
class Wearer:
    """Two mounted sensors.

    Attributes:
        seed: Of mountings and noise.
        gyro_bias_dps: Of either sensor, per axis.
        noise_dps: Of the gyro.
        sway_deg: Amplitude of sway at 0.4 Hz.
    """

    seed: int = 0
    gyro_bias_dps: float = 1.5
    noise_dps: float = 0.3
    sway_deg: float = 0.3

    def mounting(self, sensor: int) -> FloatArray:
        """Rotation from the segment (forward, left, up) to the sensor."""
        rng = np.random.default_rng((self.seed, sensor))
        q, r = np.linalg.qr(rng.normal(size=(3, 3)))
        q = q * np.sign(np.diag(r))
        return q if np.linalg.det(q) > 0 else -q

    def joined(
        self, pelvis_deg: FloatArray, lumbar_deg: FloatArray, start: float = 0.0
    ) -> Joined:
        """Both sensors' tracks for two pitch curves on the 100 Hz grid."""
        n = len(pelvis_deg)
        t = (round(start * RATE_HZ) + np.arange(n)) / RATE_HZ
        return Joined(t, self._track(0, t, pelvis_deg), self._track(1, t, lumbar_deg))

    def lifted(self, joined: Joined, height_m: FloatArray) -> Joined:
        """The same while both sensors go up and down like this."""
        speed = np.gradient(height_m) * RATE_HZ
        lift = (np.gradient(speed) * RATE_HZ)[:, None]
        pelvis, lumbar = joined.pelvis, joined.lumbar
        return Joined(
            joined.t,
            replace(pelvis, accel=pelvis.accel + lift * pelvis.up),
            replace(lumbar, accel=lumbar.accel + lift * lumbar.up),
        )

    def _track(self, sensor: int, t: FloatArray, pitch_deg: FloatArray) -> SensorTrack:
        rng = np.random.default_rng((self.seed, sensor, 1))
        n, mount = len(t), self.mounting(sensor)
        bias = np.radians(self.gyro_bias_dps) * rng.choice([-1.0, 1.0], 3)
        theta = np.radians(pitch_deg + self.sway_deg * np.sin(2.5 * t))
        roll = np.radians(self.sway_deg * np.sin(1.7 * t + 1))
        up = np.column_stack(
            (-np.sin(theta), np.cos(theta) * np.sin(roll), np.cos(theta))
        )
        up /= np.linalg.norm(up, axis=1)[:, None]
        omega = np.zeros((n, 3))
        if n > 1:
            omega[:, 1] = np.gradient(theta) * RATE_HZ
        rate = omega @ mount.T + np.radians(self.noise_dps) * rng.normal(size=(n, 3))
        up = up @ mount.T
        yes = np.ones(n, dtype=np.bool_)
        return SensorTrack(
            up=up,
            rate=rate,
            gyro=rate + bias,
            accel=GRAVITY * up + 0.05 * rng.normal(size=(n, 3)),
            present=yes,
            valid=yes,
            doubtful=~yes,
        )


@pytest.fixture
def make_wearer() -> type[Wearer]:
    return Wearer


@pytest.fixture(scope="session")
def curve() -> Callable[[Pieces], npt.NDArray[np.float64]]:
    """Smooth pitch curve from pieces (seconds, pitch at their end), from 0."""

    def make(pieces: Pieces) -> FloatArray:
        at, parts = 0.0, []
        for seconds, target in pieces:
            tau = np.arange(1, round(seconds * RATE_HZ) + 1) / (seconds * RATE_HZ)
            parts.append(at + (target - at) * tau**3 * (10 - 15 * tau + 6 * tau**2))
            at = target
        return np.concatenate(parts)

    return make


@pytest.fixture
def without() -> Callable[[Joined, str, slice], Joined]:
    """The same rows with one sensor missing in some of them."""

    def make(joined: Joined, sensor: str, rows: slice) -> Joined:
        track: SensorTrack = getattr(joined, sensor)
        gone = np.zeros(len(joined.t), dtype=np.bool_)
        gone[rows] = True

        def holed(values: FloatArray) -> FloatArray:
            return np.where(gone[:, None], np.nan, values)

        missing = SensorTrack(
            up=holed(track.up),
            rate=holed(track.rate),
            gyro=holed(track.gyro),
            accel=holed(track.accel),
            present=track.present & ~gone,
            valid=track.valid & ~gone,
            doubtful=track.doubtful & ~gone,
        )
        if sensor == "pelvis":
            return replace(joined, pelvis=missing)
        return replace(joined, lumbar=missing)

    return make
