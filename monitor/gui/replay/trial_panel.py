"""Tries another limit or exercise on a recording, and lists what would differ."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFormLayout,
    QFrame,
    QLabel,
    QListWidget,
    QPushButton,
    QVBoxLayout,
)

from monitor.gui.settings.fields import Choice, Number
from monitor.model.body import Limits, LimitSource
from monitor.model.records import ExerciseName
from monitor.view.words import exercise_name

_WAIT_MS = 250  # after the last change, before it is tried
NOTHING = "Change the limit or the exercise: the session is judged anew at once."


class TrialPanel(QFrame):
    """A limit, an exercise, and the differences that they make.

    Attributes:
        tried: Emitted with ``Limits`` and ``ExerciseName``; both None for as recorded.
    """

    tried = Signal(object, object)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("panel", True)
        self.setAccessibleName(self.tr("Try another limit"))
        self._limits, self._exercise = Limits(), ExerciseName.HIP_THRUST
        self.limit = Number(1.0, 90.0, " °", decimals=1)
        self.limit.setAccessibleName(self.tr("Limit of extension, degrees"))
        self.limit.setKeyboardTracking(False)
        built_in = (each for each in ExerciseName if each is not ExerciseName.OWN)
        names = ((each, exercise_name(each)) for each in built_in)
        self.exercise = Choice(names)
        self.exercise.setMinimumWidth(120)
        self.exercise.setAccessibleName(self.tr("Exercise"))
        self.as_recorded = QPushButton(self.tr("As recorded"))
        self.as_recorded.clicked.connect(self._go_back)
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Differences"))
        self.list.setWordWrap(True)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._try)
        self.limit.valueChanged.connect(self._wait)
        self.exercise.currentIndexChanged.connect(self._wait)
        self._lay_out()
        self.show_differences(None)

    def show_session(
        self, limits: Limits, exercise: ExerciseName, title: str = ""
    ) -> None:
        """Show what a session was judged by.

        Args:
            limits: Its limits.
            exercise: What was trained.
            title: Name for people of a person's own exercise.
        """
        self._offer_own(title)
        self._limits, self._exercise = limits, exercise
        self._set(limits.extension_deg, exercise)
        self.show_differences(None)

    def _offer_own(self, title: str) -> None:
        """Offer the session's own exercise, if it has one, beside the built-in ones."""
        place = self.exercise.findData(ExerciseName.OWN)
        self.exercise.blockSignals(True)
        if place >= 0:
            self.exercise.removeItem(place)
        if title:
            self.exercise.addItem(title, ExerciseName.OWN)
        self.exercise.blockSignals(False)

    def show_differences(self, sentences: Sequence[str] | None) -> None:
        """List differences; None before anything was tried."""
        self.list.clear()
        self.list.addItems([self.tr(NOTHING)] if sentences is None else sentences)

    def show_busy(self) -> None:
        """Say that it is being judged."""
        self.list.clear()
        self.list.addItem(self.tr("Judging anew…"))

    def focus_limit(self) -> None:
        """Let a person type a limit."""
        self.limit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.limit.selectAll()

    @property
    def wanted(self) -> tuple[Limits | None, ExerciseName | None]:
        """What is to be tried; None for what stays as recorded."""
        extension = min(90.0, max(1.0, self.limit.value()))
        exercise = ExerciseName(self.exercise.currentData())
        limits = None
        if extension != self._limits.extension_deg:
            flexion = self._limits.flexion_deg
            limits = Limits(extension, flexion, LimitSource.COACH)
        return limits, None if exercise is self._exercise else exercise

    def _set(self, extension_deg: float, exercise: ExerciseName) -> None:
        for widget in (self.limit, self.exercise):
            widget.blockSignals(True)
        self.limit.setValue(extension_deg)
        self.exercise.setCurrentIndex(self.exercise.findData(exercise))
        for widget in (self.limit, self.exercise):
            widget.blockSignals(False)

    def _wait(self) -> None:
        self._timer.start(_WAIT_MS)

    def _try(self) -> None:
        self.tried.emit(*self.wanted)

    def _go_back(self) -> None:
        self._timer.stop()
        self._set(self._limits.extension_deg, self._exercise)
        self.tried.emit(None, None)

    def _lay_out(self) -> None:
        title = QLabel(self.tr("Try another limit"))
        title.setProperty("role", "heading")
        form = QFormLayout()
        form.addRow(self.tr("Limit of extension"), self.limit)
        form.addRow(self.tr("Exercise"), self.exercise)
        foot = QLabel(self.tr("The recording stays as it is. No medical advice."))
        foot.setProperty("role", "dim")
        foot.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(8)
        layout.addWidget(title)
        layout.addLayout(form)
        layout.addWidget(self.as_recorded)
        layout.addWidget(self.list, 1)
        layout.addWidget(foot)
