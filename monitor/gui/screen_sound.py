"""Sound outside of sessions: cues of a replay, and the test of the settings."""

import time
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from monitor.model.events import Alert, Cue
from monitor.sound.settings import SoundSettings

if TYPE_CHECKING:
    from monitor.sound.sink import SoundSink

_CHECK_MS: Final = 1000
_OPENING_MS: Final = 50
_PATIENCE_S: Final = 3.0


class ScreenSound(QObject):
    """Opens the sound when it is first needed; belongs to the window's thread.

    Attributes:
        silent: Emitted with a sentence when a test can't be heard.
    """

    silent = Signal(str)

    def __init__(self, settings: SoundSettings, parent: QObject) -> None:
        """Do nothing yet.

        Args:
            settings: What is heard, how loud, and where.
            parent: The window.
        """
        super().__init__(parent)
        self._settings = settings
        self._sink: SoundSink | None = None
        self._waiting: list[tuple[float, Cue]] = []
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._check)

    def use(self, settings: SoundSettings) -> None:
        """Take other settings."""
        self._settings = settings
        if self._sink is not None:
            self._sink.use(settings)

    def play(self, alert: Alert) -> None:
        """Let an alert of a replay be heard."""
        self._opened().put(alert)

    def test(self, cue: Cue) -> None:
        """Let a cue be heard as an alert would be, once the sound is open."""
        self._opened()
        self._waiting.append((time.monotonic(), cue))
        self._timer.start(_OPENING_MS)

    def close(self) -> None:
        """Close the sound if it is open."""
        self._timer.stop()
        if self._sink is not None:
            self._sink.close()
            self._sink = None

    def _opened(self) -> "SoundSink":
        if self._sink is None:
            from monitor.sound.sink import SoundSink  # noqa: PLC0415  slow to load

            self._sink = SoundSink(self._settings, lambda *_: None)
            self._timer.start(_OPENING_MS)
        return self._sink

    def _check(self) -> None:
        sink = self._sink
        if sink is None:
            return
        sink.check()
        if sink.available:
            for _, cue in self._waiting:
                sink.test(cue)
            self._waiting.clear()
        elif self._waiting and time.monotonic() - self._waiting[0][0] > _PATIENCE_S:
            self._waiting.clear()
            self.silent.emit(f"No sound: {sink.reason}")
        if not self._waiting:
            self._timer.start(_CHECK_MS)
