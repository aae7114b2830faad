"""Keeps the history while a session runs, beside its recording."""

from collections.abc import Callable
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread

from monitor.history.fold import SessionFold
from monitor.model.errors import MonitorError
from monitor.model.events import Notice, NoticeKind, Output, SetEnded
from monitor.model.history import SessionFacts
from monitor.model.records import (
    ChooseSetKind,
    Note,
    Record,
    SetLoad,
    SetPain,
    SetRpe,
    TellMorningAfter,
    TellRedFlags,
)
from monitor.recording.recording import Header, metadata_of
from monitor.recording.switch import Accompany

Remember = Callable[[SessionFacts], None]

_TOLD = (
    SetLoad | ChooseSetKind | SetRpe | SetPain | TellMorningAfter | TellRedFlags | Note
)


def remembered(remember: Remember) -> Accompany:
    """Return what makes a recording's companion that keeps its history.

    Args:
        remember: Stores a session's facts in place of earlier ones of the same
            recording; called on a thread of its own, may raise MonitorError.
    """
    return lambda path, header: HistoryCompanion(path, header, remember)


class HistoryCompanion:
    """Folds a session as it is recorded, and has it stored after every set.

    Storing waits for a disk, so a thread of its own does it, newest facts only.
    """

    def __init__(self, path: Path, header: Header, remember: Remember) -> None:
        """Begin with a recording that begins."""
        self._fold = SessionFold(header, path.name, metadata_of(header)["settings"])
        self._remember = remember
        self._waiting: SimpleQueue[SessionFacts | None] = SimpleQueue()
        self._problems: SimpleQueue[str] = SimpleQueue()
        self._due = False
        self._now = 0.0
        self._thread = Thread(target=self._serve, name="history", daemon=True)
        self._thread.start()

    def keep(self, record: Record, /) -> None:
        """Take a record that is recorded."""
        self._now = record.t
        self._store_if_due()
        self._fold.keep(record)
        self._due = isinstance(record, _TOLD)

    def put(self, output: Output, /) -> None:
        """Take an output that is recorded."""
        self._fold.put(output)
        self._due = self._due or isinstance(output, SetEnded)

    def _store_if_due(self) -> None:
        """Store once all outputs of the record that made it due are in."""
        if self._due:
            self._due = False
            self._waiting.put(self._fold.facts())

    def reports(self) -> list[Notice]:
        """Return what a person should know since the last call."""
        told: list[Notice] = []
        while not self._problems.empty():
            problem = self._problems.get()
            told.append(Notice(self._now, NoticeKind.RECORDING, problem))
        return told

    def close(self) -> None:
        """Store the last word, and wait until it is kept."""
        self._waiting.put(self._fold.facts())
        self._waiting.put(None)
        self._thread.join()

    def _serve(self) -> None:
        facts = self._waiting.get()
        while facts is not None:
            facts, after = self._newest(facts)
            try:
                self._remember(facts)
            except MonitorError as error:
                self._problems.put(
                    f"{error}; the recording is whole, and 'rep-monitor history "
                    "rebuild' makes the history anew from it"
                )
            if after:
                return
            facts = self._waiting.get()

    def _newest(self, facts: SessionFacts) -> tuple[SessionFacts, bool]:
        """Return the newest facts that wait, and whether they are the last."""
        try:
            while True:
                newer = self._waiting.get_nowait()
                if newer is None:
                    return facts, True
                facts = newer
        except Empty:
            return facts, False
