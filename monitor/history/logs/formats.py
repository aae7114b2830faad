"""Logs as Strong and Hevy export them.

Strong (app.strong, several versions): ``Date``, ``Workout Name``, ``Exercise Name``,
``Set Order`` (a number, or W for a warm-up; other words are no sets), ``Weight`` with
its unit in the name, in ``Weight Unit`` or nowhere, ``Reps``, ``Seconds``, ``RPE``.
Nothing entered is written as 0. Hevy: ``start_time``, ``exercise_title``,
``set_type``, ``weight_kg`` or ``weight_lbs``, ``reps``, ``duration_seconds``, ``rpe``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from monitor.history.kept_log import LoggedSet
from monitor.history.logs.exercise_names import exercise_name
from monitor.history.logs.table import LogRow, LogTable
from monitor.history.logs.values import moment, number, seconds
from monitor.model.errors import ImportFileError
from monitor.model.loads import KG_PER_LB
from monitor.model.records import MOST_LOAD_KG, LoadUnit, SetKind

_KG: Final = ("weight (kg)", "weight_kg")
_LB: Final = ("weight (lbs)", "weight (lb)", "weight_lbs", "weight_lb")
_UNITS: Final = {
    "kg": LoadUnit.KG,
    "kgs": LoadUnit.KG,
    "lb": LoadUnit.LB,
    "lbs": LoadUnit.LB,
}


@dataclass(frozen=True, slots=True)
class ReadSet:
    """A row that is a set, and the workout it belongs to.

    Attributes:
        started: When the workout began, as the log has it.
        duration_s: Of the workout; 0 if not told.
        title: Of the workout.
        logged: The set.
    """

    started: datetime
    duration_s: float
    title: str
    logged: LoggedSet


ReadRow = Callable[[LogRow], ReadSet | None]


@dataclass(frozen=True, slots=True)
class LogFormat:
    """How one program's log is read.

    Attributes:
        app: The program.
        read: Returns a row's set; None if the row is none; raises ValueError if what
            stands there makes no sense.
    """

    app: str
    read: ReadRow


def format_of(table: LogTable, unit: LoadUnit | None) -> LogFormat:
    """Tell whose log a table is.

    Args:
        table: The log.
        unit: Of its weights, where it doesn't say so itself.

    Raises:
        ImportFileError: It is no log that is known, or its weights have no unit.
    """
    columns = set(table.columns)
    if {"exercise_title", "start_time", "set_type"} <= columns:
        return LogFormat("Hevy", _Reader(_unit(table, unit)).hevy)
    if {"date", "exercise name", "set order"} <= columns:
        return LogFormat("Strong", _Reader(_unit(table, unit)).strong)
    raise ImportFileError(table.path, "is no log that Strong or Hevy has exported", 1)


def _unit(table: LogTable, told: LoadUnit | None) -> LoadUnit | None:
    """Return the unit of all weights; None if each row tells its own."""
    columns = set(table.columns)
    if columns & set(_KG):
        return LoadUnit.KG
    if columns & set(_LB):
        return LoadUnit.LB
    if told is not None or "weight unit" in columns:
        return told
    problem = "its weights have no unit: add --unit kg or --unit lb"
    raise ImportFileError(table.path, problem, 1)


@dataclass(frozen=True, slots=True)
class _Reader:
    unit: LoadUnit | None

    def strong(self, row: LogRow) -> ReadSet | None:
        order = row.text("set order")
        is_warm_up = order.upper() == "W"
        if not (is_warm_up or order.upper() in {"D", "F"} or order.isdigit()):
            return None  # a timer, or a note
        weight = number(row.text(*_KG, *_LB, "weight")) or None
        kind = SetKind.WARM_UP if is_warm_up else None
        held_s = number(row.text("seconds"))
        logged = self._set(row, row.text("exercise name"), weight, held_s, kind)
        if logged is None:
            return None
        took = row.text("duration (sec)", "duration", "workout duration")
        started = moment(row.text("date"))
        return ReadSet(started, seconds(took), row.text("workout name"), logged)

    def hevy(self, row: LogRow) -> ReadSet | None:
        weight = number(row.text(*_KG, *_LB))
        is_warm_up = row.text("set_type").lower() in {"warmup", "warm_up"}
        kind = SetKind.WARM_UP if is_warm_up else None
        held_s = number(row.text("duration_seconds"))
        logged = self._set(row, row.text("exercise_title"), weight, held_s, kind)
        if logged is None:
            return None
        started, end = moment(row.text("start_time")), row.text("end_time")
        duration_s = (moment(end) - started).total_seconds() if end else 0.0
        return ReadSet(started, max(0.0, duration_s), row.text("title"), logged)

    def _set(
        self,
        row: LogRow,
        exercise: str,
        weight: float | None,
        held_s: float | None,
        kind: SetKind | None,
    ) -> LoggedSet | None:
        reps = number(row.text("reps"))
        distance = number(row.text("distance (meters)", "distance", "distance_km"))
        if not exercise or distance or not (reps or held_s):
            return None  # a run, or nothing that was done
        unit = self.unit or _UNITS.get(row.text("weight unit").lower(), None)
        return LoggedSet(
            exercise=exercise_name(exercise),
            kind=kind,
            load_kg=_load_kg(weight, unit),
            load_unit=unit or LoadUnit.KG,
            reps=_whole(reps),
            held_s=held_s or None,
            rpe=_rpe(number(row.text("rpe"))),
            note=row.text("notes", "exercise_notes")[:2000],
        )


def _load_kg(weight: float | None, unit: LoadUnit | None) -> float | None:
    if weight is None or unit is None:
        return None  # never guessed
    load_kg = weight * (KG_PER_LB if unit is LoadUnit.LB else 1.0)
    if not 0 <= load_kg <= MOST_LOAD_KG:
        msg = f"a weight of {weight:g} {unit} makes no sense"
        raise ValueError(msg)
    return load_kg


def _whole(reps: float | None) -> int | None:
    if reps is None:
        return None
    if not (0 <= reps <= 1000 and reps == int(reps)):
        msg = f"{reps:g} reps make no sense"
        raise ValueError(msg)
    return int(reps)


def _rpe(rpe: float | None) -> float | None:
    if rpe is None or rpe == 0:
        return None
    if not 1 <= rpe <= 10:
        msg = f"an RPE of {rpe:g} makes no sense"
        raise ValueError(msg)
    return rpe
