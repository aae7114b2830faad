"""Packets in a stream of bytes: cut anywhere, with noise and other frames between."""

from contextlib import suppress
from itertools import pairwise

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.decoding.decoder import StreamFormat, TickKind
from monitor.decoding.framed import FramedText
from monitor.model.blocks import Packet
from monitor.model.errors import DecodeError

TEXT = """
decoder = "framed"
rate_hz = 100
samples = 1
losses = "unseen"
header = [{ field = "marker", hex = "5561" }]
sample = [{ field = "accel", type = "i16" }, { field = "gyro", type = "i16" }]
others = [{ begins = "5571", bytes = 6 }]
accel = { range_g = 16 }
gyro = { range_dps = 2000 }
"""
SIZE = 14


def stream(text: str = TEXT) -> StreamFormat:
    return msgspec.toml.decode(text, type=FramedText).stream_format(None)


FORMAT = stream()


def frame(number: int) -> bytes:
    """A frame by its x of accel; no byte of it looks like a beginning."""
    return bytes.fromhex("5561") + bytes([number % 80, 0]) + bytes(SIZE - 4)


def numbers(packets: list[Packet]) -> list[int]:
    rows = np.concatenate([p.accel for p in packets]) if packets else np.empty((0, 3))
    return [round(x / 9.80665 * 2048) for x in rows[:, 0]]


def fed(chunks: list[bytes]) -> list[int]:
    decoder, found = FORMAT.decoder(), list[Packet]()
    for chunk in chunks:
        with suppress(DecodeError):  # what says that bytes were dropped
            found += decoder.feed("", chunk)
    return numbers(found)


@given(st.lists(st.integers(0, 79), max_size=12), st.data())
def test_however_it_is_cut_the_samples_are_the_same(
    sent: list[int], data: st.DataObject
) -> None:
    whole = b"".join(frame(each) for each in sent)
    cuts = data.draw(st.lists(st.integers(0, len(whole)), max_size=20).map(sorted))
    edges = [0, *cuts, len(whole)]

    assert fed([whole[a:b] for a, b in pairwise(edges)]) == sent


@given(st.lists(st.tuples(st.binary(max_size=9), st.integers(0, 79)), max_size=8))
def test_noise_between_frames_costs_no_frame_behind_it(
    story: list[tuple[bytes, int]],
) -> None:
    """Noise without a beginning in it; one that looks like one may cost a frame."""
    quiet = [(noise.replace(b"\x55", b"\x00"), n) for noise, n in story]

    assert fed([noise + frame(n) for noise, n in quiet]) == [n for _, n in quiet]


def test_a_beginning_that_only_looked_like_one_is_given_up() -> None:
    assert fed([bytes.fromhex("aa5555") + frame(3)[1:]]) == [3]


def test_other_frames_are_passed_over_whatever_is_in_them() -> None:
    other = bytes.fromhex("5571") + frame(9)[:4]
    assert fed([frame(1) + other + frame(2)]) == [1, 2]


@pytest.mark.parametrize("size", range(1, SIZE))
def test_a_frame_cut_short_is_never_joined_to_the_next(size: int) -> None:
    assert fed([frame(1)[:size], frame(2), frame(3)]) == [2, 3]


def test_several_frames_of_a_notification_are_one_packet() -> None:
    (packet,) = FORMAT.decoder().feed("", frame(1) + frame(2) + frame(3))
    assert packet.ticks.tolist() == [0, 1, 2]
    assert FORMAT.clock.kind is TickKind.COUNTED


def test_half_a_frame_is_forgotten_when_the_link_was_made_anew() -> None:
    decoder = FORMAT.decoder()
    assert decoder.feed("", frame(1)[:9]) == []
    decoder.reset()
    assert numbers(decoder.feed("", frame(2))) == [2]


def test_nothing_is_kept_of_endless_noise() -> None:
    decoder = FORMAT.decoder()
    for _ in range(50):
        with pytest.raises(DecodeError):
            decoder.feed("", b"\xee" * 500)
    assert numbers(decoder.feed("", frame(5))) == [5]


def test_what_is_encoded_is_decoded() -> None:
    packet = Packet(np.zeros(1), np.array([[1.0, -2.0, 9.8]]), np.full((1, 3), 0.5))
    sent = FORMAT.encoder().encode(packet)
    (back,) = [
        p for part, content in sent for p in FORMAT.decoder().feed(part, content)
    ]
    np.testing.assert_allclose(back.accel, packet.accel, atol=0.005)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("samples = 1", "samples = 2", "samples: must be 1"),
        ('"marker", hex = "5561"', '"skip", bytes = 2', "header: must begin with a"),
        (
            'begins = "5571", bytes = 6',
            'begins = "5571", bytes = 1',
            "begins: is empty",
        ),
        ('losses = "unseen"', "", "header: needs ticks or a counter"),
    ],
)
def test_a_mistake_is_named_by_its_key(old: str, new: str, said: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=said):
        stream(TEXT.replace(old, new))
