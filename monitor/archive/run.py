"""Judges all recordings of a folder again, and can go on where it was stopped."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from monitor.archive.local import Done
from monitor.archive.outcome import Asked, Failed, Outcome
from monitor.archive.parquet import require_pyarrow, written_tables
from monitor.archive.state import State, opened_state
from monitor.archive.task import Task, key_of, recordings_below
from monitor.archive.total import Total
from monitor.model.errors import RecordingError


class Workers(Protocol):
    """Judges tasks somewhere."""

    def results(self, tasks: Iterator[Task], /) -> Iterator[Done]:
        """Yield each task with its outcome, in the order in which they get done."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of the archive.

    Attributes:
        name: Its path below the archive's folder.
        key: Of its outcome; None if it couldn't be read.
        failed: Why it has no outcome in the state.
        copy_of: The name of the file whose bytes and journal are the same.
    """

    name: str
    key: str | None = None
    failed: Failed | None = None
    copy_of: str | None = None


@dataclass
class Archive:
    """A folder of recordings, being judged.

    Attributes:
        folder: The folder.
        asked: By what they are judged.
        paths: The recordings.
        known: How many had been judged by an earlier run.
    """

    folder: Path
    asked: Asked
    paths: list[Path]
    known: int = 0
    _entries: dict[Path, Entry] = field(default_factory=dict)
    _first: dict[str, str] = field(default_factory=dict)  # name by key

    def judge(self, state: State, workers: Workers, step: Callable[[], None]) -> None:
        """Judge what the state doesn't know yet, and keep it there.

        Args:
            state: What is known.
            workers: Who judges.
            step: Called for each file that is through.
        """
        for task, outcome in workers.results(self._open(state, step)):
            if isinstance(outcome, Failed) and not outcome.lasting:
                name = self._entries[task.path].name
                self._entries[task.path] = Entry(name, task.key, outcome)
            else:
                state.keep(task.key, outcome)
            step()

    def _open(self, state: State, step: Callable[[], None]) -> Iterator[Task]:
        """Yield what is to be judged; hashing waits until a worker is free."""
        for path in self.paths:
            entry = self._entry(path)
            self._entries[path] = entry
            if entry.key is None or entry.copy_of is not None:
                step()
            elif entry.key in state:
                self.known += 1
                step()
            else:
                yield Task(entry.key, path, self.asked)

    def _entry(self, path: Path) -> Entry:
        name = path.relative_to(self.folder).as_posix()
        try:
            key = key_of(path, self.asked)
        except OSError as error:
            reason = f"{path.name}: can't be read: {error.strerror or error}"
            return Entry(name, failed=Failed(reason, lasting=False))
        first = self._first.setdefault(key, name)
        return Entry(name, key, copy_of=None if first == name else first)

    def outcomes(self, state: State) -> Iterator[tuple[Entry, Outcome]]:
        """Yield every file but copies with what came of it, in order of their names."""
        for path in self.paths:
            entry = self._entries[path]
            if entry.copy_of is not None:
                continue
            if entry.failed is not None:
                yield entry, entry.failed
            elif entry.key is not None:
                yield entry, state.outcome(entry.key)

    @property
    def copies(self) -> list[Entry]:
        """Files that hold what another one holds."""
        return [each for each in self._entries.values() if each.copy_of is not None]


def found_archive(folder: Path, asked: Asked) -> Archive:
    """Look for recordings below a folder.

    Raises:
        RecordingError: There are none, or it is no folder.
    """
    if not folder.is_dir():
        msg = f"{folder}: is no folder; name the one that holds the recordings"
        raise RecordingError(msg)
    paths = list(recordings_below(folder))
    if not paths:
        msg = f"{folder}: holds no recordings (*.mcap)"
        raise RecordingError(msg)
    return Archive(folder, asked, paths)


def rescored_archive(
    archive: Archive, out: Path, workers: Workers, step: Callable[[], None]
) -> Total:
    """Judge an archive again and write what came of it.

    Stopped at any moment, even by kill -9, it goes on from there when called again: a
    recording that was done isn't done again as long as its bytes, its journal, what is
    asked and the program stay the same.

    Args:
        archive: What is judged.
        out: The Parquet file of reps; the one of recordings and the state are beside.
        workers: Who judges.
        step: Called for each file that is through.

    Raises:
        RecordingError: The output or the state can't be written, or pyarrow is missing.
    """
    require_pyarrow()
    total = Total()
    with opened_state(out) as state:
        archive.judge(state, workers, step)
        with written_tables(out) as tables:
            for entry, outcome in archive.outcomes(state):
                tables.put(entry.name, entry.key, outcome)
                total.add(entry.name, outcome)
    total.known, total.copies = archive.known, len(archive.copies)
    return total
