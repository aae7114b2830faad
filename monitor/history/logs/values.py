"""What stands in the fields of a log: numbers, durations, and dates of all styles."""

import re
from datetime import datetime
from typing import Final

_UNITS_S: Final = {"h": 3600.0, "m": 60.0, "min": 60.0, "s": 1.0, "sec": 1.0}
_SPAN: Final = re.compile(r"(\d{1,5})\s*(h|min|m|sec|s)\b")
_FORMATS: Final = (
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d %I:%M:%S %p",
    "%Y-%m-%d",
    "%d.%m.%Y %H:%M:%S",
    "%d.%m.%Y %H:%M",
    "%d.%m.%Y",
)
_CLOCK: Final = r"(?: (?P<time>\d{1,2}:\d{2}(?::\d{2})?(?: [ap]m)?))?"
_MONTH: Final = r"(?P<month>[^\W\d_]{3,12})\.?"
_DAY, _YEAR = r"(?P<day>\d{1,2})", r"(?P<year>\d{4}),?"
_NAMED: Final = (
    # As in 22 Dec 2025, 08:00 or 25. Juli 2026, 14:21 or 1 de marzo de 2026, 08:00
    re.compile(rf"{_DAY}\.? (?:de )?{_MONTH} (?:de )?{_YEAR}{_CLOCK}"),
    re.compile(rf"{_MONTH} {_DAY}, {_YEAR}{_CLOCK}"),  # as in Dec 22, 2025, 8:00 AM
)
# Beginnings of the months' names in the languages in which logs come; the longest
# that fits counts.
_MONTHS: Final = (
    ("jan", "ene", "gen"),
    ("feb", "fév", "fev", "fév", "févr"),
    ("mar", "mär", "mrz", "maa", "mrt"),
    ("apr", "avr", "abr"),
    ("may", "mai", "mag", "mei", "maj"),
    ("jun", "juin", "giu"),
    ("jul", "juil", "lug"),
    ("aug", "aoû", "ago"),
    ("sep", "set"),
    ("oct", "okt", "ott", "out"),
    ("nov",),
    ("dec", "dez", "déc", "dic"),
)


def number(text: str) -> float | None:
    """Return a number, with a decimal point or comma; None for an empty text.

    Raises:
        ValueError: It is none.
    """
    if not text:
        return None
    plain = text.replace(",", ".") if "." not in text else text
    if not re.fullmatch(r"[+-]?[0-9]{1,12}(\.[0-9]{1,12})?", plain):
        msg = f"{text[:20]!r} is no number"
        raise ValueError(msg)
    return float(plain)


def seconds(text: str) -> float:
    """Return a duration, s: "1h 5m", "45 min", "3720"; 0 for an empty text.

    Raises:
        ValueError: It is none.
    """
    found = _SPAN.findall(text.lower())
    if found and not _SPAN.sub("", text.lower()).strip():
        return sum(float(amount) * _UNITS_S[unit] for amount, unit in found)
    return number(text) or 0.0


def moment(text: str) -> datetime:
    """Return a date and time as a log writes them, without a zone.

    Raises:
        ValueError: It is none, or no year in which one trained.
    """
    plain = " ".join(text.replace("\u202f", " ").replace("\xa0", " ").split())
    found = _numeric(plain) or _named(plain.lower())
    if found is None or not 1970 < found.year < 2100:
        msg = f"{text[:40]!r} is no date"
        raise ValueError(msg)
    return found


def _numeric(text: str) -> datetime | None:
    for style in _FORMATS:
        try:
            return datetime.strptime(text, style)  # noqa: DTZ007  a log tells no zone
        except ValueError:
            continue
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return None


def _named(text: str) -> datetime | None:
    for style in _NAMED:
        match = style.fullmatch(text)
        month = _month(match["month"]) if match else None
        if match is not None and month is not None:
            day = f"{match['year']}-{month:02}-{int(match['day']):02}"
            return _numeric(f"{day} {_time(match['time'] or '00:00')}")
    return None


def _month(name: str) -> int | None:
    fits = [
        (len(beginning), n)
        for n, beginnings in enumerate(_MONTHS, 1)
        for beginning in beginnings
        if name.startswith(beginning)
    ]
    return max(fits)[1] if fits else None


def _time(text: str) -> str:
    if not text.endswith("m"):
        return text
    style = "%I:%M:%S %p" if text.count(":") == 2 else "%I:%M %p"
    try:
        return datetime.strptime(text, style).strftime("%H:%M:%S")  # noqa: DTZ007
    except ValueError:
        return text
