"""A CSV file from anywhere, as rows by column."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from monitor.model.errors import ImportFileError

MAX_BYTES: Final = 64 << 20
MAX_ROWS: Final = 500_000  # a set a minute for a year
MAX_FIELD: Final = 20_000  # characters
DELIMITERS: Final = (",", ";", "\t")


@dataclass(frozen=True, slots=True)
class LogRow:
    """One row: its line in the file, from 1, and its texts by column."""

    line: int
    texts: Mapping[str, str]

    def text(self, *columns: str) -> str:
        """Return the first of these columns that is there, without space around."""
        for column in columns:
            if column in self.texts:
                return self.texts[column].strip()
        return ""


@dataclass(frozen=True, slots=True)
class LogTable:
    """A log: names of its columns, in lower case, and its rows."""

    path: Path
    columns: tuple[str, ...]
    rows: tuple[LogRow, ...]


def read_table(path: Path) -> LogTable:
    """Read a CSV file, whatever its delimiter.

    Raises:
        ImportFileError: It can't be read, or is no such table.
    """
    lines = _text(path).splitlines(keepends=True)
    if not lines:
        raise ImportFileError(path, "is empty")
    delimiter = max(DELIMITERS, key=lines[0].count)
    csv.field_size_limit(MAX_FIELD)
    reader = csv.reader(lines, delimiter=delimiter)
    try:
        columns = tuple(name.strip().lower() for name in next(reader))
        _check_columns(path, columns)
        rows = [
            LogRow(reader.line_num, dict(zip(columns, texts, strict=False)))
            for texts in reader
            if any(texts)
        ]
    except csv.Error as error:
        raise ImportFileError(path, f"is no CSV ({error})", reader.line_num) from error
    if len(rows) > MAX_ROWS:
        raise ImportFileError(path, f"has more than {MAX_ROWS} rows")
    return LogTable(path, columns, tuple(rows))


def _check_columns(path: Path, columns: tuple[str, ...]) -> None:
    if len(columns) < 3 or len(columns) > 100 or len(set(columns)) != len(columns):
        raise ImportFileError(path, "has no row of column names at its beginning", 1)


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        problem = f"can't be read ({error.strerror or error})"
        raise ImportFileError(path, problem) from error
    if len(content) > MAX_BYTES:
        raise ImportFileError(path, f"is larger than {MAX_BYTES} bytes")
    encoding = "utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if "\0" in text:
        raise ImportFileError(path, "is no text")
    return text
