"""Where to wear the sensors: drawings, and the choice of sites."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from monitor.gui.connect.drawings import Drawing, Pose, draw_back, draw_pose
from monitor.gui.settings.fields import Choice
from monitor.gui.settings.looks import TickBox
from monitor.gui.theme import GAP, MARGIN
from monitor.model.body import LumbarSite, PelvisSite, Sites

_RULES = (
    "Skin or a tight strap. Never on the waistband, the trousers or a lifting belt:"
    " cloth moves more than the spine does.",
    "Lumbar sensor: where the ribs end, T12 to L1, clear of the bench's edge.",
    "Pelvis sensor: S1 to S2, between the two dimples. Where bench or floor presses"
    " there, wear it at the side of the iliac crest instead.",
    "Any side may be up, but leave each as it is until the session's end: a sensor that"
    " is moved needs a new calibration.",
)
_PELVIS = {
    PelvisSite.SACRUM: "Sacrum, between the dimples",
    PelvisSite.ILIAC_CREST: "Side of the iliac crest",
}
_LUMBAR = {
    LumbarSite.T12_L1: "T12 to L1",
    LumbarSite.L3: "L3",
    LumbarSite.OTHER: "Somewhere else",
}


class PlacementPage(QWidget):
    """Shows where the sensors sit.

    Attributes:
        chosen: Emitted with ``Sites`` when a person goes on.
        left: A person goes back.
        demo_wanted: There are no sensors at hand.
    """

    chosen = Signal(object)
    left = Signal()
    demo_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("page", True)
        self.pelvis = Choice((each, self.tr(_PELVIS[each])) for each in _PELVIS)
        self.lumbar = Choice((each, self.tr(_LUMBAR[each])) for each in _LUMBAR)
        self.pelvis.setAccessibleName(self.tr("Site of the pelvis sensor"))
        self.lumbar.setAccessibleName(self.tr("Site of the lumbar sensor"))
        self.belt = TickBox(self.tr("A lifting belt is worn over or near them"))
        self._drawing = Drawing(self.tr("A back with both sensors"), self._draw)
        self.pelvis.currentIndexChanged.connect(self._drawing.update)
        self.next_button = QPushButton(self.tr("Next: find the sensors"))
        self.next_button.setProperty("kind", "primary")
        self.next_button.clicked.connect(lambda: self.chosen.emit(self.sites))
        back, demo = QPushButton(self.tr("Back")), QPushButton(self.tr("Try the demo"))
        back.clicked.connect(self.left)
        demo.clicked.connect(self.demo_wanted)
        self._lay_out(back, demo)

    @property
    def sites(self) -> Sites:
        """What was chosen."""
        return Sites(
            PelvisSite(self.pelvis.currentData()),
            LumbarSite(self.lumbar.currentData()),
            self.belt.isChecked(),
        )

    def show_sites(self, sites: Sites) -> None:
        """Show what was chosen before."""
        self.pelvis.setCurrentIndex(self.pelvis.findData(sites.pelvis))
        self.lumbar.setCurrentIndex(self.lumbar.findData(sites.lumbar))
        self.belt.setChecked(sites.belt)

    def _draw(self, painter: QPainter) -> None:
        draw_back(painter, self.sites.pelvis)

    def _lay_out(self, back: QPushButton, demo: QPushButton) -> None:
        title = QLabel(self.tr("Where to wear the sensors"))
        title.setProperty("role", "title")
        words = QVBoxLayout()
        words.setSpacing(GAP)
        words.addWidget(title)
        for number, rule in enumerate(_RULES, start=1):
            line = QLabel(f"{number}.  {self.tr(rule)}")
            line.setWordWrap(True)
            line.setStyleSheet("font-size: 16px;")
            words.addWidget(line)
        form = QFormLayout()
        form.addRow(self.tr("Pelvis sensor"), self.pelvis)
        form.addRow(self.tr("Lumbar sensor"), self.lumbar)
        words.addLayout(form)
        words.addWidget(self.belt)
        foot = QLabel(self.tr("A training aid. No medical advice."))
        foot.setProperty("role", "dim")
        words.addStretch(1)
        words.addWidget(foot)
        buttons = QHBoxLayout()
        buttons.addWidget(back)
        buttons.addWidget(demo)
        buttons.addStretch(1)
        buttons.addWidget(self.next_button)
        words.addLayout(buttons)
        panel = QFrame()
        panel.setProperty("panel", True)
        inside = QVBoxLayout(panel)
        inside.addWidget(self._drawing, 3)
        bench = Drawing(self.tr("The bench's edge is above both sensors"), _bench)
        inside.addWidget(bench, 2)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        layout.setSpacing(2 * GAP)
        layout.addWidget(panel, 5)
        layout.addLayout(words, 6)


def _bench(painter: QPainter) -> None:
    draw_pose(painter, Pose.BENCH)
