"""The channels of a recording: a closed table between types and topics."""

import re
import typing
from typing import Final

import msgspec

from monitor.model.records import Notification, Placement, Record

RECORDS: Final = "/records/"
POSTURE: Final = "/posture"
EVENTS: Final = "/events"
ALERTS: Final = "/alerts"
LINK_STATUS: Final = "/link_status"

OUTPUT_TOPICS: Final = frozenset({POSTURE, EVENTS, ALERTS, LINK_STATUS})

RecordDecoder = msgspec.msgpack.Decoder[Record]


def topic_name(kind: type) -> str:
    """Return the topic of a type of record: ``StartSet`` is /records/start_set."""
    return RECORDS + re.sub(r"(?<=[a-z])(?=[A-Z])", "_", kind.__name__).lower()


_TOPICS: Final[dict[type, str]] = {
    kind: topic_name(kind) for kind in typing.get_args(Record)
}
_NOTIFICATION_TOPICS: Final[dict[Placement, str]] = {
    placement: f"{topic_name(Notification)}/{placement}" for placement in Placement
}


def record_topic(record: Record) -> str:
    """Return the topic of the channel that holds this record."""
    if isinstance(record, Notification):
        return _NOTIFICATION_TOPICS[record.placement]
    return _TOPICS[type(record)]


def record_decoders() -> dict[str, RecordDecoder]:
    """Return, for each topic that may hold records, what decodes its bodies."""
    kinds = {topic: kind for kind, topic in _TOPICS.items() if kind is not Notification}
    kinds |= dict.fromkeys(_NOTIFICATION_TOPICS.values(), Notification)
    return {topic: msgspec.msgpack.Decoder(kind) for topic, kind in kinds.items()}
