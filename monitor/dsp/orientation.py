"""Gyroscope and accelerometer of one sensor to its inclination, with VQF.

VQF: D. Laidig, T. Seel, "VQF: Highly accurate IMU orientation estimation with bias
estimation and magnetic disturbance rejection", Information Fusion 91 (2023).
"""

from dataclasses import dataclass
from itertools import pairwise

import msgspec
import numpy as np
from vqf import VQF

from monitor.dsp.gaps import Stretch
from monitor.model.blocks import GRAVITY, BoolArray, FloatArray

_PRIOR = 1000  # samples: weight of the nominal rate in the measured one
_SLOPE_ROWS = 4  # samples that give the slope of a rate
_RESCALE = 100  # samples after which the measured rate is taken over
_REST_SIGMA = np.radians(0.1)  # of a bias measured at rest, rad/s


class OrientationSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How inclination is estimated.

    Attributes:
        tau_acc_s: Time constant of the correction by the accelerometer.
        bias_sigma_dps: How far the accelerometer may pull the gyro's bias while the
            sensor moves. VQF's own 0.1 takes the sway of a body that stands, and the
            accelerations of lifting, for bias.
        level_s: After a start or a gap longer than ``carry_s``, time until the
            inclination is valid.
        carry_s: Over a gap up to this long the inclination is carried by the gyro,
            as if it had turned smoothly, as a first guess to level from.
        carry_weight_s: The guess weighs as much as this many seconds of samples
            after the shortest gap, and nothing after the longest.
    """

    tau_acc_s: float = 2.5
    bias_sigma_dps: float = 0.02
    level_s: float = 1.0
    carry_s: float = 0.7
    carry_weight_s: float = 0.6

    def __post_init__(self) -> None:
        if not min(self.tau_acc_s, self.bias_sigma_dps, self.carry_s) > 0:
            msg = "orientation needs tau_acc_s, bias_sigma_dps and carry_s above 0"
            raise ValueError(msg)
        if not (self.level_s >= 0 and self.carry_weight_s >= 0):
            msg = "orientation needs level_s and carry_weight_s of 0 or more"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True, eq=False)
class Inclination:
    """What the orientation stage tells of a stretch of samples.

    Attributes:
        quaternion: Sensor to a level world frame, scalar first, shape (n, 4).
        channels: As in ``Attitude``, without doubt, shape (n, 14).
    """

    quaternion: FloatArray
    channels: FloatArray

    @property
    def up(self) -> FloatArray:
        """World "up" in the sensor's frame, shape (n, 3)."""
        return self.channels[:, 0:3]

    @property
    def rate(self) -> FloatArray:
        """Angular rate without bias, rad/s, shape (n, 3)."""
        return self.channels[:, 3:6]

    @property
    def valid(self) -> BoolArray:
        """False while it is not yet level, shape (n,)."""
        return self.channels[:, 12] > 0


