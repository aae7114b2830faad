"""The main window: its pages, its menus, its settings."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace as changed
from PySide6.QtCore import QByteArray, QUrl, Signal
from PySide6.QtGui import QCloseEvent, QDesktopServices, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from monitor.config import RECENT_FILES, Settings, write_settings
from monitor.gui.actions import Context
from monitor.gui.dialogs import Dialogs
from monitor.gui.history.desk import HistoryDesk
from monitor.gui.history.history_page import HistoryPage
from monitor.gui.history.report_desk import ReportDesk
from monitor.gui.home_page import HomePage
from monitor.gui.menus import Commands
from monitor.gui.replay.replay_page import ReplayPage
from monitor.gui.screen_sound import ScreenSound
from monitor.gui.session_control import SessionControl
from monitor.gui.theme import THEME, Scheme
from monitor.gui.toast import Toast
from monitor.model.errors import ConfigError
from monitor.model.events import Alert

if TYPE_CHECKING:
    from monitor.history.store import History

SIZE = (1280, 800)
LEAST = (1024, 640)
_BAR = (
    "toggle_set",
    "marker",
    "rezero",
    "calibrate",
    "mute",
    "record",
    "focus",
    "end_session",
)


class MainWindow(QMainWindow):
    """One window with all pages.

    Attributes:
        held: Emitted when the screen is held at the time that was asked for.
        missed: Emitted when what is shown has ended before that time, or can't be
            shown, with a sentence that says why; empty if it just came to its end.
        settings: Those in force.
        keeps_settings: Write what changes to the settings file.
    """

    held = Signal()
    missed = Signal(str)

    def __init__(self, settings: Settings, settings_file: Path) -> None:
        """Show the home page.

        Args:
            settings: As read from the file.
            settings_file: Where to write them.
        """
        super().__init__()
        self.settings, self._file = settings, settings_file
        self.keeps_settings = True
        self._closing = self._holds = False
        self._rep_to_show: int | None = None
        self.setWindowTitle("rep-monitor")
        self.setMinimumSize(*LEAST)
        self.resize(*SIZE)
        self.setAcceptDrops(True)
        self.toast, self.dialogs = Toast(self), Dialogs(self)
        self.sound = ScreenSound(settings.sound, self)
        self.home, self.replay = HomePage(), ReplayPage()
        self.history, self.past = HistoryDesk(self), HistoryPage()
        self.reports = ReportDesk(self)
        self.sessions = SessionControl(self)
        self.live = self.sessions.live
        self.pages = QStackedWidget()
        for page in (
            self.home,
            self.sessions.flow,
            self.live,
            self.replay,
            self.past,
        ):
            self.pages.addWidget(page)
        self.setCentralWidget(_above(self.pages, self.sessions.sharing.below))
        self.commands = Commands(self, self._handlers())
        self.live.set_actions([self.commands.by_name[name] for name in _BAR])
        self._connect()
        self.use(settings)
        geometry = QByteArray.fromBase64(settings.window.geometry.encode())
        self.restoreGeometry(geometry)
        self.go_home()

    def _connect(self) -> None:
        sessions, replay, home = self.sessions, self.replay, self.home
        self.sound.silent.connect(self.toast.say)
        sessions.held.connect(self.held)
        sessions.missed.connect(self.missed)
        sessions.ended.connect(self._after_session)
        sessions.failed.connect(self._after_failure)
        replay.failed.connect(self._after_failure)
        replay.said.connect(self.toast.say)
        replay.heard.connect(self._hear)
        replay.arrived.connect(self._arrive)
        home.demo_wanted.connect(sessions.start_demo)
        home.connect_wanted.connect(sessions.connect_sensors)
        home.open_wanted.connect(self.choose_recording)
        home.recording_chosen.connect(self.open_recording)
        home.history_wanted.connect(self.show_history)
        self._connect_history()

    def _connect_history(self) -> None:
        history, past = self.history, self.past
        history.said.connect(self.toast.say)
        history.ready.connect(self._read_history)
        history.advised.connect(self.sessions.advise)
        past.said.connect(self.toast.say)
        past.left.connect(self.go_home)
        past.recording_wanted.connect(self.open_recording)
        past.report_wanted.connect(self._report)
        past.rep_wanted.connect(self._open_at_rep)
        past.month_wanted.connect(self._report_month)
        past.settings_changed.connect(self.save)
        self.reports.made.connect(self._show_report)
        self.reports.said.connect(self.toast.say)

    def _handlers(self) -> dict[str, Callable[[], None]]:
        return {
            **self.sessions.handlers(),
            **self.replay.handlers(),
            "open": self.choose_recording,
            "quit": self._quit,
            "focus": self._focus,
            "mirror": self._mirror,
            "settings": self.dialogs.settings,
            "shortcuts": self.dialogs.shortcuts,
            "history": self.show_history,
        }

    # Settings

    def use(self, settings: Settings) -> None:
        """Have the window as these settings want it."""
        self.settings = settings
        THEME.use(Scheme(settings.window.scheme))
        self.commands.use_keys(settings.window.keys)
        self._show_keys()
        self.sessions.use(settings)
        self.replay.use(settings.window)
        self.sound.use(settings.sound)

    def _show_keys(self) -> None:
        told = {name: each.toolTip() for name, each in self.commands.by_name.items()}
        self.sessions.sharing.show_keys(told)

    def save(self, settings: Settings) -> None:
        """Use other settings from now on, and write them."""
        self.use(settings)
        if not self.keeps_settings:
            return
        try:
            write_settings(settings, self._file)
        except ConfigError as error:
            self.toast.say(str(error))

    def remember_recording(self, path: Path) -> None:
        """Put a recording at the head of the recent ones."""
        others = [each for each in self.settings.window.recent if each != str(path)]
        recent = (str(path), *others)[:RECENT_FILES]
        self.save(_with_window(self.settings, recent=recent))

    # Pages

    def go_home(self) -> None:
        """Show the home page."""
        recent = [Path(each) for each in self.settings.window.recent]
        self.home.show_recent([each for each in recent if each.exists()])
        self.show_page(self.home, Context.ALWAYS)
        self.home.show_first_start(is_first=not recent)

    def show_page(self, page: QWidget, context: Context) -> None:
        """Show a page, with the actions that make sense on it."""
        self.pages.setCurrentWidget(page)
        self.commands.enable(context)

    def _focus(self) -> None:
        page = self.replay if self.replay.isVisible() else self.live
        page.toggle_focus()
        self.menuBar().setVisible(not page.is_focused)
        if page.is_focused:
            self.showFullScreen()
        else:
            self.showNormal()

    def _mirror(self) -> None:
        mirrored = not self.settings.window.mirrored
        self.save(_with_window(self.settings, mirrored=mirrored))

    # Recordings

    def choose_recording(self) -> None:
        """Let a person choose a file."""
        self.dialogs.choose_recording(lambda path: self.open_recording(Path(path)))

    def open_recording(self, path: Path, at_s: float | None = None) -> None:
        """Replay a recording.

        Args:
            path: A recording, or what can be imported.
            at_s: Hold the screen at this session time.
        """
        if self.sessions.is_running:
            self.toast.say("End the session first (Ctrl+E).")
            return
        self._holds = at_s is not None
        self.replay.open(path, at_s)
        self.show_page(self.replay, Context.REPLAY)

    def show_history(self) -> None:
        """Show sets and progress over weeks, once they are in line with the files."""
        if self.sessions.is_running:
            self.toast.say("End the session first (Ctrl+E).")
            return
        self.show_page(self.past, Context.ALWAYS)
        self.history.open(self.settings)

    def _read_history(self, history: "History") -> None:
        from monitor.gui.history.past import StoredPast  # noqa: PLC0415  slow to load

        self.past.begin(StoredPast(history), self.settings)

    def _report(self, recording: Path) -> None:
        """Ask whether pain is told in it, and make a report of a session."""
        self.dialogs.ask_for_pain(
            lambda shows_pain: self.reports.make(
                recording, self.settings, shows_pain=shows_pain
            )
        )

    def _report_month(self, lifter: str, month: str) -> None:
        self.dialogs.ask_for_pain(
            lambda shows_pain: self.reports.make_month(
                lifter, month, self.settings, shows_pain=shows_pain
            )
        )

    def _open_at_rep(self, path: Path, rep_id: int) -> None:
        """Open a recording, and show the evidence of a rep of it."""
        self._rep_to_show = rep_id
        self.open_recording(path)

    def _show_report(self, path: Path) -> None:
        self.toast.say(f"Report: {path}", 0)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files."""
        if event.mimeData().hasUrls() and not self.sessions.is_running:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open the first file that was dropped."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls()]
        if paths:
            self.open_recording(paths[0])

    def _after_session(self, recordings: list[Path]) -> None:
        """Look at the set afterwards."""
        if self._closing:
            self.close()
            return
        for path in recordings:
            self.remember_recording(path)
        self.go_home()
        if recordings:
            self.open_recording(recordings[-1])
            self.toast.say(f"Recorded: {recordings[-1].name}")

    def _after_failure(self, sentence: str) -> None:
        if self._closing:
            self.close()
            return
        self.go_home()
        self.toast.say(sentence, 0)
        if self._holds:
            self.missed.emit(sentence)

    def _arrive(self) -> None:
        """Remember what could be opened; hold where that was asked for."""
        replay = self.replay
        if replay.path is not None:
            self.remember_recording(replay.path)
        if self._rep_to_show is not None:
            rep_id, self._rep_to_show = self._rep_to_show, None
            replay.show_rep(rep_id)
        if not self._holds:
            return
        if replay.is_past_the_end:
            self.missed.emit("")
        else:
            self.held.emit()

    def _hear(self, alert: Alert) -> None:
        """Sound what a replay passes, unless a person has muted it."""
        if not self.sessions.actions.is_muted:
            self.sound.play(alert)

    # The end

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close; a session is ended first, so that its recording is whole."""
        if self.sessions.is_recording and not self._closing:
            self.dialogs.ask_to_close(self.end_and_close)
            event.ignore()
            return
        if self.sessions.is_running:
            self.end_and_close()
            event.ignore()
            return
        self.sessions.close()
        self.history.close()
        self.reports.close()
        self.replay.finish()
        self.sound.close()
        geometry = bytes(self.saveGeometry().toBase64().data()).decode()
        self.save(_with_window(self.settings, geometry=geometry))
        event.accept()

    def end_and_close(self) -> None:
        """End the session if one runs, and close without a question."""
        self._closing = True
        if self.sessions.is_running:
            self.sessions.end()
        else:
            self.close()

    def _quit(self) -> None:
        self.close()


def _above(pages: QWidget, bar: QWidget) -> QWidget:
    """Return pages with a bar below, whichever is shown."""
    whole = QWidget()
    whole.setProperty("page", True)
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(pages, 1)
    column.addWidget(bar)
    return whole


def _with_window(settings: Settings, **changes: object) -> Settings:
    return changed(settings, window=changed(settings.window, **changes))
