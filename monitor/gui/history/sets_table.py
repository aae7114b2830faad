"""All sets in a table, the newest first."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from monitor.gui.actions import QT_TRANSLATE_NOOP, translated
from monitor.model.history import SetSummary
from monitor.model.records import SetKind
from monitor.training.set_kind import SetKey, key_of
from monitor.view.past import (
    KINDS,
    UNKNOWN,
    day_words,
    exercise_words,
    judged_words,
    load_text,
    number,
    pain_words,
    reps_words,
)

_Index = QModelIndex | QPersistentModelIndex
Kinds = Mapping[SetKey, SetKind | None]
_ROW_PX: Final = 30
_KIND: Final = 3  # its column
_COLUMNS: Final[tuple[tuple[str, int, Callable[[SetSummary], str]], ...]] = (
    (QT_TRANSLATE_NOOP("actions", "When"), 142, lambda s: day_words(s.utc)),
    (
        QT_TRANSLATE_NOOP("actions", "Exercise"),
        104,
        lambda s: exercise_words(s.exercise),
    ),
    (QT_TRANSLATE_NOOP("actions", "Set"), 38, lambda s: str(s.index)),
    (
        QT_TRANSLATE_NOOP("actions", "Kind"),
        72,
        lambda s: UNKNOWN if s.kind is None else KINDS[s.kind],
    ),
    (QT_TRANSLATE_NOOP("actions", "Load"), 72, load_text),
    (QT_TRANSLATE_NOOP("actions", "Reps"), 54, reps_words),
    (QT_TRANSLATE_NOOP("actions", "Judged"), 160, judged_words),
    (
        QT_TRANSLATE_NOOP("actions", "Margin"),
        62,
        lambda s: number(s.margin_deg, "°", 0),
    ),
    (QT_TRANSLATE_NOOP("actions", "RPE"), 46, lambda s: number(s.rpe, "", 1)),
    (QT_TRANSLATE_NOOP("actions", "Pain"), 110, lambda s: pain_words(s.pain)),
)


class SetsModel(QAbstractTableModel):
    """Sets as rows; a cell's text is made when it comes into view."""

    def __init__(self) -> None:
        """Hold nothing yet."""
        super().__init__()
        self.sets: Sequence[SetSummary] = ()
        self._kinds: Kinds = {}

    def show(self, sets: Sequence[SetSummary], kinds: Kinds) -> None:
        """Hold these, in this order.

        Args:
            sets: The sets.
            kinds: What each was for, proposed where nobody said so.
        """
        self.beginResetModel()
        self.sets, self._kinds = sets, kinds
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:
        """Return how many sets there are."""
        return 0 if parent is not None and parent.isValid() else len(self.sets)

    def columnCount(self, parent: _Index | None = None) -> int:
        """Return how many columns there are."""
        return 0 if parent is not None and parent.isValid() else len(_COLUMNS)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a cell's text."""
        if role == Qt.ItemDataRole.DisplayRole and index.isValid():
            if index.column() == _KIND:
                return self._kind(self.sets[index.row()])
            return _COLUMNS[index.column()][2](self.sets[index.row()])
        return None

    def _kind(self, summary: SetSummary) -> str:
        kind = self._kinds.get(key_of(summary), summary.kind)
        if kind is None:
            return UNKNOWN
        return KINDS[kind] if summary.kind is not None else f"{KINDS[kind]}?"

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """Return a column's title."""
        across = orientation is Qt.Orientation.Horizontal
        if role == Qt.ItemDataRole.DisplayRole and across:
            return translated(_COLUMNS[section][0])
        return None


class SetsTable(QTableView):
    """One set is picked at a time.

    Attributes:
        picked: Emitted with the ``SetSummary`` that is picked.
        opened: Emitted with the one whose recording is wanted: Enter, double click.
    """

    picked = Signal(object)
    opened = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("Sets"))
        self._model = SetsModel()
        self.setModel(self._model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        rows, columns = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(_ROW_PX)
        columns.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        columns.setHighlightSections(False)
        columns.setStretchLastSection(True)
        for column, (_, width, _) in enumerate(_COLUMNS):
            self.setColumnWidth(column, width)
        self.selectionModel().currentRowChanged.connect(self._pick)
        self.activated.connect(self._open)

    def show_sets(self, sets: Sequence[SetSummary], kinds: Kinds) -> None:
        """Show these, and pick the first; see ``SetsModel.show``."""
        self._model.show(sets, kinds)
        if sets:
            self.selectRow(0)

    @property
    def sets(self) -> Sequence[SetSummary]:
        """What is shown."""
        return self._model.sets

    def _pick(self, index: QModelIndex) -> None:
        if index.isValid():
            self.picked.emit(self._model.sets[index.row()])

    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(self._model.sets[index.row()])
