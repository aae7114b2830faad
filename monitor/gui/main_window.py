"""The main window: its pages, its actions, and the session that runs."""

import math
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from msgspec.structs import replace as changed
from PySide6.QtCore import QByteArray, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QDialog, QFileDialog, QMainWindow, QStackedWidget, QWidget

from monitor.acquisition.kits import Kit, KitSensor, read_kits
from monitor.config import (
    RECENT_FILES,
    Settings,
    kits_path,
    locks_path,
    write_settings,
)
from monitor.gui.actions import ACTIONS, Context
from monitor.gui.connect.flow import ConnectFlow
from monitor.gui.connect.found import FoundView
from monitor.gui.connect.search import look_by_radio
from monitor.gui.feed import LiveFeed
from monitor.gui.home_page import HomePage
from monitor.gui.live.chips import Extras
from monitor.gui.live_page import LivePage
from monitor.gui.menus import Commands
from monitor.gui.note_bar import NoteBar
from monitor.gui.replay.replay_page import ReplayPage
from monitor.gui.screen_sound import ScreenSound
from monitor.gui.session_actions import SessionActions
from monitor.gui.studio import DemoWish, LiveWish, Started, Studio
from monitor.gui.theme import THEME, Scheme
from monitor.gui.toast import Toast
from monitor.model.body import Sites
from monitor.model.errors import ConfigError, MonitorError
from monitor.model.events import Alert, Cue, Output, SetStarted
from monitor.model.records import Placement, StartTableCheck
from monitor.session import SessionEnded
from monitor.sound.settings import SoundSettings
from monitor.view.state import beginning

