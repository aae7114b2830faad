"""Packets of fixed layout: what decodes, what is refused, and the way back."""

import json
import struct
from pathlib import Path
from typing import TypedDict

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.decoding.decoder import TickClock
from monitor.decoding.layout import PacketLayout
from monitor.decoding.table import TableText, clock_of, layout_table
from monitor.model.blocks import GRAVITY, Packet
from monitor.model.errors import DecodeError

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT.parent / "shared" / "protocols" / "golden.json"
DEGREE = np.pi / 180

ACCEL_GYRO_I16 = """sample = [
    { field = "accel", type = "i16" },
    { field = "gyro", type = "i16" },
]"""
SCALE = {
    "i": "accel = { lsb_per_g = 64 }\ngyro = { dps_per_lsb = 0.5 }",
    "f": "accel = { unit = 'g' }\ngyro = { unit = 'deg/s' }",
}


def layout(text: str, clock: TickClock | None) -> PacketLayout:
    stream = msgspec.convert(
        msgspec.toml.decode("rate_hz = 100\n" + text, type=dict[str, object]),
        TableText,
    )
    return PacketLayout(layout_table(stream, clock_of(stream, clock)))


def plain(kind: str, more: str = "") -> PacketLayout:
    """One u32 stamp of µs, then accel and gyro of one kind."""
    return layout(
        f"""
        header = [{{ field = "ticks", type = "u32" }}]
        sample = [
            {{ field = "accel", type = "{kind}" }},
            {{ field = "gyro", type = "{kind}" }},
        ]
        {SCALE[kind[0]]}
        {more}
        """,
        TickClock(1e6, 32),
    )


LAYOUTS = {
    **{kind: plain(kind) for kind in ("i8", "i16", "i24", "i32", "f32", "f64")},
    "big-endian": plain("i16", 'byte_order = "big"'),
    "big-endian floats": plain("f32", 'byte_order = "big"'),
    "planar": plain("i16", 'arrangement = "planar"'),
    "planar 24 bit, big-endian": plain(
        "i24", 'arrangement = "planar"\nbyte_order = "big"'
    ),
    "last stamped": plain("i16", 'stamp = "last"'),
    "two samples or more": plain("i16", "samples = 2\nmay_be_longer = true"),
    "each stamped, wrapping": layout(
        f"""
        header = [{{ field = "marker", hex = "a55a" }}, {{ field = "skip", bytes = 3 }},
                  {{ field = "counter", type = "u24" }}]
        counter_bits = 20
        sample = [{{ field = "ticks", type = "u24" }}, {{ field = "skip", bytes = 1 }},
                  {{ field = "gyro", type = "i16" }},
                  {{ field = "accel", type = "i8" }}]
        {SCALE["i"]}
        """,
        TickClock(32768, 24),
    ),
    "each stamped, float": layout(
        f"""
        sample = [{{ field = "ticks", type = "f64" }},
                  {{ field = "accel", type = "f64" }},
                  {{ field = "gyro", type = "f64" }}]
        {SCALE["f"]}
        """,
        TickClock(1.0),
    ),
    "clocked by its counter": layout(
        f"""
        header = [{{ field = "counter", type = "u8" }}]
        {ACCEL_GYRO_I16}
        samples = 4
        {SCALE["i"]}
        """,
        None,
    ),
}
every_layout = pytest.mark.parametrize("packets", LAYOUTS.values(), ids=LAYOUTS.keys())


def payload_i16(*samples: tuple[int, ...], tick: int = 1000) -> bytes:
    return struct.pack("<I", tick) + b"".join(struct.pack("<6h", *s) for s in samples)


def test_counts_become_si_units() -> None:
    packet = LAYOUTS["i16"].decode(payload_i16((0, 32, -64, 2, 0, -180)))

    np.testing.assert_allclose(packet.accel, [[0, GRAVITY / 2, -GRAVITY]])
    np.testing.assert_allclose(packet.gyro, [[DEGREE, 0, -90 * DEGREE]])
    assert packet.accel.dtype == packet.gyro.dtype == packet.ticks.dtype == np.float64
    assert packet.counter is None


