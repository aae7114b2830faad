"""Keys in a terminal, and what of a running session they command."""

from typing import Final, Protocol

from monitor.cli.signals import Ending
from monitor.model.records import (
    Calibrate,
    EndRangeTest,
    EndSet,
    Marker,
    NewWearer,
    Rezero,
    SetSide,
    Side,
    Stamped,
    StartLinkCheck,
    StartMobilityTest,
    StartRangeTest,
    StartSideBends,
    StartThighCalibration,
    SwapSensors,
    UndoRezero,
)

KEYS: Final = (
    "Keys: l link check, s swap sensors, c calibrate anew, b side bends, z re-zero, u"
    " undo it, e end set, n new wearer, m marker, r own range of extension, t mobility"
    " test, x end either, a on the left leg, d on the right leg, k lift the"
    " knees, for sensors on the thighs, q end."
)

_COMMANDS: Final[dict[str, Stamped]] = {
    "l": StartLinkCheck,
    "c": Calibrate,
    "s": SwapSensors,
    "z": Rezero,
    "u": UndoRezero,
    "e": EndSet,
    "m": Marker,
    "n": lambda t: NewWearer(t, ""),
    "r": StartRangeTest,
    "b": StartSideBends,
    "t": StartMobilityTest,
    "x": EndRangeTest,
    "k": StartThighCalibration,
    "a": lambda t: SetSide(t, Side.LEFT),
    "d": lambda t: SetSide(t, Side.RIGHT),
}


class Commanded(Ending, Protocol):
    """A session that a person commands by keys."""

    def command(self, make: Stamped, /) -> None:
        """Put in what a person wants."""


def press(session: Commanded, key: str) -> None:
    """Do what a key stands for."""
    if key == "q":
        session.end()
    elif key in _COMMANDS:
        session.command(_COMMANDS[key])
