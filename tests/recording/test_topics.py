import typing

import pytest

from monitor.model.records import (
    TRUNK,
    LinkChange,
    Notification,
    Placement,
    Record,
    StartSet,
)
from monitor.recording import topics


@pytest.mark.parametrize("placement", list(TRUNK))
def test_a_notification_has_the_channel_of_its_sensor(placement: Placement) -> None:
    record = Notification(0.0, placement, "imu", b"")

    assert topics.record_topic(record) == f"/records/notification/{placement.value}"


def test_a_topic_is_the_name_of_its_type() -> None:
    assert topics.record_topic(StartSet(0.0)) == "/records/start_set"
    assert topics.topic_name(LinkChange) == "/records/link_change"


def test_every_kind_of_record_has_a_topic_of_its_own_with_a_decoder() -> None:
    kinds = set(typing.get_args(Record)) - {Notification}
    named = {topics.topic_name(kind) for kind in kinds}

    decoders = topics.record_decoders()

    assert len(named) == len(kinds)
    assert named < decoders.keys()
    assert {topic for topic in decoders if topic not in named} == {
        "/records/notification/pelvis",
        "/records/notification/lumbar",
        "/records/notification/thigh_left",
        "/records/notification/thigh_right",
    }
