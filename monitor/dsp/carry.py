"""Carrying a calibration over to another session of the same strapping."""

from dataclasses import replace

import msgspec

from monitor.dsp.angles import Angles
from monitor.dsp.upright import PostureMemory, StillPosture, StillPostureSettings
from monitor.model.blocks import Joined
from monitor.model.body import Calibration, CalibrationSource
from monitor.model.events import Notice, NoticeKind
from monitor.model.records import CarryCalibration


class CarrySettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When a calibration may be carried over.

    Attributes:
        oldest_s: Longest time since it was made or last used.
        still_s: Upright and still for this long proves it.
        within_deg: Both pitches this near to 0.
        wait_s: For the proof, at most.
        still: What passes as still.
    """

    oldest_s: float = 7200.0
    still_s: float = 3.0
    within_deg: float = 3.0
    wait_s: float = 30.0
    still: StillPostureSettings = StillPostureSettings()

    def __post_init__(self) -> None:
        if not (self.oldest_s > 0 and 0 < self.still_s < self.wait_s):
            msg = "carrying over needs oldest_s > 0 and 0 < still_s < wait_s"
            raise ValueError(msg)


class CarryCheck:
    """Asks for 3 s upright and still before an earlier calibration is used."""

    def __init__(self, settings: CarrySettings | None = None) -> None:
        self._settings = settings or CarrySettings()
        self._memory = PostureMemory(self._settings.still_s, self._settings.still)
        self._angles = Angles()
        self.cancel()

    @property
    def asked(self) -> bool:
        """Whether the proof is being waited for."""
        return self._asked is not None

    def cancel(self) -> None:
        """Ask no more."""
        self._asked: CarryCalibration | None = None
        self._best: StillPosture | None = None
        self._memory.reset()

    def request(self, command: CarryCalibration) -> list[Notice]:
        """Start to look, or refuse at once: too old, or somebody else's."""
        self.cancel()
        why = self._unfit(command)
        if why is not None:
            return [_refusal(command.t, why)]
        self._asked = command
        self._angles.use_calibration(command.calibration)
        return []

    def feed(self, joined: Joined) -> list[Calibration | Notice]:
        """Take the next rows.

        Returns:
            The calibration once it is proven, or the refusal; mostly nothing.
        """
        if self._asked is None:
            return []
        for t, posture in self._memory.feed(self._angles.feed(joined)):
            if posture.still:
                self._best = self._nearer(posture)
                if posture.upright(self._settings.within_deg):
                    return self._proven(self._asked.calibration)
            if t - self._asked.t > self._settings.wait_s:
                return self._given_up(t)
        return []

    def _unfit(self, command: CarryCalibration) -> str | None:
        if not command.same_wearer:
            return "it belongs to another wearer or strapping; calibrate anew"
        if command.age_s > self._settings.oldest_s:
            hours = self._settings.oldest_s / 3600
            return f"it is older than {hours:.0f} h; calibrate anew"
        return None

    def _nearer(self, posture: StillPosture) -> StillPosture:
        if self._best is None or _furthest(posture) < _furthest(self._best):
            return posture
        return self._best

    def _proven(self, calibration: Calibration) -> list[Calibration | Notice]:
        self.cancel()
        return [replace(calibration, source=CalibrationSource.CARRIED)]

    def _given_up(self, t: float) -> list[Calibration | Notice]:
        why = f"nobody stood still for {self._settings.still_s:.0f} s"
        if self._best is not None:
            why = (
                f"standing still, a sensor is {_furthest(self._best):.0f}° from its"
                f" neutral, more than {self._settings.within_deg:.0f}°"
            )
        self.cancel()
        return [_refusal(t, f"{why}; calibrate anew")]


def _furthest(posture: StillPosture) -> float:
    pitches = (posture.pelvis_deg, posture.lumbar_deg)
    return max(abs(p) for p in pitches if p is not None)


def _refusal(t: float, why: str) -> Notice:
    text = f"The earlier calibration is not carried over: {why}."
    return Notice(t, NoticeKind.CALIBRATION_REFUSED, text)
