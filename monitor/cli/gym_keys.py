"""What a lifter does in a terminal about the gym that sees the session."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from monitor.cli.live_keys import Commanded
    from monitor.model.records import Record, Stamped
    from monitor.net.shared import SharedNow, SharedSession

GYM_KEYS: Final = (
    "With a gym: g stop sharing or share again, h call the coach for help or take it"
    " back, y accept the coach's plan, w refuse it, p leave it, o take the coach's"
    " messages or no more."
)


class Overheard:
    """A session with somebody who hears what is commanded in it.

    Attributes:
        hear: Told each record.
    """

    def __init__(self, session: "Commanded") -> None:
        """Pass commands on to a session."""
        self._session = session
        self.hear: Callable[[Record], None] = lambda _: None

    def command(self, make: "Stamped") -> None:
        """Put in what is wanted."""

        def stamped(t: float) -> "Record":
            record = make(t)
            self.hear(record)
            return record

        self._session.command(stamped)

    def end(self) -> None:
        """End the session."""
        self._session.end()


def also_of_gym(
    press: Callable[[str], None], shared: "SharedSession | None"
) -> Callable[[str], None]:
    """Return what keys do where a gym may see the session.

    Args:
        press: What other keys do.
        shared: The session's gym; None without one.
    """
    if shared is None:
        return press
    done = {
        "g": shared.toggle,
        "h": shared.toggle_help,
        "y": shared.accept,
        "w": shared.refuse,
        "p": shared.end_plan,
        "o": shared.toggle_messages,
    }

    def pressed(key: str) -> None:
        if key in done:
            done[key]()
        else:
            press(key)

    return pressed


def gym_line(now: "SharedNow") -> str:
    """Return the line that always tells who sees the session."""
    parts = [now.words]
    if now.is_shared and now.problem:
        parts.append(f"waiting: {now.problem}")
    if now.help:
        parts.append("the coach is called")
    if now.proposal:
        parts.append("a plan is proposed: y or w")
    elif now.plan:
        parts.append(now.plan)
    return " · ".join(parts)
