"""Days of the past; what lies in the future, or is no date, is left out and named."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from operator import itemgetter
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
    moment = _moment(dated)
    return None if moment is None else moment.date()


def until(all_of_them: Iterable[T], today: date) -> Iterator[T]:
    """Yield what lies in the past, up to a day ahead."""
    return (each for _, each in _past(all_of_them, today))


def in_order(all_of_them: Iterable[T], today: date) -> list[T]:
    """Return what lies in the past, oldest first; as given where times are equal."""
    return [each for _, each in sorted(_past(all_of_them, today), key=itemgetter(0))]


def _past(all_of_them: Iterable[T], today: date) -> Iterator[tuple[datetime, T]]:
    last = _after(today)
    for each in all_of_them:
        moment = _moment(each)
        if moment is not None and moment.date() <= last:
            yield moment, each


def before(today: date, days: int) -> date:
    """Return the day so many days ago, or the first there is."""
    try:
        return today - timedelta(days=days)
    except OverflowError:
        return date.min


def _moment(dated: Dated) -> datetime | None:
    """Return its time; one without a zone is taken as UTC."""
    try:
        moment = datetime.fromisoformat(dated.utc)
        if moment.tzinfo is None:
            return moment.replace(tzinfo=UTC)
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _after(today: date) -> date:
    try:
        return today + AHEAD
    except OverflowError:
        return today
