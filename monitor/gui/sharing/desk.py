"""Turns what a lifter wants of the gym into what the session's thread does."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from monitor.consent import CoachSettings
from monitor.gui.feed import LiveFeed
from monitor.gui.session_thread import SessionThread
from monitor.gui.sharing.bar import SharingBar
from monitor.gui.sharing.cards import OrderCards
from monitor.gui.toast import Toast
from monitor.net.shared import SharedNow, SharedSession

if TYPE_CHECKING:
    from monitor.net.messages import PlannedSet

NO_GYM: Final = "This session is linked to no gym."
NEXT: Final = "The gym holds from the next session on."
_CARDS: Final = (  # actions of the cards' buttons, in their order
    "dismiss_message",
    "toggle_messages",
    "accept_plan",
    "refuse_plan",
)


class SharingDesk(QObject):
    """Looks after the bar and the cards, and hands on what is wanted.

    Attributes:
        planned: Emitted with the ``PlannedSet`` of the next set; None without a plan.
        bar: Who sees what.
        cards: What the coach has sent.
        below: Both, to be put below every page.
    """

    planned = Signal(object)

    def __init__(self, toast: Toast) -> None:
        """Have no session yet.

        Args:
            toast: Says what can't be done.
        """
        super().__init__(toast)
        self._toast = toast
        self.bar, self.cards = SharingBar(), OrderCards()
        self.below = QWidget()
        self.below.setProperty("page", True)
        column = QVBoxLayout(self.below)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.cards)
        column.addWidget(self.bar)
        self._thread: SessionThread | None = None
        self._plan: tuple[PlannedSet | None, int] = (None, 0)
        self._connect(self.handlers())

    def _connect(self, done: Mapping[str, Callable[[], None]]) -> None:
        bar, cards = self.bar, self.cards
        bar.help_wanted.connect(done["call_for_help"])
        bar.toggled.connect(done["toggle_sharing"])
        bar.left.connect(done["leave_plan"])
        cards.dismissed.connect(done["dismiss_message"])
        cards.silenced.connect(done["toggle_messages"])
        cards.accepted.connect(done["accept_plan"])
        cards.refused.connect(done["refuse_plan"])

    def handlers(self) -> dict[str, Callable[[], None]]:
        """Return what each action does, by its name."""
        wishes: dict[str, Callable[[SharedSession], None]] = {
            "call_for_help": SharedSession.toggle_help,
            "toggle_sharing": SharedSession.toggle,
            "dismiss_message": SharedSession.dismiss,
            "toggle_messages": SharedSession.toggle_messages,
            "accept_plan": SharedSession.accept,
            "refuse_plan": SharedSession.refuse,
            "leave_plan": SharedSession.end_plan,
        }
        return {name: partial(self._do, wish) for name, wish in wishes.items()}

    def show_keys(self, keys: Mapping[str, str]) -> None:
        """Tell on the buttons by which keys they are done.

        Args:
            keys: What is told of each action, by its name.
        """
        bar = ("call_for_help", "toggle_sharing", "leave_plan")
        self.bar.show_keys(*(keys[name] for name in bar))
        self.cards.show_keys([keys[name] for name in _CARDS])

    def begin(self, feed: LiveFeed, thread: SessionThread) -> None:
        """Follow a session.

        Args:
            feed: Tells when to look.
            thread: The session's.
        """
        self._thread = thread
        feed.refreshed.connect(self.refresh)

    def finish(self) -> None:
        """Let go of the session."""
        self._thread = None
        self.refresh()

    def refresh(self) -> None:
        """Show how the session is shared now."""
        shared = self._shared
        now = None if shared is None else shared.now
        self.bar.show_now(now)
        self.cards.show_now(now)
        self._follow_plan(now)

    def _follow_plan(self, now: SharedNow | None) -> None:
        plan = (None, 0) if now is None else (now.row, now.done)
        if plan != self._plan:
            self._plan = plan
            self.planned.emit(plan[0])

    def use(self, before: CoachSettings, coach: CoachSettings) -> None:
        """Have a running session shared as other settings want it."""
        if self._thread is None or coach == before:
            return
        here = replace(before, consent=coach.consent, messages=coach.messages)
        if self._shared is None or coach != here:
            self._toast.say(NEXT)
            return
        if coach.consent != before.consent:
            self._do(lambda shared: shared.use(coach.consent))
        if coach.messages != before.messages:
            self._do(lambda shared: shared.take_messages(wanted=coach.messages))

    @property
    def _shared(self) -> SharedSession | None:
        return None if self._thread is None else self._thread.shared

    def _do(self, wish: Callable[[SharedSession], None]) -> None:
        shared = self._shared
        if self._thread is None or shared is None:
            self._toast.say(NO_GYM)
            return
        self._thread.post(wish, shared)
