"""How still a sensor is, told roughly as it goes on; no Qt here.

As in the core, stillness is judged by tenths of a second: how much the rate scatters
within one, and how far rate and inclination are from the mean of the stillness so far.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from monitor.model.blocks import FloatArray, Samples

BEAT_S: Final = 0.1
_LEAST: Final = 2  # samples in a tenth, fewer tell nothing
_SCATTER_DPS: Final = 6.0
_TURN_DPS: Final = 7.0
_LEAN_DEG: Final = 3.2


@dataclass(frozen=True, slots=True, eq=False)
class Tenth:
    """A tenth of a second of one sensor.

    Attributes:
        end_s: Session s of its end.
        up: Direction of the mean specific force, a unit vector.
        rate_dps: Mean angular rate as measured, shape (3,).
        scatter_dps: Scatter of the rate.
    """

    end_s: float
    up: FloatArray
    rate_dps: FloatArray
    scatter_dps: float


class Tenths:
    """Cuts a sensor's samples into tenths of a second; how they come is the same."""

    def __init__(self) -> None:
        self._number: int | None = None
        self._rows: list[FloatArray] = []

    def feed(self, samples: Samples) -> Iterator[Tenth]:
        """Return the tenths that these samples complete."""
        rows = np.hstack((samples.accel, np.degrees(samples.gyro)))
        numbers = np.floor(samples.t / BEAT_S + 1e-6).astype(int)
        cuts = np.flatnonzero(np.diff(numbers)) + 1
        for part, of in zip(np.split(rows, cuts), np.split(numbers, cuts), strict=True):
            if not len(part):
                continue
            if self._number is not None and of[0] != self._number:
                yield from self._finished(self._number)
            self._number = int(of[0])
            self._rows.append(part)

    def _finished(self, number: int) -> Iterator[Tenth]:
        rows, self._rows = np.vstack(self._rows), []
        if len(rows) < _LEAST:
            return
        mean = rows.mean(axis=0)
        spread = rows[:, 3:] - mean[3:]
        force = max(1e-9, float(np.linalg.norm(mean[:3])))
        yield Tenth(
            end_s=(number + 1) * BEAT_S,
            up=mean[:3] / force,
            rate_dps=mean[3:],
            scatter_dps=float(np.sqrt((spread * spread).sum() / len(rows))),
        )


class StillMeter:
    """Follows one sensor.

    Attributes:
        unrest: How restless the newest tenth was; from 1 on it was not still.
        newest: The newest tenth; None before one came.
    """

    def __init__(self) -> None:
        self.unrest = 0.0
        self.newest: Tenth | None = None
        self._count, self._since_s, self._unrests = 0, 0.0, 0.0
        self._ups, self._rates = np.zeros(3), np.zeros(3)

    def feed(self, tenth: Tenth) -> None:
        """Take the next tenth; one that was not still starts the stillness anew."""
        self.newest = tenth
        self.unrest = self._unrest(tenth)
        if self.unrest >= 1.0:
            self._forget()
            return
        if not self._count:
            self._since_s = tenth.end_s - BEAT_S
        self._count += 1
        self._ups = self._ups + tenth.up
        self._rates = self._rates + tenth.rate_dps
        self._unrests += self.unrest

    @property
    def still_s(self) -> float:
        """For how long it has been still."""
        if not self._count or self.newest is None:
            return 0.0
        return self.newest.end_s - self._since_s

    @property
    def up(self) -> FloatArray:
        """Mean direction of the stillness, a unit vector."""
        return np.asarray(self._ups / max(1e-9, float(np.linalg.norm(self._ups))))

    @property
    def steadiness(self) -> float:
        """How quiet the stillness has been, 0 to 1."""
        return 1.0 - self._unrests / max(1, self._count)

    def _forget(self) -> None:
        self._count, self._since_s, self._unrests = 0, 0.0, 0.0
        self._ups, self._rates = np.zeros(3), np.zeros(3)

    def _unrest(self, tenth: Tenth) -> float:
        parts = [tenth.scatter_dps / _SCATTER_DPS]
        if self._count:
            turn = tenth.rate_dps - self._rates / self._count
            parts.append(float(np.linalg.norm(turn)) / _TURN_DPS)
            parts.append(apart_deg(tenth.up, self.up) / _LEAN_DEG)
        return max(parts)


def apart_deg(one: FloatArray, other: FloatArray) -> float:
    """Return the angle between two unit vectors, degrees."""
    return float(np.degrees(np.arccos(np.clip(one @ other, -1.0, 1.0))))
