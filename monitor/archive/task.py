"""One recording to judge, and the key under which its outcome is kept."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import file_digest, sha256
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Final

import msgspec

from monitor.archive.judge import judged
from monitor.archive.outcome import Asked, Failed, Outcome
from monitor.model.errors import MonitorError
from monitor.recording.journal import journal_path

# What follows from a recording follows from these; all else only shows or fetches it.
_CORE: Final = (
    "model", "decoding", "dsp", "detection", "alerts", "pipeline.py", "profiles.py",
    "history", "analysis", "archive",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Task:
    """One recording to judge.

    Attributes:
        key: See ``key_of``.
        path: The recording.
        asked: By what it is judged.
    """

    key: str
    path: Path
    asked: Asked


@cache
def program_mark() -> str:
    """Return the program's version with a fingerprint of the code that judges.

    The version alone stays the same while the code is worked on.
    """
    digest = sha256()
    root = files("monitor")
    for name in _CORE:
        part = Path(str(root.joinpath(name)))
        for path in [part] if part.is_file() else sorted(part.rglob("*.py")):
            digest.update(path.name.encode())
            digest.update(path.read_bytes())
    return f"{version('rep-monitor')} {digest.hexdigest()[:12]}"


def key_of(path: Path, asked: Asked) -> str:
    """Return what a recording's outcome follows from, as one hash.

    That is: the recording's bytes, its journal's, what is asked, and the program.

    Raises:
        OSError: The recording or its journal can't be read.
    """
    with path.open("rb") as file:
        recording = file_digest(file, "sha256").digest()
    journal = journal_path(path)
    edits = journal.read_bytes() if journal.exists() else b""
    parts = (
        recording,
        sha256(edits).digest(),
        msgspec.json.encode(asked),
        program_mark().encode(),
    )
    return sha256(b"\0".join(parts)).hexdigest()


def recordings_below(folder: Path) -> Iterator[Path]:
    """Yield all files named ``*.mcap`` below a folder, in order of their names."""
    yield from sorted(path for path in folder.rglob("*.mcap") if path.is_file())


def outcome_of(path: Path, asked: Asked) -> Outcome:
    """Judge a recording; whatever is wrong with it becomes an outcome too."""
    try:
        return judged(path, asked)
    except MonitorError as error:
        return Failed(str(error))
    except Exception as error:  # noqa: BLE001  one file never ends a run of thousands
        said = " ".join(f"{type(error).__name__}: {error}".split())[:300]
        return Failed(f"{path.name}: the program failed on it ({said})", lasting=False)
