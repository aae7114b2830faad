"""Ends a set on pain, and on signs that call for urgent medical care."""

import msgspec

from monitor.model.events import StopAsked, StopReason
from monitor.model.records import NewWearer, PainPlace, SetPain, TellRedFlags

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


Told = SetPain | TellRedFlags | NewWearer


class PainWatch:
    """Knows what was told in the session; nothing told counts as no pain."""

    def __init__(self, settings: PainSettings) -> None:
        self._settings = settings
        self._told = 0.0  # last, of the back
        self._before = 0.0  # the one before it

    def feed(self, told: Told, *, in_set: bool) -> StopAsked | None:
        """Return that the set has to end; None if what was told is no reason.

        Args:
            told: What a person told.
            in_set: Whether a set is running.
        """
        match told:
            case TellRedFlags(t, flags):
                return StopAsked(t, StopReason.RED_FLAGS) if flags else None
            case NewWearer():
                self._told = self._before = 0.0
            case SetPain(t, pain, place) if place in _BACK:
                self._before, self._told = self._told, pain
                return self._judged(t, pain, in_set=in_set)
            case SetPain(pain=pain) if pain == self._told:
                # The place comes after the score: it was not the back.
                self._told = self._before
            case _:
                pass
        return None

    def _judged(self, t: float, pain: float, *, in_set: bool) -> StopAsked | None:
        rise, most = self._settings.rise, self._settings.most
        # Between sets, the same again is a word more about it, no more pain.
        if most and pain >= most and (in_set or pain != self._before):
            return StopAsked(t, StopReason.PAIN, pain)
        if rise and pain - self._before >= rise:
            return StopAsked(t, StopReason.PAIN_RISES, pain)
        return None
