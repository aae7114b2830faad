"""What a lifter does in a terminal about the gym that sees the session."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from monitor.net.shared import SharedNow, SharedSession

GYM_KEYS: Final = (
    "With a gym: g stop sharing or share again, h call the coach for help or take it"
    " back."
)


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
    done = {"g": shared.toggle, "h": shared.toggle_help}

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
    return " · ".join(parts)
