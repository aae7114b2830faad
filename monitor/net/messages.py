"""What travels between stations and coaches: the messages, and their JSON.

Encoding is sans-I/O. A message carries the version of its schema; unknown fields are
ignored, so an older program reads what a newer one says. What pain, notes or red flags
are about never stands in ``State``: only in ``PainTold``, which takes a consent of its
own.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Annotated, Final, TypeVar
from uuid import uuid4

import msgspec

from monitor.model.errors import MonitorError

VERSION: Final = 1
MOST_BYTES: Final = 32_768  # of a message; a longer one is malformed
MOST_WORDS: Final = 200  # characters of a message to a lifter
TRACE_HZ: Final = 20.0  # rate of the lumbar trace in ``State``

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=48)]
Text = Annotated[str, msgspec.Meta(max_length=240)]
Words = Annotated[str, msgspec.Meta(min_length=1, max_length=MOST_WORDS)]
Box = Annotated[str, msgspec.Meta(max_length=16)]
MessageId = Annotated[str, msgspec.Meta(min_length=8, max_length=64)]
Degrees = Annotated[float, msgspec.Meta(ge=-360.0, le=360.0)]
Percent = Annotated[float, msgspec.Meta(ge=0.0, le=100.0)]
Count = Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]


class MessageError(MonitorError):
    """Bytes from the network that are no message; one sentence."""


class Alarm(StrEnum):
    """What a tile's border tells, the most urgent of what holds."""

    NONE = "none"
    CAUTION = "caution"
    DANGER = "danger"
    STOP = "stop"  # stopped by the lifter, or told to stop


class LinkView(msgspec.Struct, frozen=True, omit_defaults=True):
    """How a sensor comes through.

    Attributes:
        placement: Where it sits.
        state: A ``LinkState``'s value.
        battery_percent: None if not known.
        loss_percent: Of the last seconds; None where losses don't show.
    """

    placement: Name
    state: Name
    battery_percent: Percent | None = None
    loss_percent: Percent | None = None


class State(msgspec.Struct, frozen=True, omit_defaults=True, tag="state"):
    """How a lifter stands now; the newest wins.

    Attributes:
        station: Who publishes.
        session: Random id of the running session.
        n: Counts the states of a session; a smaller one is old.
        t: Session s.
        lifter: A pseudonym.
        exercise: Name for people.
        in_set: Whether a set is running.
        set_index: The running or last set; 0 before the first.
        load_kg: Whole load; None if not told.
        reps: Full reps of the set.
        planned_reps: 0 if not planned.
        held_s: Seconds held, in an exercise that is held; None else.
        lumbar_deg: Lumbar flexion, positive; None if not known.
        extension_limit_deg: Positive.
        flexion_limit_deg: Positive.
        trace: The newest lumbar angles since the last state, ``TRACE_HZ`` apart,
            oldest first, ending at ``t``; None where not known.
        links: The sensors.
        clean: Scored full reps of the set within the limit.
        borderline: Near it.
        faults: Past it.
        alarm: What is alerted now.
        alert: Its words; empty without.
        armed: Whether alerts would come now, in words; empty if they would.
        link_lost: A sensor of the trunk is lost.
        stopped: The lifter has stopped; no reason is told.
        help: The lifter calls for help.
        v: Version of the schema.
    """

    station: Name
    session: Name
    n: Count
    t: float
    lifter: Name
    exercise: Text = ""
    in_set: bool = False
    set_index: Count = 0
    load_kg: float | None = None
    reps: Count = 0
    planned_reps: Count = 0
    held_s: float | None = None
    lumbar_deg: Degrees | None = None
    extension_limit_deg: Degrees = 20.0
    flexion_limit_deg: Degrees = 20.0
    trace: Annotated[tuple[Degrees | None, ...], msgspec.Meta(max_length=64)] = ()
    links: Annotated[tuple[LinkView, ...], msgspec.Meta(max_length=8)] = ()
    clean: Count = 0
    borderline: Count = 0
    faults: Count = 0
    alarm: Alarm = Alarm.NONE
    alert: Text = ""
    armed: Text = ""
    link_lost: bool = False
    stopped: bool = False
    help: bool = False
    v: int = VERSION


