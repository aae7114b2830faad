"""Where to wear the sensors: drawings, and the choice of sites."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from monitor.gui.actions import QT_TRANSLATE_NOOP
from monitor.gui.connect.back import draw_back
from monitor.gui.connect.drawings import BACK, EDGE, HINT, Draw, Drawing, Size
from monitor.gui.connect.figures import draw_edge
from monitor.gui.connect.hints import draw_belt, draw_strap, draw_ways_up
from monitor.gui.connect.pieces import button, foot, label, page_layout, panel
from monitor.gui.settings.fields import Choice
from monitor.gui.settings.looks import TickBox
from monitor.gui.theme import GAP
from monitor.model.body import LumbarSite, PelvisSite, Sites

_PAGE: Final = "PlacementPage"
_PELVIS: Final = {
    PelvisSite.SACRUM: QT_TRANSLATE_NOOP(_PAGE, "Sacrum, between the dimples"),
    PelvisSite.ILIAC_CREST: QT_TRANSLATE_NOOP(_PAGE, "Side of the iliac crest"),
}
_LUMBAR: Final = {
    LumbarSite.T12_L1: QT_TRANSLATE_NOOP(_PAGE, "T12 to L1, where the ribs end"),
    LumbarSite.L3: QT_TRANSLATE_NOOP(_PAGE, "L3, at the waist"),
    LumbarSite.OTHER: QT_TRANSLATE_NOOP(_PAGE, "Somewhere else"),
}
_AT_PELVIS: Final = {
    PelvisSite.SACRUM: (
        QT_TRANSLATE_NOOP(_PAGE, "S1 to S2, between the dimples"),
        QT_TRANSLATE_NOOP(_PAGE, "the two small hollows"),
    ),
    PelvisSite.ILIAC_CREST: (
        QT_TRANSLATE_NOOP(_PAGE, "side of the iliac crest: where"),
        QT_TRANSLATE_NOOP(_PAGE, "bench or floor presses the sacrum"),
    ),
}
_AT_LUMBAR: Final = {
    LumbarSite.T12_L1: (
        QT_TRANSLATE_NOOP(_PAGE, "T12 to L1, where the ribs end,"),
        QT_TRANSLATE_NOOP(_PAGE, "clear of the bench's edge"),
    ),
    LumbarSite.L3: (
        QT_TRANSLATE_NOOP(_PAGE, "L3, at the waist: sees"),
        QT_TRANSLATE_NOOP(_PAGE, "less of an arch than T12 to L1"),
    ),
    LumbarSite.OTHER: (
        QT_TRANSLATE_NOOP(_PAGE, "on the spine, above the pelvis,"),
        QT_TRANSLATE_NOOP(_PAGE, "clear of the bench's edge"),
    ),
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
        self.pelvis = Choice((each, self.tr(_PELVIS[each])) for each in _PELVIS)
        self.lumbar = Choice((each, self.tr(_LUMBAR[each])) for each in _LUMBAR)
        self.belt = TickBox(self.tr("A lifting belt is worn near them"))
        self.back_drawing = Drawing("", self._draw_back, BACK)
        self.next_button = button(self.tr("Next: find the sensors"), "primary")
        self.back_button = button(self.tr("Back"))
        self.demo_button = button(self.tr("No sensors? Try the demo"), "flat")
        self._lay_out()
        for choice in (self.pelvis, self.lumbar):
            choice.currentIndexChanged.connect(self._redraw)
        self.next_button.clicked.connect(self._go_on)
        self.back_button.clicked.connect(self.left)
        self.demo_button.clicked.connect(self.demo_wanted)
        self._redraw()

    @property
    def sites(self) -> Sites:
        """What was chosen."""
        return Sites(
            PelvisSite(self.pelvis.chosen),
            LumbarSite(self.lumbar.chosen),
            self.belt.isChecked(),
        )

    def show_sites(self, sites: Sites) -> None:
        """Show what was chosen before."""
        self.pelvis.choose(sites.pelvis)
        self.lumbar.choose(sites.lumbar)
        self.belt.setChecked(sites.belt)

    def _go_on(self) -> None:
        self.chosen.emit(self.sites)

    def _redraw(self) -> None:
        pelvis, lumbar = self.pelvis.currentText(), self.lumbar.currentText()
        name = self.tr("A back. Pelvis sensor: {pelvis}. Lumbar sensor: {lumbar}.")
        named = name.format(pelvis=pelvis, lumbar=lumbar)
        self.back_drawing.show_picture(named, self._draw_back)

    def _draw_back(self, painter: QPainter) -> None:
        sites = self.sites
        lumbar = [self.tr(each) for each in _AT_LUMBAR[sites.lumbar]]
        pelvis = [self.tr(each) for each in _AT_PELVIS[sites.pelvis]]
        words = {
            "lumbar": (self.tr("Lumbar sensor"), *lumbar),
            "pelvis": (self.tr("Pelvis sensor"), *pelvis),
        }
        draw_back(painter, sites, words)

    # Layout

    def _lay_out(self) -> None:
        layout = page_layout(self, self.tr("Where to wear the sensors"), 0)
        middle = QHBoxLayout()
        middle.setSpacing(GAP)
        middle.addWidget(self._main(), 5)
        middle.addLayout(self._rules(), 6)
        layout.addLayout(middle, 1)
        layout.addLayout(
            foot((self.back_button, self.demo_button), (self.next_button,))
        )

    def _main(self) -> QFrame:
        frame, inside = panel()
        inside.addWidget(self.back_drawing, 1)
        form = QGridLayout()
        form.setHorizontalSpacing(GAP)
        names = (self.tr("Pelvis sensor"), self.tr("Lumbar sensor"))
        for row, choice in enumerate((self.pelvis, self.lumbar)):
            choice.setAccessibleName(self.tr("Site: {name}").format(name=names[row]))
            form.addWidget(label(names[row], "heading"), row, 0)
            form.addWidget(choice, row, 1)
        form.addWidget(self.belt, 2, 1)
        form.setColumnStretch(0, 2)
        form.setColumnStretch(1, 5)
        inside.addLayout(form)
        return frame

    def _rules(self) -> QVBoxLayout:
        rules = QVBoxLayout()
        rules.setSpacing(GAP)
        rules.addWidget(self._edge(), 3)
        row = QHBoxLayout()
        row.setSpacing(GAP)
        for text, about, draw in (
            (self.tr("Skin or tight strap"), self.tr("It moves with you."), draw_strap),
            (
                self.tr("No belt, no waistband"),
                self.tr("Cloth moves more than the spine."),
                draw_belt,
            ),
            (
                self.tr("Any way up"),
                self.tr("But the same way all session."),
                draw_ways_up,
            ),
        ):
            row.addWidget(_tile(text, about, draw, HINT), 1)
        rules.addLayout(row, 2)
        return rules

    def _edge(self) -> QFrame:
        frame, inside = panel()
        name = self.tr("A hip thrust: both sensors hang free of the bench")
        words = QVBoxLayout()
        words.setSpacing(GAP)
        words.addWidget(label(self.tr("Clear of the bench's edge"), "heading"))
        for text, role in (
            (self.tr("The bench presses at the red spot: wear no sensor there."), ""),
            (
                self.tr(
                    "Where bench or floor presses the sacrum, wear the pelvis sensor"
                    " at the side of the iliac crest: what is pressed is tilted."
                ),
                "dim",
            ),
        ):
            words.addWidget(label(text, role))
        words.addStretch(1)
        line = QHBoxLayout()
        line.addWidget(Drawing(name, draw_edge, EDGE), 3)
        line.addLayout(words, 2)
        inside.addLayout(line, 1)
        return frame


def _tile(text: str, about: str, draw: Draw, canvas: Size) -> QFrame:
    frame, inside = panel(4)
    inside.addWidget(Drawing(f"{text}. {about}", draw, canvas), 1)
    for words, role in ((text, "heading"), (about, "dim")):
        shown = label(words, role)
        shown.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        inside.addWidget(shown)
    return frame
