"""Tables of numbers as text: finds the header, reads columns, tells bad lines."""

import re
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from monitor.model.blocks import FloatArray
from monitor.recording.importers.foreign_file import ForeignFile

MAX_COLUMNS = 5000
LARGEST = 1e18  # no column means more; larger numbers are damage, and missing
MISSING = frozenset({"", "-", "--", "nan", "null", "none", "n/a"})

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?|[+-]?(nan|inf(inity)?)")


def number(text: str) -> float | None:
    """Return the number that a cell holds, None if it holds none."""
    return float(text) if _NUMBER.fullmatch(text.lower()) else None


def cells(line: str, delimiter: str) -> list[str]:
    """Split a line; blanks and quotes around the cells are dropped."""
    return [cell.strip().strip('"').strip() for cell in line.split(delimiter)]


def delimiter_of(header: str) -> str:
    """Return what parts the cells of a header: the most frequent candidate."""
    return max(",;\t", key=header.count)


@dataclass(frozen=True, slots=True)
class Column:
    """A column's place in the rows, and the name it is called by in messages."""

    index: int
    name: str


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A table inside a file.

    Attributes:
        file: Where it is.
        delimiter: What parts the cells; with other than a comma, a comma in a number
            is taken for the decimal point.
        header: Column names.
        header_line: Line of the header, from 1.
        written: The header's line as it stands in the file, without blanks around.
    """

    file: ForeignFile
    delimiter: str
    header: tuple[str, ...]
    header_line: int
    written: str

    def columns(self, names: Sequence[str]) -> tuple[Column, ...] | None:
        """Return the columns of these names, whatever their case; None if one lacks."""
        folded = [name.casefold() for name in self.header]
        if any(name.casefold() not in folded for name in names):
            return None
        return tuple(Column(folded.index(n.casefold()), n) for n in names)

    def first_row(self) -> list[str]:
        """Return the cells of the first row, none if there is no row."""
        for line, text in self.file.lines():
            if line > self.header_line and text.strip():
                return cells(text, self.delimiter)
        return []


def table_at(file: ForeignFile, header_line: int) -> Table:
    """Return the table whose header stands in this line.

    Raises:
        ImportFileError: It has thousands of columns, or a line is far too long.
    """
    file.check_lines()
    text = next(t for line, t in file.lines() if line == header_line)
    delimiter = delimiter_of(text)
    header = tuple(cells(text, delimiter))
    if len(header) > MAX_COLUMNS:
        file.refuse("the table has too many columns", header_line)
    if delimiter != ",":
        text = text.replace(",", ".")
    points = _with_decimal_points(file, delimiter)
    return Table(points, delimiter, header, header_line, text.strip())


def _with_decimal_points(file: ForeignFile, delimiter: str) -> ForeignFile:
    if delimiter == "," or b"," not in file.data:
        return file
    return replace(file, data=file.data.replace(b",", b"."))


@dataclass(frozen=True, slots=True, eq=False)
class Numbers:
    """Columns of a table; NaN where a cell is empty.

    Attributes:
        table: Whence they are.
        values: Shape (rows, columns).
        lines: Line of each row; None where the rows follow the header one by one.
        cut: The last row was incomplete and is left out.
    """

    table: Table
    values: FloatArray
    lines: tuple[int, ...] | None = None
    cut: bool = False

    def line(self, row: int) -> int:
        """Return the line in which a row stands."""
        if self.lines is not None:
            return self.lines[row]
        return self.table.header_line + 1 + row


def read_texts(numbers: Numbers, column: Column) -> list[str]:
    """Return another column's cells in the rows of these numbers."""
    table = numbers.table
    rows = len(numbers.values)
    first = table.header_line + 1
    wanted = numbers.lines or range(first, first + rows)
    remaining = iter(wanted)
    line = next(remaining, None)
    found = []
    for at, text in table.file.lines():
        if at == line:
            row = cells(text, table.delimiter)
            found.append(row[column.index] if column.index < len(row) else "")
            line = next(remaining, None)
    return found


def read_numbers(table: Table, columns: Sequence[Column]) -> Numbers:
    """Read columns of numbers.

    A last line that was cut off is left out; a repeated header is passed over.

    Raises:
        ImportFileError: A cell holds text, a line is too short, or there is no row.
    """
    if not table.first_row():
        problem = "there is no row below the header"
        table.file.refuse(problem, table.header_line)
    found = _fast(table, columns) or _careful(table, columns)
    found.values[np.abs(found.values) > LARGEST] = np.nan
    return found


def _fast(table: Table, columns: Sequence[Column]) -> Numbers | None:
    data = table.file.data
    if b"\n\n" in data.rstrip(b"\n").split(b"\n", table.header_line)[-1]:
        return None  # blank lines would shift the line numbers
    try:
        with table.file.text() as text:
            values = np.loadtxt(
                text,
                delimiter=table.delimiter,
                skiprows=table.header_line,
                usecols=[column.index for column in columns],
                comments=None,
                quotechar='"',
                ndmin=2,
            )
    except ValueError:
        return None
    return Numbers(table, values)


def _careful(table: Table, columns: Sequence[Column]) -> Numbers:
    values = array("d")
    lines: list[int] = []
    short: int | None = None
    for line, text in table.file.lines():
        if line <= table.header_line or text.strip() in {"", table.written}:
            continue
        row = cells(text, table.delimiter)
        if short is not None:
            table.file.refuse("the line has too few columns", short)
        if len(row) <= max(column.index for column in columns):
            short = line  # forgiven if it turns out to be the last
            continue
        lines.append(line)
        values.extend(
            _cell(table, row[column.index], column, line) for column in columns
        )
    if not lines:
        table.file.refuse("no row has all columns", short)
    shape = (len(lines), len(columns))
    found = np.array(values, dtype=np.float64).reshape(shape)
    return Numbers(table, found, tuple(lines), cut=short is not None)


def _cell(table: Table, text: str, column: Column, line: int) -> float:
    if text.casefold() in MISSING:
        return np.nan
    value = number(text)
    if value is None:
        problem = f"{column.name} is {shown(text)}, not a number"
        table.file.refuse(problem, line)
    return value


def shown(text: str, width: int = 40) -> str:
    """Return untrusted text for a message: quoted, short, printable."""
    return repr(printable(text, width))


def printable(text: str, width: int = 80) -> str:
    """Return untrusted text short and without control characters."""
    short = text if len(text) <= width else text[:width] + "…"
    return "".join(c if c.isprintable() else "?" for c in short)
