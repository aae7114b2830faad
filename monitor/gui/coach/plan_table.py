"""A session's plan as a small table: each row is an exercise with its sets."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QPushButton, QWidget

from monitor.gui.settings.fields import Choice, FieldError, Number
from monitor.model.records import ExerciseName
from monitor.net.messages import PlannedSet

MOST_ROWS: Final = 20  # as in a plan that travels
TITLES: Final = {
    "Exercise": "Exercise",
    "Sets": "Sets",
    "Reps": "Reps",
    "Load": "Load, kg",
    "Limit": "Limit, °",
}
FIRST: Final = PlannedSet(ExerciseName.HIP_THRUST, 3, 8)


class Maybe(QLineEdit):
    """A number, or nothing: then the lifter chooses."""

    def __init__(self, low: float, high: float) -> None:
        super().__init__()
        self._low, self._high = low, high
        self.setPlaceholderText("own")
        self.setToolTip("Empty: the lifter's own")
        self.setMinimumWidth(72)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)

    def give(self, number: float | None) -> None:
        """Show a number."""
        self.setText("" if number is None else f"{number:g}")

    def number(self) -> float | None:
        """Return the number; None if nothing is written.

        Raises:
            FieldError: It is none, or out of range.
        """
        text = self.text().strip().replace(",", ".")
        if not text:
            return None
        try:
            number = float(text)
        except ValueError:
            number = float("nan")
        if not self._low <= number <= self._high:
            low, high = f"{self._low:g}", f"{self._high:g}"
            problem = f"{self.accessibleName()} must lie between {low} and {high}."
            raise FieldError(self, problem)
        return number


class _Row:
    """The fields of one row."""

    def __init__(self, planned: PlannedSet) -> None:
        self.exercise = Choice((each, _words(each)) for each in ExerciseName)
        self.exercise.setMinimumWidth(160)
        self.sets, self.reps = Number(1, 20), Number(1, 100)
        for number in (self.sets, self.reps):
            number.setMinimumWidth(72)
        self.load, self.limit = Maybe(0, 1000), Maybe(5, 45)
        self.remove = QPushButton("\N{MULTIPLICATION SIGN}")
        self.remove.setToolTip("Remove this row")
        self.remove.setAutoDefault(False)
        self.exercise.choose(planned.exercise)
        self.sets.give(planned.sets)
        self.reps.give(planned.reps)
        self.load.give(planned.load_kg)
        self.limit.give(planned.extension_limit_deg)

    @property
    def fields(self) -> list[QWidget]:
        return [self.exercise, self.sets, self.reps, self.load, self.limit, self.remove]

    def call(self, number: int) -> None:
        """Name the fields for people who hear the screen."""
        for field, title in zip(self.fields, (*TITLES, "Remove"), strict=True):
            field.setAccessibleName(f"{title} of row {number}")

    def planned(self) -> PlannedSet:
        """Return what is in the fields; raise ``FieldError`` if it can't be."""
        return PlannedSet(
            self.exercise.chosen,
            self.sets.whole(),
            self.reps.whole(),
            self.load.number(),
            self.limit.number(),
        )


class PlanTable(QWidget):
    """Shows rows, to be changed.

    Attributes:
        count_changed: Emitted when there are more or fewer rows.
    """

    count_changed = Signal()

    def __init__(self) -> None:
        """Have one usual row."""
        super().__init__()
        self._rows: list[_Row] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(4)
        self._grid.setColumnStretch(0, 3)
        for column, title in enumerate(TITLES.values()):
            label = QLabel(title)
            label.setProperty("role", "dim")
            self._grid.addWidget(label, 0, column)
            if column:
                self._grid.setColumnStretch(column, 1)
        self.setAccessibleName("Plan")
        self.show_rows([FIRST])

    @property
    def count(self) -> int:
        """How many rows there are."""
        return len(self._rows)

    def show_rows(self, rows: Sequence[PlannedSet]) -> None:
        """Show these instead."""
        self._forget()
        self._rows = [self._row(planned) for planned in rows]
        self._lay_out()

    def add(self) -> None:
        """Add a row of the last one's exercise, and go there."""
        if self.count >= MOST_ROWS:
            return
        exercise = self._rows[-1].exercise.chosen
        row = self._row(PlannedSet(exercise, FIRST.sets, FIRST.reps))
        self._rows.append(row)
        self._lay_out()
        row.exercise.setFocus()

    def planned(self) -> tuple[PlannedSet, ...]:
        """Return the rows.

        Raises:
            FieldError: A field has what can't be; the first of them.
        """
        return tuple(row.planned() for row in self._rows)

    def _row(self, planned: PlannedSet) -> _Row:
        row = _Row(planned)
        row.remove.clicked.connect(lambda: self._remove(row))
        return row

    def _remove(self, row: _Row) -> None:
        place = self._rows.index(row)
        self._rows.remove(row)
        for field in row.fields:
            self._drop(field)
        self._lay_out()
        self._rows[min(place, self.count - 1)].exercise.setFocus()

    def _forget(self) -> None:
        for row in self._rows:
            for field in row.fields:
                self._drop(field)
        self._rows = []

    def _drop(self, field: QWidget) -> None:
        self._grid.removeWidget(field)
        field.hide()
        field.deleteLater()

    def _lay_out(self) -> None:
        before: QWidget | None = None
        for number, row in enumerate(self._rows, start=1):
            row.call(number)
            row.remove.setEnabled(self.count > 1)
            for column, field in enumerate(row.fields):
                self._grid.addWidget(field, number, column)
                if before is not None:
                    self.setTabOrder(before, field)
                before = field
        self.count_changed.emit()


def _words(exercise: ExerciseName) -> str:
    own = exercise is ExerciseName.OWN
    return "the lifter's own" if own else exercise.replace("_", " ")
