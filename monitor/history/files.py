"""The files that the history is made from: recordings, kept logs, their journals."""

import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from monitor.model.errors import HistoryError
from monitor.recording.journal import journal_path

LOGS: Final = "logs"  # folder within the recordings' one
RECORDING: Final = ".mcap"
LOG: Final = ".json"
_HEAD_BYTES: Final = 1 << 16  # a recording's description, and its first second


@dataclass(frozen=True, slots=True)
class Look:
    """What a look at a file from outside tells.

    Attributes:
        size: Bytes.
        mtime_ns: When it was changed last.
        journal_size: Bytes of the journal beside it, which only grows.
    """

    size: int
    mtime_ns: int
    journal_size: int


@dataclass(frozen=True, slots=True)
class Seen:
    """A file that the history is made from, and how it looks now."""

    path: Path
    look: Look


def sources(folder: Path) -> list[Seen]:
    """Return the recordings of a folder and the logs that are kept in it, by name.

    Raises:
        HistoryError: The folder can't be read.
    """
    try:
        return [*_seen(folder, RECORDING), *_seen(folder / LOGS, LOG)]
    except OSError as error:
        msg = f"{folder}: can't be read ({error.strerror or error})"
        raise HistoryError(msg) from error


def _seen(folder: Path, suffix: str) -> list[Seen]:
    """Look at all files of a folder at once: one by one takes three times as long."""
    if suffix == LOG and not folder.is_dir():
        return []
    with os.scandir(folder) as listing:
        entries = {entry.name: entry for entry in listing}
    found: list[Seen] = []
    for name, entry in sorted(entries.items()):
        if not name.endswith(suffix) or not entry.is_file():
            continue
        stat = entry.stat()
        journal = entries.get(journal_path(Path(name)).name)
        journal_size = journal.stat().st_size if journal is not None else 0
        look = Look(stat.st_size, stat.st_mtime_ns, journal_size)
        found.append(Seen(folder / name, look))
    return found


def source_path(folder: Path, session: str) -> Path:
    """Return where the recording or kept log of a session is.

    Raises:
        HistoryError: It isn't in the folder.
    """
    for path in (folder / session, folder / LOGS / session):
        if path.name == session and path.suffix in {RECORDING, LOG} and path.is_file():
            return path
    msg = f"{session}: is not in {folder}, so that there is nothing to edit"
    raise HistoryError(msg)


def look(path: Path) -> Look:
    """Look at a file from outside.

    Raises:
        OSError: It can't be.
    """
    stat = path.stat()
    try:
        journal_size = journal_path(path).stat().st_size
    except FileNotFoundError:
        journal_size = 0
    return Look(stat.st_size, stat.st_mtime_ns, journal_size)


def head_sha256(path: Path) -> str:
    """Return a checksum of a file's beginning, which is unlike any other file's.

    Raises:
        OSError: It can't be read.
    """
    with path.open("rb") as file:
        return sha256(file.read(_HEAD_BYTES)).hexdigest()
