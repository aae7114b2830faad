"""Where a command's text goes: a file, or standard output."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from monitor.model.errors import RecordingError


@contextmanager
def text_out(where: str) -> Iterator[TextIO]:
    """Open a file for text; ``-`` is standard output.

    A file appears whole or not at all.

    Raises:
        RecordingError: It can't be written.
    """
    if where == "-":
        yield sys.stdout
        sys.stdout.flush()
        return
    path = Path(where)
    new = path.with_name(f".{path.name}.new")
    try:
        with new.open("w", encoding="utf-8", newline="") as out:
            yield out
        new.replace(path)
    except OSError as error:
        new.unlink(missing_ok=True)
        msg = f"{path}: can't be written ({error.strerror})"
        raise RecordingError(msg) from error


def keep_apart(out: str | Path, files: Iterable[Path]) -> None:
    """Refuse to write over what is read.

    Raises:
        RecordingError: The output is one of the files.
    """
    path = Path(out)
    if path.exists() and any(file.exists() and path.samefile(file) for file in files):
        msg = f"{path.name}: is what is read; name another file to write"
        raise RecordingError(msg)
