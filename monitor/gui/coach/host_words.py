"""What goes between the coach's window and the processes that run its lifters."""

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.gui.studio import DemoWish, LiveWish
from monitor.model.events import Alert, Output
from monitor.model.records import Record
from monitor.net.messages import State, Told
from monitor.pipeline import PipelineSettings
from monitor.view.state import ViewState


@dataclass(frozen=True, slots=True)
class Place:
    """A lifter's place in the room.

    Attributes:
        station: Its name, such as ``rack-1``.
        name: Who lifts there.
        wish: What session it is to be.
    """

    station: str
    name: str
    wish: DemoWish | LiveWish


# From a host


@dataclass(frozen=True, slots=True)
class Raised:
    """An alert, to be heard at once."""

    station: str
    alert: Alert


@dataclass(frozen=True, slots=True)
class Began:
    """What is known of a session that is watched from now on.

    Attributes:
        station: Whose.
        view: What its own screen shows.
        settings: What it is judged by.
    """

    station: str
    view: ViewState
    settings: PipelineSettings


@dataclass(frozen=True, slots=True)
class Seen:
    """What a watched session has put out since the last time."""

    station: str
    outputs: Sequence[Output]


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence for the person."""

    station: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Over:
    """A session's last word.

    Attributes:
        station: Whose.
        sentence: How it ended.
        last: What is known of it at last; None if it never began.
    """

    station: str
    sentence: str
    last: Began | None = None


FromHost = State | Told | Raised | Began | Seen | Remark | Over

# To a host


@dataclass(frozen=True, slots=True)
class Do:
    """What a person wants of a session; it gets the time when it arrives."""

    station: str
    record: Record


@dataclass(frozen=True, slots=True)
class Watch:
    """Whether everything that a session puts out is wanted."""

    station: str
    wanted: bool


@dataclass(frozen=True, slots=True)
class End:
    """Every session is to end in good order."""


ToHost = Do | Watch | End
