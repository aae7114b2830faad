"""The settings dialog."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from monitor.config import Settings
from monitor.gui.settings.alerts import AlertsPage
from monitor.gui.settings.fields import FieldError
from monitor.gui.settings.gym import GymPage
from monitor.gui.settings.keys import KeysPage
from monitor.gui.settings.load_and_pain import LoadAndPainPage
from monitor.gui.settings.page import Page
from monitor.gui.settings.recordings import RecordingsPage
from monitor.gui.settings.screen import ScreenPage
from monitor.gui.settings.sound import SoundPage
from monitor.gui.settings.training import TrainingPage
from monitor.gui.theme import GAP, MARGIN
from monitor.sound.settings import SoundSettings

_SIZE = QSize(760, 640)  # px; fits on 1280 x 720


class SettingsDialog(QDialog):
    """Shows settings and hands back changed ones; it writes no file.

    Attributes:
        saved: Emitted with the ``Settings`` that a person has agreed to.
        test_sound: Emitted with a cue's name when a person wants to hear it.
    """

    saved = Signal(object)
    test_sound = Signal(str)

    def __init__(
        self,
        settings: Settings,
        parent: QWidget | None = None,
        devices: Sequence[str] = (),
    ) -> None:
        """Show settings.

        Args:
            settings: As they are.
            parent: The window.
            devices: Names of the sound's output devices there are.
        """
        super().__init__(parent)
        self.setWindowTitle(self.tr("Settings"))
        self._settings = settings
        self._sound = SoundPage(settings, devices)
        self._sound.test_sound.connect(self.test_sound)
        self._pages: tuple[Page, ...] = (
            TrainingPage(settings),
            AlertsPage(settings),
            LoadAndPainPage(settings),
            self._sound,
            ScreenPage(settings),
            KeysPage(settings),
            RecordingsPage(settings),
            GymPage(settings),
        )
        self._tabs = QTabWidget()
        for page in self._pages:
            self._tabs.addTab(page, page.title)
        self._problem = QLabel()
        self._problem.setProperty("role", "danger")
        self._problem.setWordWrap(True)
        self._problem.setObjectName("problem")
        self._lay_out()
        self.resize(_SIZE)

    def _lay_out(self) -> None:
        standard = QDialogButtonBox.StandardButton
        buttons = QDialogButtonBox(standard.Ok | standard.Cancel)
        save = buttons.button(standard.Ok)
        save.setText(self.tr("Save"))
        save.setProperty("kind", "primary")
        buttons.button(standard.Cancel).setText(self.tr("Cancel"))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        foot = QHBoxLayout()
        foot.addWidget(self._problem, 1)
        foot.addWidget(buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        column.setSpacing(GAP)
        column.addWidget(self._tabs)
        column.addLayout(foot)

    @property
    def sound(self) -> SoundSettings:
        """The sound as it stands in the dialog, for a test before it is saved."""
        return self._sound.sound(self._settings.sound)

    def offer_devices(self, devices: Sequence[str]) -> None:
        """Offer these output devices; what is chosen stays chosen."""
        self._sound.offer(devices)

    def show_page(self, title: str) -> None:
        """Show the page with this title."""
        for page in self._pages:
            if page.title == title:
                self._tabs.setCurrentWidget(page)

    def show_problem(self, problem: str) -> None:
        """Say what is wrong, to screen readers too; empty for nothing."""
        self._problem.setText(problem)
        if problem:
            alert = QAccessibleEvent(self._problem, QAccessible.Event.Alert)
            QAccessible.updateAccessibility(alert)

    def accept(self) -> None:
        """Hand back what was entered, or say what can't be and go there."""
        self.show_problem("")
        settings = self._settings
        for page in self._pages:
            try:
                settings = page.applied(settings)
            except FieldError as problem:
                self._go_to(page, problem)
                return
        self.saved.emit(settings)
        super().accept()

    def _go_to(self, page: Page, problem: FieldError) -> None:
        self._tabs.setCurrentWidget(page)
        page.ensureWidgetVisible(problem.field)
        problem.field.setFocus(Qt.FocusReason.TabFocusReason)
        self.show_problem(str(problem))
