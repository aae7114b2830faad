"""A running session's gym as its lifter has it in hand: who sees what, and help.

What is done here is done in the session's event loop. What is looked at may be looked
at from anywhere: every part of it is replaced as a whole.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from monitor.consent import Consent, Share
from monitor.net.consent import consent_words

STOPPED: Final = "Nothing more is shared; it stays on this computer."
RESUMED: Final = "Shared again with {gym}: {consent}."
CALLED: Final = "Your coach is called. Do it again to take it back."
CALLED_BACK: Final = "The call for help is taken back."
NOT_SHARED: Final = "Not called: nothing is shared. Call out to somebody."
NOT_REACHED: Final = "Your coach can't be reached now. Call out to somebody."


class Linked(Protocol):
    """A session's link to its gym."""

    problem: str

    @property
    def consent(self) -> Consent:
        """What the lifter allows."""

    def use(self, consent: Consent) -> None:
        """Take another consent; it holds at once."""

    def call_for_help(self, *, wanted: bool) -> None:
        """Call the coach, or take the call back."""


@dataclass(frozen=True, slots=True)
class SharedNow:
    """How a session is shared.

    Attributes:
        gym: With which gym.
        consent: What it sees now.
        problem: Why the gym isn't reached, one sentence; empty while it is.
        help: Whether the coach is called.
    """

    gym: str
    consent: Consent
    problem: str = ""
    help: bool = False

    @property
    def is_shared(self) -> bool:
        """Whether anything leaves this computer."""
        return self.consent.share is not Share.NOTHING

    @property
    def words(self) -> str:
        """What a lifter reads of it, always."""
        if not self.is_shared:
            return f"Not shared with {self.gym}"
        return f"Shared with {self.gym}: {consent_words(self.consent)}"


class SharedSession:
    """A session that a gym may see."""

    def __init__(self, gym: str, link: Linked, show: Callable[[str], None]) -> None:
        """Take a session in hand.

        Args:
            gym: With whom it is shared.
            link: Its link there.
            show: Shows a sentence to the lifter.
        """
        self._gym, self._link, self._show = gym, link, show
        self._allowed = link.consent  # what sharing again means
        self._help = False

    @property
    def now(self) -> SharedNow:
        """How it is shared (any thread)."""
        link = self._link
        return SharedNow(self._gym, link.consent, link.problem, self._help)

    def toggle(self) -> None:
        """Stop sharing at once, or share again what was shared before."""
        if self.now.is_shared:
            self.use(Consent())
        else:
            self.use(self._allowed)

    def use(self, consent: Consent) -> None:
        """Take another consent; it holds at once."""
        if consent == self._link.consent:
            return
        if consent.share is Share.NOTHING:
            self._end_help()
            self._link.use(consent)
            self._show(STOPPED)
            return
        self._allowed = consent
        self._link.use(consent)
        words = consent_words(consent)
        self._show(RESUMED.format(gym=self._gym, consent=words))

    def toggle_help(self) -> None:
        """Call the coach for help, or take the call back."""
        if self._help:
            self._end_help()
            self._show(CALLED_BACK)
            return
        if not self.now.is_shared:
            self._show(NOT_SHARED)
            return
        self._help = True
        self._link.call_for_help(wanted=True)
        self._show(NOT_REACHED if self._link.problem else CALLED)

    def _end_help(self) -> None:
        if self._help:
            self._help = False
            self._link.call_for_help(wanted=False)
