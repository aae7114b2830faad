"""Accel and gyro from a characteristic each: paired by order, whatever is lost."""

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.decoding.paired import ACCEL, GYRO, MOST_WAITING, PairedText
from monitor.model.blocks import Packet
from monitor.model.errors import DecodeError

FORMAT = msgspec.toml.decode(
    """
decoder = "paired"
accel_characteristic = "ADAF0201-C332-42A8-93BD-25E905756CB8"
gyro_characteristic = "adaf0401-c332-42a8-93bd-25e905756cb8"
rate_hz = 50
type = "f32"
losses = "unseen"
accel = { unit = "m/s2" }
gyro = { unit = "rad/s" }
""",
    type=PairedText,
).stream_format(None)


def sent(number: float) -> list[tuple[str, bytes]]:
    packet = Packet(np.zeros(1), np.full((1, 3), number), np.full((1, 3), number))
    return FORMAT.encoder().encode(packet)


def test_the_parts_are_named_and_in_lower_case() -> None:
    assert set(FORMAT.characteristics) == {ACCEL, GYRO}
    assert FORMAT.characteristics[ACCEL].islower()


@given(st.lists(st.booleans(), max_size=60))
def test_rows_that_belong_together_stay_nearly_so(lost: list[bool]) -> None:
    """A lost gyro shifts the rows by no more than what may wait."""
    decoder, shifts = FORMAT.decoder(), list[float]()
    for number, is_lost in enumerate(lost):
        for part, content in sent(float(number)):
            if part == GYRO and is_lost:
                continue
            for packet in decoder.feed(part, content):
                shifts.append(abs(packet.gyro[0, 0] - packet.accel[0, 0]))
    assert all(shift <= MOST_WAITING for shift in shifts)
    if not any(lost):
        assert shifts == [0.0] * len(lost)


def test_either_order_within_a_pair_will_do() -> None:
    decoder = FORMAT.decoder()
    first, second = reversed(sent(3.0))
    assert decoder.feed(*first) == []
    (packet,) = decoder.feed(*second)
    assert packet.accel.tolist() == packet.gyro.tolist() == [[3.0, 3.0, 3.0]]


def test_what_waits_is_forgotten_when_the_link_was_made_anew() -> None:
    decoder = FORMAT.decoder()
    decoder.feed(*sent(1.0)[0])
    decoder.reset()
    assert decoder.feed(*sent(2.0)[1]) == []


@pytest.mark.parametrize(
    ("part", "content"),
    [("mag", bytes(12)), (ACCEL, bytes(11)), (GYRO, b"\xff" * 12)],
)
def test_nonsense_is_refused(part: str, content: bytes) -> None:
    with pytest.raises(DecodeError):
        FORMAT.decoder().feed(part, content)


def test_only_one_sample_fits() -> None:
    two = Packet(np.zeros(2), np.zeros((2, 3)), np.zeros((2, 3)))
    with pytest.raises(ValueError, match="holds one"):
        FORMAT.encoder().encode(two)
