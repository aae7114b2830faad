"""A running session's gym as its lifter has it in hand: who sees what, help, orders.

What is done here is done in the session's event loop. What is looked at may be looked
at from anywhere: every part of it is replaced as a whole.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from monitor.consent import Consent, Share
from monitor.net.consent import consent_words
from monitor.net.messages import Answer, PlannedSet
from monitor.net.orders import Orders

STOPPED: Final = "Nothing more is shared; it stays on this computer."
RESUMED: Final = "Shared again with {gym}: {consent}."
CALLED: Final = "Your coach is called. Do it again to take it back."
CALLED_BACK: Final = "The call for help is taken back."
NOT_SHARED: Final = "Not called: nothing is shared. Call out to somebody."
NO_MORE: Final = "No more messages of the coach are taken."
TAKEN_AGAIN: Final = "The coach's messages are taken again."
ACCEPTED: Final = "The plan holds from the next set on."
REFUSED: Final = "The plan is refused; the coach is told."
NO_PLAN: Final = "No plan is proposed."
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

    def answer(self, command: str, answer: Answer) -> None:
        """Tell what the lifter has decided about a command that was shown."""


@dataclass(frozen=True, slots=True)
class SharedNow:
    """How a session is shared.

    Attributes:
        gym: With which gym.
        consent: What it sees now.
        problem: Why the gym isn't reached, one sentence; empty while it is.
        help: Whether the coach is called.
        accepts: Whether a coach's messages are taken.
        messages: What the coach has said and marked, the newest last.
        proposal: A plan that the coach proposes, in words; empty without one.
        plan: How far the plan is that was accepted, in words; empty without one.
        row: What it plans for the next set; None without one.
        done: Finished sets of that row.
    """

    gym: str
    consent: Consent
    problem: str = ""
    help: bool = False
    accepts: bool = True
    messages: tuple[str, ...] = ()
    proposal: str = ""
    plan: str = ""
    row: PlannedSet | None = None
    done: int = 0

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

    def __init__(
        self, gym: str, link: Linked, orders: Orders, show: Callable[[str], None]
    ) -> None:
        """Take a session in hand.

        Args:
            gym: With whom it is shared.
            link: Its link there.
            orders: What the coach wants.
            show: Shows a sentence to the lifter.
        """
        self._gym, self._link, self._orders, self._show = gym, link, orders, show
        self._allowed = link.consent  # what sharing again means
        self._help = False

    @property
    def now(self) -> SharedNow:
        """How it is shared (any thread)."""
        link, orders = self._link, self._orders
        run = orders.run
        return SharedNow(
            self._gym,
            link.consent,
            link.problem,
            self._help,
            orders.accepts,
            orders.messages,
            orders.proposal,
            "" if run is None else run.words,
            None if run is None else run.current,
            0 if run is None else run.done,
        )

    # Who sees what

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

    # Help

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

    # What the coach wants

    def take_messages(self, *, wanted: bool) -> None:
        """Take the coach's messages, or no more; a plan not yet taken is refused."""
        if wanted == self._orders.accepts:
            return
        self._orders.accepts = wanted
        if not wanted:
            self._answer(self._orders.refuse(), Answer.REFUSED)
            self._orders.messages = ()
        self._show(TAKEN_AGAIN if wanted else NO_MORE)

    def toggle_messages(self) -> None:
        """Take the coach's messages, or no more."""
        self.take_messages(wanted=not self._orders.accepts)

    def dismiss(self) -> None:
        """Let go of the coach's newest message."""
        self._orders.dismiss()

    def accept(self) -> None:
        """Take the proposed plan; the coach is told."""
        is_told = self._answer(self._orders.accept(), Answer.TAKEN)
        self._show(ACCEPTED if is_told else NO_PLAN)

    def refuse(self) -> None:
        """Refuse the proposed plan; the coach is told."""
        is_told = self._answer(self._orders.refuse(), Answer.REFUSED)
        self._show(REFUSED if is_told else NO_PLAN)

    def end_plan(self) -> None:
        """Leave the plan that was accepted."""
        self._orders.end_plan()

    def _answer(self, command: str | None, answer: Answer) -> bool:
        if command is not None:
            self._link.answer(command, answer)
        return command is not None
