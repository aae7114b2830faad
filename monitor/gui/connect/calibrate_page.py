"""The calibration, step by step, with live feedback; and what can be added to it."""

import math

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from monitor.gui.connect.bow_count import BOWS
from monitor.gui.connect.calibrate_words import KEPT, QUALITY, SKIPPED
from monitor.gui.connect.drawings import Drawing
from monitor.gui.connect.extras import Extras
from monitor.gui.connect.figures import Pose, picture
from monitor.gui.connect.meters import BowDots, StateIcon, StillBar
from monitor.gui.connect.pieces import (
    button,
    foot,
    label,
    page_layout,
    panel,
    restyle,
    say,
)
from monitor.gui.connect.progress import (
    STILL_S,
    CalibrationProgress,
    Progress,
    quality_word,
)
from monitor.gui.symbols import Symbol
from monitor.gui.theme import GAP
from monitor.model.events import Calibrated, Notice, NoticeKind, Output


class CalibratePage(QWidget):
    """Guides through the calibration.

    Attributes:
        calibrate_wanted: Do it anew.
        next_wanted: Go on to lift, calibrated or not.
        back_wanted: Go back to the links.
        extras: What can be added; its signals say what is wanted of it.
    """

    calibrate_wanted = Signal()
    next_wanted = Signal()
    back_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._progress = CalibrationProgress()
        self._pose, self._in_force = Pose.STAND, False
        self.extras = Extras()
        self.drawing = Drawing(self.tr("Stand still"), picture(Pose.STAND))
        self.step, self.hint = label("", "big"), label("", "dim")
        self.still_bar, self.bow_dots = StillBar(), BowDots()
        self.still_icon, self.bow_icon = StateIcon(), StateIcon()
        self.still_words, self.bow_words = label("", "dim"), label("", "dim")
        self.redo_button = button(self.tr("Calibrate anew"))
        self.lift_button = button(self.tr("Skip calibration"))
        self.back_button = button(self.tr("Back to the links"))
        self._lay_out()
        self.redo_button.clicked.connect(self.redo)
        self.lift_button.clicked.connect(self.next_wanted)
        self.back_button.clicked.connect(self.back_wanted)
        self.refresh()

    @property
    def progress(self) -> Progress:
        """How far the calibration has come."""
        return self._progress.now

    def restart(self) -> None:
        """Forget what belongs to an earlier session."""
        self._progress, self._in_force = CalibrationProgress(), False
        self.extras.restart()
        self.refresh()

    def redo(self) -> None:
        """Calibrate anew; the present calibration stays in force till then."""
        self._progress = CalibrationProgress()
        self.refresh()
        self.calibrate_wanted.emit()

    def feed(self, output: Output) -> None:
        """Take one output of the session; ``refresh`` shows what follows."""
        if isinstance(output, Calibrated):
            self._in_force = True
        elif isinstance(output, Notice):
            self._in_force &= output.kind is not NoticeKind.CALIBRATION_VOID
        if not self.extras.feed(output):
            self._progress.feed(output)

    def refresh(self) -> None:
        """Show how far it is, once a frame at most."""
        shown = self._progress.now
        self.still_bar.show_progress(shown)
        self.bow_dots.show_progress(shown)
        self._show_still(shown)
        self._show_bows(shown)
        self._show_step(shown)
        self.extras.show_calibrated(is_so=self._in_force)
        self._show_way_on(is_done=shown.quality is not None)

    def _show_step(self, shown: Progress) -> None:
        if shown.quality is not None:
            step, pose = self.tr("Calibrated"), Pose.STAND
            if shown.is_carried:
                step = self.tr("Carried over")
        elif shown.is_judging:
            step, pose = self.tr("Checking…"), Pose.STAND
        elif shown.stood:
            text = self.tr("Bow forward: {bow} of {all}")
            number = min(BOWS, shown.bows + 1)
            step, pose = text.format(bow=number, all=BOWS), Pose.BOW
        else:
            left_s = math.ceil(STILL_S - shown.still_s - 0.05)
            step, pose = self.tr("Stand still: {s} s").format(s=left_s), Pose.STAND
        if self.extras.mobility.waits:
            step, pose = self.tr("Hinge, arch, flatten"), Pose.BOW
        elif self.extras.range.waits:
            step, pose = self.tr("Arch, then flatten"), Pose.ARCH
        say(self.step, step, "big")
        say(self.hint, *self._hint(shown))
        if pose is not self._pose:
            self._pose = pose
            self.drawing.show_picture(step, picture(pose))

    def _hint(self, shown: Progress) -> tuple[str, str]:
        if shown.quality is not None:
            word = quality_word(shown.quality)
            text = self.tr(QUALITY[word]).format(quality=f"{shown.quality:.0%}")
            if shown.problem:
                return shown.problem, "warn"
            return text, "warn" if word == "poor" else "ok"
        if shown.problem:
            return shown.problem, "warn"
        if shown.is_late:
            text = self.tr("No three bows in one go were seen: stand still once more.")
            return text, "warn"
        if shown.is_shallow and shown.stood:
            return self.tr("Deeper: hips back, chest towards the floor."), "warn"
        return self.tr(KEPT if self._in_force else SKIPPED), "dim"

    def _show_still(self, shown: Progress) -> None:
        done, text = shown.stood, self.tr("Upright, as you stand best.")
        if done and shown.steadiness is not None:
            text = self.tr("Held, {percent} quiet.").format(
                percent=f"{shown.steadiness:.0%}"
            )
        elif done:
            text = self.tr("Known.")
        elif (shown.unrest or 0.0) >= 1:
            text = self.tr("You move: let go, breathe calmly.")
        self.still_icon.show_symbol(Symbol.FINE if done else Symbol.INFO)
        say(self.still_words, text, "ok" if done else "dim")

    def _show_bows(self, shown: Progress) -> None:
        depths = shown.depths_deg
        done = shown.quality is not None or shown.bows >= BOWS
        text = self.tr("With a straight back, each of about 3 s.")
        if shown.bows >= BOWS:
            alike = min(depths) / max(depths)
            text = self.tr("Three bows, {percent} alike.").format(
                percent=f"{alike:.0%}"
            )
        elif done:
            text = self.tr("Known.")
        symbol = Symbol.INFO if shown.stood else Symbol.UNKNOWN
        self.bow_icon.show_symbol(Symbol.FINE if done else symbol)
        say(self.bow_words, text, "ok" if done else "dim")

    def _show_way_on(self, *, is_done: bool) -> None:
        text = self.tr("Lift") if is_done else self.tr("Skip calibration")
        if self.lift_button.text() == text:
            return
        self.lift_button.setText(text)
        self.lift_button.setAccessibleName(text)
        restyle(self.lift_button, "kind", "primary" if is_done else "")
        if is_done:
            self.lift_button.setFocus(Qt.FocusReason.OtherFocusReason)

    # Layout

    def _lay_out(self) -> None:
        layout = page_layout(self, self.tr("Calibrate"), 3)
        middle = QHBoxLayout()
        middle.setSpacing(GAP)
        middle.addWidget(self._main(), 6)
        more = QVBoxLayout()
        more.setSpacing(8)
        more.addWidget(label(self.tr("Optional"), "heading"))
        more.addWidget(self.extras, 1)
        middle.addLayout(more, 5)
        layout.addLayout(middle, 1)
        right = (self.redo_button, self.lift_button)
        layout.addLayout(foot((self.back_button,), right))

    def _main(self) -> QFrame:
        frame, inside = panel()
        inside.addWidget(self.drawing, 1)
        inside.addWidget(self.step)
        self.hint.setMinimumHeight(36)
        self.hint.setAlignment(Qt.AlignmentFlag.AlignTop)
        inside.addWidget(self.hint)
        steps = QHBoxLayout()
        steps.setSpacing(2 * GAP)
        for icon, name, body, words in (
            (
                self.still_icon,
                self.tr("1  Stand still for 5 s"),
                self.still_bar,
                self.still_words,
            ),
            (
                self.bow_icon,
                self.tr("2  Bow forward three times"),
                self.bow_dots,
                self.bow_words,
            ),
        ):
            steps.addLayout(_step(icon, name, body, words), 1)
        inside.addLayout(steps)
        return frame


def _step(icon: StateIcon, name: str, body: QWidget, words: QLabel) -> QVBoxLayout:
    head = QHBoxLayout()
    head.addWidget(icon)
    head.addWidget(label(name, "heading"), 1)
    column = QVBoxLayout()
    column.setSpacing(6)
    column.addLayout(head)
    column.addWidget(body)
    column.addWidget(words)
    return column
