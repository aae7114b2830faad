"""Still postures: whether a calibrated body keeps still, and at which angles."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

import msgspec
import numpy as np

from monitor.model.blocks import BoolArray, FloatArray, Posture

_GRID_HZ = 100
_BEAT_ROWS = 10  # postures are judged ten times a second, wherever blocks end
_LEAST_SHARE = 0.7  # of the rows must be measured

_Piece = tuple[FloatArray, FloatArray, FloatArray, FloatArray]


class StillPostureSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What passes as a still posture.

    Attributes:
        rate_dps: Most scatter of a pitch's rate.
        range_deg: Most range of a pitch, sway included.
    """

    rate_dps: float = 5.0
    range_deg: float = 4.0

    def __post_init__(self) -> None:
        if not min(self.rate_dps, self.range_deg) > 0:
            msg = "a still posture needs rate_dps and range_deg above 0"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class StillPosture:
    """Mean angles over a span of time; None where too little was measured.

    Attributes:
        still: Nothing that was measured moved, and something was measured.
        pelvis_deg: Pelvis pitch.
        lumbar_deg: Lumbar sensor's pitch.
    """

    still: bool
    pelvis_deg: float | None
    lumbar_deg: float | None

    def upright(self, within_deg: float) -> bool:
        """Both pitches, as far as measured, are this near to 0; at least one is."""
        pitches = [p for p in (self.pelvis_deg, self.lumbar_deg) if p is not None]
        return bool(pitches) and all(abs(p) <= within_deg for p in pitches)


class PostureMemory:
    """The newest rows of the posture, looked at in fixed tenths of a second."""

    def __init__(self, seconds: float, settings: StillPostureSettings) -> None:
        self._need = round(seconds * _GRID_HZ)
        self._settings = settings
        self.reset()

    def reset(self) -> None:
        """Forget everything."""
        self._pieces: deque[_Piece] = deque()
        self._count = 0
        self.newest = -np.inf

    def feed(self, posture: Posture) -> Iterator[tuple[float, StillPosture]]:
        """Take rows; at each full tenth tell its time and the posture up to it.

        Says nothing before enough rows have come.
        """
        first, n = round(float(posture.t[0]) * _GRID_HZ), len(posture.t)
        row = 0
        while row < n:
            take = min(_BEAT_ROWS - (first + row) % _BEAT_ROWS, n - row)
            self._keep(posture, slice(row, row + take))
            row += take
            if (first + row) % _BEAT_ROWS == 0 and self._count >= self._need:
                yield self.newest, self.look()

    def look(self) -> StillPosture:
        """The posture over the rows remembered."""
        pelvis, lumbar, pelvis_rate, lumbar_rate = (
            np.concatenate(each)[-self._need :]
            for each in zip(*self._pieces, strict=True)
        )
        sides = self._side(pelvis, pelvis_rate), self._side(lumbar, lumbar_rate)
        measured = [side for side in sides if side is not None]
        return StillPosture(
            bool(measured) and all(still for _, still in measured),
            *(side[0] if side else None for side in sides),
        )

    def _side(self, pitch: FloatArray, rate: FloatArray) -> tuple[float, bool] | None:
        here: BoolArray = np.isfinite(pitch) & np.isfinite(rate)
        if np.count_nonzero(here) < _LEAST_SHARE * self._need:
            return None
        pitch, rate = pitch[here], rate[here]
        still = (
            np.ptp(pitch) <= self._settings.range_deg
            and rate.std() <= self._settings.rate_dps
        )
        return float(pitch.mean()), bool(still)

    def _keep(self, posture: Posture, rows: slice) -> None:
        piece = (
            posture.pelvis_pitch_deg[rows],
            posture.lumbar_pitch_deg[rows],
            posture.pelvis_rate_dps[rows],
            posture.lumbar_rate_dps[rows],
        )
        if float(posture.t[rows.start]) - self.newest > 1.5 / _GRID_HZ:
            self._pieces.clear()
            self._count = 0
        self._pieces.append(piece)
        self._count += len(piece[0])
        self.newest = float(posture.t[rows.stop - 1])
        while self._count - len(self._pieces[0][0]) >= self._need:
            self._count -= len(self._pieces.popleft()[0])
