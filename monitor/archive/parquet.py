"""Writes what was judged as two Parquet files: a row per rep, a row per recording."""

import types
import typing
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from monitor.archive.outcome import Failed, Outcome, RepRow
from monitor.model.errors import RecordingError

if TYPE_CHECKING:
    import pyarrow as pa
    from pyarrow.parquet import ParquetWriter

MISSING: Final = (
    "Parquet needs pyarrow, which the extra 'archive' brings:"
    ' pip install "rep-monitor[archive]".'
)
_ROWS_AT_ONCE: Final = 10_000
_KINDS: Final[Mapping[object, str]] = {
    bool: "bool_", int: "int64", float: "float64", str: "string",
}  # fmt: skip
_OF_RECORDING: Final[Mapping[str, object]] = {
    "recording": str, "key": str, "lifter": str, "started_utc": str,
}  # fmt: skip
_RECORDING: Final[Mapping[str, object]] = {
    **_OF_RECORDING,
    "program": str, "duration_s": float, "judged": bool, "reason": str,
    "notice": str, "day_known": bool, "reps": int, "reps_day": int,
    "reps_more": int, "reps_fewer": int, "verdicts_changed": int,
    "alerts_more": int, "alerts_fewer": int,
}  # fmt: skip

Row = dict[str, object]


def require_pyarrow() -> None:
    """Find out early whether Parquet can be written.

    Raises:
        RecordingError: pyarrow is not installed.
    """
    try:
        import pyarrow  # noqa: F401, PLC0415  an optional extra
    except ModuleNotFoundError:
        raise RecordingError(MISSING) from None


def recordings_path(out: Path) -> Path:
    """Return where the row per recording is: ``OUT-recordings.parquet``."""
    return out.with_name(f"{out.stem}-recordings{out.suffix}")


class Tables:
    """Both tables, being written a piece at a time."""

    def __init__(self, reps: "_Table", recordings: "_Table") -> None:
        self._reps, self._recordings = reps, recordings

    def put(self, name: str, key: str | None, outcome: Outcome) -> None:
        """Add a recording.

        Args:
            name: Its path below the archive's folder.
            key: Of its outcome; None if it could not be read at all.
            outcome: What came of it.
        """
        about: Row = {"recording": name, "key": key}
        if isinstance(outcome, Failed):
            failed = {**about, "judged": False, "reason": outcome.reason}
            self._recordings.put(failed)
            return
        about |= {"lifter": outcome.lifter, "started_utc": outcome.started_utc}
        for row in outcome.rows:
            self._reps.put({**about, **msgspec.to_builtins(row)})
        changes = outcome.changes
        about |= {
            "program": outcome.program,
            "duration_s": outcome.duration_s,
            "judged": True,
            "notice": outcome.notice,
            "day_known": changes is not None,
            "reps": outcome.reps,
        }
        if changes is not None:
            about |= {
                "reps_day": changes.reps_day,
                "reps_more": changes.more,
                "reps_fewer": changes.fewer,
                "verdicts_changed": changes.verdicts_changed,
                "alerts_more": changes.alerts_more,
                "alerts_fewer": changes.alerts_fewer,
            }
        self._recordings.put(about)


@contextmanager
def written_tables(out: Path) -> Iterator[Tables]:
    """Write both files; each appears whole or not at all.

    Raises:
        RecordingError: They can't be written.
    """
    hints = typing.get_type_hints(RepRow)
    with ExitStack() as stack:
        reps = stack.enter_context(_table(out, {**_OF_RECORDING, **hints}))
        others = stack.enter_context(_table(recordings_path(out), _RECORDING))
        yield Tables(reps, others)


class _Table:
    """One file: rows are gathered, then written together."""

    def __init__(self, writer: "ParquetWriter", schema: "pa.Schema") -> None:
        self._writer, self._schema = writer, schema
        self._rows: list[Row] = []

    def put(self, row: Row) -> None:
        self._rows.append(row)
        if len(self._rows) >= _ROWS_AT_ONCE:
            self.flush()

    def flush(self) -> None:
        import pyarrow as pa  # noqa: PLC0415  an optional extra

        self._writer.write_table(pa.Table.from_pylist(self._rows, self._schema))
        self._rows = []


@contextmanager
def _table(path: Path, columns: Mapping[str, object]) -> Iterator[_Table]:
    import pyarrow as pa  # noqa: PLC0415  an optional extra
    from pyarrow.parquet import ParquetWriter  # noqa: PLC0415

    schema = pa.schema([(name, _kind(hint)) for name, hint in columns.items()])
    new = path.with_name(f".{path.name}.new")
    try:
        with ParquetWriter(new, schema) as writer:
            table = _Table(writer, schema)
            yield table
            table.flush()
        new.replace(path)
    except OSError as error:
        msg = f"{path}: can't be written ({error.strerror or error})"
        raise RecordingError(msg) from error
    finally:
        new.unlink(missing_ok=True)


def _kind(hint: object) -> "pa.DataType":
    """Return the type of a column for a field's."""
    import pyarrow as pa  # noqa: PLC0415  an optional extra

    if isinstance(hint, types.UnionType):
        (hint,) = (arg for arg in typing.get_args(hint) if arg is not types.NoneType)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        hint = str
    return getattr(pa, _KINDS[hint])()
