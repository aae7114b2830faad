"""The phase of the moment, for the screen; a rep's own times are its boundaries."""

from monitor.detection.exercises import Exercise
from monitor.model.events import Phase

_FAR_SHARE = 0.8  # of the usual ROM, from which standing still is the hold
_LEFT_SHARE = 0.1  # of the swing given back: the hold is over
_SLOW_SHARE = 0.35  # of the usual ROM a second: standing still


class PhaseTracker:
    """Follows the signal through a swing: outward, hold, inward, bottom."""

    def __init__(self, exercise: Exercise) -> None:
        self._outward, self._inward = exercise.outward, exercise.inward
        self.phase = Phase.REST

    def rest(self, *, in_set: bool) -> Phase | None:
        """Between swings; return the phase if it is a new one."""
        return self._enter(Phase.BOTTOM if in_set else Phase.REST)

    def swing(
        self, height: float, highest: float, rate: float, rom_deg: float
    ) -> Phase | None:
        """Take a sample of a swing; return the phase if it is a new one.

        Args:
            height: Above the low before it, deg.
            highest: The same at its far end so far, deg.
            rate: Of the rep signal, deg/s.
            rom_deg: The usual ROM.
        """
        if highest - height > _LEFT_SHARE * highest:
            if self.phase is not self._inward and rate > 0.0:
                return None  # a bounce at the top
            return self._enter(self._inward)
        slow = rate < _SLOW_SHARE * rom_deg
        if slow and height >= _FAR_SHARE * rom_deg:
            return self._enter(Phase.HOLD)
        if self.phase is Phase.HOLD:
            return None
        return self._enter(self._outward)

    def _enter(self, phase: Phase) -> Phase | None:
        if phase is self.phase:
            return None
        self.phase = phase
        return phase
