"""The page on which a session runs: live view, focus view, and what can be done."""

import time
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from monitor.config import WindowSettings
from monitor.gui.feed import LiveFeed
from monitor.gui.flash import Flash
from monitor.gui.live.chips import Extras
from monitor.gui.live.focus_view import FocusView
from monitor.gui.live.live_view import LiveView
from monitor.gui.sound_desk import SoundDesk
from monitor.gui.theme import MARGIN
from monitor.model.events import Alert, Cue, Level, Output, RecordingStopped
from monitor.model.records import EndSet, Mute, Stamped, StartSet
from monitor.view.traces import LiveTraces

BAR_HEIGHT = 56


class ActionBar(QFrame):
    """A row of buttons, one for each action that is given."""

    def __init__(self, actions: list[QAction]) -> None:
        """Show these.

        Args:
            actions: In order; their texts, shortcuts and states are shown.
        """
        super().__init__()
        self.setProperty("panel", True)
        self.setFixedHeight(BAR_HEIGHT)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(8)
        for action in actions:
            button = QToolButton()
            button.setDefaultAction(action)
            button.setAccessibleName(action.text())
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # each has a key of its own
            policy = button.sizePolicy().Policy
            button.setSizePolicy(policy.Expanding, policy.Fixed)
            layout.addWidget(button, 1)


class LivePage(QWidget):
    """Shows a feed, and sends what a person wants to its session.

    Attributes:
        rep_chosen: Emitted with the ``rep_id`` of a rep that was clicked.
    """

    rep_chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("page", True)
        self.view = LiveView(LiveTraces())
        self.view.rep_chosen.connect(self.rep_chosen)
        self.focus_view = FocusView()
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        self._stack.addWidget(self.focus_view)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self._stack, 1)
        self._flash = Flash(self)
        self._actions: dict[str, QAction] = {}
        self._wishes = WindowSettings()
        self._feed: LiveFeed | None = None
        self._sound: SoundDesk | None = None
        self.extras = Extras()
        self.recording_since_s: float | None = None  # None while it is off

    @property
    def feed(self) -> LiveFeed | None:
        """The session that is shown; None between sessions."""
        return self._feed

    @property
    def sound(self) -> SoundDesk | None:
        """The session's sound; None without any."""
        return self._sound

    @property
    def is_held(self) -> bool:
        """Whether the screen is held at the time that was asked for."""
        return self._feed is not None and self._feed.is_held

    @property
    def is_focused(self) -> bool:
        """Whether the focus view is shown."""
        return self._stack.currentWidget() is self.focus_view

    def add_below(self, bar: QWidget) -> None:
        """Put a bar below the view, focused or not."""
        row = QHBoxLayout()
        row.setContentsMargins(MARGIN, 0, MARGIN, MARGIN)
        row.addWidget(bar)
        self._column.addLayout(row)

    def set_actions(self, actions: list[QAction]) -> None:
        """Offer these actions in a bar below."""
        self._actions = {action.objectName(): action for action in actions}
        self.view.set_foot(ActionBar(actions))

    def _name_buttons(self, *, in_set: bool) -> None:
        """Name each button by what it does next."""
        names = {
            "toggle_set": "End set" if in_set else "Start set",
            "mute": "Sound on" if self.extras.muted else "Mute",
            "record": "Record" if self.recording_since_s is None else "Stop recording",
        }
        for name, text in names.items():
            action = self._actions.get(name)
            if action is not None and action.iconText() != text:
                action.setIconText(text)

    def use(self, wishes: WindowSettings) -> None:
        """Show what a person wants to see from now on."""
        self._wishes = wishes
        self.view.planned_reps = self.focus_view.planned_reps = wishes.planned_reps
        self.focus_view.mirrored = wishes.mirrored
        traces = LiveTraces() if self._feed is None else self._feed.traces
        self.view.charts.use(traces, wishes.curves, wishes.span_s)

    def begin(
        self, feed: LiveFeed, extras: Extras, sound: SoundDesk | None = None
    ) -> None:
        """Show a session from now on.

        Args:
            feed: What it tells.
            extras: What the outputs don't tell.
            sound: Its sound; None without any.
        """
        self._feed, self.extras, self._sound = feed, extras, sound
        self.use(self._wishes)
        feed.listeners.append(self._hear)
        feed.refreshed.connect(self.refresh)
        self.refresh()

    def finish(self) -> None:
        """Let go of the session; what was shown last stays until another comes."""
        self._feed = self._sound = None
        if self.is_focused:
            self.toggle_focus()

    def show_load(self, words: str) -> None:
        """Show the load of the running or next set; empty if it isn't told."""
        self.extras = replace(self.extras, load=words)

    def show_muted(self, *, muted: bool) -> None:
        """Show whether a person has muted the cues."""
        self.extras = replace(self.extras, muted=muted)

    def refresh(self) -> None:
        """Show what the feed holds now; what is hidden costs nothing."""
        feed = self._feed
        if feed is None or not self.isVisible():
            return
        if self.is_focused:
            self.focus_view.show_state(feed.state, feed.now)
        else:
            self._name_buttons(in_set=feed.state.in_set)
            extras = replace(self.extras, rest_s=self._wishes.rest_s)
            if self.recording_since_s is not None:
                recording_s = feed.now - self.recording_since_s
                extras = replace(extras, recording_s=recording_s)
            if self._sound is not None:
                extras = replace(extras, sound=self._sound.reason)
            self.view.show_state(feed.state, feed.now, extras)

    def toggle_focus(self) -> None:
        """Change between the live view and the focus view."""
        other = self.view if self.is_focused else self.focus_view
        self._stack.setCurrentWidget(other)
        self.refresh()

    def toggle_set(self) -> None:
        """Start a set, or end the running one."""
        if self._feed is not None:
            in_set = self._feed.state.in_set
            self._feed.command(EndSet if in_set else StartSet)

    def mute(self, *, muted: bool) -> None:
        """Silence the cues, or let them sound again."""
        if self._feed is not None:
            self._feed.command(lambda t: Mute(t, muted))
        if self._sound is not None:
            self._sound.mute(muted=muted)

    def command(self, make: Stamped) -> None:
        """Hand the session what a person wants."""
        if self._feed is not None:
            self._feed.command(make)

    def _hear(self, output: Output) -> None:
        """Flash with a danger cue; see when the recording has stopped."""
        if isinstance(output, RecordingStopped):
            self.recording_since_s = None
        if not isinstance(output, Alert) or not self._wishes.flash:
            return
        urgent = output.level in {Level.DANGER, Level.STOP}
        if urgent and output.cue is not Cue.NONE and self.isVisible():
            self._flash.flash(time.perf_counter())
