"""Moving the lumbar zero, and telling how far neutral has drifted."""

from collections import deque

import msgspec

from monitor.dsp.upright import PostureMemory, StillPosture, StillPostureSettings
from monitor.model.blocks import Posture
from monitor.model.body import BenchReference
from monitor.model.events import (
    Event,
    NeutralDrift,
    Notice,
    NoticeKind,
    Rezeroed,
)


class RezeroSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When the lumbar zero may be moved.

    Attributes:
        still_s: Stillness needed.
        upright_deg: Both pitches this near to the calibrated posture.
        lying_deg: Against the bench reference, the pelvis pitch at most.
        recalibrate_deg: A larger shift asks for a new calibration.
        wait_s: For the stillness, at most.
        drift_s: Stillness needed at a session's end. Half a second less than the 3 s
            that are asked for: the first moments settle, the last may not arrive.
        drift_upright_deg: Both pitches this near to 0 then.
        drift_age_s: That stillness ended at most this long before the session.
        still: What passes as still.
    """

    still_s: float = 2.0
    upright_deg: float = 10.0
    lying_deg: float = -50.0
    recalibrate_deg: float = 4.0
    wait_s: float = 10.0
    drift_s: float = 2.5
    drift_upright_deg: float = 15.0
    drift_age_s: float = 10.0
    still: StillPostureSettings = StillPostureSettings()

    def __post_init__(self) -> None:
        if not (0 < self.still_s < self.wait_s and self.upright_deg > 0):
            msg = "re-zero needs 0 < still_s < wait_s and upright_deg > 0"
            raise ValueError(msg)


class Rezeroing:
    """Re-zeroes the lumbar angle on request, and takes it back.

    Attributes:
        offset_deg: What is to be added to the lumbar flexion now.
    """

    def __init__(self, settings: RezeroSettings | None = None) -> None:
        self._settings = settings or RezeroSettings()
        self._memory = PostureMemory(self._settings.still_s, self._settings.still)
        self._asked: float | None = None
        self.reset(0.0)

    def reset(self, offset_deg: float) -> None:
        """A calibration with this offset is in force; what was before is forgotten."""
        self.offset_deg = offset_deg
        self._earlier: list[float] = []
        self._drop()

    @property
    def asked(self) -> bool:
        """Whether stillness is being waited for."""
        return self._asked is not None

    def request(
        self, t: float, *, lying: bool, reference: BenchReference | None
    ) -> list[Event]:
        """Use the next stillness as zero.

        Args:
            t: Session s.
            lying: At the top of a rep, against the bench reference.
            reference: The bench reference, if there is one.
        """
        self._drop()
        if lying and reference is None:
            return [_refused(t, "lying, it needs a bench reference")]
        self._asked = t
        self._target = reference.lumbar_flexion_deg if lying and reference else 0.0
        self._lying = lying
        return []

    def undo(self, t: float) -> list[Event]:
        """Take the last re-zero back; nothing if there is none."""
        if not self._earlier:
            return [_refused(t, "there is none to take back")]
        old, self.offset_deg = self.offset_deg, self._earlier.pop()
        return [Rezeroed(t, old, self.offset_deg, undone=True)]

    def feed(self, posture: Posture) -> list[Event]:
        """Take the next rows; ``lumbar_flexion_deg`` has ``offset_deg`` in it."""
        if self._asked is None:
            return []
        for t, stance in self._memory.feed(posture):
            if stance.still and self._fits(stance):
                return self._moved_to(t, stance)
            self._seen_still |= stance.still
            if t - self._asked > self._settings.wait_s:
                return self._given_up(t)
        return []

    def _drop(self) -> None:
        self._asked = None
        self._target = 0.0
        self._lying = False
        self._seen_still = False
        self._memory.reset()

    def _fits(self, stance: StillPosture) -> bool:
        if stance.pelvis_deg is None or stance.lumbar_deg is None:
            return False
        if self._lying:
            return stance.pelvis_deg <= self._settings.lying_deg
        return stance.upright(self._settings.upright_deg)

    def _moved_to(self, t: float, stance: StillPosture) -> list[Event]:
        assert stance.pelvis_deg is not None
        assert stance.lumbar_deg is not None
        flexion = _wrapped(stance.lumbar_deg - stance.pelvis_deg)
        old, self.offset_deg = self.offset_deg, self._target - flexion
        self._earlier.append(old)
        self._drop()
        events: list[Event] = [Rezeroed(t, old, self.offset_deg)]
        shift = self.offset_deg - old
        if abs(shift) > self._settings.recalibrate_deg:
            events.append(_recalibrate(t, shift))
        return events

    def _given_up(self, t: float) -> list[Event]:
        settings = self._settings
        if not self._seen_still:
            why = f"you moved; keep still for {settings.still_s:.0f} s"
        elif self._lying:
            why = "not lying with the hips up, or a sensor is missing"
        else:
            why = (
                f"not upright within {settings.upright_deg:.0f}° of the calibrated"
                " posture, or a sensor is missing"
            )
        self._drop()
        return [_refused(t, why)]


class DriftWatch:
    """Finds the last upright stillness when the session ends."""

    def __init__(self, settings: RezeroSettings | None = None) -> None:
        self._settings = settings or RezeroSettings()
        self._blocks: deque[Posture] = deque()

    def reset(self) -> None:
        """Forget the past, as with a new calibration."""
        self._blocks.clear()

    def feed(self, posture: Posture) -> None:
        """Take the next rows."""
        self._blocks.append(posture)
        oldest = posture.t[-1] - self._settings.drift_s - self._settings.drift_age_s
        while self._blocks[0].t[-1] < oldest:
            self._blocks.popleft()

    def end_session(self, t: float, offset_deg: float) -> list[Event]:
        """Tell how far neutral has moved; nothing if nobody stood still.

        Args:
            t: Session s.
            offset_deg: The offset of the lumbar flexion now in force.
        """
        settings, last = self._settings, None
        memory = PostureMemory(settings.drift_s, settings.still)
        for block in self._blocks:
            for _, stance in memory.feed(block):
                if stance.still and stance.upright(settings.drift_upright_deg):
                    last = stance
        if last is None or last.pelvis_deg is None or last.lumbar_deg is None:
            return []
        drift = _wrapped(last.lumbar_deg - last.pelvis_deg) + offset_deg
        return [NeutralDrift(t, round(drift, 2))]


def _wrapped(angle_deg: float) -> float:
    return (angle_deg + 180.0) % 360.0 - 180.0


def _recalibrate(t: float, shift: float) -> Notice:
    text = f"The zero moved by {shift:+.1f}°: calibrate anew when you can."
    return Notice(t, NoticeKind.RECALIBRATE, text, value=shift)


def _refused(t: float, why: str) -> Notice:
    return Notice(t, NoticeKind.REZERO_REFUSED, f"No re-zero: {why}.")
