"""Keeps the history while a session runs, beside its recording."""

from collections.abc import Callable
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Protocol

from monitor.history.fold import SessionFold
from monitor.history.store import History
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
    SetSide,
    TellMorningAfter,
    TellRedFlags,
)
from monitor.recording.recording import Header, metadata_of
from monitor.recording.switch import Accompany, Companion


class Store(Protocol):
    """Where a session's facts are kept; what is called may raise MonitorError."""

    def keep(self, facts: SessionFacts, /) -> None:
        """Store a session in place of what was known of the same recording."""

    def close(self) -> None:
        """Let go of the store."""


OpenStore = Callable[[], Store]

_TOLD = (
    SetLoad
    | SetSide
    | ChooseSetKind
    | SetRpe
    | SetPain
    | TellMorningAfter
    | TellRedFlags
    | Note
)


def remembered(open_store: OpenStore, folder: Path) -> Accompany:
    """Return what makes a recording's companion that keeps its history.

    Args:
        open_store: Opens the history, on a thread of its own.
        folder: Recordings elsewhere are not remembered: nothing could find them again.
    """

    def accompany(path: Path, header: Header) -> Companion | None:
        if path.absolute().parent != folder.absolute():
            return None
        return HistoryCompanion(path, header, open_store)

    return accompany


def kept_in(path: Path, folder: Path) -> Accompany:
    """Return what keeps recordings of a folder in the history at ``path``."""
    return remembered(lambda: History(path, folder), folder)


class HistoryCompanion:
    """Folds a session as it is recorded, and has it stored after every set.

    Storing waits for a disk, so a thread of its own does it, newest facts only.
    """

    def __init__(self, path: Path, header: Header, open_store: OpenStore) -> None:
        """Begin with a recording that begins."""
        self._fold = SessionFold(header, path.name, metadata_of(header)["settings"])
        self._open_store = open_store
        self._store: Store | None = None
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
            facts, is_last = self._newest(facts)
            try:
                self._keep(facts)
            except MonitorError as error:
                self._problems.put(
                    f"{error}; the recording is whole, and 'rep-monitor history "
                    "rebuild' makes the history anew from it"
                )
            facts = None if is_last else self._waiting.get()
        if self._store is not None:
            self._store.close()

    def _keep(self, facts: SessionFacts) -> None:
        if self._store is None:
            self._store = self._open_store()
        self._store.keep(facts)

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
