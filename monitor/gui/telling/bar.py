"""After a set: its load, its kind, how hard it was, whether it hurt; a key for each."""

from collections.abc import Callable, Sequence
from enum import Enum, auto
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from monitor.model.records import PainPlace, SetKind

_HEIGHT = 40  # px of a button
_LOW = 720  # px of the page; where it is lower, rows take turns
_EXERTIONS = (5.0, 6.0, 7.0, 8.0, 9.0, 10.0)


class _Asked(Enum):
    """What a low page asks for just now."""

    PAIN = auto()
    PLACE = auto()
    SET = auto()


class TellingBar(QFrame):
    """Rows of buttons below the live view, shown between sets.

    Attributes:
        pain_told: Emitted with a score, 0 to 10.
        place_told: Emitted with the ``PainPlace`` of the score told before.
        exertion_told: Emitted with an RPE.
        kind_told: Emitted with a ``SetKind``.
        load_changed: Emitted with "again", "up" or "down".
        signs_wanted: Signs of danger are to be told.
        morning_told: Emitted with whether the morning after the last session was worse.
    """

    pain_told = Signal(float)
    place_told = Signal(object)
    exertion_told = Signal(float)
    kind_told = Signal(object)
    load_changed = Signal(str)
    signs_wanted = Signal()
    morning_told = Signal(bool)

    def __init__(self) -> None:
        """Be hidden: there is no set yet."""
        super().__init__()
        self.setProperty("panel", True)
        self.setAccessibleName(self.tr("After the set"))
        self.title, self.load = QLabel(), QLabel()
        self.title.setProperty("role", "heading")
        self.title.setWordWrap(True)
        self.load.setMinimumWidth(110)
        self.load.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.load.setProperty("role", "heading")
        self.advice = QLabel()
        self.advice.setWordWrap(True)
        self._pains = self._scores()
        self._places = self._choices(_places(self), self.place_told.emit)
        self._exertions = self._choices(
            [(rpe, f"{rpe:g}") for rpe in _EXERTIONS], self.exertion_told.emit
        )
        self._kinds = self._choices(_kinds(self), self.kind_told.emit)
        self._ask = QLabel(self.tr("Where does it hurt?"))
        self._pain_row, self._place_row = QWidget(), QWidget()
        self._set_row, self._set_told = QWidget(), QWidget()
        self._morning_row = QWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 10)
        column.setSpacing(6)
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        column.addLayout(head)
        column.addWidget(self.advice)
        column.addWidget(self._row_of_morning())
        column.addWidget(self._row_of_pain())
        column.addWidget(self._row_of_places())
        column.addWidget(self._row_of_load())
        self._morning_row.hide()
        self._is_low = self._hurts = False
        self._asked = _Asked.PAIN
        self._show_rows()
        self.advice.hide()
        self.hide()

    def greet(self, advice: str, *, asks_morning: bool) -> None:
        """Show the bar before the first set.

        Args:
            advice: What is known of the sets before.
            asks_morning: Ask how the back was on the morning after the last session.
        """
        self.ask(self.tr("Before the first set"))
        self._set_told.hide()
        self._morning_row.setVisible(asks_morning)
        self.say(advice)

    def ask(self, title: str) -> None:
        """Show the bar for a set that has ended.

        Args:
            title: What is said of the set.
        """
        self.title.setText(title)
        for buttons in (self._pains, self._places, self._exertions, self._kinds):
            _mark(buttons, None)
        self._set_told.show()
        self._morning_row.hide()
        self._hurts, self._asked = False, _Asked.PAIN
        self._show_rows()
        self.say("")
        self.show()
        told = QAccessibleEvent(self, QAccessible.Event.Alert)
        QAccessible.updateAccessibility(told)

    def say(self, advice: str) -> None:
        """Say something about what was told or is planned; empty for nothing."""
        self.advice.setText(advice)
        self.advice.setVisible(bool(advice))

    def show_load(self, words: str) -> None:
        """Show the load of the next set."""
        self.load.setText(words)

    def show_pain(self, score: float) -> None:
        """Show the score that was told; pain is asked for its place."""
        _mark(self._pains, score)
        self._hurts = score > 0
        self._asked = _Asked.PLACE if self._hurts else _Asked.SET
        self._show_rows()

    def show_place(self, place: PainPlace) -> None:
        """Show where it hurts."""
        _mark(self._places, place)
        self._asked = _Asked.SET
        self._show_rows()

    def show_exertion(self, rpe: float) -> None:
        """Show the exertion that was told."""
        _mark(self._exertions, rpe)

    def show_kind(self, kind: SetKind | None) -> None:
        """Show what the set was for."""
        _mark(self._kinds, kind)

    def use_height(self, height: int) -> None:
        """Take less room where the page is low, in px: the rows take turns."""
        self._is_low = height < _LOW
        self._show_rows()

    def _show_rows(self) -> None:
        """Show pain and set; the place is asked for where it hurts alone.

        Where the page is low, one row at a time: pain, its place, then the set.
        """
        asked = self._asked
        self.title.setVisible(not self._is_low)
        self._pain_row.setVisible(not self._is_low or asked is _Asked.PAIN)
        hurts = self._hurts if not self._is_low else asked is _Asked.PLACE
        self._place_row.setVisible(hurts)
        self._set_row.setVisible(not self._is_low or asked is _Asked.SET)

    def _scores(self) -> dict[object, QPushButton]:
        buttons = self._choices(
            [(float(score), str(score)) for score in range(11)], self.pain_told.emit
        )
        for score, button in buttons.items():
            button.setAccessibleName(self.tr("Pain {0} of 10").format(score))
        return buttons

    def _choices(
        self, choices: Sequence[tuple[object, str]], tell: Callable[..., None]
    ) -> dict[object, QPushButton]:
        buttons: dict[object, QPushButton] = {}
        for value, text in choices:
            button = _button(text)
            button.setCheckable(True)
            button.clicked.connect(_Tell(partial(tell, value)))
            buttons[value] = button
        return buttons

    def _row_of_pain(self) -> QWidget:
        row = _row_in(self._pain_row)
        row.addWidget(QLabel(self.tr("Pain")))
        for button in self._pains.values():
            row.addWidget(button)
        row.addStretch(1)
        signs = _button(self.tr("Warning signs…"))
        signs.setToolTip(
            self.tr("Numbness, weakness, bladder or bowel trouble, fever, an accident")
        )
        signs.clicked.connect(_Tell(self.signs_wanted.emit))
        row.addWidget(signs)
        return self._pain_row

    def _row_of_morning(self) -> QWidget:
        row = _row_in(self._morning_row)
        question = self.tr("Was the back worse on the morning after the last session?")
        row.addWidget(QLabel(question))
        for text, is_worse in ((self.tr("Worse"), True), (self.tr("No worse"), False)):
            button = _button(text)
            button.clicked.connect(_Tell(partial(self._answer, is_worse)))
            row.addWidget(button)
        row.addStretch(1)
        return self._morning_row

    def _answer(self, is_worse: bool) -> None:  # noqa: FBT001  of two buttons
        self._morning_row.hide()
        self.morning_told.emit(is_worse)

    def _row_of_places(self) -> QWidget:
        row = _row_in(self._place_row)
        row.addWidget(self._ask)
        for button in self._places.values():
            row.addWidget(button)
        row.addStretch(1)
        return self._place_row

    def _row_of_load(self) -> QWidget:
        row = _row_in(self._set_row)
        told = _row_in(self._set_told)
        told.addWidget(QLabel(self.tr("Set was")))
        for button in self._kinds.values():
            told.addWidget(button)
        told.addSpacing(10)
        told.addWidget(QLabel(self.tr("RPE")))
        for button in self._exertions.values():
            told.addWidget(button)
        row.addWidget(self._set_told)
        row.addStretch(1)
        row.addWidget(QLabel(self.tr("Next load")))
        for text, name, how in (
            ("\N{MINUS SIGN}", self.tr("A step less"), "down"),
            (self.tr("As last"), self.tr("The same load as last"), "again"),
            ("+", self.tr("A step more"), "up"),
        ):
            button = _button(text)
            button.setAccessibleName(name)
            button.clicked.connect(_Tell(partial(self.load_changed.emit, how)))
            row.addWidget(button)
        row.addWidget(self.load)
        return self._set_row


