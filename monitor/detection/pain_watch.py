"""Ends a set on pain, and on signs that call for urgent medical care."""

import msgspec

from monitor.model.events import StopAsked, StopReason
from monitor.model.records import PainPlace, SetPain, TellRedFlags

# Pain of buttock, hip or elsewhere tells little of the back; an untold place counts as
# the low back.
_BACK = frozenset({PainPlace.LOW_BACK, PainPlace.LEG_BELOW_KNEE, None})


class PainSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When pain ends a set; 0 turns a rule off. Signs of danger always do.

    The defaults are this project's judgement, on the numeric rating scale of 0 to 10.

    Attributes:
        rise: So much more than was told before in the session.
        most: So much, whatever was told before.
    """

    rise: float = 2.0
    most: float = 5.0

    def __post_init__(self) -> None:
        if not (0 <= self.rise <= 10 and 0 <= self.most <= 10):
            msg = "rise and most must lie between 0 and 10"
            raise ValueError(msg)


class PainWatch:
    """Knows what was told in the session; nothing told counts as no pain."""

    def __init__(self, settings: PainSettings) -> None:
        self._settings = settings
        self._told = 0.0

    def feed(self, told: SetPain | TellRedFlags) -> StopAsked | None:
        """Return that the set has to end; None if what was told is no reason."""
        match told:
            case TellRedFlags(t, flags):
                return StopAsked(t, StopReason.RED_FLAGS) if flags else None
            case SetPain(t, pain, place) if place in _BACK:
                before, self._told = self._told, pain
                return self._judged(t, pain, before)
            case _:
                return None

    def _judged(self, t: float, pain: float, before: float) -> StopAsked | None:
        rise, most = self._settings.rise, self._settings.most
        if most and pain >= most and pain != before:
            return StopAsked(t, StopReason.PAIN, pain)
        if rise and pain - before >= rise:
            return StopAsked(t, StopReason.PAIN_RISES, pain)
        return None
