"""Days of the past; what lies in the future, or is no date, is left out and named."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Protocol, TypeVar


class Dated(Protocol):
    """What has a time of day, ISO 8601."""

    @property
    def utc(self) -> str:
        """When it began."""


T = TypeVar("T", bound=Dated)
# A session just begun east of here may have tomorrow's date.
AHEAD = timedelta(days=1)


def day_of(dated: Dated) -> date | None:
    """Return its day, UTC; None if it has no date that can be read."""
    try:
        moment = datetime.fromisoformat(dated.utc)
        return (moment if moment.tzinfo is None else moment.astimezone(UTC)).date()
    except (ValueError, OverflowError):
        return None


def until(all_of_them: Iterable[T], today: date) -> Iterator[T]:
    """Yield what lies in the past, up to a day ahead."""
    for each in all_of_them:
        day = day_of(each)
        if day is not None and day <= _after(today):
            yield each


def _after(today: date) -> date:
    try:
        return today + AHEAD
    except OverflowError:
        return today
