"""Every action of the window that a key can do, as data.

Presenter clickers send Page Up and Page Down, foot pedals are keyboards: the actions of
a set answer to those from the start, and to any other key that a person gives them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Final

from PySide6.QtCore import QCoreApplication

_CONTEXT: Final = "actions"  # of the translations


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:
    """Mark a text for the translators' tools; it is translated where it is shown."""
    del context
    return text


class Context(StrEnum):
    """Where an action's keys hold; the same key may do one thing in each."""

    ALWAYS = "always"
    LIVE = "live"
    REPLAY = "replay"

    def meets(self, other: "Context") -> bool:
        """Whether there is a moment when both hold."""
        return self is other or Context.ALWAYS in (self, other)


class Menu(Enum):
    """The menus, in their order."""

    FILE = QT_TRANSLATE_NOOP("actions", "File")
    SET = QT_TRANSLATE_NOOP("actions", "Set")
    TELL = QT_TRANSLATE_NOOP("actions", "Tell")
    GYM = QT_TRANSLATE_NOOP("actions", "Gym")
    SENSORS = QT_TRANSLATE_NOOP("actions", "Sensors")
    VIEW = QT_TRANSLATE_NOOP("actions", "View")
    REPLAY = QT_TRANSLATE_NOOP("actions", "Replay")
    HELP = QT_TRANSLATE_NOOP("actions", "Help")

    @property
    def title(self) -> str:
        """Its title for people, in their language."""
        return translated(self.value)


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that the window can do.

    Attributes:
        name: Its name in settings and code.
        text: What it does, in English.
        menu: Where it is found.
        keys: The usual key sequences, as text that is the same on every system.
        context: Where its keys hold.
    """

    name: str
    text: str
    menu: Menu
    keys: tuple[str, ...] = ()
    context: Context = Context.ALWAYS

    @property
    def title(self) -> str:
        """What it does, in the person's language."""
        return translated(self.text)


def translated(text: str) -> str:
    """Return a text of this module in the person's language."""
    return QCoreApplication.translate(_CONTEXT, text)


_LIVE: Final = Context.LIVE
_REPLAY: Final = Context.REPLAY

_PAIN: Final = (
    (QT_TRANSLATE_NOOP("actions", "Pain: none (0)"), "0"),
    (QT_TRANSLATE_NOOP("actions", "Pain: 1 of 10"), "1"),
    (QT_TRANSLATE_NOOP("actions", "Pain: 2 of 10"), "2"),
    (QT_TRANSLATE_NOOP("actions", "Pain: 3 of 10"), "3"),
    (QT_TRANSLATE_NOOP("actions", "Pain: 4 of 10"), "4"),
    (QT_TRANSLATE_NOOP("actions", "Pain: 5 of 10"), "5"),
    (QT_TRANSLATE_NOOP("actions", "Pain: 6 of 10"), "6"),
    (QT_TRANSLATE_NOOP("actions", "Pain: 7 of 10"), "7"),
    (QT_TRANSLATE_NOOP("actions", "Pain: 8 of 10"), "8"),
    (QT_TRANSLATE_NOOP("actions", "Pain: 9 of 10"), "9"),
    (QT_TRANSLATE_NOOP("actions", "Pain: the worst (10)"), "X"),
)

