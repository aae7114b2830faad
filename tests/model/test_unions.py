"""The unions of records, events and outputs are closed, and what is in them travels."""

import inspect
import types
import typing
from dataclasses import FrozenInstanceError, is_dataclass

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.model import events, records
from monitor.model.blocks import Posture, Samples
from monitor.model.body import Limits
from monitor.model.events import Alert, Event, LinkStatus, Output, Rep
from monitor.model.records import Command, Record
from tests.rig.told import TOLD


def dataclasses_of(module: types.ModuleType) -> set[type]:
    """The dataclasses that a module itself defines."""
    return {
        each
        for _, each in inspect.getmembers(module, inspect.isclass)
        if is_dataclass(each) and each.__module__ == module.__name__
    }


def test_every_record_is_in_the_union() -> None:
    assert set(typing.get_args(Record)) == dataclasses_of(records)


def test_every_event_is_in_the_union() -> None:
    others = {Rep, Alert, LinkStatus}

    assert set(typing.get_args(Event)) == dataclasses_of(events) - others


def test_outputs_are_events_blocks_links_and_alerts() -> None:
    expected = {*typing.get_args(Event), Samples, Posture, LinkStatus, Alert}

    assert set(typing.get_args(Output)) == expected


def test_commands_are_records() -> None:
    assert set(typing.get_args(Command)) < set(typing.get_args(Record))


TRAVELLING = [*typing.get_args(Record), *typing.get_args(Event), LinkStatus, Alert]
every_kind = pytest.mark.parametrize("kind", TRAVELLING, ids=lambda k: k.__name__)


@every_kind
def test_every_kind_is_frozen_and_begins_with_its_time(kind: type) -> None:
    (first, *_) = typing.get_type_hints(kind)

    assert first == "t"
    assert "__slots__" in vars(kind)
    blank: object = object.__new__(kind)
    with pytest.raises(FrozenInstanceError):
        setattr(blank, first, 1.0)


PLAIN: dict[object, st.SearchStrategy[object]] = {
    float: st.floats(allow_nan=False, allow_infinity=False),
    int: st.integers(0, 2**53),
    Limits: st.builds(Limits, st.floats(1.0, 90.0), st.floats(1.0, 90.0)),
}


def anything(hint: object) -> st.SearchStrategy[object]:
    if hint in PLAIN:
        return PLAIN[hint]
    if isinstance(hint, types.UnionType):
        return st.one_of(*map(anything, typing.get_args(hint)))
    if typing.get_origin(hint) is tuple:
        first, *more = typing.get_args(hint)
        if more == [Ellipsis]:
            return st.lists(anything(first), max_size=4).map(tuple)
        return st.tuples(*map(anything, typing.get_args(hint)))
    assert isinstance(hint, type)
    if is_dataclass(hint):
        return st.builds(hint, **fields(hint))
    return st.from_type(hint)


def fields(kind: type) -> dict[str, st.SearchStrategy[object]]:
    hints = typing.get_type_hints(kind)
    return {
        name: TOLD.get((kind, name), anything(hint)) for name, hint in hints.items()
    }


@every_kind
@settings(max_examples=5, deadline=None)
@given(data=st.data())
def test_every_kind_travels_as_messagepack(kind: type, data: st.DataObject) -> None:
    sent = data.draw(st.builds(kind, **fields(kind)))

    received: object = msgspec.msgpack.decode(msgspec.msgpack.encode(sent), type=kind)

    assert received == sent
