"""Date and time as exports write them, into Unix seconds."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime

_STAMP = re.compile(
    r"(?:(?P<y>\d{4})[-/](?P<m>\d{1,2})[-/](?P<d>\d{1,2})"
    r"|(?P<m2>\d{1,2})/(?P<d2>\d{1,2})/(?P<y2>\d{4}))"
    r"[T_ ]+(?P<H>\d{1,2}):(?P<M>\d{2}):(?P<S>\d{2})(?:[.,:_](?P<f>\d{1,9}))?"
    r"\s*(?:(?:GMT|UTC)?(?P<z>[+-]\d{1,2})(?::?(?P<zm>\d{2}))?)?"
)
_EPOCH = re.compile(r"\d{9,11}(\.\d+)?|\d{12,14}")


def unix_seconds(text: str) -> float | None:
    """Return the Unix time that a stamp tells, None if it is none.

    Read are seconds and milliseconds since 1970, and ``2025-02-11 12:17:11.250``
    with variations: T, underscore or blanks between, slashes, month first with
    slashes, a colon or an underscore before the fraction, ``GMT+8`` behind. A zone
    that is only a name is taken for UTC.
    """
    stripped = text.strip()
    if _EPOCH.fullmatch(stripped):
        value = float(stripped)
        return value / 1000 if value >= 1e11 else value
    match = _STAMP.match(stripped)
    return None if match is None else _seconds(match)


def _seconds(match: re.Match[str]) -> float | None:
    part = match.groupdict()
    names = ("y", "m", "d") if part["y"] else ("y2", "m2", "d2")
    year, month, day = (int(part[name]) for name in names)
    try:
        hour, minute, second = (int(part[name]) for name in "HMS")
        moment = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None
    fraction = float("0." + (part["f"] or "0"))
    return moment.timestamp() + fraction - _zone_s(part)


def _zone_s(part: Mapping[str, str | None]) -> int:
    """Return how far the stamp's zone is ahead of UTC."""
    hours, minutes = part["z"] or "0", int(part["zm"] or 0)
    return int(hours) * 3600 + (-minutes if hours.startswith("-") else minutes) * 60
