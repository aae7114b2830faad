"""The last page before lifting: links, calibration, and what can be added to it."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from monitor.gui.connect.drawings import Drawing
from monitor.gui.connect.figures import Pose, draw_pose
from monitor.gui.connect.progress import BOWS, STILL_S, CalibrationProgress, Progress
from monitor.gui.live.chips import sensor_chip
from monitor.gui.theme import GAP, MARGIN
from monitor.model.events import (
    BenchReferenceSet,
    LinkChecked,
    Notice,
    NoticeKind,
    Output,
    Rezeroed,
    TableChecked,
    Tapped,
)
from monitor.model.records import (
    Calibrate,
    LinkState,
    Placement,
    Rezero,
    Stamped,
    StartBenchReference,
    StartLinkCheck,
    SwapSensors,
    UndoRezero,
)
from monitor.view.state import ViewState

LINK_CHECK_S = 10.0
_TOLD = {
    NoticeKind.REZERO_REFUSED,
    NoticeKind.TABLE_CHECK_REFUSED,
    NoticeKind.BENCH_REFERENCE_REFUSED,
    NoticeKind.SENSORS_SWAPPED,
    NoticeKind.CALIBRATION_POOR,
    NoticeKind.RECALIBRATE,
}
_SKIPPED = (
    "Not calibrated: reps are counted by the pelvis, but the lumbar angle is not known"
    " and no alert about it comes."
)


class ReadyPage(QWidget):
    """Guides through link check and calibration with live feedback.

    Attributes:
        command_wanted: Emitted with a ``Stamped`` command for the session.
        table_check_wanted: Emitted with the ``Placement`` of a sensor to be checked.
        lift_wanted: Go on to the live view, calibrated or not.
        left: End the session and go back.
    """

    command_wanted = Signal(object)
    table_check_wanted = Signal(object)
    lift_wanted = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("page", True)
        self._progress = CalibrationProgress()
        self._check_since_s: float | None = None
        self._now = 0.0
        self._chips = {each: QLabel() for each in Placement}
        self._tapped = QLabel(self.tr("Tap a sensor: its name lights up here."))
        self._link = QLabel(self.tr("Lie on the bench for 10 s: does the radio carry?"))
        self._still, self._bows = QProgressBar(), QProgressBar()
        self._still.setRange(0, int(10 * STILL_S))
        self._still.setFormat("")
        self._bows.setRange(0, BOWS)
        self._bows.setFormat("")
        self._step, self._result = QLabel(), QLabel()
        self._said = QLabel()
        self._drawing = Drawing(self.tr("Stand still"), _picture(Pose.STAND))
        self._pose = Pose.STAND
        self.lift_button = QPushButton(self.tr("Skip calibration"))
        self.lift_button.clicked.connect(self.lift_wanted)
        for label in (self._tapped, self._link, self._step, self._result, self._said):
            label.setWordWrap(True)
        for label, role in (
            (self._tapped, "dim"),
            (self._link, "dim"),
            (self._said, "dim"),
            (self._step, "big"),
        ):
            label.setProperty("role", role)
        self._lay_out()
        self._show_progress(self._progress.now)

    def restart(self) -> None:
        """Forget what belongs to an earlier session."""
        self._progress = CalibrationProgress()
        self._check_since_s = None
        self._said.clear()
        self._show_progress(self._progress.now)

    @property
    def progress(self) -> Progress:
        """How far the calibration has come."""
        return self._progress.now

    def feed(self, output: Output) -> None:
        """Take one output of the session."""
        self._progress.feed(output)
        match output:
            case Tapped(placement=placement):
                name = placement.capitalize()
                self._set(self._tapped, self.tr(f"{name} sensor was tapped"), "ok")
            case LinkChecked():
                self._check_since_s = None
                self._set(self._link, output.text, "ok" if output.ok else "warn")
            case Notice(kind=kind) if kind in _TOLD:
                self._set(self._said, output.text, "warn")
            case Rezeroed() | TableChecked() | BenchReferenceSet():
                self._set(self._said, _done(output), "ok")
            case _:
                pass

    def show_state(self, state: ViewState, now: float) -> None:
        """Show how the links stand and how far the calibration has come."""
        self._now = now
        for placement, label in self._chips.items():
            chip = sensor_chip(placement, state.links.get(placement), now)
            link = state.links.get(placement)
            streams = link is not None and link.state is LinkState.STREAMING
            role = "warn" if chip.is_warning else "ok" if streams else "dim"
            self._set(label, f"{chip.name}: {chip.detail}", role)
        if self._check_since_s is not None:
            left = max(0.0, LINK_CHECK_S - (now - self._check_since_s))
            self._set(self._link, self.tr(f"Lie still: {left:.0f} s"), "heading")
        self._show_progress(self._progress.now)

    def _show_progress(self, shown: Progress) -> None:
        self._still.setValue(int(10 * shown.still_s))
        self._bows.setValue(shown.bows)
        done = shown.quality is not None
        if done:
            step, pose = self.tr("Calibrated"), Pose.STAND
        elif shown.stood:
            step = self.tr(f"Bow forward: {shown.bows} of {BOWS}")
            pose = Pose.BOW
        else:
            left = STILL_S - shown.still_s
            step, pose = self.tr(f"Stand still: {left:.0f} s"), Pose.STAND
        if shown.quality is not None:
            self._set(self._result, self.tr(f"Quality {shown.quality:.0%}"), "ok")
        elif shown.problem:
            self._set(self._result, shown.problem, "warn")
        else:
            self._set(self._result, self.tr(_SKIPPED), "dim")
        self._step.setText(step)
        text = self.tr("Lift") if done else self.tr("Skip calibration")
        if self.lift_button.text() != text:
            self.lift_button.setText(text)
            self.lift_button.setProperty("kind", "primary" if done else "")
            self.lift_button.style().polish(self.lift_button)
            self.lift_button.setFocus(Qt.FocusReason.OtherFocusReason)
        if pose is not self._pose:
            self._pose = pose
            self._drawing.show_picture(step, _picture(pose))

    def _set(self, label: QLabel, text: str, role: str) -> None:
        if label.text() != text:
            label.setText(text)
        if label.property("role") != role:
            label.setProperty("role", role)
            label.style().polish(label)

    def _check_links(self) -> None:
        self._check_since_s = self._now
        self.command_wanted.emit(StartLinkCheck)

    def _redo(self) -> None:
        self._progress = CalibrationProgress()
        self.command_wanted.emit(Calibrate)

    def _wish(self, make: Stamped, said: str) -> None:
        self._set(self._said, self.tr(said), "heading")
        self.command_wanted.emit(make)

    def _extras(self) -> Mapping[str, Callable[[], None]]:
        """What a person may add, by the words on its button."""
        return {
            "Re-zero": lambda: self._wish(
                Rezero, "Hold your neutral posture still for 2 s."
            ),
            "Undo re-zero": lambda: self._wish(UndoRezero, "Re-zero is taken back."),
            "Bench reference": lambda: self._wish(
                StartBenchReference, "Do three slow reps without load on the bench."
            ),
            "Table check, pelvis": lambda: self._table(Placement.PELVIS),
            "Table check, lumbar": lambda: self._table(Placement.LUMBAR),
        }

    def _table(self, placement: Placement) -> None:
        text = f"Lay the {placement} sensor on each of its six faces, 2 s each."
        self._set(self._said, self.tr(text), "heading")
        self.table_check_wanted.emit(placement)

    # Layout

    def _lay_out(self) -> None:
        layout = QGridLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        layout.setSpacing(GAP)
        title = QLabel(self.tr("Get ready"))
        title.setProperty("role", "title")
        layout.addWidget(title, 0, 0, 1, 2)
        layout.addWidget(self._calibration(), 1, 0, 2, 1)
        layout.addWidget(self._links(), 1, 1)
        layout.addWidget(self._more(), 2, 1)
        layout.addLayout(self._buttons(), 3, 0, 1, 2)
        layout.setColumnStretch(0, 3)
        layout.setColumnStretch(1, 2)
        layout.setRowStretch(2, 1)

    def _calibration(self) -> QFrame:
        panel, inside = _panel()
        redo = QPushButton(self.tr("Calibrate anew"))
        redo.clicked.connect(self._redo)
        inside.addWidget(self._drawing, 1)
        inside.addWidget(self._step)
        for name, bar in (("Stand still", self._still), ("Bow forward", self._bows)):
            line = QHBoxLayout()
            label = QLabel(self.tr(name))
            label.setFixedWidth(110)
            bar.setAccessibleName(self.tr(name))
            line.addWidget(label)
            line.addWidget(bar, 1)
            inside.addLayout(line)
        inside.addWidget(self._result)
        inside.addWidget(redo, 0, Qt.AlignmentFlag.AlignLeft)
        return panel

    def _links(self) -> QFrame:
        panel, inside = _panel()
        inside.addWidget(_heading(self.tr("Sensors")))
        for label in self._chips.values():
            inside.addWidget(label)
        inside.addWidget(self._tapped)
        inside.addWidget(self._link)
        line = QHBoxLayout()
        check = QPushButton(self.tr("Check the links (10 s)"))
        check.clicked.connect(self._check_links)
        swap = QPushButton(self.tr("Swap sensors"))
        swap.clicked.connect(lambda: self._wish(SwapSensors, "Sensors swapped."))
        line.addWidget(check)
        line.addWidget(swap)
        line.addStretch(1)
        inside.addLayout(line)
        return panel

    def _more(self) -> QFrame:
        panel, inside = _panel()
        inside.addWidget(_heading(self.tr("More, if you like")))
        rules = QLabel(
            self.tr(
                "A bench reference or a table check halves the error band. Re-zero"
                " moves the zero alone: do it when neutral feels right but shows"
                " another angle, never within a set."
            )
        )
        rules.setWordWrap(True)
        rules.setProperty("role", "dim")
        inside.addWidget(rules)
        grid = QGridLayout()
        for place, (name, do) in enumerate(self._extras().items()):
            button = QPushButton(self.tr(name))
            button.clicked.connect(lambda _=False, do=do: do())
            grid.addWidget(button, place // 2, place % 2)
        inside.addLayout(grid)
        inside.addWidget(self._said)
        inside.addStretch(1)
        foot = QLabel(self.tr("No medical advice."))
        foot.setProperty("role", "dim")
        inside.addWidget(foot)
        return panel

    def _buttons(self) -> QHBoxLayout:
        line = QHBoxLayout()
        back = QPushButton(self.tr("End the session"))
        back.clicked.connect(self.left)
        line.addWidget(back)
        line.addStretch(1)
        line.addWidget(self.lift_button)
        return line


def _picture(pose: Pose) -> Callable[[QPainter], None]:
    return lambda painter: draw_pose(painter, pose)


def _panel() -> tuple[QFrame, QVBoxLayout]:
    panel = QFrame()
    panel.setProperty("panel", True)
    inside = QVBoxLayout(panel)
    inside.setContentsMargins(18, 16, 18, 16)
    inside.setSpacing(10)
    return panel, inside


def _heading(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "heading")
    return label


def _done(output: Rezeroed | TableChecked | BenchReferenceSet) -> str:
    match output:
        case Rezeroed(new_offset_deg=offset, undone=True):
            return f"Re-zero undone: offset {offset:+.1f}°"
        case Rezeroed(new_offset_deg=offset):
            return f"Re-zeroed: offset {offset:+.1f}°"
        case TableChecked(placement=placement):
            return f"{placement.capitalize()} sensor checked on the table"
        case BenchReferenceSet(reference=reference):
            angle = reference.lumbar_flexion_deg
            return f"Bench reference: {angle:+.1f}° lumbar flexion at the top"
