"""How far a calibration has come, told roughly while it goes on; no Qt here.

The core decides; this only shows a person what it waits for.
"""

import math
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from monitor.model.blocks import FloatArray, Samples
from monitor.model.events import Calibrated, Notice, NoticeKind, Output
from monitor.model.records import Placement

STILL_S: Final = 5.0  # what people are asked for
BOWS: Final = 3
_FAILED: Final = {NoticeKind.CALIBRATION_REFUSED, NoticeKind.CALIBRATION_POOR}
_STILL_DPS: Final = 8.0  # from the mean rate, smoothed
_MOVES_DPS: Final = 25.0
_BOW_DEG: Final = 22.0  # as the core has it
_BACK_DEG: Final = 12.0


@dataclass
class _Sensor:
    """What is followed of one sensor."""

    bias: FloatArray = field(default_factory=lambda: np.zeros(3))
    known: int = 0
    quiet_since_s: float = math.nan
    newest_s: float = math.nan
    rest: FloatArray | None = None  # specific force while still, a unit vector

    def feed(self, samples: Samples) -> None:
        gyro = np.degrees(samples.conditioned[:, 3:6])
        for t, rate in zip(samples.t.tolist(), gyro, strict=True):
            moved = float(np.linalg.norm(rate - self.bias))
            if self.known and moved > _STILL_DPS:
                self.quiet_since_s, self.known = math.nan, 0
            if not self.known or math.isnan(self.quiet_since_s):
                self.quiet_since_s, self.bias = t, rate
            self.known += 1
            self.bias = self.bias + (rate - self.bias) / min(self.known, 100)
            self.newest_s = t

    @property
    def still_s(self) -> float:
        """For how long it has been still."""
        if math.isnan(self.quiet_since_s):
            return 0.0
        return self.newest_s - self.quiet_since_s


@dataclass(frozen=True, slots=True)
class Progress:
    """What a person is shown.

    Attributes:
        still_s: For how long both sensors have been still, up to 5 s.
        stood: Neutral has been held long enough.
        bows: Bows since then, up to 3.
        quality: Of the calibration; None before it is there.
        problem: Why the last attempt failed; empty if it didn't.
    """

    still_s: float = 0.0
    stood: bool = False
    bows: int = 0
    quality: float | None = None
    problem: str = ""


class CalibrationProgress:
    """Takes a session's outputs; ``now`` tells how far it is."""

    def __init__(self) -> None:
        self._sensors = {each: _Sensor() for each in Placement}
        self._upright: FloatArray | None = None
        self._is_bowed = False
        self.now = Progress()

    def restart(self) -> None:
        """Begin anew, as a person wishes."""
        self.__init__()  # type: ignore[misc]

    def feed(self, output: Output) -> None:
        """Take one output."""
        match output:
            case Samples():
                self._sensors[output.placement].feed(output)
                if output.placement is Placement.LUMBAR:
                    self._follow(output)
            case Calibrated(calibration=calibration):
                self.now = Progress(STILL_S, True, BOWS, calibration.quality)
            case Notice(
                kind=NoticeKind.CALIBRATION_REFUSED | NoticeKind.CALIBRATION_POOR
            ):
                self.now = Progress(problem=output.text, quality=self.now.quality)
                self._upright = None
            case Notice(kind=NoticeKind.CALIBRATION_VOID):
                self.now = Progress(problem=output.text)
                self._upright = None
            case _:
                pass

    def _follow(self, samples: Samples) -> None:
        """Follow stillness, then the lumbar sensor's bows against gravity."""
        if self.now.quality is not None:
            return
        still_s = min(STILL_S, *(each.still_s for each in self._sensors.values()))
        force = samples.conditioned[-1, 0:3]
        up = force / max(1e-9, float(np.linalg.norm(force)))
        if still_s >= STILL_S and not self._is_bowed:
            self._upright = up
            self.now = Progress(still_s, True, 0, problem=self.now.problem)
            return
        bows = self.now.bows
        if self._upright is not None:
            tilt = math.degrees(math.acos(float(np.clip(up @ self._upright, -1, 1))))
            if tilt > _BOW_DEG:
                self._is_bowed = True
            elif self._is_bowed and tilt < _BACK_DEG:
                self._is_bowed = False
                bows = min(BOWS, bows + 1)
        stood = self._upright is not None
        shown = STILL_S if stood else still_s
        self.now = Progress(shown, stood, bows, problem=self.now.problem)
