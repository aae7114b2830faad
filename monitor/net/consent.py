"""Lets through what a lifter lets a coach see, under a name that tells nobody else."""

import hashlib
import hmac
from typing import Final

from monitor.consent import Consent, Share
from monitor.net.messages import EventKind, EventTold, PainTold, SetTold, State, Told

_LETTERS: Final = "ABCDEFGHJKMNPQRSTVWXYZ23456789"  # none that look alike
_LENGTH: Final = 5
PAIN: Final = "pain"


def allowed(consent: Consent, message: State | Told) -> bool:
    """Whether a message may leave the station.

    That the consent itself has changed may always be told.
    """
    match message:
        case EventTold(kind=EventKind.CONSENT):
            return True
        case State() | EventTold():
            return consent.share is not Share.NOTHING
        case SetTold():
            return consent.share is Share.HISTORY
        case PainTold():
            return consent.pain and consent.share is not Share.NOTHING


def consent_words(consent: Consent) -> str:
    """Return a consent as its message says it, such as "history, pain"."""
    has_pain = consent.pain and consent.share is not Share.NOTHING
    return f"{consent.share}, {PAIN}" if has_pain else str(consent.share)


def consent_told(words: str) -> Consent | None:
    """Return what such words mean; None if they say nothing of a consent."""
    share, _, rest = words.partition(", ")
    try:
        return Consent(Share(share), pain=rest == PAIN)
    except ValueError:
        return None


def made_up_name(secret: bytes, wearer: str) -> str:
    """Return a pseudonym: the same for a person at this station, told by no one.

    Args:
        secret: The station's own, at least 16 bytes, which never leaves it.
        wearer: Who; empty if not told.

    Returns:
        Such as "Lifter K7Q2M"; of 24 million.
    """
    digest = hmac.new(secret, wearer.strip().casefold().encode(), hashlib.sha256)
    number = int.from_bytes(digest.digest()[:8])
    letters = ""
    for _ in range(_LENGTH):
        number, place = divmod(number, len(_LETTERS))
        letters += _LETTERS[place]
    return f"Lifter {letters}"
