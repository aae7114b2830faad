"""Tells when something presses on a sensor, so that its inclination is in doubt.

A bench, a floor, a bar pad or a hand shows as a knock (several g for 20 to 40 ms), as
a saturated range, or as an accelerometer that stays away from the direction that the
gyroscope has carried along. Fast lifting accelerates a sensor by several m/s² too,
but back and forth: over nearly a second it averages out.
"""

from collections import deque

import msgspec
import numpy as np

from monitor.model.blocks import GRAVITY, BoolArray, FloatArray, Samples

KNOCK_S = 0.02  # knocks last 20 to 40 ms
BIAS_MAX = np.radians(20.0)  # rad/s; no gyro in use is off by more


class ContactSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When contact is suspected.

    Attributes:
        knock_g: A change of specific force past this within 20 ms is a knock; brisk
            lifting changes it by up to 1.2 g.
        saturated_share: A range counts as saturated from this share of it on.
        turn_dps: A sensor that turns faster than this is not turned by a trunk alone.
        jump_deg: Mean disagreement of accelerometer and gyroscope past this is one
            that movement does not explain.
        jump_s: Time over which that mean is taken.
        sustained: Its square over the mean square at least, 0 to 1: a swing averages
            out, a tilt stays.
        hold_s: Doubt lasts this much longer than its cause.
    """

    knock_g: float = 1.6
    saturated_share: float = 0.98
    turn_dps: float = 800.0
    jump_deg: float = 17.0
    jump_s: float = 0.8
    sustained: float = 0.65
    hold_s: float = 0.3

    def __post_init__(self) -> None:
        if not (self.knock_g > 0 and 0 < self.saturated_share <= 1):
            msg = "contact needs knock_g above 0 and saturated_share above 0, up to 1"
            raise ValueError(msg)
        if not (
            self.turn_dps > 0
            and 0 < self.jump_deg < 90
            and self.jump_s > 0
            and self.hold_s >= 0
        ):
            msg = "contact needs jump_deg up to 90, times and turn_dps above 0"
            raise ValueError(msg)


class ContactWatch:
    """Marks the samples of one sensor on which no verdict may rest alone.

    How the stream is cut into blocks changes nothing.
    """

    def __init__(
        self,
        settings: ContactSettings,
        rate_hz: float,
        accel_range: float | None,
        gyro_range: float | None,
    ) -> None:
        """Set up for one sensor.

        Args:
            settings: When contact is suspected.
            rate_hz: Nominal samples a second.
            accel_range: Full scale, m/s²; None if unknown.
            gyro_range: Full scale, rad/s; None if unknown.
        """
        share = settings.saturated_share
        self._hold_s = settings.hold_s
        self._knock = (settings.knock_g * GRAVITY) ** 2
        self._lag = max(round(KNOCK_S * rate_hz), 1)
        self._spin = np.radians(settings.turn_dps) ** 2
        self._accel_full = np.inf if accel_range is None else accel_range * share
        self._gyro_full = np.inf if gyro_range is None else gyro_range * share
        self._jump = (GRAVITY * np.sin(np.radians(settings.jump_deg))) ** 2
        # Below these, axis by axis, no sum of squares has to be looked at: specific
        # force so near to gravity's is no knock even if it had pointed the other way
        # just before, and leaves the range alone.
        self._calm_change = np.sqrt(self._knock / 3)
        self._calm_gyro = min(self._gyro_full, np.sqrt(self._spin / 3) - BIAS_MAX)
        self._calm_apart = min(
            self._calm_change / 2 - GRAVITY * self._calm_gyro * KNOCK_S,
            (self._accel_full - GRAVITY) / np.sqrt(3),
        )
        self._sustained = settings.sustained
        self._window = max(round(settings.jump_s * rate_hz), 1)
        self.reset()

    def reset(self) -> None:
        """Forget the past, as after a gap."""
        self._tail: deque[FloatArray] = deque()  # blocks of the last ``jump_s``
        self._tail_rows = 0
        self._before: FloatArray | None = None  # the last specific forces
        self._quiet = self._window  # samples since the last one that disagreed
        self._caused = -np.inf  # time of the latest cause

    def feed(self, samples: Samples, up: FloatArray, rate: FloatArray) -> BoolArray:
        """Tell which samples are doubtful.

        Args:
            samples: One sensor's samples, n of them.
            up: World "up" in the sensor's frame at each, shape (n, 3).
            rate: Angular rate without bias, rad/s, shape (n, 3).

        Returns:
            True where contact is suspected, or was less than ``hold_s`` ago, (n,).
        """
        apart = samples.accel - GRAVITY * up
        farthest = float(np.abs(apart).max())
        cause = self._jumped(apart, farthest)
        calm = farthest < self._calm_apart
        if calm and np.abs(samples.gyro).max() < self._calm_gyro:
            self._change(samples.accel)
        else:
            struck = self._struck(samples, rate)
            cause = struck if cause is None else cause | struck
        return self._held(samples.t, cause)

    def _keep(self, apart: FloatArray) -> None:
        """Remember these rows for as long as the window may need them."""
        self._tail.append(apart)
        self._tail_rows += len(apart)
        while self._tail_rows - len(self._tail[0]) >= self._window - 1:
            self._tail_rows -= len(self._tail.popleft())

    def _struck(self, samples: Samples, rate: FloatArray) -> BoolArray:
        """Where a knock, a spin or a full range shows."""
        change = self._change(samples.accel)
        accel, gyro = np.abs(samples.accel), np.abs(samples.gyro)
        knock = np.einsum("ij,ij->i", change, change) > self._knock
        spin = np.einsum("ij,ij->i", rate, rate) > self._spin
        full = (accel >= self._accel_full) | (gyro >= self._gyro_full)
        return np.asarray(knock | spin | full.any(axis=1))

    def _change(self, accel: FloatArray) -> FloatArray:
        """Specific force against that of 20 ms before, (n, 3)."""
        if self._before is None:
            self._before = np.repeat(accel[:1], self._lag, axis=0)
        rows = np.concatenate((self._before, accel))
        self._before = rows[-self._lag :]
        return np.asarray(rows[self._lag :] - rows[: -self._lag])

    def _jumped(self, apart: FloatArray, farthest: float) -> BoolArray | None:
        """Where the mean of the last ``jump_s`` is too large; None for nowhere."""
        n, before = len(apart), self._quiet
        large = self._large(apart, farthest)
        self._quiet = before + n if large is None else n - 1 - large
        if large is None and before >= self._window:
            self._keep(apart)
            return None  # a mean can't be larger than all of its parts
        tail = min(self._tail_rows, self._window - 1)
        rows = np.concatenate((*self._tail, apart))[-(tail + n) :]
        self._keep(apart)
        if len(rows) < self._window or not self._may_last(rows, n):
            return None
        over = self._lasting(rows)
        found = np.zeros(n, dtype=np.bool_)
        found[n - len(over) :] = over[-n:]
        return found

    def _may_last(self, rows: FloatArray, n: int) -> bool:
        """Whether a mean over the window can be too large, by a bound on all n."""
        total = float(np.abs(rows.sum(axis=0)).max()) + n * float(np.abs(rows).max())
        return bool(3 * total**2 > self._jump * self._window**2)

    def _large(self, apart: FloatArray, farthest: float) -> int | None:
        """Index of the last row longer than the limit; None without any."""
        if 3 * farthest**2 <= self._jump:
            return None
        large = np.flatnonzero(np.einsum("ij,ij->i", apart, apart) > self._jump)
        return int(large[-1]) if large.size else None

    def _lasting(self, rows: FloatArray) -> BoolArray:
        """Where the window's mean is large, and as large as its parts: no swing."""
        squares = np.einsum("ij,ij->i", rows, rows)
        total = np.cumsum(np.column_stack((rows, squares)), axis=0)
        sums = total[self._window - 1 :].copy()
        sums[1:] -= total[: -self._window]
        mean = np.einsum("ij,ij->i", sums[:, :3], sums[:, :3]) / self._window**2
        least = self._sustained * sums[:, 3] / self._window
        return np.asarray(mean > np.maximum(self._jump, least))

    def _held(self, t: FloatArray, cause: BoolArray | None) -> BoolArray:
        if cause is None or not cause.any():
            if t[0] - self._caused > self._hold_s:
                return np.zeros(len(t), dtype=np.bool_)
            return np.asarray(t - self._caused <= self._hold_s)
        latest = np.maximum.accumulate(np.where(cause, t, self._caused))
        self._caused = float(latest[-1])
        return np.asarray(t - latest <= self._hold_s)