class EventKind(StrEnum):
    """What happened, as far as a coach needs to know."""

    SESSION_STARTED = "session_started"
    SESSION_ENDED = "session_ended"
    SET_STARTED = "set_started"
    REP = "rep"
    ALERT = "alert"
    LINK_LOST = "link_lost"
    LINK_BACK = "link_back"
    STOPPED = "stopped"  # by the lifter; no reason is told
    HELP = "help"
    CONSENT = "consent"
    ANSWER = "answer"  # of a lifter, to a plan that was shown


class EventTold(msgspec.Struct, frozen=True, omit_defaults=True, tag="event"):
    """Something that happened, in its station's order.

    Attributes:
        id: Same id, same event, however often it comes.
        station: Who tells.
        session: In which session.
        seq: Counts what leaves a station's outbox, from 1, without gaps.
        box: Which outbox counts: another once its file was made anew.
        t: Session s.
        utc: The station's wall clock, for people; never for an order.
        kind: What.
        lifter: A pseudonym.
        set_index: In which set; 0 outside.
        rep: Number of the rep.
        alarm: Level of an alert.
        text: One sentence for people; empty if ``kind`` says all. Of a consent what is
            allowed from here on; empty in place of what was taken back. Of an answer
            an ``Answer``'s value.
        command: Id of the command that is answered; empty else.
        v: Version of the schema.
    """

    id: MessageId
    station: Name
    session: Name
    seq: Annotated[int, msgspec.Meta(ge=1)]
    t: float
    utc: Text
    kind: EventKind
    lifter: Name
    set_index: Count = 0
    rep: Count = 0
    alarm: Alarm = Alarm.NONE
    text: Text = ""
    box: Box = ""
    command: Annotated[str, msgspec.Meta(max_length=64)] = ""
    v: int = VERSION


class SetTold(msgspec.Struct, frozen=True, omit_defaults=True, tag="set"):
    """A finished set.

    Attributes:
        id: Same id, same set.
        station: Who tells.
        session: In which session.
        seq: See ``EventTold``.
        box: See ``EventTold``.
        t: Session s of its end.
        utc: The station's wall clock, for people.
        lifter: A pseudonym.
        index: From 1.
        exercise: Name for people.
        reps: Full reps.
        scored: Of those.
        clean: Of those.
        borderline: Of those.
        faults: Of those.
        load_kg: None if not told.
        peak_extension_deg: Largest of the scored reps; None without.
        extension_limit_deg: Positive.
        held_s: The longest hold; None if nothing is held.
        duration_s: From start to end.
        stopped: The lifter ended it; no reason is told.
        v: Version of the schema.
    """

    id: MessageId
    station: Name
    session: Name
    seq: Annotated[int, msgspec.Meta(ge=1)]
    t: float
    utc: Text
    lifter: Name
    index: Annotated[int, msgspec.Meta(ge=1)]
    exercise: Text = ""
    reps: Count = 0
    scored: Count = 0
    clean: Count = 0
    borderline: Count = 0
    faults: Count = 0
    load_kg: float | None = None
    peak_extension_deg: Degrees | None = None
    extension_limit_deg: Degrees = 20.0
    held_s: float | None = None
    duration_s: float = 0.0
    stopped: bool = False
    box: Box = ""
    v: int = VERSION


class PainTold(msgspec.Struct, frozen=True, omit_defaults=True, tag="pain"):
    """What a lifter told of pain, or noted: only with a consent of its own.

    Attributes:
        id: Same id, same message.
        station: Who tells.
        session: In which session.
        seq: See ``EventTold``.
        box: See ``EventTold``.
        t: Session s.
        utc: The station's wall clock, for people.
        lifter: A pseudonym.
        score: 0 to 10; None if it isn't about a score.
        text: What was told, one sentence.
        set_index: About which set; 0 for none.
        v: Version of the schema.
    """

    id: MessageId
    station: Name
    session: Name
    seq: Annotated[int, msgspec.Meta(ge=1)]
    t: float
    utc: Text
    lifter: Name
    score: Annotated[float, msgspec.Meta(ge=0.0, le=10.0)] | None = None
    text: Text = ""
    set_index: Count = 0
    box: Box = ""
    v: int = VERSION