SIZE = (1280, 800)
LEAST = (1024, 640)
END_WAIT_S = 15.0
OPENS = "Recordings (*.mcap *.csv *.txt *.zip *.mat *.bvh);;All files (*)"
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
        missed: Emitted when what is shown has ended before that time.
        keeps_settings: Write what changes to the settings file.
    """

    held = Signal()
    missed = Signal()

    def __init__(self, settings: Settings, settings_file: Path) -> None:
        """Show the home page.

        Args:
            settings: As read from the file.
            settings_file: Where to write them.
        """
        super().__init__()
        self.settings, self._file = settings, settings_file
        self.studio = Studio(settings)
        self._started: Started | None = None
        self._recordings: list[Path] = []
        self._dialog: QDialog | None = None
        self.sound = ScreenSound(settings.sound, self)
        self._closing = False
        self._holds = False
        self.keeps_settings = True
        self.demo_wish = DemoWish()
        self.setWindowTitle("rep-monitor")
        self.setMinimumSize(*LEAST)
        self.resize(*SIZE)
        self.setAcceptDrops(True)
        self.home, self.live, self.replay = HomePage(), LivePage(), ReplayPage()
        self.pages = QStackedWidget()
        self.connecting = ConnectFlow(self._look)
        for page in (self.home, self.connecting, self.live, self.replay):
            self.pages.addWidget(page)
        self.setCentralWidget(self.pages)
        self.toast = Toast(self)
        self.sound.silent.connect(self.toast.say)
        note = NoteBar(self)
        note.closed.connect(self.live.setFocus)
        self.session = SessionActions(self.live, self.toast, note)
        self.commands = Commands(self, self._handlers())
        self.live.set_actions([self.commands.by_name[name] for name in _BAR])
        self.replay.failed.connect(self._fail_to_open)
        self.replay.said.connect(self.toast.say)
        self.replay.heard.connect(self._hear)
        self.replay.arrived.connect(self._arrive)
        self.home.demo_wanted.connect(self.start_demo)
        self.home.connect_wanted.connect(self.connect_sensors)
        self._wire_flow(self.connecting)
        self.home.open_wanted.connect(self.choose_recording)
        self.home.recording_chosen.connect(self.open_recording)
        self.use(settings)
        geometry = QByteArray.fromBase64(settings.window.geometry.encode())
        self.restoreGeometry(geometry)
        self.go_home()

    # Settings

    def use(self, settings: Settings) -> None:
        """Have the window as these settings want it."""
        self.settings = self.studio.settings = settings
        wanted = Scheme(settings.window.scheme)
        THEME.use(wanted)
        self.commands.use_keys(settings.window.keys)
        self.live.use(settings.window)
        self.replay.use(settings.window)
        self.sound.use(settings.sound)
        if self._started is not None and self._started.sound is not None:
            self._started.sound.use(settings.sound)
            self._started.sound.plan(settings.window.planned_reps)

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

    # Sessions

    def start_demo(self, wish: DemoWish | None = None, until_s: float = 0.0) -> None:
        """Start a session of the virtual lifter.

        Args:
            wish: Which; the usual one if not given.
            until_s: Hold the screen at this session time; 0 for never.
        """
        try:
            started = self.studio.demo(wish or self.demo_wish)
        except MonitorError as error:
            self.toast.say(str(error))
            return
        self.begin(started, source="Demo", until_s=until_s)

    def begin(self, started: Started, source: str = "", until_s: float = 0.0) -> None:
        """Show a session that is about to start.

        Args:
            started: The session.
            source: What is shown of where it comes from.
            until_s: Hold the screen at this session time; 0 for never.
        """
        self._started = started
        state = beginning(started.settings)
        hold = until_s or math.inf
        feed = LiveFeed(started.thread, state, started.speed, hold)
        feed.ended.connect(self._on_end)
        feed.held.connect(self.held)
        feed.remarked.connect(self.toast.say)
        self._holds = bool(until_s)
        self._recordings = [] if started.record is None else [started.record]
        self.live.recording_since_s = None if started.record is None else 0.0
        self.live.begin(feed, Extras(source=source), started.sound)
        self.session.begin()
        ready = self.connecting.ready
        ready.restart()
        feed.listeners.append(self._hear_session)
        feed.refreshed.connect(self._show_ready)
        if until_s:
            self.show_page(self.live, Context.LIVE)
        else:
            self.get_ready()
        feed.start()

    def get_ready(self) -> None:
        """Show links and calibration of the running session."""
        self.connecting.show_ready()
        self.show_page(self.connecting, Context.LIVE)
        for name in ("toggle_set", "start_set", "end_set"):
            self.commands.by_name[name].setEnabled(False)  # Space is for its buttons
        self._show_ready()

    def lift(self) -> None:
        """Show the live view of the running session."""
        if self._started is not None:
            self.show_page(self.live, Context.LIVE)

    def _hear_session(self, output: Output) -> None:
        """Follow the calibration; a set that starts is shown at once."""
        self.connecting.ready.feed(output)
        if isinstance(output, SetStarted) and self._is_getting_ready:
            self.lift()

    @property
    def _is_getting_ready(self) -> bool:
        shown = self.pages.currentWidget() is self.connecting
        return shown and self.connecting.is_ready_shown

    def _show_ready(self) -> None:
        feed = self.live.feed
        if feed is not None and self._is_getting_ready:
            self.connecting.ready.show_state(feed.state, feed.now)

    def _wire_flow(self, flow: ConnectFlow) -> None:
        flow.left.connect(self.go_home)
        flow.demo_wanted.connect(self.start_demo)
        flow.sites_chosen.connect(self._use_sites)
        flow.chosen.connect(self._link)
        flow.ready.command_wanted.connect(self.live.command)
        flow.ready.table_check_wanted.connect(self._check_on_table)
        flow.ready.lift_wanted.connect(self.lift)
        flow.ready.left.connect(self.end_session)

    def connect_sensors(self) -> None:
        """Guide through placement and sensors to a session."""
        if self._started is not None:
            self.get_ready()
            return
        self.connecting.begin(self.settings.pipeline.sites)
        kits = self._kits()
        if kits:
            self.connecting.prefer(kits[-1].pelvis.address, kits[-1].lumbar.address)
        self.show_page(self.connecting, Context.ALWAYS)

    def _kits(self) -> list[Kit]:
        try:
            return read_kits(kits_path())
        except ConfigError as error:
            self.toast.say(str(error))
            return []

    def _look(self) -> list[FoundView]:
        return look_by_radio(self.settings.profiles_path, locks_path())

    def _use_sites(self, sites: Sites) -> None:
        pipeline = changed(self.settings.pipeline, sites=sites)
        self.save(changed(self.settings, pipeline=pipeline))

    def _link(self, pelvis: FoundView, lumbar: FoundView) -> None:
        pair = Kit(
            f"{pelvis.address} {lumbar.address}",
            KitSensor(pelvis.address, pelvis.profile, pelvis.adapter),
            KitSensor(lumbar.address, lumbar.profile, lumbar.adapter),
        )
        self.start_live(LiveWish(pair))

    def start_live(self, wish: LiveWish) -> None:
        """Start a session of two real sensors."""
        try:
            started = self.studio.live(wish)
        except MonitorError as error:
            self.toast.say(str(error), 0)
            return
        self.begin(started)

    def _check_on_table(self, placement: Placement) -> None:
        today = datetime.now(UTC).date().isoformat()
        self.live.command(lambda t: StartTableCheck(t, placement, today))

    def end_session(self) -> None:
        """Have the running session end in good order."""
        if self._started is not None:
            self._started.thread.end()

    def _on_end(self, ended: SessionEnded) -> None:
        """Look at the set afterwards, or say why the session has ended."""
        started, self._started = self._started, None
        if started is None:
            return
        started.thread.join(END_WAIT_S)
        if self._holds and not self._closing:
            if not self.live.is_held:
                self.missed.emit()
            return
        self.live.finish()
        if self._closing:
            self.close()
            return
        if ended.error is not None:
            self.go_home()
            self.toast.say(f"The session has ended: {ended.error}", 0)
            return
        recorded = [path for path in self._recordings if path.exists()]
        for path in recorded:
            self.remember_recording(path)
        self.go_home()
        if recorded:
            self.open_recording(recorded[-1])
            self.toast.say(f"Recorded: {recorded[-1].name}")

    # Recordings

    def choose_recording(self) -> None:
        """Let a person choose a file."""
        folder = self.settings.recordings_path
        dialog = QFileDialog(self, self.tr("Open a recording"), str(folder), OPENS)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda path: self.open_recording(Path(path)))
        dialog.open()

    def open_recording(self, path: Path, at_s: float | None = None) -> None:
        """Replay a recording.

        Args:
            path: A recording, or what can be imported.
            at_s: Hold the screen at this session time.
        """
        if self._started is not None:
            self.toast.say("End the session first (Ctrl+E).")
            return
        self.remember_recording(path)
        self._holds = at_s is not None
        self.replay.open(path, at_s)
        self.show_page(self.replay, Context.REPLAY)

    def _fail_to_open(self, sentence: str) -> None:
        self.go_home()
        self.toast.say(sentence, 0)
        if self._holds:
            self.missed.emit()

    def _arrive(self) -> None:
        if self._holds:
            self.held.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files."""
        if event.mimeData().hasUrls() and self._started is None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open the first file that was dropped."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls()]
        if paths:
            self.open_recording(paths[0])

    # The rest

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close; a session is ended first, so that its recording is whole."""
        if self._started is not None:
            self._closing = True
            self.end_session()
            event.ignore()
            return
        self.replay.finish()
        self.connecting.close_search()
        self.sound.close()
        geometry = bytes(self.saveGeometry().toBase64().data()).decode()
        self.save(_with_window(self.settings, geometry=geometry))
        event.accept()

    def _handlers(self) -> dict[str, Callable[[], None]]:
        return {
            **dict.fromkeys((each.name for each in ACTIONS), _nothing),
            **self.session.handlers(),
            **self.replay.handlers(),
            "open": self.choose_recording,
            "demo": self.start_demo,
            "quit": self._quit,
            "focus": self._focus,
            "mirror": self._mirror,
            "connect": self.connect_sensors,
            "calibrate": self._calibrate,
            "end_session": self.end_session,
            "record": self._toggle_recording,
            "settings": self.show_settings,
            "shortcuts": self.show_shortcuts,
        }

    def _toggle_recording(self) -> None:
        """Start or stop recording; the session goes on."""
        feed, started = self.live.feed, self._started
        if feed is None or started is None:
            return
        if self.live.recording_since_s is not None:
            started.thread.record(None)
            self.live.recording_since_s = None
            self.toast.say("The recording is closed; the session goes on.")
            return
        try:
            path = self.studio.new_path()
        except MonitorError as error:
            self.toast.say(str(error))
            return
        started.thread.record(path)
        self._recordings.append(path)
        self.live.recording_since_s = feed.now
        self.toast.say(f"Recording to {path.name}")

    def show_settings(self) -> None:
        """Show the settings dialog; nothing waits for it."""
        from monitor.gui.settings.dialog import SettingsDialog  # noqa: PLC0415  if asked
        from monitor.sound.portaudio import devices  # noqa: PLC0415  slow to load

        dialog = SettingsDialog(self.settings, self, devices())
        dialog.saved.connect(self.save)
        dialog.test_sound.connect(lambda cue: self._test_sound(Cue(cue), dialog.sound))
        self._show_dialog(dialog)

    def show_shortcuts(self) -> None:
        """Show which key does what."""
        from monitor.gui.shortcuts import ShortcutSheet  # noqa: PLC0415  if asked

        self._show_dialog(ShortcutSheet(self.settings.window.keys, self))

    def _show_dialog(self, dialog: QDialog) -> None:
        self._dialog = dialog
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _test_sound(self, cue: Cue, settings: SoundSettings) -> None:
        """Let a cue be heard on the path that alerts take."""
        if self._started is not None and self._started.sound is not None:
            self._started.sound.use(settings)
            self._started.sound.test(cue)
            return
        self.sound.use(settings)
        self.sound.test(cue)

    def _hear(self, alert: Alert) -> None:
        """Sound what a replay passes, unless a person has muted it."""
        if not self.session.is_muted:
            self.sound.play(alert)

    def _calibrate(self) -> None:
        self.session.calibrate()
        self.connecting.ready.restart()
        self.get_ready()

    def _quit(self) -> None:
        self.close()

    def _focus(self) -> None:
        page = self.replay if self.pages.currentWidget() is self.replay else self.live
        page.toggle_focus()
        full = page.is_focused
        self.menuBar().setVisible(not full)
        if full:
            self.showFullScreen()
        else:
            self.showNormal()

    def _mirror(self) -> None:
        mirrored = not self.settings.window.mirrored
        self.save(_with_window(self.settings, mirrored=mirrored))


def _with_window(settings: Settings, **changes: object) -> Settings:
    return changed(settings, window=changed(settings.window, **changes))


def _nothing() -> None:
    pass
