"""Corrects what was told of a set; the old values are kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from monitor.gui.theme import GAP, MARGIN
from monitor.model.history import Pain, SetSummary
from monitor.model.loads import KG_PER_LB, Load, load_of
from monitor.model.records import MOST_LOAD_KG, LoadUnit, PainPlace, SetKind
from monitor.view.past import KINDS, PLACES

T = TypeVar("T", SetKind, PainPlace)
_MOST = MOST_LOAD_KG / KG_PER_LB


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of a set.

    Attributes:
        load: None if it isn't known.
        kind: None if nobody said so.
        rpe: None if not told.
        pain: None if not told.
        note: A new note; empty for none.
    """

    load: Load | None
    kind: SetKind | None
    rpe: float | None
    pain: Pain | None
    note: str = ""


def told_of(summary: SetSummary) -> Told:
    """Return what is told of a set now."""
    load = load_of(summary.load_kg, summary.load_unit)
    return Told(load, summary.kind, summary.rpe, summary.pain)


class EditDialog(QDialog):
    """Shows what is told, to be changed.

    Attributes:
        changed: Emitted with a ``Told`` that a person has agreed to.
    """

    changed = Signal(object)

    def __init__(self, told: Told, parent: QWidget | None = None) -> None:
        """Show what is told now."""
        super().__init__(parent)
        self.setWindowTitle(self.tr("Correct the set"))
        self._before = told
        self.load = _number(-0.5, _MOST, 0.5, self.tr("not known"))
        self.unit = QComboBox()
        for unit in LoadUnit:
            self.unit.addItem(str(unit), unit)
        self.kind = _choice(self.tr("proposed by the program"), KINDS)
        self.rpe = _number(0.5, 10.0, 0.5, self.tr("not told"))
        self.pain = _number(-1.0, 10.0, 1.0, self.tr("not told"))
        self.place = _choice(self.tr("not told"), PLACES)
        self.note = QLineEdit()
        self.note.setMaxLength(500)
        self._show(told)
        self._lay_out()

    def _show(self, told: Told) -> None:
        if told.load is not None:
            self.load.setValue(told.load.amount)
            self.unit.setCurrentIndex(self.unit.findData(told.load.unit))
        else:
            self.load.setValue(self.load.minimum())
        self.kind.setCurrentIndex(self.kind.findData(told.kind))
        self.rpe.setValue(self.rpe.minimum() if told.rpe is None else told.rpe)
        pain = told.pain
        self.pain.setValue(self.pain.minimum() if pain is None else pain.score)
        self.place.setCurrentIndex(self.place.findData(pain.place if pain else None))

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        load = QHBoxLayout()
        load.addWidget(self.load, 1)
        load.addWidget(self.unit)
        form.addRow(self.tr("Load"), load)
        form.addRow(self.tr("Kind"), self.kind)
        form.addRow(self.tr("RPE"), self.rpe)
        form.addRow(self.tr("Pain, 0 to 10"), self.pain)
        form.addRow(self.tr("Where"), self.place)
        form.addRow(self.tr("Note"), self.note)
        for field, name in (
            (self.load, self.tr("Load")),
            (self.unit, self.tr("Unit of the load")),
            (self.kind, self.tr("Kind")),
            (self.rpe, self.tr("RPE")),
            (self.pain, self.tr("Pain")),
            (self.place, self.tr("Where it hurts")),
            (self.note, self.tr("Note")),
        ):
            field.setAccessibleName(name)
        standard = QDialogButtonBox.StandardButton
        buttons = QDialogButtonBox(standard.Ok | standard.Cancel)
        keep = buttons.button(standard.Ok)
        keep.setText(self.tr("Keep"))
        keep.setProperty("kind", "primary")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        words = QLabel(
            self.tr("The recording stays as it is; the old value is kept beside it.")
        )
        words.setProperty("role", "dim")
        words.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        column.setSpacing(GAP)
        column.addLayout(form)
        column.addWidget(words)
        column.addWidget(buttons)

    def told(self) -> Told:
        """Return what is in the fields."""
        load: Load | None = None
        if self.load.value() >= 0:
            load = Load(self.load.value(), LoadUnit(self.unit.currentData()))
        pain: Pain | None = None
        if self.pain.value() >= 0:
            pain = Pain(self.pain.value(), self.place.currentData())
        rpe = self.rpe.value()
        return Told(
            load,
            self.kind.currentData(),
            None if rpe < 1 else rpe,
            pain,
            self.note.text().strip(),
        )

    def accept(self) -> None:
        """Hand back what was changed, if anything was."""
        told = self.told()
        if told != self._before:
            self.changed.emit(told)
        super().accept()


def _number(low: float, high: float, step: float, unknown: str) -> QDoubleSpinBox:
    """A number; its lowest value stands for one that isn't known."""
    field = QDoubleSpinBox()
    field.setRange(low, high)
    field.setSingleStep(step)
    field.setDecimals(2 if step < 1 else 0)
    field.setSpecialValueText(unknown)
    return field


def _choice(none: str, texts: Mapping[T, str]) -> QComboBox:
    field = QComboBox()
    field.addItem(none, None)
    for value, text in texts.items():
        field.addItem(text, value)
    return field