@pytest.mark.parametrize(
    ("name", "ticks"),
    [("i16", [1000, 11000, 21000]), ("last stamped", [-19000, -9000, 1000])],
)
def test_samples_without_a_stamp_are_spaced_by_the_rate(
    name: str, ticks: list[float]
) -> None:
    packet = LAYOUTS[name].decode(payload_i16(*[(0,) * 6] * 3))

    np.testing.assert_allclose(packet.ticks, ticks)


def test_axes_are_turned_to_the_sensors_right_handed_frame() -> None:
    turned = layout(
        """
        header = [{ field = "ticks", type = "u32" }]
        sample = [{ field = "accel", type = "i16" }, { field = "gyro", type = "i16" }]
        accel = { ms2_per_lsb = 1, axes = ["-y", "+x", "z"] }
        gyro = { rad_s_per_lsb = 1, axes = ["z", "x", "y"] }
        """,
        TickClock(1e6, 32),
    )

    packet = turned.decode(payload_i16((1, 2, 3, 4, 5, 6)))

    assert packet.accel.tolist() == [[-2, 1, 3]]
    assert packet.gyro.tolist() == [[6, 4, 5]]
    assert turned.encode(packet) == payload_i16((1, 2, 3, 4, 5, 6))


def test_planar_samples_are_read_field_by_field() -> None:
    counts = [64, 0, 0, 0, 64, 0, 2, 0, 0, 0, 2, 0]  # two accel, then two gyro

    packet = LAYOUTS["planar"].decode(bytes(4) + struct.pack("<12h", *counts))

    np.testing.assert_allclose(packet.accel, GRAVITY * np.eye(2, 3))
    np.testing.assert_allclose(packet.gyro, DEGREE * np.eye(2, 3))


@pytest.mark.parametrize(
    ("name", "bits"),
    [("i24", "400000"), ("planar 24 bit, big-endian", "000040")],
)
def test_24_bit_numbers_are_read_in_either_byte_order(name: str, bits: str) -> None:
    minus_one = "ffffff"
    payload = bytes(4) + bytes.fromhex(bits + minus_one * 2) + bytes(9)

    packet = LAYOUTS[name].decode(payload)

    np.testing.assert_allclose(packet.accel, [[GRAVITY, -GRAVITY / 64, -GRAVITY / 64]])


def test_a_header_tells_counter_and_marker_past_the_skipped_bytes() -> None:
    payload = bytes.fromhex("a55a ffffff 1700f0 0500 00 99") + bytes(9)

    packet = LAYOUTS["each stamped, wrapping"].decode(payload)

    assert packet.counter == 0x17  # 20 of 24 bits
    assert packet.ticks.tolist() == [5]


def test_a_counter_of_packets_can_be_the_clock() -> None:
    packet = LAYOUTS["clocked by its counter"].decode(b"\x07" + bytes(48))

    assert packet.ticks.tolist() == [7, 7.25, 7.5, 7.75]
    assert packet.counter == 7


@pytest.mark.parametrize("size", [0, 4, 15, 17, 27])
def test_a_cut_payload_is_refused(size: int) -> None:
    with pytest.raises(DecodeError, match=rf"^{size} bytes, expected 4 \+ a multiple"):
        LAYOUTS["i16"].decode(bytes(size))


def test_a_fixed_number_of_samples_may_be_followed_by_more_bytes_but_not_less() -> None:
    longer = LAYOUTS["two samples or more"]

    assert len(longer.decode(bytes(50)).ticks) == 2
    with pytest.raises(DecodeError, match="27 bytes, expected 28 or more"):
        longer.decode(bytes(27))


def test_an_endless_payload_is_refused() -> None:
    with pytest.raises(DecodeError, match="65536 at most"):
        LAYOUTS["i16"].decode(bytes(4 + 12 * 10000))


def test_another_marker_is_refused() -> None:
    with pytest.raises(DecodeError, match="byte 0 begins a55b, not a55a"):
        LAYOUTS["each stamped, wrapping"].decode(bytes.fromhex("a55b") + bytes(19))


@pytest.mark.parametrize("name", ["f32", "big-endian floats"])
@pytest.mark.parametrize("bits", ["7fc00000", "7f800001", "7f800000", "ff800000"])
def test_nan_and_infinity_are_refused(name: str, bits: str) -> None:
    number = bytes.fromhex(bits) if "big" in name else bytes.fromhex(bits)[::-1]

    with pytest.raises(DecodeError, match="not a number"):
        LAYOUTS[name].decode(bytes(4 + 20) + number)


