"""A page of settings: rows of a label, a field with its unit, and one line of help."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QGridLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from monitor.config import Settings
from monitor.gui.settings.fields import FieldError, Folder, Percent, Ticks

_LABEL_WIDTH = 190  # px


class Page(QScrollArea):
    """Rows under each other; a subclass adds them and reads them back."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(title)
        self.title = title
        self._fields: dict[str, tuple[QWidget, str]] = {}
        self._rows: dict[str, tuple[QWidget, ...]] = {}
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(16, 12, 16, 16)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(3)
        self._grid.setColumnMinimumWidth(0, _LABEL_WIDTH)
        self._grid.setColumnStretch(1, 1)
        column.addLayout(self._grid)
        column.addStretch()
        self.setWidget(body)

    def applied(self, settings: Settings) -> Settings:
        """Return settings with what is on this page.

        Raises:
            FieldError: Something entered can't be.
        """
        raise NotImplementedError

    def add_heading(self, text: str) -> None:
        """Begin a group of rows."""
        label = QLabel(text)
        label.setProperty("role", "heading")
        row = self._grid.rowCount()
        if row > 1:
            self._grid.setRowMinimumHeight(row, 14)
            row += 1
        self._grid.addWidget(label, row, 0, 1, 2)

    def add_note(self, text: str, role: str = "dim") -> QLabel:
        """Add words across the page."""
        label = _words(text, role)
        self._grid.addWidget(label, self._grid.rowCount(), 0, 1, 2)
        return label

    def add_field(self, key: str, name: str, field: QWidget, help_text: str) -> None:
        """Add a row.

        Args:
            key: The setting's name in its struct.
            name: Its name for people.
            field: Where it is entered.
            help_text: One line.
        """
        self._fields[key] = (field, name)
        row = self._grid.rowCount()
        label, words = QLabel(name), _words(help_text, "dim")
        self._rows[key] = (label, field, words)
        if isinstance(field, Percent | Folder | Ticks):
            field.name(name, help_text)
        else:
            field.setAccessibleName(name)
            field.setAccessibleDescription(help_text)
        if isinstance(field, QCheckBox):
            field.setText(name)
            label.hide()
            self._rows[key] = (field, words)
            self._grid.addWidget(field, row, 1)
        else:
            label.setBuddy(field.focusProxy() or field)
            self._grid.addWidget(label, row, 0)
            stretched = isinstance(field, Folder | Percent | Ticks | QLineEdit)
            aligned = Qt.AlignmentFlag(0) if stretched else Qt.AlignmentFlag.AlignLeft
            self._grid.addWidget(field, row, 1, aligned)
        self._grid.addWidget(words, row + 1, 1)
        self._grid.setRowMinimumHeight(row + 2, 6)

    def show_row(self, key: str, *, shown: bool) -> None:
        """Show or hide a row: what has no effect just now is not in the way."""
        for widget in self._rows[key]:
            widget.setVisible(shown)

    def add_wide(self, widget: QWidget) -> None:
        """Add something across the page."""
        self._grid.addWidget(widget, self._grid.rowCount(), 0, 1, 2)

    @contextmanager
    def checked(self) -> Iterator[None]:
        """Build a struct inside; what it refuses becomes the field's problem."""
        try:
            yield
        except FieldError:
            raise
        except ValueError as error:
            raise self._problem(str(error)) from error

    def _problem(self, said: str) -> FieldError:
        """Find the field that a struct's own words are about."""
        named = [key for key in self._fields if key in said]
        field = self._fields[named[0]][0] if named else self
        for key in named:
            said = said.replace(key, f'"{self._fields[key][1]}"')
        return FieldError(field, f"{said[:1].upper()}{said[1:]}.")


def _words(text: str, role: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", role)
    label.setWordWrap(True)
    return label
