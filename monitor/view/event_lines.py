"""Outputs as lines of JSON, for other programs; see docs/events_json.md."""

import math
from dataclasses import fields, is_dataclass
from enum import Enum

import msgspec

from monitor.model.events import Output


def event_line(output: Output) -> bytes:
    """Return an output as a line: its kind as ``event``, then its fields.

    Names and units are those of the analysis JSON: ``t_s`` is session time; what is
    not measured is null.
    """
    told = {"event": type(output).__name__, **_plain_fields(output)}
    return msgspec.json.encode(told) + b"\n"


def _plain_fields(what: object) -> dict[str, object]:
    assert is_dataclass(what)
    return {
        "t_s" if field.name == "t" else field.name: _plain(getattr(what, field.name))
        for field in fields(what)
    }


def _plain(value: object) -> object:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value):
        return _plain_fields(value)
    if isinstance(value, msgspec.Struct):
        return {name: _plain(getattr(value, name)) for name in value.__struct_fields__}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    return value
