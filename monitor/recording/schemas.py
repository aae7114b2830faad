"""What the derived channels hold: JSON messages, and the schemas that describe them.

The schemas keep to what viewers understand: each property has one plain type. What
isn't measured is therefore left out of its message, not set to null.
"""

import math
import types
import typing
from collections.abc import Iterator
from dataclasses import is_dataclass
from enum import Enum
from typing import Final

import msgspec

from monitor.model.blocks import Posture, Samples
from monitor.model.events import Alert, Event, LinkStatus, Output
from monitor.recording.topics import ALERTS, EVENTS, LINK_STATUS, POSTURE

Schema = dict[str, object]

ANGLE_DECIMALS: Final = 3  # 0.001 deg is a hundredth of what the sensors can tell
TIME_DECIMALS: Final = 6

_SCALARS: Final[dict[object, str]] = {
    bool: "boolean",
    int: "integer",
    float: "number",
    str: "string",
}


def schema_of(kinds: tuple[type, ...], **extra: Schema) -> Schema:
    """Describe messages that hold the fields of one of these dataclasses.

    Args:
        kinds: Dataclasses; fields of one name must have one type.
        extra: Properties that every message has besides.
    """
    properties = dict(extra)
    for kind in kinds:
        for name, hint in typing.get_type_hints(kind).items():
            properties.setdefault(name, _property(hint))
    shared = set.intersection(*(_required(kind) for kind in kinds)) | set(extra)
    required = [name for name in properties if name in shared]
    return {"type": "object", "properties": properties, "required": required}


def _required(kind: type) -> set[str]:
    hints = typing.get_type_hints(kind)
    return {name for name, hint in hints.items() if not _optional(hint)}


def _optional(hint: object) -> bool:
    # Any number may be NaN or infinite, which JSON can't say.
    numbers = hint is float or typing.get_origin(hint) is tuple
    return numbers or types.NoneType in typing.get_args(hint)


def _property(hint: object) -> Schema:
    if isinstance(hint, types.UnionType):
        (hint,) = (arg for arg in typing.get_args(hint) if arg is not types.NoneType)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return {"type": "string"}
    if isinstance(hint, type) and is_dataclass(hint):
        return schema_of((hint,))
    if typing.get_origin(hint) is tuple:
        return {"type": "array", "items": {"type": "number"}}
    return {"type": _SCALARS[hint]}


def _with(schema: Schema, **optional: Schema) -> Schema:
    properties = schema["properties"]
    assert isinstance(properties, dict)
    return {**schema, "properties": properties | optional}


_NUMBER: Final[Schema] = {"type": "number"}

SCHEMAS: Final[dict[str, Schema]] = {
    POSTURE: {
        "type": "object",
        "properties": {
            "t_s": _NUMBER,
            "pelvis_pitch_deg": _NUMBER,
            "lumbar_pitch_deg": _NUMBER,
            "lumbar_flexion_deg": _NUMBER,
            "valid": {"type": "boolean"},
        },
        "required": ["t_s", "valid"],
    },
    EVENTS: schema_of(typing.get_args(Event), event={"type": "string"}, t=_NUMBER),
    ALERTS: _with(schema_of((Alert,), t=_NUMBER), age_s=_NUMBER),
    LINK_STATUS: schema_of((LinkStatus,), t=_NUMBER),
}


def messages(output: Output) -> Iterator[tuple[str, float, bytes]]:
    """Return topic, session time (s) and JSON of each message of an output."""
    match output:
        case Samples():
            return
        case Posture():
            yield from _postures(output)
        case LinkStatus():
            yield LINK_STATUS, output.t, _json(output)
        case Alert():
            yield ALERTS, output.t, _json(output, age_s=output.age_s)
        case _:
            yield EVENTS, output.t, _json(output, event=type(output).__name__)


def _postures(posture: Posture) -> Iterator[tuple[str, float, bytes]]:
    rows = zip(
        posture.t.round(TIME_DECIMALS).tolist(),
        posture.pelvis_pitch_deg.round(ANGLE_DECIMALS).tolist(),
        posture.lumbar_pitch_deg.round(ANGLE_DECIMALS).tolist(),
        posture.lumbar_flexion_deg.round(ANGLE_DECIMALS).tolist(),
        posture.valid.tolist(),
        strict=True,
    )
    for t, pelvis, lumbar, flexion, valid in rows:
        row = {
            "t_s": t,
            "pelvis_pitch_deg": pelvis,
            "lumbar_pitch_deg": lumbar,
            "lumbar_flexion_deg": flexion,
            "valid": valid,
        }
        yield POSTURE, t, msgspec.json.encode(_measured(row))


def _json(output: Event | LinkStatus | Alert, **extra: object) -> bytes:
    return msgspec.json.encode(_measured(extra | msgspec.to_builtins(output)))


def _measured(message: dict[str, object]) -> dict[str, object]:
    inner = {
        name: _measured(value) if isinstance(value, dict) else value
        for name, value in message.items()
    }
    return {name: value for name, value in inner.items() if _can_be_said(value)}


def _can_be_said(value: object) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, list | tuple):
        return all(_can_be_said(each) for each in value)
    return value is not None
