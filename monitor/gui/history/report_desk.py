"""Makes reports of sessions beside the window, on another thread."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from monitor.config import Settings
from monitor.gui.background import Background


class ReportDesk(QObject):
    """One report at a time.

    Attributes:
        made: Emitted with the path of a report that is written.
        said: Emitted with a sentence for the person.
    """

    made = Signal(object)
    said = Signal(str)

    def __init__(self, parent: QObject) -> None:
        """Make none yet."""
        super().__init__(parent)
        self._background: Background[Path] = Background(self)

    def make(self, recording: Path, settings: Settings, *, shows_pain: bool) -> None:
        """Make a session's report beside its recording; ``made`` tells of it."""
        self._background.run(
            lambda: _made(recording, settings, shows_pain=shows_pain),
            self.made.emit,
            lambda error: self.said.emit(str(error)),
        )

    def make_month(
        self, lifter: str, month: str, settings: Settings, *, shows_pain: bool
    ) -> None:
        """Make a month's report beside the recordings; ``made`` tells of it."""
        self._background.run(
            lambda: _month(lifter, month, settings, shows_pain=shows_pain),
            self.made.emit,
            lambda error: self.said.emit(str(error)),
        )

    def close(self) -> None:
        """Make no more, at the program's end."""
        self._background.close()


def _made(recording: Path, settings: Settings, *, shows_pain: bool) -> Path:
    # Templates and tables are slow to load, and belong to the other thread.
    from monitor.history.store import History  # noqa: PLC0415
    from monitor.report.making import (  # noqa: PLC0415
        making,
        report_of,
        write_report,
    )

    history = History(settings.history_path, settings.recordings_path)
    try:
        lifter = history.facts(recording.name).lifter
        past = history.summaries(lifter)
    finally:
        history.close()
    path = recording.with_suffix(".html")
    write_report(report_of(recording, making(shows_pain=shows_pain), past), path)
    return path


def _month(lifter: str, month: str, settings: Settings, *, shows_pain: bool) -> Path:
    from monitor.history.store import History  # noqa: PLC0415  see above
    from monitor.report.making import (  # noqa: PLC0415
        making,
        month_of,
        write_report,
    )

    history = History(settings.history_path, settings.recordings_path)
    try:
        html = month_of(history, month, lifter, making(shows_pain=shows_pain))
    finally:
        history.close()
    name = "".join(c if c.isalnum() else "_" for c in lifter) or "no_name"
    path = settings.recordings_path / f"{month}_{name}.html"
    write_report(html, path)
    return path
