"""How far a lifter is in a plan that was accepted."""

from dataclasses import dataclass, replace

from monitor.model.body import Limits, LimitSource
from monitor.model.records import (
    MOST_LOAD_KG,
    ExerciseName,
    SetExercise,
    SetLimits,
    SetLoad,
    Stamped,
)
from monitor.net.messages import Plan, PlannedSet


@dataclass(frozen=True, slots=True)
class PlanRun:
    """A plan under way.

    Attributes:
        plan: Whose rows are done in order.
        row: The present one; past the last one the plan is done.
        done: Finished sets of it.
    """

    plan: Plan
    row: int = 0
    done: int = 0

    @property
    def current(self) -> PlannedSet | None:
        """The present row; None once the plan is done."""
        rows = self.plan.rows
        return rows[self.row] if self.row < len(rows) else None

    def after_set(self) -> "PlanRun":
        """Return how far it is once another set is finished."""
        current = self.current
        if current is None:
            return self
        if self.done + 1 < current.sets:
            return replace(self, done=self.done + 1)
        return PlanRun(self.plan, self.row + 1)

    @property
    def words(self) -> str:
        """What comes next, in words."""
        current, who = self.current, self.plan.sender
        if current is None:
            return f"The plan of {who} is done."
        of = f"set {self.done + 1} of {current.sets}"
        words = f"Plan of {who}, {of}: {_set_words(current)}"
        after = self.plan.rows[self.row + 1 :]
        return f"{words}; then {row_words(after[0])}" if after else words


def taken_over(run: PlanRun, limits: Limits | None) -> list[Stamped]:
    """Return the commands that make the next set the plan's.

    Args:
        run: How far the plan is.
        limits: Those of its row; None where they hold already.
    """
    row, commands = run.current, list[Stamped]()
    if row is None:
        return commands
    if row.exercise in set(ExerciseName) and not run.done:
        exercise = ExerciseName(row.exercise)
        commands.append(lambda t: SetExercise(t, exercise))
    if limits is not None:
        commands.append(lambda t: SetLimits(t, limits))
    if row.load_kg is not None:
        load_kg = min(row.load_kg, MOST_LOAD_KG)
        commands.append(lambda t: SetLoad(t, load_kg))
    return commands


def limits_of(row: PlannedSet, own: Limits) -> Limits:
    """Return the limits of a row's sets."""
    wanted = row.extension_limit_deg
    if wanted is None:
        return own
    return replace(own, extension_deg=wanted, source=LimitSource.COACH)


def plan_words(plan: Plan, own: Limits | None = None) -> str:
    """Return a plan in words.

    Args:
        plan: The plan.
        own: The lifter's own limits: it is said where a row's is looser.
    """
    return "; ".join(row_words(row, own) for row in plan.rows)


def row_words(row: PlannedSet, own: Limits | None = None) -> str:
    """Return a row in words; see ``plan_words``."""
    words = f"{_name(row)} {row.sets} x {row.reps}{_more(row)}"
    limit = row.extension_limit_deg
    if own is not None and limit is not None and limit > own.extension_deg:
        words += f" (looser than yours: {own.extension_deg:g}°)"
    return words


def _set_words(row: PlannedSet) -> str:
    return f"{_name(row)}, {row.reps} reps{_more(row)}"


def _name(row: PlannedSet) -> str:
    return row.exercise.replace("_", " ")


def _more(row: PlannedSet) -> str:
    words = "" if row.load_kg is None else f", {row.load_kg:g} kg"
    if row.extension_limit_deg is not None:
        words += f", limit {row.extension_limit_deg:g}°"
    return words
