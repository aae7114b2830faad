"""A log becomes workouts that are kept among the recordings."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from monitor.history.kept_log import (
    SCHEMA,
    Kept,
    KeptWorkout,
    LoggedSet,
    keep_workout,
)
from monitor.history.logs.formats import ReadSet, format_of
from monitor.history.logs.table import LogRow, read_table
from monitor.model.errors import ImportFileError
from monitor.model.records import LoadUnit

_SHOWN: Final = 3  # of the rows that make no sense
_AHEAD: Final = timedelta(days=1)  # clocks of phones and computers differ


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a log.

    Attributes:
        app: Whose log it was.
        new: Workouts that weren't known.
        changed: Workouts that the log has otherwise than before.
        same: Workouts that were known.
        sets: In all of them.
        notices: One sentence each for people.
    """

    app: str
    new: int
    changed: int
    same: int
    sets: int
    notices: tuple[str, ...]


@dataclass
class _Workout:
    """A workout whose rows are being read."""

    first: ReadSet
    sets: list[LoggedSet] = field(default_factory=list)
    rows: list[LogRow] = field(default_factory=list)


def import_log(
    path: Path, folder: Path, lifter: str, unit: LoadUnit | None, now: datetime
) -> Imported:
    """Keep a log's workouts; those that are kept already aren't doubled.

    Args:
        path: The log, CSV as Strong or Hevy exports it.
        folder: Of the recordings.
        lifter: Whose log it is.
        unit: Of its weights, where it doesn't say so itself.
        now: With a time zone; a log of the future is none.

    Raises:
        ImportFileError: It can't be read, or is no such log.
        RecordingError: A workout can't be kept.
    """
    table = read_table(path)
    log = format_of(table, unit)
    workouts: dict[datetime, _Workout] = {}
    problems: list[str] = []
    for row in table.rows:
        try:
            read = log.read(row)
            if read is not None:
                _refuse_future(read.started, now)
        except ValueError as error:
            problems.append(f"{path.name}, line {row.line}: {error}")
            continue
        if read is not None:
            workout = workouts.setdefault(read.started, _Workout(read))
            workout.sets.append(read.logged)
            workout.rows.append(row)
    if not workouts:
        raise ImportFileError(path, "holds no set that can be read")
    kept = [
        keep_workout(folder, _kept(path, log.app, lifter, each))
        for each in workouts.values()
    ]
    return _told(log.app, kept, workouts, problems)


def _refuse_future(started: datetime, now: datetime) -> None:
    if started.astimezone() > now + _AHEAD:
        msg = f"{started:%Y-%m-%d} is yet to come"
        raise ValueError(msg)


def _kept(path: Path, app: str, lifter: str, workout: _Workout) -> KeptWorkout:
    first = workout.first
    return KeptWorkout(
        schema=SCHEMA,
        app=app,
        lifter=lifter,
        started=first.started.isoformat(),
        started_utc=first.started.astimezone(UTC).isoformat(),
        duration_s=min(first.duration_s, 86400.0),
        note=first.title[:2000],
        log=path.name,
        sets=tuple(workout.sets),
        rows=tuple(row.texts for row in workout.rows),
    )


def _told(
    app: str, kept: list[Kept], workouts: dict[datetime, _Workout], problems: list[str]
) -> Imported:
    more = len(problems) - _SHOWN
    notices = [f"{problem}; the row is left out" for problem in problems[:_SHOWN]]
    if more > 0:
        notices.append(f"{more} more rows make no sense and are left out")
    return Imported(
        app,
        new=sum(each.is_new for each in kept),
        changed=sum(each.changed for each in kept),
        same=sum(not (each.is_new or each.changed) for each in kept),
        sets=sum(len(each.sets) for each in workouts.values()),
        notices=tuple(notices),
    )
