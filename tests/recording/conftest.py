"""What the tests of recordings share: records of every kind, and small files."""

import types
import typing
from collections.abc import Callable, Iterable
from dataclasses import is_dataclass
from pathlib import Path

import pytest
from hypothesis import strategies as st

from monitor.model.body import Limits
from monitor.model.records import (
    Marker,
    Notification,
    Placement,
    Record,
    StartSet,
    Tick,
)
from monitor.recording.mcap_writer import McapFile, create
from tests.rig.told import TOLD

METADATA = {"format": "1", "wearer": "Zoë"}

Write = Callable[[Path, Iterable[Record]], Path]

_session_s = st.floats(-1e10, 1e10)
_degrees = st.floats(1.0, 90.0)
_PLAIN: dict[typing.Any, st.SearchStrategy[typing.Any]] = {
    float: st.floats(allow_nan=False),  # NaN equals nothing
    int: st.integers(-(2**53), 2**53),  # MessagePack ends at 64 bits
    Limits: st.builds(Limits, _degrees, _degrees),
}


def _any_of(hint: typing.Any) -> st.SearchStrategy[typing.Any]:  # noqa: ANN401
    if isinstance(hint, types.UnionType):
        return st.one_of(*(_any_of(arg) for arg in typing.get_args(hint)))
    if typing.get_origin(hint) is tuple:
        return _tuple(*typing.get_args(hint))
    if hint in _PLAIN:
        return _PLAIN[hint]
    if isinstance(hint, type) and is_dataclass(hint):
        return _dataclass(hint)
    return st.from_type(hint)


def _tuple(first: typing.Any, *more: typing.Any) -> st.SearchStrategy[typing.Any]:  # noqa: ANN401
    if more == (Ellipsis,):
        return st.lists(_any_of(first), max_size=4).map(tuple)
    return st.tuples(*(_any_of(arg) for arg in (first, *more)))


def _dataclass(
    kind: type, **given: st.SearchStrategy[typing.Any]
) -> st.SearchStrategy[typing.Any]:
    hints = typing.get_type_hints(kind)
    chosen = {
        name: TOLD.get((kind, name), _any_of(hint)) for name, hint in hints.items()
    }
    return st.builds(kind, **(chosen | given))


@pytest.fixture(scope="session")
def any_record() -> st.SearchStrategy[Record]:
    """Draws records of every kind, extreme floats and all."""
    kinds = typing.get_args(Record)
    return st.one_of(*(_dataclass(kind, t=_session_s) for kind in kinds))


@pytest.fixture(scope="session")
def anything_of() -> Callable[[type], st.SearchStrategy[Record]]:
    """Draws records, or outputs, of one kind."""
    return lambda kind: _dataclass(kind, t=_session_s)


@pytest.fixture(scope="session")
def some_records() -> list[Record]:
    """A second of two sensors, with ticks and what a person did."""
    records: list[Record] = [StartSet(0.0), Marker(0.0, "größer")]
    for n in range(50):
        t = n * 0.02
        records.append(
            Notification(t, Placement.PELVIS, "imu", bytes(range(n, n + 40)))
        )
        records.append(
            Notification(t, Placement.LUMBAR, "imu", bytes(range(n, n + 40)))
        )
        records.append(Tick(t))
    return records


@pytest.fixture(scope="session")
def write() -> Write:
    """Writes a closed file of records, in three chunks; returns its path."""

    def written(path: Path, records: Iterable[Record]) -> Path:
        with create(path) as file:
            mcap = McapFile(file, METADATA)
            for n, record in enumerate(records):
                mcap.write_record(record)
                if n in {59, 119}:
                    mcap.sync()
            mcap.finish()
        return path

    return written
