"""Reads what a person types about the history: dates, and values of edits."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import typer

from monitor.model.errors import HistoryError
from monitor.model.history import Pain
from monitor.model.loads import KG_PER_LB
from monitor.model.records import LoadUnit, PainPlace

if TYPE_CHECKING:
    from monitor.history.fields import Value

UNKNOWN: Final = frozenset({"-", "unknown", ""})
_DAYS: Final = {"d": 1, "w": 7, "m": 30, "y": 365}
_YES: Final = {"yes": True, "true": True, "no": False, "false": False}
_LOAD: Final = re.compile(r"([\d.,]{1,12})\s*(kg|lbs?)?", re.IGNORECASE)
_FIRST_YEAR: Final = 2000


def since(text: str, now: datetime) -> datetime:
    """Read "2026-11-01", "4w", "10d", "3m" or "1y".

    Args:
        text: A date, local, or a span back from now.
        now: With a time zone.

    Raises:
        BadParameter: It is neither, or no time at which one can have trained.
    """
    found = _moment(text.strip().lower(), now)
    if found is None:
        msg = f"{text!r} is neither a date, as 2026-11-01, nor a span, as 4w."
        raise typer.BadParameter(msg, param_hint="--since")
    if not found.year >= _FIRST_YEAR or found > now:
        msg = f"{text!r} is no time at which anybody can have trained."
        raise typer.BadParameter(msg, param_hint="--since")
    return found


def _moment(text: str, now: datetime) -> datetime | None:
    span = re.fullmatch(r"([0-9]{1,4})([dwmy])", text)
    try:
        if span is not None:
            return now - timedelta(days=int(span[1]) * _DAYS[span[2]])
        found = datetime.fromisoformat(text)
        return found if found.tzinfo else found.astimezone()
    except (ValueError, OverflowError, OSError):
        return None


def value(field: str, text: str) -> "Value":
    """Read the new value of a field: "62.5 kg", "3 low_back", "yes", "-".

    Raises:
        HistoryError: It can't be understood; what makes no sense is found later.
    """
    name = field.rpartition("/")[2]
    plain = text.strip()
    if name == "note":
        return () if plain in UNKNOWN else plain
    if name == "lifter":
        return plain
    if name == "red_flags" and plain == "none":
        return ()
    if plain.lower() in UNKNOWN:
        return _load(None, None) if name == "load_kg" else None
    read = _READERS.get(name)
    return plain if read is None else read(field, plain)


def _told_load(field: str, text: str) -> "Value":
    match = _LOAD.fullmatch(text)
    if match is None:
        raise _not_understood(field, text, "60, 62.5 kg or 135 lb")
    return _load(_number(field, match[1]), match[2])


def _load(amount: float | None, unit: str | None) -> "Value":
    from monitor.history.fields import LoadEdit

    if amount is None or unit is None or unit.lower() == "kg":
        return LoadEdit(amount)
    return LoadEdit(amount * KG_PER_LB, LoadUnit.LB)


def _pain(field: str, text: str) -> Pain:
    score, _, place = text.partition(" ")
    try:
        return Pain(_number(field, score), PainPlace(place) if place.strip() else None)
    except ValueError:
        places = ", ".join(PainPlace)
        raise _not_understood(field, text, f"a score and one of {places}") from None


def _yes_or_no(field: str, text: str) -> bool:
    if text.lower() not in _YES:
        raise _not_understood(field, text, "yes or no")
    return _YES[text.lower()]


def _whole(field: str, text: str) -> float:
    number = _number(field, text)
    return int(number) if number.is_integer() else number


def _parts(_: str, text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(","))


def _number(field: str, text: str) -> float:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        raise _not_understood(field, text, "a number") from None


def _not_understood(field: str, text: str, wanted: str) -> HistoryError:
    return HistoryError(f"{field}: {text!r:.60} is not {wanted}")


_READERS: Final[Mapping[str, Callable[[str, str], "Value"]]] = {
    "load_kg": _told_load,
    "rpe": _number,
    "added": _whole,
    "struck": _yes_or_no,
    "morning_worse": _yes_or_no,
    "pain": _pain,
    "red_flags": _parts,
}
