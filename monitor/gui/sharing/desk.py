"""Turns what a lifter wants of the gym into what the session's thread does."""

from collections.abc import Callable

from msgspec.structs import replace
from PySide6.QtCore import QObject

from monitor.consent import CoachSettings
from monitor.gui.feed import LiveFeed
from monitor.gui.sharing.bar import SharingBar
from monitor.gui.toast import Toast
from monitor.net.shared import SharedSession

NO_GYM = "This session is linked to no gym."
NEXT = "The gym holds from the next session on."


class SharingDesk(QObject):
    """Looks after the bar, and hands on what is wanted.

    Attributes:
        bar: Where it is seen.
    """

    def __init__(self, toast: Toast) -> None:
        """Have no session yet.

        Args:
            toast: Says what can't be done.
        """
        super().__init__(toast)
        self._toast = toast
        self.bar = SharingBar()
        self._feed: LiveFeed | None = None
        self.bar.help_wanted.connect(self.call_for_help)
        self.bar.toggled.connect(self.toggle)

    def handlers(self) -> dict[str, Callable[[], None]]:
        """Return what each action does, by its name."""
        return {"call_for_help": self.call_for_help, "toggle_sharing": self.toggle}

    def begin(self, feed: LiveFeed) -> None:
        """Follow a session."""
        self._feed = feed
        feed.refreshed.connect(self.refresh)

    def finish(self) -> None:
        """Let go of the session."""
        self._feed = None
        self.refresh()

    def refresh(self) -> None:
        """Show how the session is shared now."""
        shared = self._shared
        self.bar.show_now(None if shared is None else shared.now)

    def call_for_help(self) -> None:
        """Call the coach, or take the call back."""
        self._do(SharedSession.toggle_help)

    def toggle(self) -> None:
        """Stop sharing at once, or go on."""
        self._do(SharedSession.toggle)

    def use(self, before: CoachSettings, coach: CoachSettings) -> None:
        """Have a running session shared as other settings want it."""
        if self._feed is None or coach == before:
            return
        here = replace(before, consent=coach.consent, messages=coach.messages)
        if self._shared is None or coach != here:
            self._toast.say(NEXT)
        elif coach.consent != before.consent:
            self._do(lambda shared: shared.use(coach.consent))

    @property
    def _shared(self) -> SharedSession | None:
        return None if self._feed is None else self._feed.thread_of_session.shared

    def _do(self, wish: Callable[[SharedSession], None]) -> None:
        shared = self._shared
        if self._feed is None or shared is None:
            self._toast.say(NO_GYM)
            return
        self._feed.thread_of_session.post(wish, shared)
