"""What a setting is typed, chosen or ticked in."""

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSlider,
    QStyle,
    QStyleOptionComboBox,
    QStyleOptionSpinBox,
    QWidget,
)

from monitor.gui.settings.looks import TickBox, draw_arrow

_WIDEST = 9999.0  # what may be typed; the range says what is accepted


class FieldError(ValueError):
    """What a person has entered can't be; one sentence.

    Attributes:
        field: Where it was entered.
    """

    def __init__(self, field: QWidget, problem: str) -> None:
        super().__init__(problem)
        self.field = field


class Number(QDoubleSpinBox):
    """A number with its unit.

    Anything may be typed and is refused with the reason when the dialog is closed: a
    box that drops digits makes 9 of 95. The arrows stay within the range.
    """

    def __init__(
        self, low: float, high: float, unit: str = "", *, decimals: int = 0
    ) -> None:
        super().__init__()
        self._low, self._high = low, high
        self._given = self._shown = low
        self.setRange(min(0.0, low), _WIDEST)
        self.setDecimals(decimals)
        self.setSuffix(unit)
        self.setMinimumWidth(140)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def give(self, number: float) -> None:
        """Show a number; unless it is changed it stays what it is to the last digit."""
        self.setValue(number)
        self._given, self._shown = number, self.value()

    def within(self) -> float:
        """Return the number.

        Raises:
            FieldError: It is out of range.
        """
        self.interpretText()
        if not self._low <= self.value() <= self._high:
            text = QCoreApplication.translate(
                "fields", "{name} must lie between {low} and {high}{unit}."
            )
            unit = self.suffix()
            name = self.accessibleName()
            low, high = f"{self._low:g}", f"{self._high:g}"
            problem = text.format(name=name, low=low, high=high, unit=unit)
            raise FieldError(self, problem)
        return self._given if self.value() == self._shown else self.value()

    def whole(self) -> int:
        """Return the number as an integer; raise ``FieldError`` if out of range."""
        return round(self.within())

    def stepBy(self, steps: int) -> None:
        """Step, but not out of the range."""
        wanted = self.value() + steps * self.singleStep()
        self.setValue(min(max(wanted, self._low), self._high))
        self.selectAll()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turn only while it has the focus: scrolling a page changes no setting."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw arrows onto the buttons."""
        super().paintEvent(event)
        option = QStyleOptionSpinBox()
        self.initStyleOption(option)
        spin, parts = QStyle.ComplexControl.CC_SpinBox, QStyle.SubControl
        for part in (parts.SC_SpinBoxUp, parts.SC_SpinBoxDown):
            place = self.style().subControlRect(spin, option, part, self)
            draw_arrow(self, place, up=part is parts.SC_SpinBoxUp)


class Choice(QComboBox):
    """One of a few; each has a value for the program and a text for people."""

    def __init__(self, choices: Iterable[tuple[str, str]]) -> None:
        """Offer these.

        Args:
            choices: Value and text of each.
        """
        super().__init__()
        for value, text in choices:
            self.addItem(text, value)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumWidth(240)

    @property
    def chosen(self) -> str:
        """The value that is chosen."""
        return str(self.currentData())

    def choose(self, value: str) -> None:
        """Choose a value; one that isn't offered is added under its own name."""
        if self.findData(value) < 0:
            self.addItem(value, value)
        self.setCurrentIndex(self.findData(value))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turn only while it has the focus: scrolling a page changes no setting."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw an arrow onto the button."""
        super().paintEvent(event)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        combo, part = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl
        place = self.style().subControlRect(combo, option, part.SC_ComboBoxArrow, self)
        draw_arrow(self, place, up=False)


class Percent(QWidget):
    """A slider from 0 to 100 % that says where it stands."""

    def __init__(self) -> None:
        super().__init__()
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setRange(0, 100)
        self._slider.setPageStep(10)
        self._slider.setFixedSize(240, 26)
        self._label = QLabel()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._slider)
        layout.addWidget(self._label)
        layout.addStretch()
        self._slider.valueChanged.connect(self._show)
        self.setFocusProxy(self._slider)
        self._show(0)

    @property
    def share(self) -> float:
        """Where it stands, 0 to 1."""
        return self._slider.value() / 100

    def set_share(self, share: float) -> None:
        """Put it somewhere, 0 to 1."""
        self._slider.setValue(round(100 * share))

    def name(self, name: str, description: str) -> None:
        """Name the slider for people who hear the screen."""
        self._slider.setAccessibleName(name)
        self._slider.setAccessibleDescription(description)

    def _show(self, percent: int) -> None:
        self._label.setText(f"{percent} %")


class Folder(QWidget):
    """A folder, typed or chosen."""

    def __init__(self, usual: str) -> None:
        """Name no folder.

        Args:
            usual: What an empty field means, for people.
        """
        super().__init__()
        self.line = QLineEdit()
        self.line.setPlaceholderText(usual)
        button = QPushButton(QCoreApplication.translate("fields", "Choose…"))
        button.clicked.connect(self._choose)
        self._button = button
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.line, 1)
        layout.addWidget(button)
        self.setFocusProxy(self.line)

    def name(self, name: str, description: str) -> None:
        """Name both parts for people who hear the screen."""
        self.line.setAccessibleName(name)
        self.line.setAccessibleDescription(description)
        self._button.setAccessibleName(f"{name}: {self._button.text()}")

    def _choose(self) -> None:
        title = self.line.accessibleName()
        path = QFileDialog.getExistingDirectory(self, title, self.line.text())
        if path:
            self.line.setText(path)


class Ticks(QWidget):
    """Several of a few, side by side."""

    def __init__(self, choices: Iterable[tuple[str, str]]) -> None:
        """Offer these.

        Args:
            choices: Value and text of each.
        """
        super().__init__()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(18)
        self._boxes = {value: TickBox(text) for value, text in choices}
        for box in self._boxes.values():
            layout.addWidget(box)
        layout.addStretch()
        self.setFocusProxy(next(iter(self._boxes.values())))

    @property
    def ticked(self) -> list[str]:
        """The values that are ticked, in their order."""
        return [value for value, box in self._boxes.items() if box.isChecked()]

    def tick(self, values: Iterable[str]) -> None:
        """Tick these and no others."""
        wanted = set(values)
        for value, box in self._boxes.items():
            box.setChecked(value in wanted)

    def name(self, name: str, description: str) -> None:
        """Name each for people who hear the screen."""
        for box in self._boxes.values():
            box.setAccessibleName(f"{name}: {box.text()}")
            box.setAccessibleDescription(description)
