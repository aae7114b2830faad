"""The dialogs of the window; nothing waits for them."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QMessageBox

from monitor.model.events import Cue
from monitor.sound.settings import SoundSettings

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitor.gui.main_window import MainWindow

OPENS = "Recordings (*.mcap *.csv *.txt *.zip *.mat *.bvh);;All files (*)"


class Dialogs(QObject):
    """Shows dialogs over a window.

    Attributes:
        shown: The dialog that was shown last.
    """

    def __init__(self, window: "MainWindow") -> None:
        """Show nothing yet."""
        super().__init__(window)
        self._window = window
        self.shown: QDialog | None = None

    def settings(self) -> None:
        """Show the settings."""
        from monitor.gui.settings.dialog import SettingsDialog  # noqa: PLC0415  if asked
        from monitor.sound.portaudio import devices  # noqa: PLC0415  slow to load

        dialog = SettingsDialog(self._window.settings, self._window, devices())
        dialog.saved.connect(self._window.save)
        dialog.test_sound.connect(lambda cue: self._test(Cue(cue), dialog.sound))
        self._show(dialog)

    def shortcuts(self) -> None:
        """Show which key does what."""
        from monitor.gui.shortcuts import ShortcutSheet  # noqa: PLC0415  if asked

        keys = self._window.settings.window.keys
        self._show(ShortcutSheet(keys, self._window))

    def choose_recording(self, chosen: "Callable[[str], None]") -> None:
        """Let a person choose a file to open."""
        folder = self._window.settings.recordings_path
        title = self.tr("Open a recording")
        dialog = QFileDialog(self._window, title, str(folder), OPENS)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(chosen)
        self._show(dialog)

    def ask_to_close(self, agreed: "Callable[[], None]") -> None:
        """Ask whether to end the session that is being recorded."""
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(self.tr("A session is being recorded"))
        box.setText(self.tr("End the session and close? Its recording will be whole."))
        end = box.addButton(self.tr("End and close"), QMessageBox.ButtonRole.AcceptRole)
        on = box.addButton(self.tr("Go on"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(on)
        end.clicked.connect(agreed)
        self._show(box)

    def ask_for_pain(self, agreed: "Callable[[bool], None]") -> None:
        """Ask whether a report tells pain, notes and warning signs."""
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(self.tr("A report"))
        box.setText(self.tr("Tell pain, notes and warning signs in the report?"))
        role = QMessageBox.ButtonRole.AcceptRole
        without = box.addButton(self.tr("Leave them out"), role)
        with_them = box.addButton(self.tr("Tell them"), role)
        box.addButton(self.tr("Cancel"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(without)
        without.clicked.connect(lambda: agreed(False))
        with_them.clicked.connect(lambda: agreed(True))
        self._show(box)

    def _show(self, dialog: QDialog) -> None:
        self.shown = dialog
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _test(self, cue: Cue, settings: SoundSettings) -> None:
        """Let a cue be heard on the path that alerts take."""
        desk = self._window.sessions.live.sound
        if desk is not None:
            desk.use(settings)
            desk.test(cue)
            return
        self._window.sound.use(settings)
        self._window.sound.test(cue)
