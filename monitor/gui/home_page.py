"""The first page: connect, try the demo, open a recording."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from monitor.gui.theme import GAP
from monitor.view.words import NOT_WATCHED

_ABOUT = (
    "Two sensors on pelvis and lower back count your reps and tell, while you lift,"
    " when the lower back arches past your limit: on the screen, and by ear while you"
    " lie under the bar."
)


class HomePage(QWidget):
    """Three ways to begin.

    Attributes:
        connect_wanted: Real sensors.
        demo_wanted: The virtual lifter.
        open_wanted: A recording, still to be chosen.
        history_wanted: Sets and progress over weeks.
        recording_chosen: This recording.
    """

    connect_wanted = Signal()
    demo_wanted = Signal()
    open_wanted = Signal()
    history_wanted = Signal()
    recording_chosen = Signal(Path)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("page", True)
        self._recent = QListWidget()
        self._recent.setAccessibleName("Recent recordings")
        self._recent.itemActivated.connect(self._choose)
        self._none = QLabel(self.tr("No recordings yet. Drop one here to open it."))
        self._none.setProperty("role", "dim")
        self.connect_button = self._button(self.tr("Connect sensors"), "primary")
        self.connect_button.clicked.connect(self.connect_wanted)
        self.demo_button = self._button(self.tr("Try the demo"))
        self.demo_button.clicked.connect(self.demo_wanted)
        self.open_button = self._button(self.tr("Open a recording…"))
        self.open_button.clicked.connect(self.open_wanted)
        self.history_button = self._button(self.tr("History"))
        self.history_button.clicked.connect(self.history_wanted)
        outer = QHBoxLayout(self)
        outer.addStretch(1)
        outer.addLayout(self._column(), 3)
        outer.addStretch(1)

    def show_first_start(self, *, is_first: bool) -> None:
        """Put the demo first for somebody who has no sensors yet."""
        main, other = self.connect_button, self.demo_button
        if is_first:
            main, other = other, main
        main.setProperty("kind", "primary")
        other.setProperty("kind", "")
        for each in (main, other):
            each.style().polish(each)
        main.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_recent(self, paths: Sequence[Path]) -> None:
        """List recordings, the newest first."""
        self._recent.clear()
        for path in paths:
            item = QListWidgetItem(path.stem)
            item.setToolTip(str(path))
            item.setData(Qt.ItemDataRole.UserRole, path)
            self._recent.addItem(item)
        self._recent.setVisible(bool(paths))
        self._none.setVisible(not paths)

    def _choose(self, item: QListWidgetItem) -> None:
        self.recording_chosen.emit(item.data(Qt.ItemDataRole.UserRole))

    def _column(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(GAP)
        title = QLabel(self.tr("Lift without arching"))
        title.setProperty("role", "big")
        about = QLabel(self.tr(_ABOUT))
        about.setWordWrap(True)
        foot = QLabel(self.tr(NOT_WATCHED))
        foot.setProperty("role", "dim")
        foot.setWordWrap(True)
        buttons = QHBoxLayout()
        buttons.setSpacing(GAP)
        for each in (
            self.connect_button,
            self.demo_button,
            self.open_button,
            self.history_button,
        ):
            buttons.addWidget(each)
        column.addStretch(1)
        column.addWidget(title)
        column.addWidget(about)
        column.addSpacing(GAP)
        column.addLayout(buttons)
        column.addSpacing(GAP)
        column.addWidget(self._recent_panel(), 4)
        column.addWidget(foot)
        column.addStretch(1)
        return column

    def _recent_panel(self) -> QFrame:
        panel = QFrame()
        panel.setProperty("panel", True)
        heading = QLabel(self.tr("Recent recordings"))
        heading.setProperty("role", "heading")
        inner = QVBoxLayout(panel)
        inner.setContentsMargins(16, 14, 16, 14)
        inner.addWidget(heading)
        inner.addWidget(self._none)
        inner.addWidget(self._recent, 1)
        inner.addStretch(0)
        return panel

    def _button(self, text: str, kind: str = "") -> QPushButton:
        button = QPushButton(text)
        button.setProperty("kind", kind)
        button.setMinimumHeight(56)
        button.setAccessibleName(text)
        return button