class Orientation:
    """Tracks one sensor; how its samples are cut into blocks changes nothing.

    The bias measured at rest is taken off before VQF, which clips its own estimate
    at 2 deg/s. The gyro is scaled by the measured sample period against the nominal,
    so a sensor that runs 3 % fast does not turn 3 % too far.
    """

    def __init__(
        self, rate_hz: float, settings: OrientationSettings | None = None
    ) -> None:
        self._rate_hz = rate_hz
        self._settings = settings or OrientationSettings()
        self._gyro_bias = np.zeros(3)
        self._accel_bias = np.zeros(3)
        self._accel_scale = np.ones(3)
        self.reset()

    def reset(self) -> None:
        """Forget everything but the biases measured at rest or on the table."""
        self._vqf = self._new_filter()
        self._level_at = -np.inf
        self._span = _PRIOR / self._rate_hz
        self._steps = _PRIOR
        self._rescale_at = _PRIOR + _RESCALE
        self._scale = 1.0  # measured over nominal sample period
        self._stretch_began = 0.0
        self._last_t: float | None = None
        self._recent = np.zeros((0, 3))  # the last angular rates of this stretch
        self._due: tuple[float, FloatArray] | None = None

    def use_gyro_bias(self, bias: FloatArray, since: float = -np.inf) -> None:
        """Take off a bias measured at rest.

        Args:
            bias: rad/s, shape (3,).
            since: From the first sample at or after this time, session s. A time
                still ahead makes the change independent of how samples arrive.
        """
        self._due = (since, bias)

    def use_accel_correction(self, bias: FloatArray, scale: FloatArray) -> None:
        """Correct specific force as (measured - bias) / scale from now on."""
        self._accel_bias, self._accel_scale = bias, scale

    def feed(self, stretch: Stretch) -> Inclination:
        """Return the inclination at each sample of a stretch.

        A fresh stretch is levelled anew from its first sample, the bias kept.
        """
        cuts = self._cuts(stretch)
        if not cuts:
            return self._fused(stretch)
        edges = pairwise([0, *cuts, len(stretch.t)])
        return _whole([self._fused(_part(stretch, slice(a, b))) for a, b in edges])

    def _cuts(self, stretch: Stretch) -> list[int]:
        """Where within the stretch a new bias or another scale holds from."""
        n = len(stretch.t)
        ahead = (self._rescale_at - self._steps) or _RESCALE
        cuts = set(range(ahead, n, _RESCALE))
        if self._due is not None and stretch.t[-1] >= self._due[0] > stretch.t[0]:
            cuts.add(int(np.searchsorted(stretch.t, self._due[0])))
        return sorted(cuts)

    def _fused(self, stretch: Stretch) -> Inclination:
        t, values = stretch.t, stretch.values
        if stretch.fresh:
            self._relevel(stretch)
        self._settle(float(t[0]))
        channels = np.zeros((len(t), 14))
        channels[:, 6:9] = values[:, 3:]
        accel = values[:, :3] - self._accel_bias
        accel /= self._accel_scale
        channels[:, 9:12] = accel
        gyro = values[:, 3:] - self._gyro_bias
        gyro *= self._scale
        fused = self._vqf.updateBatch(gyro, accel)
        self._last_t = float(t[-1])
        self._recent = np.concatenate((self._recent, gyro[-_SLOPE_ROWS:]))[
            -_SLOPE_ROWS:
        ]
        self._steps += len(t)
        np.subtract(gyro, fused["bias"], out=channels[:, 3:6])
        q = fused["quat6D"]
        up_in_sensor(q, out=channels[:, 0:3])
        channels[:, 12] = t >= self._level_at
        return Inclination(q, channels)

    def _settle(self, t: float) -> None:
        """Take over a bias that is due, and the period measured by now."""
        if self._due is not None and t >= self._due[0]:
            _, self._gyro_bias = self._due
            self._due = None
            self._vqf.setBiasEstimate(np.zeros(3), _REST_SIGMA)
        if self._steps >= self._rescale_at:
            span = self._span
            if self._last_t is not None:
                span += self._last_t - self._stretch_began
            self._scale = span / self._steps * self._rate_hz
            self._rescale_at += _RESCALE

    def _new_filter(self) -> VQF:
        return VQF(
            1.0 / self._rate_hz,
            tauAcc=self._settings.tau_acc_s,
            biasSigmaMotion=self._settings.bias_sigma_dps,
        )

    def _relevel(self, stretch: Stretch) -> None:
        """Start the filter anew, bias kept, from the best guess there is."""
        t, settings = float(stretch.t[0]), self._settings
        gap = np.inf if self._last_t is None else t - self._last_t
        doubt = min(gap / settings.carry_s, 1.0)  # 0: hardly a gap, 1: nothing known
        guess = self._carried(stretch, gap) if doubt < 1.0 else None
        bias, sigma = self._vqf.getBiasEstimate()
        self._vqf = self._new_filter()
        self._vqf.setBiasEstimate(bias, sigma)
        if guess is not None:
            weight = (1.0 - doubt) * settings.carry_weight_s
            still = max(round(weight * self._rate_hz), 1)
            self._vqf.updateBatch(
                np.tile(bias, (still, 1)), np.tile(guess * GRAVITY, (still, 1))
            )
        self._level_at = t + (settings.level_s if guess is None else 0.0)
        if self._last_t is not None:
            self._span += self._last_t - self._stretch_began
        self._stretch_began = t - 1 / self._rate_hz
        self._last_t, self._recent = None, np.zeros((0, 3))

    def _carried(self, stretch: Stretch, gap: float) -> FloatArray:
        """Where "up" is after a gap if the sensor turned smoothly, shape (3,).

        The rate through the gap is the cubic that continues rate and slope of both
        ends (Hermite): against a straight line it took a fifth off the error.
        """
        after = stretch.values[:_SLOPE_ROWS, 3:] - self._gyro_bias
        missing = round(gap * self._rate_hz)
        x = (np.arange(1, missing + 1) / (missing + 1))[:, None]
        smooth = x * x * (3.0 - 2.0 * x)
        rate = self._recent[-1] + smooth * (after[0] - self._recent[-1])
        rate += gap * x * (1.0 - x) ** 2 * self._slope(self._recent)
        rate -= gap * x * x * (1.0 - x) * self._slope(after)
        for each in rate:
            self._vqf.updateGyr(each)
        return np.asarray(up_in_sensor(self._vqf.getQuat6D()[None, :])[0])

    def _slope(self, rows: FloatArray) -> FloatArray:
        """Mean slope of consecutive angular rates, rad/s²; 0 where there are few."""
        if len(rows) < _SLOPE_ROWS:
            return np.zeros(3)
        return np.asarray((rows[-1] - rows[0]) * self._rate_hz / (len(rows) - 1))


def _part(stretch: Stretch, rows: slice) -> Stretch:
    t = stretch.t[rows]
    fresh = stretch.fresh and not rows.start
    return Stretch(t, stretch.values[rows], stretch.bridged[rows], fresh=fresh)


def _whole(parts: list[Inclination]) -> Inclination:
    if len(parts) == 1:
        return parts[0]
    return Inclination(
        *(
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("quaternion", "channels")
        )
    )


def up_in_sensor(q: FloatArray, out: FloatArray | None = None) -> FloatArray:
    """Third row of the rotation matrices of unit quaternions.

    Args:
        q: Scalar first, shape (n, 4).
        out: Where to put the result, shape (n, 3); made if not given.
    """
    up = np.empty((len(q), 3)) if out is None else out
    by_w, by_z = q * (2.0 * q[:, 0:1]), q * (2.0 * q[:, 3:4])
    np.subtract(by_z[:, 1], by_w[:, 2], out=up[:, 0])
    np.add(by_z[:, 2], by_w[:, 1], out=up[:, 1])
    np.add(by_z[:, 3], by_w[:, 0] - 1.0, out=up[:, 2])
    return up
