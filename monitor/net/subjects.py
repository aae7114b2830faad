"""Names on the wire: subjects, streams, buckets, inboxes, and who may use which.

A station writes below its own branch alone; a coach reads its gym and writes commands;
a tablet reads. The lists here are what the server's configuration is written from, and
what the documents print.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

ROOT: Final = "rm.v1"
_PART: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")


class Branch(StrEnum):
    """What a station's subjects end with."""

    STATE = "state"
    EVENT = "event"
    SET = "set"
    PAIN = "pain"
    HEALTH = "health"
    COMMAND = "command"


def is_name(part: str) -> bool:
    """Whether a gym, station or user may be called so on the wire."""
    return _PART.fullmatch(part) is not None


def subject(gym: str, station: str, branch: Branch) -> str:
    """Return a station's subject; ``*`` as station is every one."""
    return f"{ROOT}.{gym}.{station}.{branch}"


def station_of(subject: str) -> str:
    """Return the station that a subject is of; empty if it is of none."""
    parts = subject.split(".")
    return parts[3] if len(parts) > 3 else ""


def stream(gym: str) -> str:
    """Return the stream that keeps a gym's events and sets."""
    return f"RM_{gym}"


def pain_stream(gym: str) -> str:
    """Return the stream of what is told of pain, which no tablet may read."""
    return f"RM_{gym}_pain"


def stream_subjects(gym: str) -> list[str]:
    """Return what a gym's stream keeps."""
    return [subject(gym, "*", each) for each in (Branch.EVENT, Branch.SET)]


def state_bucket(gym: str) -> str:
    """Return the key-value bucket of last states; its keys are stations."""
    return f"rm-{gym}-state"


def archive_bucket(gym: str, station: str) -> str:
    """Return the object bucket of a station's recordings."""
    return f"rm-{gym}-{station}-archive"


def inbox(user: str) -> str:
    """Return a user's private inbox prefix."""
    return f"_INBOX.{user}"


@dataclass(frozen=True, slots=True)
class Permissions:
    """What a user may do; all else is refused.

    Attributes:
        publish: Subjects to write to.
        subscribe: Subjects to read.
        answers: May answer what it is asked, once per request.
    """

    publish: tuple[str, ...]
    subscribe: tuple[str, ...]
    answers: bool = False


def station_permissions(gym: str, station: str) -> Permissions:
    """Return what a station may do."""
    own = [
        subject(gym, station, branch)
        for branch in (
            Branch.STATE,
            Branch.EVENT,
            Branch.SET,
            Branch.PAIN,
            Branch.HEALTH,
        )
    ]
    objects = archive_bucket(gym, station)
    return Permissions(
        publish=(
            *own,
            f"$KV.{state_bucket(gym)}.{station}",
            f"$O.{objects}.C.>",
            f"$O.{objects}.M.>",
            f"$JS.API.STREAM.INFO.OBJ_{objects}",
            f"$JS.API.STREAM.MSG.GET.OBJ_{objects}",
        ),
        subscribe=(
            subject(gym, station, Branch.COMMAND),
            f"{inbox(station)}.>",
        ),
        answers=True,
    )


# Of all streams, because a wildcard stands for a whole name: a gym's account holds its
# own alone, and a coach may read each of them.
_ARCHIVES: Final = (
    "$JS.API.STREAM.NAMES",
    "$JS.API.STREAM.INFO.*",
    "$JS.API.DIRECT.GET.*",
    "$JS.API.DIRECT.GET.*.>",
)


def coach_permissions(gym: str, coach: str) -> Permissions:
    """Return what a coach may do: read all of a gym, and write commands.

    Recordings are read a message at a time: no consumer is made for them.
    """
    kept = (stream(gym), pain_stream(gym), f"KV_{state_bucket(gym)}")
    return Permissions(
        publish=(
            *_reading(kept),
            *_ARCHIVES,
            subject(gym, "*", Branch.COMMAND),
        ),
        subscribe=(f"{ROOT}.{gym}.>", f"{inbox(coach)}.>"),
    )


def tablet_permissions(gym: str, tablet: str) -> Permissions:
    """Return what a tablet may do: read states, events, sets and health."""
    seen = (Branch.STATE, Branch.EVENT, Branch.SET, Branch.HEALTH)
    return Permissions(
        publish=_reading((stream(gym), f"KV_{state_bucket(gym)}")),
        subscribe=(
            *(subject(gym, "*", branch) for branch in seen),
            f"{inbox(tablet)}.>",
        ),
    )


def _reading(streams: tuple[str, ...]) -> tuple[str, ...]:
    """Return what a reader of streams writes to."""
    api = "$JS.API"
    return tuple(
        permission
        for name in streams
        for permission in (
            f"{api}.STREAM.INFO.{name}",
            f"{api}.CONSUMER.CREATE.{name}",
            f"{api}.CONSUMER.CREATE.{name}.>",
            f"{api}.CONSUMER.INFO.{name}.>",
            f"{api}.CONSUMER.DELETE.{name}.>",
            f"{api}.CONSUMER.MSG.NEXT.{name}.>",
            f"$JS.ACK.{name}.>",
            f"$JS.FC.{name}.>",
        )
    )