@pytest.mark.parametrize("ticks", [(0.0, 0.0), (1.0, 0.5), (np.nan, 1.0), (0, np.inf)])
def test_stamps_that_do_not_rise_are_refused(ticks: tuple[float, float]) -> None:
    payload = b"".join(struct.pack("<7d", tick, *[0.0] * 6) for tick in ticks)

    with pytest.raises(DecodeError, match="time stamp"):
        LAYOUTS["each stamped, float"].decode(payload)


def test_stamps_may_wrap_within_a_payload() -> None:
    wrapping = LAYOUTS["each stamped, wrapping"]
    ticks = np.array([2.0**24 - 1, 3.0])

    packet = wrapping.decode(
        wrapping.encode(Packet(ticks, np.zeros((2, 3)), np.zeros((2, 3)), 1))
    )

    assert packet.ticks.tolist() == ticks.tolist()


@every_layout
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_any_bytes_are_a_packet_or_a_decode_error(
    packets: PacketLayout, data: st.DataObject
) -> None:
    payload = data.draw(st.binary(max_size=200))
    if data.draw(st.booleans()):
        payload = b"\xa5\x5a" + payload
    try:
        packet = packets.decode(payload)
    except DecodeError:
        return

    n = len(packet.ticks)
    assert n >= 1
    assert packet.accel.shape == packet.gyro.shape == (n, 3)
    assert all(np.isfinite(x).all() for x in (packet.ticks, packet.accel, packet.gyro))


@every_layout
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_what_decodes_encodes_to_the_same_packet(
    packets: PacketLayout, data: st.DataObject
) -> None:
    n = 2 if packets is LAYOUTS["two samples or more"] else 4
    size = packets.payload_bytes(n)
    payload = data.draw(st.binary(min_size=size, max_size=size))
    try:
        packet = packets.decode(payload)
    except DecodeError:
        return

    again = packets.decode(packets.encode(packet))

    np.testing.assert_allclose(again.ticks % 2**24, packet.ticks % 2**24, rtol=1e-12)
    np.testing.assert_allclose(again.accel, packet.accel, rtol=1e-6)
    np.testing.assert_allclose(again.gyro, packet.gyro, rtol=1e-6)
    assert again.counter == packet.counter


@pytest.mark.parametrize("name", ["i8", "i16", "i24", "i32", "planar", "big-endian"])
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_integer_payloads_come_back_byte_by_byte(
    name: str, data: st.DataObject
) -> None:
    packets = LAYOUTS[name]
    size = packets.payload_bytes(3)
    payload = data.draw(st.binary(min_size=size, max_size=size))

    assert packets.encode(packets.decode(payload)) == payload


@settings(max_examples=50, deadline=None)
@given(
    accel=st.lists(
        st.tuples(*[st.floats(-1e4, 1e4)] * 3).map(list), min_size=3, max_size=3
    )
)
def test_encoding_rounds_to_the_nearest_count_and_saturates(
    accel: list[list[float]],
) -> None:
    packets, count = LAYOUTS["i16"], GRAVITY / 64
    sent = Packet(np.arange(0.0, 3.0), np.array(accel), np.zeros((3, 3)))

    received = packets.decode(packets.encode(sent))

    held = np.clip(sent.accel, -32768 * count, 32767 * count)
    assert np.abs(received.accel - held).max() <= count / 2 * (1 + 1e-9)


def test_ticks_and_counter_wrap_when_encoded() -> None:
    packets = LAYOUTS["each stamped, wrapping"]
    one = np.zeros((1, 3))

    packet = packets.decode(
        packets.encode(Packet(np.array([2.0**24 + 7]), one, one, 2**20 + 9))
    )

    assert packet.ticks.tolist() == [7]
    assert packet.counter == 9


