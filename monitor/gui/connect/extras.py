"""What can be added to a calibration, all of it optional."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from monitor.gui.connect import extra_words as words
from monitor.gui.connect.drawings import EDGE, FIGURE, HINT, Drawing
from monitor.gui.connect.extra_card import ExtraCard
from monitor.gui.connect.figures import Pose, draw_edge, picture
from monitor.gui.connect.hints import draw_faces
from monitor.gui.connect.sensor_table import ROLES
from monitor.gui.theme import GAP
from monitor.model.body import CalibrationSource
from monitor.model.events import (
    BenchReferenceSet,
    Calibrated,
    Movement,
    Notice,
    NoticeKind,
    Output,
    RangeMeasured,
    RangeProgress,
    Rezeroed,
    TableChecked,
)
from monitor.model.records import TRUNK, Placement
from monitor.view.words import range_step

ARCHES: Final = 3


class Extras(QScrollArea):
    """A card for each of them.

    Attributes:
        carry_wanted: Use the last calibration, by the core's rules.
        range_wanted: Measure the own range of extension.
        mobility_wanted: Measure hinge, arch and flexion too.
        range_end_wanted: End either.
        bench_reference_wanted: Remember the next three reps.
        table_check_wanted: Emitted with the ``Placement`` of a sensor to be checked.
        rezero_wanted: The next stillness is zero.
        undo_wanted: Take the last re-zero back.
    """

    carry_wanted = Signal()
    range_wanted = Signal()
    mobility_wanted = Signal()
    range_end_wanted = Signal()
    bench_reference_wanted = Signal()
    table_check_wanted = Signal(object)
    rezero_wanted = Signal()
    undo_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("Optional steps"))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.carry = ExtraCard(self.tr("Carry over the last one"), self.tr(words.CARRY))
        self.range = ExtraCard(
            self.tr("Own range of extension"),
            self.tr(words.RANGE),
            Drawing(self.tr("Arch and flatten"), picture(Pose.ARCH), FIGURE),
        )
        self.mobility = ExtraCard(
            self.tr("Mobility test"),
            self.tr(words.MOBILITY),
            Drawing(self.tr("Hinge, arch, flatten"), picture(Pose.BOW), FIGURE),
        )
        self.bench = ExtraCard(
            self.tr("Bench reference"),
            self.tr(words.BENCH),
            Drawing(self.tr("A hip thrust"), draw_edge, EDGE),
        )
        self.table = ExtraCard(
            self.tr("Table check"),
            self.tr(words.TABLE),
            Drawing(self.tr("Six faces on a table"), draw_faces, HINT),
        )
        self.rezero = ExtraCard(self.tr("Re-zero"), self.tr(words.REZERO))
        self._tested = self.range  # the test that runs, or ran last
        self._add_buttons()
        inner = QWidget()
        inside = QVBoxLayout(inner)
        inside.setContentsMargins(0, 0, 6, 0)
        inside.setSpacing(GAP)
        for card in self._cards():
            inside.addWidget(card)
        inside.addStretch(1)
        self.setWidget(inner)
        self.show_carry("")

    def restart(self) -> None:
        """Forget what belongs to an earlier session."""
        for card in self._cards():
            card.waits = False
            card.tell("")
        self.show_carry("")

    def show_carry(self, text: str) -> None:
        """Offer the last calibration.

        Args:
            text: Whose it is and how old; empty if there is none.
        """
        self.carry_button.setEnabled(bool(text))
        self.carry.setVisible(bool(text))
        self.carry.tell(text)

    def show_calibrated(self, *, is_so: bool) -> None:
        """Let be done what needs a calibration, if there is one."""
        for card in (self.range, self.mobility, self.bench, self.rezero):
            card.enable(is_so, self.tr("After the calibration."))

    def show_range(self, text: str, *, waits: bool = False) -> None:
        """Say how measuring the own range stands."""
        (self.range.wait if waits else self.range.tell)(text)

    def feed(self, output: Output) -> bool:
        """Take one output of the session; return whether it was about a card."""
        match output:
            case Notice():
                return self._take_notice(output)
            case RangeProgress() | RangeMeasured():
                self._take_range(output)
            case BenchReferenceSet(reference=reference):
                angle = -reference.lumbar_flexion_deg
                text = self.tr("Set: {angle}° extension at the top, ±{spread}°.")
                spread = f"{reference.spread_deg:.1f}"
                self.bench.done(text.format(angle=f"{angle:.0f}", spread=spread))
            case TableChecked(placement=placement):
                text = self.tr("The {sensor} sensor is checked.")
                self.table.done(text.format(sensor=_name(placement).lower()))
            case Rezeroed():
                self._take_rezeroed(output)
            case Calibrated(calibration=calibration):
                if calibration.source is CalibrationSource.CARRIED:
                    self.carry.done(self.tr("Carried over."))
            case _:
                return False
        return not isinstance(output, Calibrated)

    def _take_notice(self, notice: Notice) -> bool:
        cards = {
            NoticeKind.RANGE_REFUSED: self._tested,
            NoticeKind.BENCH_REFERENCE_REFUSED: self.bench,
            NoticeKind.TABLE_CHECK_REFUSED: self.table,
            NoticeKind.REZERO_REFUSED: self.rezero,
            NoticeKind.RECALIBRATE: self.rezero,
        }
        card = cards.get(notice.kind)
        if notice.kind is NoticeKind.CALIBRATION_REFUSED and self.carry.waits:
            card = self.carry
        if card is None:
            return False
        card.refuse(notice.text)
        self._show_range_words()
        return True

    def _take_range(self, output: RangeProgress | RangeMeasured) -> None:
        if isinstance(output, RangeProgress) and not output.cycles:
            hinges = output.movement is Movement.HINGE
            self._tested = self.mobility if hinges else self.range
        card = self._tested
        if isinstance(output, RangeMeasured):
            card.done(output.text)
        elif card is self.mobility:
            card.wait(range_step(output))
        elif not output.cycles:
            card.wait(self.tr("Arch, then flatten: three times, slowly."))
        else:
            text = self.tr("{cycles} of {all}: {angle}°. Flatten, then arch again.")
            angle = f"{output.extension_deg:.0f}"
            said = text.format(cycles=output.cycles, all=ARCHES, angle=angle)
            card.wait(said)
        self._show_range_words()

    def _take_rezeroed(self, event: Rezeroed) -> None:
        moved = event.new_offset_deg - event.old_offset_deg
        text = self.tr("The zero moved by {angle}°.")
        if event.undone:
            text = self.tr("Taken back: the zero moved by {angle}°.")
        self.rezero.done(text.format(angle=f"{moved:+.1f}"))

    def _show_range_words(self) -> None:
        """Let each test be begun, or ended while it runs."""
        for card, button in (
            (self.range, self.range_button),
            (self.mobility, self.mobility_button),
        ):
            button.setText(self.tr("Stop") if card.waits else self.tr("Measure"))

    # What a person wishes

    def _add_buttons(self) -> None:
        self.carry_button = self.carry.add_button(self.tr("Carry over"))
        self.range_button = self.range.add_button(self.tr("Measure"))
        self.mobility_button = self.mobility.add_button(self.tr("Measure"))
        self.bench_button = self.bench.add_button(self.tr("Set"))
        self.table_buttons = {
            each: self.table.add_button(_name(each)) for each in TRUNK
        }
        self.rezero_button = self.rezero.add_button(self.tr("Re-zero"))
        self.undo_button = self.rezero.add_button(self.tr("Undo"))
        for made, wish in (
            (self.carry_button, self._wish_carry),
            (self.range_button, self._wish_range),
            (self.mobility_button, self._wish_mobility),
            (self.bench_button, self._wish_bench),
            (self.rezero_button, self._wish_rezero),
            (self.undo_button, self.undo_wanted.emit),
            *((b, self._wish_table(each)) for each, b in self.table_buttons.items()),
        ):
            made.clicked.connect(lambda _=False, wish=wish: wish())

    def _cards(self) -> tuple[ExtraCard, ...]:
        tests = self.range, self.mobility
        return self.carry, *tests, self.bench, self.table, self.rezero

    def _wish_carry(self) -> None:
        self.carry.wait(self.tr("Stand upright and still for 3 s."))
        self.carry_wanted.emit()

    def _wish_range(self) -> None:
        text = self.tr("Arch, then flatten: three times, slowly.")
        self._begin_or_end(self.range, text, self.range_wanted.emit)

    def _wish_mobility(self) -> None:
        text = self.tr("Hinge, then arch, then flatten: three times each, slowly.")
        self._begin_or_end(self.mobility, text, self.mobility_wanted.emit)

    def _begin_or_end(
        self, card: ExtraCard, text: str, begin: Callable[[], None]
    ) -> None:
        """Begin a test, instead of the other one if that runs; or end it."""
        was_running = card.waits
        for each in (self.range, self.mobility):
            if each.waits:
                each.tell("")
                each.waits = False
        if was_running:
            self.range_end_wanted.emit()
        else:
            self._tested = card
            card.wait(text)
            begin()
        self._show_range_words()

    def _wish_bench(self) -> None:
        self.bench.wait(self.tr("Do three slow reps without load, on the bench."))
        self.bench_reference_wanted.emit()

    def _wish_rezero(self) -> None:
        self.rezero.wait(self.tr("Hold your neutral posture still for 2 s."))
        self.rezero_wanted.emit()

    def _wish_table(self, placement: Placement) -> Callable[[], None]:
        def wish() -> None:
            text = self.tr(
                "Lay the {sensor} sensor on each of its six faces, 2 s each."
            )
            self.table.wait(text.format(sensor=_name(placement).lower()))
            self.table_check_wanted.emit(placement)

        return wish


def _name(placement: Placement) -> str:
    return QCoreApplication.translate("SensorTable", ROLES[placement])
