"""What may be edited of a session: a closed table of fields, their types and ranges.

An edit names its field as "set/3/load_kg", "rep/12/struck" or "session/note".
"""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import msgspec

from monitor.model.errors import HistoryError
from monitor.model.history import Pain
from monitor.model.records import MOST_LOAD_KG, LoadUnit, RedFlag, SetKind, Side

MOST_TEXT: Final = 2000  # characters
MOST_NAME: Final = 80
MOST_ADDED: Final = 100  # reps; more is a slip of the keyboard
_YEARS: Final = range(2000, 2101)
_ID: Final = re.compile(
    r"session/([a-z_]{1,20})|(set|rep)/([1-9]\d{0,8})/([a-z_]{1,20})"
)


@dataclass(frozen=True, slots=True)
class LoadEdit:
    """A load and the unit in which it was told; None if it isn't known."""

    kg: float | None
    unit: LoadUnit = LoadUnit.KG


Notes = tuple[str, ...]
Value = (
    LoadEdit | Pain | SetKind | Side | float | str | Notes | tuple[RedFlag, ...] | None
)  # bool and int are among the floats


@dataclass(frozen=True, slots=True)
class Field:
    """One field that may be edited.

    Attributes:
        attribute: Where the facts hold it.
        kind: Its type, as msgspec reads it.
        allowed: Which values make sense, for people.
        fits: Whether a value of that type makes sense.
    """

    attribute: str
    kind: Any
    allowed: str
    fits: Callable[[Any], bool] = lambda _: True


@dataclass(frozen=True, slots=True)
class Target:
    """What an edit's id names.

    Attributes:
        id: The id.
        field: Which field.
        set_index: Of which set; None if not of a set.
        rep_id: Of which rep; None if not of a rep.
    """

    id: str
    field: Field
    set_index: int | None = None
    rep_id: int | None = None


def _within(low: float, high: float) -> Callable[[float | None], bool]:
    return lambda value: value is None or low <= value <= high  # not if it is NaN


_is_load: Final = _within(0, MOST_LOAD_KG)


def _is_name(text: str) -> bool:
    return len(text) <= MOST_NAME and text.isprintable()


def _are_texts(notes: Notes) -> bool:
    return len(notes) <= 100 and all(len(each) <= MOST_TEXT for each in notes)


def _is_date(text: str) -> bool:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return False
    return moment.tzinfo is not None and moment.year in _YEARS


NOTES: Final = Field(
    "notes", Notes, f"texts of at most {MOST_TEXT} characters", _are_texts
)
_PAIN: Final = Field(
    "pain",
    Pain | None,
    "0 to 10 and a place, or unknown",
    lambda pain: pain is None or 0 <= pain.score <= 10,
)
_SET: Final[Mapping[str, Field]] = {
    "load_kg": Field(
        "load_kg",
        LoadEdit | float | None,
        f"0 to {MOST_LOAD_KG:.0f} kg, or unknown",
        lambda load: _within(0, MOST_LOAD_KG)(
            load.kg if isinstance(load, LoadEdit) else load
        ),
    ),
    "kind": Field("kind", SetKind | None, "warm_up, working or test, or unknown"),
    "rpe": Field("rpe", float | None, "1 to 10, or unknown", _within(1, 10)),
    "pain": _PAIN,
    "side": Field("side", Side | None, "left or right, or unknown"),
    "exercise": Field(
        "exercise",
        str,
        f"a name of at most {MOST_NAME} characters",
        lambda name: bool(name) and _is_name(name),
    ),
    "note": NOTES,
    "added": Field("added", int, f"0 to {MOST_ADDED} reps", _within(0, MOST_ADDED)),
}
_REP: Final[Mapping[str, Field]] = {"struck": Field("struck", bool, "yes or no")}
_SESSION: Final[Mapping[str, Field]] = {
    "note": NOTES,
    "pain": _PAIN,
    "lifter": Field(
        "lifter",
        str,
        f"a name of at most {MOST_NAME} characters",
        _is_name,
    ),
    "morning_worse": Field("morning_worse", bool | None, "yes or no, or unknown"),
    "red_flags": Field(
        "red_flags",
        tuple[RedFlag, ...] | None,
        f"any of {', '.join(RedFlag)}, or none of them, or unknown",
    ),
    "started_utc": Field(
        "started_utc",
        str,
        f"a date and time with its zone, {_YEARS[0]} to {_YEARS[-1]}",
        _is_date,
    ),
}


def names() -> list[str]:
    """Return the ids that edits may have, with N for a number."""
    return [
        *(f"set/N/{name}" for name in _SET),
        *(f"rep/N/{name}" for name in _REP),
        *(f"session/{name}" for name in _SESSION),
    ]


def target(edit_id: str) -> Target:
    """Return what an id names.

    Raises:
        HistoryError: It names no field that may be edited.
    """
    match = _ID.fullmatch(edit_id)
    if match is not None:
        of_session, scope, number, name = match.groups()
        if scope == "set" and name in _SET:
            return Target(edit_id, _SET[name], set_index=int(number))
        if scope == "rep" and name in _REP:
            return Target(edit_id, _REP[name], rep_id=int(number))
        if of_session in _SESSION:
            return Target(edit_id, _SESSION[of_session])
    msg = f"{edit_id[:80]!r} can't be edited; what can: {', '.join(names())}"
    raise HistoryError(msg)


def checked(where: Target, plain: object) -> Value:
    """Return a value, given as such or in its plain form, as a journal holds it.

    Raises:
        HistoryError: It makes no sense there.
    """
    field = where.field
    try:
        plain = msgspec.to_builtins(plain)
        value = msgspec.convert(plain, field.kind)
    except (TypeError, ValueError, RecursionError):  # ValidationError is a ValueError
        value = msgspec.UNSET
    if value is msgspec.UNSET or _is_nan(value) or not field.fits(value):
        msg = f"{where.id} must be {field.allowed}; {plain!r:.60} is not"
        raise HistoryError(msg)
    if field.attribute == "load_kg" and not isinstance(value, LoadEdit):
        return LoadEdit(value)
    found: Value = value
    return found


def _is_nan(value: object) -> bool:
    return isinstance(value, float) and math.isnan(value)


def plain_of(value: Value) -> object:
    """Return a value as a journal holds it; a load in kg is a plain number."""
    if isinstance(value, LoadEdit) and value.unit is LoadUnit.KG:
        return value.kg
    plain: object = msgspec.to_builtins(value)
    return plain
