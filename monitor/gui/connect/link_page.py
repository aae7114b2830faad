"""Do both sensors come through, and which one is which?"""

import math
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from monitor.gui.connect.drawings import EDGE, EDGE_TOP, Drawing
from monitor.gui.connect.figures import Pose, draw_pose
from monitor.gui.connect.link_card import LinkCard
from monitor.gui.connect.pieces import (
    button,
    foot,
    label,
    page_layout,
    panel,
    restyle,
    say,
)
from monitor.gui.theme import GAP
from monitor.model.events import LinkChecked, LinkStatus, Notice, NoticeKind, Output
from monitor.model.events import Tapped as SensorTapped
from monitor.model.records import TRUNK, LinkState, Placement

CHECK_S: Final = 10.0  # as long as the core watches
_LATE_S: Final = 5.0  # without a result then, the check has come to nothing


class LinkPage(QWidget):
    """Shows both links, checks them on the bench, and identifies by tapping.

    Attributes:
        link_check_wanted: Watch both links for 10 s.
        swap_wanted: What was called pelvis is lumbar.
        next_wanted: Go on to the calibration.
        left: End the session and go back.
    """

    link_check_wanted = Signal()
    swap_wanted = Signal()
    next_wanted = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.cards = {each: LinkCard(each) for each in TRUNK}
        self.tapped = label("", "dim")
        self.said = label("", "dim")
        self.bar = QProgressBar()
        self.check_button = button(self.tr("Check for 10 s"), "primary")
        self.swap_button = button(self.tr("Swap (S)"))
        self.swap_button.setAccessibleName(self.tr("Swap pelvis and lumbar sensor"))
        self.next_button = button(self.tr("Next: calibrate"))
        self.left_button = button(self.tr("End the session"))
        self._lay_out()
        self.check_button.clicked.connect(self._check)
        self.swap_button.clicked.connect(self.swap_wanted)
        self.next_button.clicked.connect(self.next_wanted)
        self.left_button.clicked.connect(self.left)
        self.restart()

    def restart(self) -> None:
        """Forget what belongs to an earlier session."""
        self._states: dict[Placement, LinkState] = {}
        self._results: dict[Placement, LinkChecked] = {}
        self._t, self._began_s = 0.0, math.nan
        say(self.tapped, self.tr("Tap a sensor: its panel lights up."), "dim")
        for card in self.cards.values():
            card.show_checked(None)
        self._show_check()

    @property
    def is_checking(self) -> bool:
        """Whether the result of a link check is waited for."""
        return not math.isnan(self._began_s)

    def feed(self, output: Output) -> None:
        """Take one output of the session."""
        match output:
            case LinkStatus():
                self._states[output.placement] = output.state
                self.cards[output.placement].show_status(output)
                self._show_check()
            case SensorTapped(placement=placement):
                self._show_tap(placement)
            case LinkChecked():
                self._take(output)
            case Notice(kind=NoticeKind.SENSORS_SWAPPED):
                say(self.tapped, output.text, "warn")
            case _:
                pass

    def show_time(self, t: float) -> None:
        """Show how things stand at a session time: ages, and the countdown."""
        self._t = t
        for card in self.cards.values():
            card.show_time(t)
        self._show_check()

    def show_checking(self) -> None:
        """Count down: a link check has begun, from here or elsewhere."""
        self._began_s = self._t
        self._results.clear()
        for card in self.cards.values():
            card.show_checked(None)
        self._show_check()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Swap by S, where no shortcut of the window does so."""
        if event.key() == Qt.Key.Key_S:
            self.swap_wanted.emit()
        else:
            super().keyPressEvent(event)

    def _show_tap(self, placement: Placement) -> None:
        card = self.cards[placement]
        card.flash()
        text = self.tr("Tapped: {sensor}. Is it the other one? Swap them.")
        say(self.tapped, text.format(sensor=card.accessibleName()), "ok")

    def _check(self) -> None:
        self.show_checking()
        self.link_check_wanted.emit()

    def _take(self, checked: LinkChecked) -> None:
        self._results[checked.placement] = checked
        self.cards[checked.placement].show_checked(checked)
        if len(self._results) == len(TRUNK):
            self._began_s = math.nan
        self._show_check()

    def _show_check(self) -> None:
        streams = all(self._states.get(each) is LinkState.STREAMING for each in TRUNK)
        elapsed_s = self._t - self._began_s
        if elapsed_s > CHECK_S + _LATE_S:
            self._began_s = math.nan
        self.bar.setVisible(self.is_checking)
        if self.is_checking:
            left_s = max(0.0, CHECK_S - elapsed_s)
            self.bar.setValue(round(100 * (1 - left_s / CHECK_S)))
            text = self.tr("Lie still: {seconds} s").format(
                seconds=f"{math.ceil(left_s)}"
            )
            say(self.said, text, "big")
        else:
            say(self.said, *self._verdict(streams=streams))
        self.check_button.setEnabled(streams and not self.is_checking)
        done = bool(self._results) and not self.is_checking
        first = streams and not (done or self.is_checking)
        restyle(self.check_button, "kind", "primary" if first else "")
        restyle(self.next_button, "kind", "primary" if done else "")

    def _verdict(self, *, streams: bool) -> tuple[str, str]:
        if len(self._results) == len(TRUNK):
            if all(each.ok for each in self._results.values()):
                return self.tr("Both sensors come through, lying."), "ok"
            return self.tr("Not good enough to rely on: see the advice above."), "warn"
        if not streams:
            return self.tr("Both sensors have to stream first."), "dim"
        words = self.tr(
            "Your body shadows the radio: a link that is good standing may be poor"
            " lying. Lie down as if to lift, and check."
        )
        return words, "dim"

    # Layout

    def _lay_out(self) -> None:
        layout = page_layout(self, self.tr("Check the sensors"), 2)
        cards = QHBoxLayout()
        cards.setSpacing(GAP)
        for card in self.cards.values():
            cards.addWidget(card, 1)
        layout.addLayout(cards, 4)
        layout.addWidget(self._bench(), 5)
        layout.addLayout(foot((self.left_button,), (self.next_button,)))

    def _bench(self) -> QFrame:
        frame, inside = panel()
        words = QVBoxLayout()
        words.setSpacing(GAP)
        words.addWidget(label(self.tr("Which one is which?"), "heading"))
        which = QHBoxLayout()
        which.addWidget(self.tapped, 1)
        which.addWidget(self.swap_button)
        words.addLayout(which)
        words.addStretch(1)
        words.addWidget(label(self.tr("Does the radio carry on the bench?"), "heading"))
        words.addWidget(self.said)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Link check"))
        words.addWidget(self.bar)
        words.addWidget(self.check_button, 0, Qt.AlignmentFlag.AlignLeft)
        words.addStretch(1)
        line = QHBoxLayout()
        line.setSpacing(2 * GAP)
        name = self.tr("Lying on the bench as if to lift")
        drawing = Drawing(name, _draw_lying, EDGE)
        line.addWidget(drawing, 2)
        line.addLayout(words, 3)
        inside.addLayout(line, 1)
        return frame


def _draw_lying(painter: QPainter) -> None:
    painter.translate(0.0, -EDGE_TOP)
    draw_pose(painter, Pose.LIE)
