"""Brings a foreign file into memory, bounded, as UTF-8 whatever it was."""

import codecs
import io
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NoReturn

from monitor.model.errors import ImportFileError

MAX_BYTES = 2**30
MAX_LINE = 2**16  # bytes; the widest known export has lines of 2 kB
HEAD_BYTES = 2**16
STDIN = Path("-")

_BINARY = (b"MATLAB ", b"\x89HDF", b"PK\x03\x04", b"PAR1")


@dataclass(frozen=True, slots=True, eq=False)
class ForeignFile:
    """A whole file; text is UTF-8 with line feeds and without a byte order mark.

    Attributes:
        path: Where it came from; "standard input" for that.
        data: The contents.
    """

    path: Path
    data: bytes

    def head(self) -> list[str]:
        """Return the first lines, for recognising what the file is."""
        return self.data[:HEAD_BYTES].decode("utf-8", "replace").split("\n")

    def lines(self) -> Iterator[tuple[int, str]]:
        """Yield line number, from 1, and text of every line."""
        with self.text() as text:
            yield from enumerate(text, start=1)

    def check_lines(self) -> None:
        """Make sure that no line takes more memory than a table's line may.

        Raises:
            ImportFileError: A line is far too long.
        """
        for number, line in enumerate(io.BytesIO(self.data), start=1):
            if len(line) > MAX_LINE:
                self.refuse("the line is too long for a table", number)

    def text(self) -> io.TextIOWrapper:
        """Return the contents as a text stream."""
        return io.TextIOWrapper(io.BytesIO(self.data), "utf-8", "replace")

    def refuse(self, problem: str, line: int | None = None) -> NoReturn:
        """Raise the ImportFileError that says what is wrong with this file.

        What the problem quotes of the file can't steer a terminal.
        """
        said = "".join(c if c.isprintable() else "?" for c in problem)
        raise ImportFileError(self.path, said, line)


def read_foreign_file(path: Path) -> ForeignFile:
    """Read a file, or standard input for ``-``.

    Raises:
        ImportFileError: It can't be read, or is larger than ``MAX_BYTES``.
    """
    if path == STDIN:
        return foreign_file(
            Path("standard input"), _bounded(sys.stdin.buffer, Path("standard input"))
        )
    try:
        with path.open("rb") as stream:
            return foreign_file(path, _bounded(stream, path))
    except OSError as error:
        problem = f"it can't be read ({error.strerror or error})"
        raise ImportFileError(path, problem) from error


def _bounded(stream: BinaryIO, path: Path) -> bytes:
    data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise ImportFileError(path, f"it is larger than {MAX_BYTES >> 20} MiB")
    return data


def foreign_file(path: Path, data: bytes) -> ForeignFile:
    """Return the contents as UTF-8 text with line feeds; known binaries as they are."""
    if data.startswith(_BINARY):
        return ForeignFile(path, data)
    text = _utf8(data)
    if b"\r" in text:
        text = text.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return ForeignFile(path, text)


def _utf8(data: bytes) -> bytes:
    if data.startswith(codecs.BOM_UTF8):
        return data[len(codecs.BOM_UTF8) :]
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace").encode()
    if data.isascii():
        return data
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1").encode()
    return data
