"""Reads what a recording says was told on the day back into outputs."""

import math
import types
import typing
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, Final

import msgspec
import numpy as np

from monitor.model.blocks import FloatArray, Posture
from monitor.model.events import Alert, Event, LinkStatus
from monitor.recording.topics import ALERTS, LINK_STATUS

_AT_ONCE: Final = 4000  # rows that are decoded together

StoredNews = Alert | Event | LinkStatus


class _Row(msgspec.Struct, gc=False):
    """A posture as it is stored: what was not measured is left out."""

    t_s: float
    valid: bool
    pelvis_pitch_deg: float = math.nan
    lumbar_pitch_deg: float = math.nan
    lumbar_flexion_deg: float = math.nan


class StoredPostures:
    """Takes stored postures; decoding many together takes half the time."""

    def __init__(self) -> None:
        self._waiting: list[bytes] = []
        self._parts: list[FloatArray] = []
        self._decoder = msgspec.json.Decoder(list[_Row])

    def put(self, content: bytes) -> None:
        """Take a message.

        Raises:
            DecodeError: msgspec's, if this or an earlier one is no posture.
        """
        self._waiting.append(content)
        if len(self._waiting) >= _AT_ONCE:
            self._decode()

    def posture(self) -> Posture | None:
        """Return all of them as one; None if there are none.

        Raises:
            DecodeError: msgspec's, if one was no posture.
        """
        self._decode()
        if not self._parts:
            return None
        t, valid, pelvis, lumbar, flexion = np.concatenate(self._parts, axis=1)
        unknown = np.full(len(t), np.nan)
        return Posture(
            t=t,
            pelvis_pitch_deg=pelvis,
            lumbar_pitch_deg=lumbar,
            lumbar_flexion_deg=flexion,
            pelvis_rate_dps=unknown,
            lumbar_rate_dps=unknown,
            pelvis_valid=np.isfinite(pelvis),
            lumbar_valid=np.isfinite(lumbar),
            valid=(valid > 0.0) & np.isfinite(flexion),
            doubtful=np.zeros(len(t), np.bool_),
            pelvis_roll_deg=unknown,
        )

    def _decode(self) -> None:
        if not self._waiting:
            return
        rows = self._decoder.decode(b"[%b]" % b",".join(self._waiting))
        self._waiting = []
        columns = [
            [row.t_s for row in rows],
            [row.valid for row in rows],
            [row.pelvis_pitch_deg for row in rows],
            [row.lumbar_pitch_deg for row in rows],
            [row.lumbar_flexion_deg for row in rows],
        ]
        self._parts.append(np.array(columns, np.float64))


_EVENTS: Final[Mapping[str, type]] = {
    kind.__name__: kind for kind in typing.get_args(Event)
}
_MESSAGE: Final = msgspec.json.Decoder(dict[str, Any])


def stored_news(topic: str, content: bytes) -> StoredNews:
    """Return an output other than a posture from its message.

    Raises:
        DecodeError: msgspec's, if it is none.
        KeyError: It is an event of an unknown name.
    """
    message = _MESSAGE.decode(content)
    if topic == LINK_STATUS:
        kind: type = LinkStatus
    elif topic == ALERTS:
        kind = Alert
    else:
        kind = _EVENTS[message["event"]]
    news: StoredNews = msgspec.convert(_completed(kind, message), kind)
    return news


def _completed(kind: type, content: object) -> object:
    """Return a message with what was left out of it because it wasn't measured."""
    if not isinstance(content, dict):
        return content
    inner, missing = _fields_of(kind)
    whole = {**missing, **content}
    for name, nested in inner.items():
        if name in content:
            whole[name] = _completed(nested, content[name])
    return whole


@cache
def _fields_of(kind: type) -> tuple[dict[str, type], dict[str, object]]:
    """Which fields are dataclasses, and what those say that may be left out."""
    inner: dict[str, type] = {}
    missing: dict[str, object] = {}
    hints = typing.get_type_hints(kind)
    for each in fields(kind):
        hint = hints[each.name]
        for option in (hint, *typing.get_args(hint)):
            if isinstance(option, type) and is_dataclass(option):
                inner[each.name] = option
        if hint is float:
            missing[each.name] = math.nan
        elif types.NoneType in typing.get_args(hint):
            missing[each.name] = None
    return inner, missing