class Health(msgspec.Struct, frozen=True, omit_defaults=True, tag="health"):
    """How a station is, every few seconds.

    Attributes:
        station: Who.
        utc: Its wall clock.
        waiting: Messages in its outbox.
        files_waiting: Recordings not yet in the archive.
        malformed: Messages to it that were none.
        refused: Commands it refused.
        program: Name and version.
        v: Version of the schema.
    """

    station: Name
    utc: Text
    waiting: Count = 0
    files_waiting: Count = 0
    malformed: Count = 0
    refused: Count = 0
    program: Text = ""
    v: int = VERSION


class When(StrEnum):
    """When a message to a lifter is spoken."""

    AFTER_REP = "after_rep"
    NOW = "now"


class Say(msgspec.Struct, frozen=True, omit_defaults=True, tag="say"):
    """A message, shown and spoken at a station."""

    id: MessageId
    sender: Name
    words: Words
    when: When = When.AFTER_REP
    v: int = VERSION


class MarkSet(msgspec.Struct, frozen=True, omit_defaults=True, tag="mark"):
    """A note or a marker to a lifter's running or last set."""

    id: MessageId
    sender: Name
    words: Words
    v: int = VERSION


class PlannedSet(msgspec.Struct, frozen=True, omit_defaults=True):
    """A row of a plan.

    Attributes:
        exercise: An ``ExerciseName``'s value.
        sets: How many.
        reps: In each.
        load_kg: None for the lifter's choice.
        extension_limit_deg: None for the lifter's own.
    """

    exercise: Name
    sets: Annotated[int, msgspec.Meta(ge=1, le=20)] = 1
    reps: Annotated[int, msgspec.Meta(ge=1, le=100)] = 8
    load_kg: Annotated[float, msgspec.Meta(ge=0.0, le=1000.0)] | None = None
    extension_limit_deg: Annotated[float, msgspec.Meta(ge=5.0, le=45.0)] | None = None


class Plan(msgspec.Struct, frozen=True, omit_defaults=True, tag="plan"):
    """A session's plan, pushed to a station; the lifter takes or refuses it."""

    id: MessageId
    sender: Name
    rows: Annotated[tuple[PlannedSet, ...], msgspec.Meta(min_length=1, max_length=20)]
    v: int = VERSION


class Answer(StrEnum):
    """How a station takes a command."""

    TAKEN = "taken"
    SHOWN = "shown"  # a person decides
    REFUSED = "refused"
    REPEATED = "repeated"  # this id has come before; nothing was done
    MALFORMED = "malformed"


class Acknowledged(msgspec.Struct, frozen=True, omit_defaults=True, tag="ack"):
    """A station's answer to a command."""

    id: Annotated[str, msgspec.Meta(max_length=64)]
    station: Name
    answer: Answer
    text: Text = ""
    v: int = VERSION


Told = EventTold | SetTold | PainTold  # through the outbox
Command = Say | MarkSet | Plan
Message = State | Told | Health | Command | Acknowledged

M = TypeVar("M")

_ENCODER: Final = msgspec.json.Encoder()


def new_id() -> str:
    """Return the id of a new message."""
    return uuid4().hex


def encode(message: Message) -> bytes:
    """Return a message's JSON, one object that names its type."""
    return _ENCODER.encode(message)


def _reader(decoder: msgspec.json.Decoder[M]) -> Callable[[bytes], M]:
    """Return what reads messages of a kind.

    It raises a ``MessageError`` at bytes that are none or are of a newer version.
    """

    def read(data: bytes) -> M:
        if len(data) > MOST_BYTES:
            msg = f"a message of {len(data)} bytes is longer than {MOST_BYTES}"
            raise MessageError(msg)
        try:
            message = decoder.decode(data)
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
            msg = f"not a message: {error}"
            raise MessageError(msg) from error
        _check_version(getattr(message, "v", VERSION))
        return message

    return read


def _check_version(version: int) -> None:
    if version > VERSION:
        msg = f"version {version} of the messages is newer than {VERSION}: update this"
        raise MessageError(msg)


decode_state: Final = _reader(msgspec.json.Decoder(State))
decode_told: Final[Callable[[bytes], Told]] = _reader(msgspec.json.Decoder(Told))
decode_health: Final = _reader(msgspec.json.Decoder(Health))
decode_command: Final[Callable[[bytes], Command]] = _reader(
    msgspec.json.Decoder(Command)
)
decode_acknowledged: Final = _reader(msgspec.json.Decoder(Acknowledged))
