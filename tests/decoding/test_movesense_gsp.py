"""Movesense's messages, in one part or two."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.decoding.decoder import StreamFormat
from monitor.model.blocks import Packet
from monitor.model.errors import DecodeError
from monitor.profiles import find_profiles

STREAM: StreamFormat = find_profiles()["movesense"].streams["imu"]
numbers = st.floats(-1000.0, 1000.0, width=32)


@given(
    st.lists(st.tuples(*[numbers] * 6), min_size=1, max_size=12),
    st.integers(0, 2**32 - 1),
)
def test_what_is_sent_is_read(rows: list[tuple[float, ...]], stamp: int) -> None:
    values = np.array(rows)
    sent = Packet(np.array([float(stamp)]), values[:, :3], np.radians(values[:, 3:]))
    decoder = STREAM.decoder()

    parts = STREAM.encoder().encode(sent)
    got = [packet for part in parts for packet in decoder.feed(*part)]

    assert len(parts) == (1 if 4 + 24 * len(rows) < 150 else 2)
    (packet,) = got
    assert packet.ticks[0] == stamp
    np.testing.assert_allclose(np.diff(packet.ticks), 1000 / 104)
    np.testing.assert_allclose(packet.accel, sent.accel, rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(packet.gyro, sent.gyro, rtol=1e-5, atol=1e-6)


def parts() -> tuple[bytes, bytes]:
    values = np.ones((8, 3))
    sent = STREAM.encoder().encode(Packet(np.zeros(8), values, values))
    return sent[0][1], sent[1][1]


def test_a_lost_second_part_costs_its_message_alone() -> None:
    first, second = parts()
    decoder = STREAM.decoder()
    assert decoder.feed("", first) == []
    assert decoder.feed("", first) == []
    assert len(decoder.feed("", second)) == 1


def test_a_lost_first_part_is_told() -> None:
    first, second = parts()
    decoder = STREAM.decoder()
    with pytest.raises(DecodeError, match="first part"):
        decoder.feed("", second)
    assert decoder.feed("", first) == []
    decoder.reset()
    with pytest.raises(DecodeError, match="first part"):
        decoder.feed("", second)


@pytest.mark.parametrize("answer", ["0163c800", "016301fb", "0100"])
def test_answers_hold_no_samples(answer: str) -> None:
    assert STREAM.decoder().feed("", bytes.fromhex(answer)) == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "not a message"),
        ("0963", "not a message"),
        ("0264" + "00" * 28, "reference 100, expected 99"),
        ("0263" + "00" * 27, "expected 4"),
        ("0263" + "00" * 4 + "ff" * 24, "not a number"),
        ("0263" + "00" * 4 + "0100807f" * 6, "not a number"),  # one that signals
    ],
)
def test_nonsense_is_refused(content: str, said: str) -> None:
    with pytest.raises(DecodeError, match=said):
        STREAM.decoder().feed("", bytes.fromhex(content))


@pytest.mark.parametrize(
    ("heard", "is_answer", "is_refused"),
    [
        ("0163c800", True, False),
        ("016300c9", True, False),
        ("026340e20100", True, False),  # one that streams without a word
        ("016301fb", False, True),
        ("0100", False, False),
    ],
)
def test_a_subscription_is_answered_by_a_status_or_by_its_data(
    heard: str, is_answer: bool, is_refused: bool
) -> None:
    (step,) = find_profiles()["movesense"].start
    assert step.reply is not None
    payload = bytes.fromhex(heard)
    assert step.reply.fits(payload) is is_answer
    if not is_answer:
        assert (step.reply.refusal(payload) is not None) is is_refused
