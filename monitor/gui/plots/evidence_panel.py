"""Why a rep got its verdict: the angles around it, and the same in words."""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from monitor.gui.plots.data import EvidenceView
from monitor.gui.plots.evidence_plots import EvidencePlots
from monitor.gui.plots.evidence_words import EMPTY, EvidenceWords, evidence_words
from monitor.gui.symbols import Symbol, draw_symbol
from monitor.gui.theme import THEME

_ROWS = 5
_SYMBOL_PX = 22


class EvidencePanel(QFrame):
    """Shows one rep's evidence, or says how to choose a rep."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("panel", True)
        self.setAccessibleName("Evidence of a rep")
        self._symbol, self._plots = _SymbolMark(), EvidencePlots()
        self._title, self._reason = QLabel(), QLabel()
        self._rows = [(QLabel(), QLabel()) for _ in range(_ROWS)]
        self._empty = QLabel(EMPTY)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self._made_page())
        self._dress()
        self.clear()

    def _made_page(self) -> QWidget:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._symbol)
        head.addWidget(self._title, 1)
        table = QGridLayout()
        table.setHorizontalSpacing(14)
        table.setVerticalSpacing(4)
        table.setColumnStretch(1, 1)
        for place, (name, value) in enumerate(self._rows):
            table.addWidget(name, place, 0, Qt.AlignmentFlag.AlignTop)
            table.addWidget(value, place, 1)
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addWidget(self._reason)
        layout.addWidget(self._plots, 1)
        layout.addLayout(table)
        return page

    def _dress(self) -> None:
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setProperty("role", "dim")
        self._title.setProperty("role", "heading")
        self._empty.setWordWrap(True)
        self._title.setWordWrap(True)
        self._reason.setWordWrap(True)
        self._plots.setMinimumHeight(240)
        for name, value in self._rows:
            name.setProperty("role", "dim")
            value.setWordWrap(True)

    @property
    def text(self) -> str:
        """All that is said, as people hear it who hear the screen."""
        return self.accessibleDescription()

    def clear(self) -> None:
        """Show no rep."""
        self._pages.setCurrentIndex(0)
        self.setAccessibleDescription(EMPTY)

    def show_evidence(self, view: EvidenceView | None) -> None:
        """Show a rep; None for none."""
        if view is None:
            self.clear()
            return
        words = evidence_words(view)
        self._show_words(words)
        self._plots.show_evidence(view)
        self._pages.setCurrentIndex(1)
        self.setAccessibleDescription(words.sentence())

    def _show_words(self, words: EvidenceWords) -> None:
        self._symbol.show_symbol(words.symbol)
        self._title.setText(words.title)
        self._reason.setText(words.reason)
        self._reason.setVisible(bool(words.reason))
        for (name, value), (said, text) in zip(self._rows, words.rows, strict=True):
            name.setText(said)
            value.setText(text)


class _SymbolMark(QWidget):
    """A symbol of state as a widget."""

    def __init__(self) -> None:
        super().__init__()
        self._shown = Symbol.UNKNOWN
        self.setFixedSize(_SYMBOL_PX + 4, _SYMBOL_PX + 4)
        THEME.changed.connect(self.update)

    def show_symbol(self, symbol: Symbol) -> None:
        """Show this."""
        self._shown = symbol
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        del event
        painter = QPainter(self)
        middle = QPointF(self.width() / 2, self.height() / 2)
        draw_symbol(painter, self._shown, middle, _SYMBOL_PX)
        painter.end()