@pytest.mark.parametrize(
    ("packet", "problem"),
    [
        pytest.param(
            Packet(np.zeros(0), np.zeros((0, 3)), np.zeros((0, 3)), 1),
            "0 samples",
            id="none",
        ),
        pytest.param(
            Packet(np.zeros(1), np.full((1, 3), np.nan), np.zeros((1, 3)), 1),
            "finite",
            id="NaN",
        ),
        pytest.param(
            Packet(np.zeros(1), np.zeros((1, 3)), np.zeros((1, 3))),
            "counter",
            id="no counter",
        ),
    ],
)
def test_what_can_not_be_sent_is_refused(packet: Packet, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        LAYOUTS["each stamped, wrapping"].encode(packet)


class Expected(TypedDict):
    timestamp_us: int
    acc_ms2: list[float]
    gyro_dps: list[float]


class Vector(TypedDict):
    id: str
    hex: str
    expected: Expected


def golden(name: str) -> Vector:
    if not GOLDEN.exists():
        pytest.skip(f"no {GOLDEN}")
    vectors: list[Vector] = json.loads(GOLDEN.read_text())
    return next(vector for vector in vectors if vector["id"] == name)


def dot(fields: str) -> PacketLayout:
    return layout(
        f"""
        header = [{{ field = "ticks", type = "u32" }}]
        sample = [{fields}]
        samples = 1
        may_be_longer = true
        accel = {{ unit = "m/s2" }}
        gyro = {{ unit = "deg/s" }}
        """,
        TickClock(1e6, 32),
    )


ACCEL = '{ field = "accel", type = "f32" }'
GYRO = '{ field = "gyro", type = "f32" }'


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("dot-rate-syn", f"{ACCEL}, {GYRO}"),
        ("dot-ratemag-syn", f'{ACCEL}, {GYRO}, {{ field = "skip", bytes = 6 }}'),
        ("dot-custom5-syn", f'{{ field = "skip", bytes = 16 }}, {ACCEL}, {GYRO}'),
    ],
)
def test_published_dot_payloads_decode_as_their_source_says(
    name: str, fields: str
) -> None:
    vector = golden(name)

    packet = dot(fields).decode(bytes.fromhex(vector["hex"]))

    expected = vector["expected"]
    assert packet.ticks.tolist() == [expected["timestamp_us"]]
    np.testing.assert_allclose(packet.accel, [expected["acc_ms2"]], atol=1e-5)
    np.testing.assert_allclose(packet.gyro / DEGREE, [expected["gyro_dps"]], atol=1e-5)


@pytest.mark.parametrize("name", ["dot-freeacc-1", "dot-freeacc-2"])
def test_the_stamp_of_captured_dot_payloads_is_read_where_it_is(name: str) -> None:
    vector = golden(name)  # mode 6: a stamp, then three floats; no gyro, so a stand-in
    payload = bytes.fromhex(vector["hex"])[:16] + bytes(12)

    packet = dot(f"{ACCEL}, {GYRO}").decode(payload)

    assert packet.ticks.tolist() == [vector["expected"]["timestamp_us"]]


def test_a_published_integer_payload_decodes_as_its_source_says() -> None:
    payload = bytes.fromhex(golden("thingy-raw-syn")["hex"])[:12]
    raw = layout(
        f"""
        header = [{{ field = "ticks", type = "u32" }}]
        {ACCEL_GYRO_I16}
        accel = {{ lsb_per_g = 1024 }}
        gyro = {{ lsb_per_dps = 32 }}
        """,
        TickClock(1e6, 32),
    )

    packet = raw.decode(bytes(4) + payload)

    np.testing.assert_allclose(packet.accel / GRAVITY, [[1, -0.5, 0]])
    np.testing.assert_allclose(packet.gyro / DEGREE, [[1, -2, 100]])


@pytest.mark.parametrize("name", LAYOUTS)
@given(data=st.data())
@settings(max_examples=15)
def test_several_payloads_at_once_are_what_each_is(
    name: str, data: st.DataObject
) -> None:
    wanted = LAYOUTS[name]
    size = wanted.payload_bytes(data.draw(st.integers(1, 4)))
    payloads = data.draw(
        st.lists(st.binary(min_size=size, max_size=size), min_size=1, max_size=5)
    )
    try:
        each = [wanted.decode(payload) for payload in payloads]
    except DecodeError:
        with pytest.raises(DecodeError):
            wanted.decode_many(payloads)
        return

    together = wanted.decode_many(payloads)

    for ours, theirs in zip(together, each, strict=True):
        assert ours.counter == theirs.counter
        np.testing.assert_array_equal(ours.ticks, theirs.ticks)
        np.testing.assert_array_equal(ours.accel, theirs.accel)
        np.testing.assert_array_equal(ours.gyro, theirs.gyro)
