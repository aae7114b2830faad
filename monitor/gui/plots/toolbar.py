"""The buttons above the plots."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QWidget,
)

from monitor.gui.plots.saving import Kind
from monitor.gui.settings.fields import Choice
from monitor.gui.theme import GAP
from monitor.model.records import TRUNK, Placement


class Toolbar(QWidget):
    """What is in view, of which sensor, and saving it.

    Attributes:
        whole_wanted: The whole session shall be in view.
        set_wanted: This set.
        rep_wanted: This rep.
        zoom_wanted: Times as much time as now.
        sweep_wanted: A drag zooms, or moves the time.
        sensor_wanted: A ``Placement``.
        save_wanted: A ``Kind``.
    """

    whole_wanted = Signal()
    set_wanted = Signal()
    rep_wanted = Signal()
    zoom_wanted = Signal(float)
    sweep_wanted = Signal(bool)
    sensor_wanted = Signal(object)
    save_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.whole = _button("Whole session", "Show the whole session (0)")
        self.set = _button("This set", "Show the set at the cursor (1)")
        self.rep = _button("This rep", "Show the rep at the cursor (2)")
        self.closer = _button("+", "Zoom in (+)", "Zoom in")
        self.wider = _button("\N{MINUS SIGN}", "Zoom out (-)", "Zoom out")
        self.sweep = _button("Drag zooms", "A drag zooms instead of moving (Shift)")
        self.sweep.setCheckable(True)
        self.sensor = Choice(())
        self.sensor.setMinimumWidth(110)
        self.save = _button("Save", "Save what is in view", "Save what is in view")
        self.menu = self._made_menu()
        self.save.setMenu(self.menu)
        self._fill_sensors()
        self._lay_out()
        self._connect()

    def _fill_sensors(self) -> None:
        for placement in TRUNK:
            self.sensor.addItem(placement.capitalize(), placement)
        self.sensor.setCurrentIndex(self.sensor.findData(Placement.LUMBAR))
        self.sensor.setAccessibleName("Sensor of the gyro and accel plots")
        self.sensor.setToolTip("Whose gyro and accel are shown")

    def _made_menu(self) -> QMenu:
        menu = QMenu(self)
        for kind in Kind:
            action = QAction(kind.value[0], menu)
            action.setData(kind)
            menu.addAction(action)
        menu.triggered.connect(self._on_save)
        return menu

    def _lay_out(self) -> None:
        label = QLabel("Sensor")
        label.setProperty("role", "dim")
        label.setBuddy(self.sensor)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for button in (self.whole, self.set, self.rep):
            layout.addWidget(button)
        layout.addSpacing(GAP)
        for button in (self.wider, self.closer, self.sweep):
            layout.addWidget(button)
        layout.addStretch(1)
        for widget in (label, self.sensor, self.save):
            layout.addWidget(widget)

    def _connect(self) -> None:
        self.whole.clicked.connect(self.whole_wanted)
        self.set.clicked.connect(self.set_wanted)
        self.rep.clicked.connect(self.rep_wanted)
        self.closer.clicked.connect(self._on_closer)
        self.wider.clicked.connect(self._on_wider)
        self.sweep.toggled.connect(self.sweep_wanted)
        self.sensor.currentIndexChanged.connect(self._on_sensor)

    def allow_reps(self, *, has_reps: bool) -> None:
        """Offer sets and reps only where there are some."""
        self.set.setEnabled(has_reps)
        self.rep.setEnabled(has_reps)

    def _on_closer(self) -> None:
        self.zoom_wanted.emit(0.5)

    def _on_wider(self) -> None:
        self.zoom_wanted.emit(2.0)

    def _on_sensor(self, index: int) -> None:
        self.sensor_wanted.emit(Placement(self.sensor.itemData(index)))

    def _on_save(self, action: QAction) -> None:
        self.save_wanted.emit(action.data())


def _button(text: str, tip: str, name: str = "") -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(tip)
    button.setAccessibleName(name or text)
    return button
