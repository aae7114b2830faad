"""The journal beside a recording: what people added or corrected later.

A recording is never changed once closed. An edit is a line of JSON that is only ever
appended, and kept by the disk before the call returns.
"""

import os
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

import msgspec

from monitor.model.errors import RecordingError
from monitor.recording.mcap_reader import unreadable
from monitor.recording.whole_file import not_written

MAX_BYTES: Final = 16 << 20


class Act(StrEnum):
    """What an edit was to the person who made it."""

    EDIT = "edit"
    UNDO = "undo"  # it put back what the last edit had changed
    REDO = "redo"  # it did again what the last undo had put back


class Edit(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One correction.

    Attributes:
        id: What was corrected, such as "set/3/load_kg".
        utc: When, ISO 8601.
        old: The value before, as JSON knows it; None if there was none.
        new: The value from then on.
        act: What it was to the person who made it.
    """

    id: str
    utc: str
    old: Any
    new: Any
    act: Act = Act.EDIT


@dataclass(frozen=True, slots=True)
class Journal:
    """All edits of a recording, oldest first.

    Attributes:
        edits: The edits.
        notice: One sentence for people if a line could not be read; else None.
    """

    edits: list[Edit]
    notice: str | None = None


def journal_path(recording: Path) -> Path:
    """Return where a recording's journal is: ``NAME.edits.jsonl`` beside it."""
    return recording.with_name(f"{recording.stem}.edits.jsonl")


def append_edit(recording: Path, edit: Edit) -> None:
    """Add an edit to a recording's journal.

    Raises:
        RecordingError: The journal can't be written.
    """
    path = journal_path(recording)
    line = msgspec.json.encode(edit) + b"\n"
    try:
        with path.open("ab+") as file:
            file.write(line if _ends_in_newline(path) else b"\n" + line)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise not_written(path, error) from error


def _ends_in_newline(path: Path) -> bool:
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - 1))
        return file.read() in {b"", b"\n"}


def read_journal(recording: Path) -> Journal:
    """Read a recording's journal; without one there are no edits.

    A line that a crash cut short is left out with a notice.

    Raises:
        RecordingError: The journal can't be read.
    """
    path = journal_path(recording)
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return Journal([])
    except OSError as error:
        raise unreadable(path, error) from error
    if len(content) > MAX_BYTES:
        msg = f"{path.name}: is larger than {MAX_BYTES} bytes, which no journal is"
        raise RecordingError(msg)
    lines = [line for line in content.split(b"\n") if line.strip()]
    edits = [edit for line in lines if (edit := _edit(line)) is not None]
    unread = len(lines) - len(edits)
    notice = f"{path.name}: {unread} line(s) could not be read and are left out"
    return Journal(edits, notice if unread else None)


def _edit(line: bytes) -> Edit | None:
    try:
        return msgspec.json.decode(line, type=Edit)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
