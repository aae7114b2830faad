"""Keeps the history beside the window: reads it on another thread, opens its page."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from monitor.config import Settings
from monitor.gui.background import Background

if TYPE_CHECKING:
    from monitor.history.advice import Advice
    from monitor.history.store import History


class HistoryDesk(QObject):
    """One history at a time: the one beside the recordings.

    Attributes:
        advised: Emitted with the ``Advice`` before a session.
        ready: Emitted with the ``History`` to show, in line with the recordings.
        said: Emitted with a sentence for the person.
    """

    advised = Signal(object)
    ready = Signal(object)
    said = Signal(str)

    def __init__(self, parent: QObject) -> None:
        """Open nothing yet."""
        super().__init__(parent)
        self._opened: History | None = None
        self._advice: Background[Advice] = Background(self)
        self._sync: Background[tuple[History, list[str]]] = Background(self)

    @property
    def is_busy(self) -> bool:
        """Whether something is being read."""
        return self._advice.is_busy or self._sync.is_busy

    def ask(self, settings: Settings, exercise: str) -> None:
        """Look up what is known before a session; ``advised`` tells it."""
        self._advice.run(
            lambda: _advice(settings, exercise, today()), self.advised.emit, self._fail
        )

    def open(self, settings: Settings) -> None:
        """Bring the history in line with the recordings; ``ready`` tells of it."""
        self._sync.run(lambda: _in_line(settings), self._show, self._fail)

    def close(self) -> None:
        """Read no more, at the program's end."""
        self._advice.close()
        self._sync.close()
        self._let_go()

    def _show(self, found: "tuple[History, list[str]]") -> None:
        self._let_go()
        self._opened, notices = found
        for notice in notices[:1]:
            more = f" (and {len(notices) - 1} more)" if len(notices) > 1 else ""
            self.said.emit(notice + more)
        self.ready.emit(self._opened)

    def _let_go(self) -> None:
        if self._opened is not None:
            self._opened.close()
            self._opened = None

    def _fail(self, error: BaseException) -> None:
        self.said.emit(str(error))


def today() -> date:
    """Return the date, UTC, as the history counts days."""
    return datetime.now(UTC).date()


def _advice(settings: Settings, exercise: str, day: date) -> "Advice":
    # What reads the tables is slow to load, and belongs to the other thread.
    from monitor.history.advice import advice  # noqa: PLC0415

    return _with_history(
        settings,
        lambda history: advice(
            history, settings.wearer, exercise, day, settings.training
        ),
    )


def _with_history(settings: Settings, use: "Callable[[History], Advice]") -> "Advice":
    from monitor.history.store import History  # noqa: PLC0415  see above

    settings.recordings_path.mkdir(parents=True, exist_ok=True)
    history = History(settings.history_path, settings.recordings_path)
    try:
        return use(history)
    finally:
        history.close()


def _in_line(settings: Settings) -> "tuple[History, list[str]]":
    from monitor.history.store import History  # noqa: PLC0415  see above

    settings.recordings_path.mkdir(parents=True, exist_ok=True)
    history = History(settings.history_path, settings.recordings_path)
    found = history.sync()
    notices = [history.notice] if history.notice else []
    return history, [*notices, *found.notices]
