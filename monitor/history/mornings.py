"""Gives what was told of a morning to the session that it is about."""

from collections.abc import Sequence
from dataclasses import replace

from monitor.model.history import SessionSummary


def with_mornings(
    sessions: Sequence[SessionSummary],
    trained: Sequence[bool],
    told: Sequence[bool | None],
) -> list[SessionSummary]:
    """Return sessions with what was told of the morning after each.

    It is told as a later session starts, of the same lifter's last one that had sets
    and sensors. Told again before another such session, the last word counts.

    Args:
        sessions: In order of time.
        trained: Whether each had sets and sensors.
        told: What was told in each of the morning after the one before.
    """
    found = list(sessions)
    last: dict[str, int] = {}
    for n, session in enumerate(sessions):
        before = last.get(session.lifter)
        if told[n] is not None and before is not None:
            found[before] = replace(found[before], morning_worse=told[n])
        if trained[n]:
            last[session.lifter] = n
    return found
