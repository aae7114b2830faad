"""What a lifter lets a coach see, and where a station's coach is.

Off by default. Pain, notes and red flags take a consent of their own.
"""

from enum import StrEnum

import msgspec


class Share(StrEnum):
    """How much a coach sees; each includes the one before."""

    NOTHING = "nothing"
    STATE = "state"  # how it stands now, and what happens
    HISTORY = "history"  # finished sets and recordings too


class Consent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a lifter lets a coach see.

    Attributes:
        share: How much.
        pain: Pain, notes and red flags as well; without ``share`` it means nothing.
    """

    share: Share = Share.NOTHING
    pain: bool = False


class CoachSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What goes to a gym's coach.

    Attributes:
        enrolment: Name of the gym that this station is enrolled in; empty for none.
        consent: What the lifter lets a coach see.
        pseudonym: What the lifter is called there; empty for one made up.
        messages: Whether a coach may send messages, marks and plans.
        archive: Folder to which recordings are copied after a session instead of the
            gym's server; empty for the server.
    """

    enrolment: str = ""
    consent: Consent = Consent()
    pseudonym: str = ""
    messages: bool = True
    archive: str = ""

    def __post_init__(self) -> None:
        if len(self.pseudonym) > 32:
            msg = "pseudonym must have at most 32 characters"
            raise ValueError(msg)