ACTIONS: Final = (
    Action(
        "open",
        QT_TRANSLATE_NOOP("actions", "Open a recording"),
        Menu.FILE,
        ("Ctrl+O",),
    ),
    Action("record", QT_TRANSLATE_NOOP("actions", "Record"), Menu.FILE, ("R",), _LIVE),
    Action("demo", QT_TRANSLATE_NOOP("actions", "Start the demo"), Menu.FILE),
    Action(
        "settings", QT_TRANSLATE_NOOP("actions", "Settings"), Menu.FILE, ("Ctrl+,",)
    ),
    Action("quit", QT_TRANSLATE_NOOP("actions", "Quit"), Menu.FILE, ("Ctrl+Q",)),
    Action(
        "toggle_set",
        QT_TRANSLATE_NOOP("actions", "Start or end the set"),
        Menu.SET,
        ("Space", "PgDown"),
        _LIVE,
    ),
    Action(
        "start_set", QT_TRANSLATE_NOOP("actions", "Start a set"), Menu.SET, (), _LIVE
    ),
    Action("end_set", QT_TRANSLATE_NOOP("actions", "End the set"), Menu.SET, (), _LIVE),
    Action(
        "end_session",
        QT_TRANSLATE_NOOP("actions", "End the session"),
        Menu.SET,
        ("Ctrl+E",),
        _LIVE,
    ),
    Action(
        "marker",
        QT_TRANSLATE_NOOP("actions", "Set a marker with a note"),
        Menu.SET,
        ("M", "PgUp"),
        _LIVE,
    ),
    Action(
        "add_rep",
        QT_TRANSLATE_NOOP("actions", "Add a rep to the last set"),
        Menu.SET,
        ("+",),
    ),
    Action(
        "strike_rep",
        QT_TRANSLATE_NOOP("actions", "Strike the last rep"),
        Menu.SET,
        ("Backspace",),
    ),
    Action("undo", QT_TRANSLATE_NOOP("actions", "Undo"), Menu.SET, ("Ctrl+Z",)),
    Action("mute", QT_TRANSLATE_NOOP("actions", "Mute the sound"), Menu.SET, ("Esc",)),
    Action(
        "left_leg",
        QT_TRANSLATE_NOOP("actions", "On the left leg"),
        Menu.SET,
        ("Left",),
        _LIVE,
    ),
    Action(
        "right_leg",
        QT_TRANSLATE_NOOP("actions", "On the right leg"),
        Menu.SET,
        ("Right",),
        _LIVE,
    ),
    Action(
        "load_again",
        QT_TRANSLATE_NOOP("actions", "Load: as last"),
        Menu.TELL,
        ("K",),
        _LIVE,
    ),
    Action(
        "load_up",
        QT_TRANSLATE_NOOP("actions", "Load: a step more"),
        Menu.TELL,
        ("Up",),
        _LIVE,
    ),
    Action(
        "load_down",
        QT_TRANSLATE_NOOP("actions", "Load: a step less"),
        Menu.TELL,
        ("Down",),
        _LIVE,
    ),
    Action(
        "load_unknown",
        QT_TRANSLATE_NOOP("actions", "Load: not known"),
        Menu.TELL,
        (),
        _LIVE,
    ),
    *(
        Action(f"pain_{score}", text, Menu.TELL, (key,), _LIVE)
        for score, (text, key) in enumerate(_PAIN)
    ),
    Action(
        "warning_signs",
        QT_TRANSLATE_NOOP("actions", "Tell warning signs"),
        Menu.TELL,
        ("W",),
        _LIVE,
    ),
    Action(
        "call_for_help",
        QT_TRANSLATE_NOOP("actions", "Call the coach for help"),
        Menu.GYM,
        ("H",),
        _LIVE,
    ),
    Action(
        "toggle_sharing",
        QT_TRANSLATE_NOOP("actions", "Stop sharing, or share again"),
        Menu.GYM,
        ("G",),
        _LIVE,
    ),
    Action(
        "dismiss_message",
        QT_TRANSLATE_NOOP("actions", "Dismiss the coach's message"),
        Menu.GYM,
        ("D",),
        _LIVE,
    ),
    Action(
        "accept_plan",
        QT_TRANSLATE_NOOP("actions", "Accept the coach's plan"),
        Menu.GYM,
        ("Y",),
        _LIVE,
    ),
    Action(
        "refuse_plan",
        QT_TRANSLATE_NOOP("actions", "Refuse the coach's plan"),
        Menu.GYM,
        ("Shift+Y",),
        _LIVE,
    ),
    Action(
        "leave_plan",
        QT_TRANSLATE_NOOP("actions", "Leave the coach's plan"),
        Menu.GYM,
        (),
        _LIVE,
    ),
    Action(
        "toggle_messages",
        QT_TRANSLATE_NOOP("actions", "Take the coach's messages, or no more"),
        Menu.GYM,
        (),
        _LIVE,
    ),
    Action(
        "connect",
        QT_TRANSLATE_NOOP("actions", "Connect the sensors"),
        Menu.SENSORS,
        ("Ctrl+N",),
    ),
    Action(
        "calibrate",
        QT_TRANSLATE_NOOP("actions", "Calibrate"),
        Menu.SENSORS,
        ("C",),
        _LIVE,
    ),
    Action(
        "rezero",
        QT_TRANSLATE_NOOP("actions", "Re-zero: this is neutral"),
        Menu.SENSORS,
        ("Z",),
        _LIVE,
    ),
    Action(
        "lift_knees",
        QT_TRANSLATE_NOOP("actions", "Calibrate the thigh sensors: lift the knees"),
        Menu.SENSORS,
        (),
        _LIVE,
    ),
    Action(
        "link_check",
        QT_TRANSLATE_NOOP("actions", "Check the links"),
        Menu.SENSORS,
        ("L",),
        _LIVE,
    ),
    Action(
        "swap",
        QT_TRANSLATE_NOOP("actions", "Swap pelvis and lumbar sensor"),
        Menu.SENSORS,
        ("S",),
        _LIVE,
    ),
    Action("history", QT_TRANSLATE_NOOP("actions", "History"), Menu.VIEW, ("Ctrl+H",)),
    Action("focus", QT_TRANSLATE_NOOP("actions", "Focus view"), Menu.VIEW, ("F11",)),
    Action(
        "mirror",
        QT_TRANSLATE_NOOP("actions", "Mirror the focus view"),
        Menu.VIEW,
        ("Ctrl+M",),
    ),
    Action(
        "evidence",
        QT_TRANSLATE_NOOP("actions", "Evidence of this rep"),
        Menu.REPLAY,
        ("E",),
        _REPLAY,
    ),
    Action(
        "analysis",
        QT_TRANSLATE_NOOP("actions", "Analysis page"),
        Menu.VIEW,
        ("F3",),
        _REPLAY,
    ),
    Action(
        "play",
        QT_TRANSLATE_NOOP("actions", "Play or pause"),
        Menu.REPLAY,
        ("Space",),
        _REPLAY,
    ),
    Action(
        "next_rep",
        QT_TRANSLATE_NOOP("actions", "Next rep"),
        Menu.REPLAY,
        ("Ctrl+Right", "N"),
        _REPLAY,
    ),
    Action(
        "previous_rep",
        QT_TRANSLATE_NOOP("actions", "Previous rep"),
        Menu.REPLAY,
        ("Ctrl+Left", "P"),
        _REPLAY,
    ),
    Action(
        "next_alert",
        QT_TRANSLATE_NOOP("actions", "Next alert"),
        Menu.REPLAY,
        ("A",),
        _REPLAY,
    ),
    Action(
        "forward",
        QT_TRANSLATE_NOOP("actions", "5 seconds on"),
        Menu.REPLAY,
        ("Right",),
        _REPLAY,
    ),
    Action(
        "back",
        QT_TRANSLATE_NOOP("actions", "5 seconds back"),
        Menu.REPLAY,
        ("Left",),
        _REPLAY,
    ),
    Action(
        "faster", QT_TRANSLATE_NOOP("actions", "Faster"), Menu.REPLAY, ("]",), _REPLAY
    ),
    Action(
        "slower", QT_TRANSLATE_NOOP("actions", "Slower"), Menu.REPLAY, ("[",), _REPLAY
    ),
    Action(
        "try_limit",
        QT_TRANSLATE_NOOP("actions", "Try another limit"),
        Menu.REPLAY,
        ("T",),
        _REPLAY,
    ),
    Action("shortcuts", QT_TRANSLATE_NOOP("actions", "Shortcuts"), Menu.HELP, ("F1",)),
)
BY_NAME: Final[Mapping[str, Action]] = {action.name: action for action in ACTIONS}


def menus() -> Iterator[tuple[Menu, list[Action]]]:
    """Yield every menu with its actions, in their order."""
    for menu in Menu:
        yield menu, [action for action in ACTIONS if action.menu is menu]