def _row_in(widget: QWidget) -> QHBoxLayout:
    row = QHBoxLayout(widget)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(4)
    return row


class _Tell:
    """Calls without what Qt's signal brings along."""

    def __init__(self, tell: Callable[[], None]) -> None:
        self._tell = tell

    def __call__(self, checked: bool = False) -> None:  # noqa: FBT001, FBT002  Qt's own
        del checked
        self._tell()


def _button(text: str) -> QPushButton:
    button = QPushButton(text)
    button.setMinimumHeight(_HEIGHT)
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # each has a key of its own
    width = button.fontMetrics().horizontalAdvance(text) + 26
    button.setMinimumWidth(max(34, width))
    return button


def _mark(buttons: dict[object, QPushButton], chosen: object) -> None:
    for value, button in buttons.items():
        button.setChecked(value == chosen)


def _places(widget: QWidget) -> list[tuple[object, str]]:
    return [
        (PainPlace.LOW_BACK, widget.tr("Low back")),
        (PainPlace.LEG_BELOW_KNEE, widget.tr("Leg below knee")),
        (PainPlace.BUTTOCK_HIP, widget.tr("Buttock, hip")),
        (PainPlace.OTHER, widget.tr("Other")),
    ]


def _kinds(widget: QWidget) -> list[tuple[object, str]]:
    return [
        (SetKind.WARM_UP, widget.tr("Warm-up")),
        (SetKind.WORKING, widget.tr("Working")),
        (SetKind.TEST, widget.tr("Test")),
    ]
