"""Every published vector of the sensors that have a profile, through that profile.

Where the vector is a measurement that no profile streams, the pieces of the decoder
that it would pass through are used. Vectors that hold neither accel nor gyro (a
magnetometer, an orientation) must be passed over or refused, never taken for samples.
"""

import json
import re
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np
import pytest

from monitor.acquisition.start import start_of
from monitor.decoding.battery import BatteryDecoder, battery_percent
from monitor.decoding.pmd_frames import delta_integers, read_frame
from monitor.decoding.polar_pmd import CONTROL, SETTING_BYTES, factor_of
from monitor.decoding.scale import DEGREE
from monitor.decoding.table import TableText
from monitor.model.blocks import GRAVITY, Packet
from monitor.model.errors import DecodeError
from monitor.profiles import find_profiles

FILE: Final = Path(__file__).parents[3] / "shared" / "protocols" / "golden.json"
VECTORS: Final[dict[str, dict[str, Any]]] = (
    {v["id"]: v for v in json.loads(FILE.read_text())} if FILE.exists() else {}
)
pytestmark = pytest.mark.skipif(not VECTORS, reason="there are no published vectors")
PROFILES: Final = find_profiles()
Sent = tuple[str, str]  # part, hex


def vector(name: str) -> dict[str, Any]:
    return VECTORS[name]


def fed(profile: str, *sent: Sent) -> list[Packet]:
    """Feed notifications to a new decoder; return all packets."""
    decoder = PROFILES[profile].streams["imu"].decoder()
    return [p for part, text in sent for p in decoder.feed(part, bytes.fromhex(text))]


def check(packet: Packet, expected: dict[str, Any], atol: float = 1e-5) -> None:
    """Compare with whatever the vector states, in its own units."""
    units = {
        "acc_ms2": packet.accel,
        "acc_g": packet.accel / GRAVITY,
        "acc_mg": packet.accel / GRAVITY * 1000.0,
        "gyro_dps": packet.gyro / DEGREE,
        "gyro_rads": packet.gyro,
    }
    stated = [name for name in units if name in expected]
    assert stated
    for name in stated:
        rows = np.atleast_2d(np.array(expected[name], dtype=np.float64))
        np.testing.assert_allclose(units[name][: len(rows)], rows, atol=atol)


# By profile: what is fed before, and the profile that reads it.
STREAMED: Final[dict[str, tuple[str, str, list[Sent]]]] = {
    "dot-rate-syn": ("movella_dot", "", []),
    "dot-ratemag-syn": ("movella_dot", "", []),  # mode 20 begins as mode 21 does
    "dot-custom5-syn": ("movella_dot_26", "", []),
    "wit-61-a": ("witmotion", "", []),
    "wit-61-b": ("witmotion", "", []),
    "bluest-00e00000-syn": ("st_bluest", "", []),
    "sensortag-syn": ("ti_sensortag", "", []),
    "sensortag-cap": ("ti_sensortag", "", []),
    "thingy-raw-syn": ("nordic_thingy52", "", []),
    "muse3-data": ("221e_muse", "", []),
    "adafruit-acc_ms2-syn": ("adafruit_sense", "accel", [("gyro", "00" * 12)]),
    "adafruit-gyro_rads-syn": ("adafruit_sense", "gyro", [("accel", "00" * 12)]),
    "arduino_nano33-acc_g-syn": ("arduino_nano33", "accel", [("gyro", "00" * 12)]),
    "arduino_nano33-gyro_dps-syn": ("arduino_nano33", "gyro", [("accel", "00" * 12)]),
}


@pytest.mark.parametrize("name", STREAMED)
def test_a_streamed_vector_decodes_as_its_source_says(name: str) -> None:
    profile, part, before = STREAMED[name]
    found = vector(name)
    expected = dict(found["expected"])
    if name == "muse3-data":
        expected["acc_mg"] = expected["acc_mg"][:3]
    if name == "sensortag-syn":  # its axes lie gyro first; mag is passed over
        assert expected["mag_uT_ti"]

    (packet,) = fed(profile, *before, (part, found["hex"]))

    check(packet, expected, max(float(found["tolerance"]), 1e-5))


@pytest.mark.parametrize("name", ["dot-freeacc-1", "dot-freeacc-2"])
def test_the_stamp_of_captured_dot_frames_is_where_the_profile_reads_it(
    name: str,
) -> None:
    """Mode 6 has no gyro: zeros stand in for the rest of a frame of mode 21."""
    (packet,) = fed("movella_dot", ("", vector(name)["hex"][:32] + "00" * 24))

    assert packet.ticks.tolist() == [vector(name)["expected"]["timestamp_us"]]
    want = vector(name)["expected"]["free_acc_ms2"]
    np.testing.assert_allclose(packet.accel, [want], atol=1e-5)


def test_dot_control_and_messages_are_as_the_profile_writes_them() -> None:
    """A read of the control tells type 1, action 0 and mode: as the stop is written."""
    read = bytes.fromhex(vector("dot-control-read")["hex"])
    (stop,) = PROFILES["movella_dot"].stop
    start = start_of(PROFILES["movella_dot"])
    assert stop.content({})[:2] == read[:2]
    assert start.steps[-1].content(start.known) == bytes([1, 1, 21])


@pytest.mark.parametrize("name", [n for n in VECTORS if n.startswith("dot-msg-")])
def test_dot_messages_hold_no_samples(name: str) -> None:
    """Sync is not used; its messages come from another service and add up to zero."""
    content = bytes.fromhex(vector(name)["hex"])
    assert sum(content) % 256 == vector(name)["expected"]["checksum_sum_mod_256"]
    with pytest.raises(DecodeError):
        fed("movella_dot", ("", vector(name)["hex"]))


def metawear_rows(name: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return a plain frame's vectors in its unit, by a table of its range.

    A table needs accel and gyro: the same numbers serve as both.
    """
    found = vector(name)
    content = bytes.fromhex(found["hex"])
    scale = (
        f"range_g = {found['config']['range_g']}"
        if "range_g" in found["config"]
        else f"range_g = {found['config']['range_dps'] * 32768 / 32800}"
    )
    text = f"""
        rate_hz = 100
        losses = "unseen"
        header = [{{ field = "marker", hex = "{content[:2].hex()}" }}]
        sample = [
            {{ field = "accel", type = "i16" }},
            {{ field = "gyro", type = "i16" }},
        ]
        arrangement = "planar"
        accel = {{ {scale} }}
        gyro = {{ range_dps = 2000 }}"""

    table = msgspec.toml.decode(text, type=TableText)
    decoder = table.stream_format(None).decoder()
    (packet,) = decoder.feed("", content + content[2:])
    return packet.accel / GRAVITY


@pytest.mark.parametrize("name", [n for n in VECTORS if re.match("mw-(acc|gyro)-", n)])
def test_plain_metawear_frames_scale_by_their_range(name: str) -> None:
    expected = vector(name)["expected"]
    stated = expected.get("acc_g", expected.get("gyro_dps"))
    atol = 0.02 if "gyro_dps" in expected else 0.001  # 32.8 or 32.768 counts

    np.testing.assert_allclose(metawear_rows(name), np.atleast_2d(stated), atol=atol)


@pytest.mark.parametrize(
    "name", [n for n in VECTORS if re.match("mw-(mag|fus-|packer|accounter)", n)]
)
def test_metawear_frames_of_other_kinds_are_no_samples(name: str) -> None:
    """Orientation, mag, and counted frames without gyro: refused, by marker or size."""
    with pytest.raises(DecodeError):
        assert not fed("metamotion", ("", vector(name)["hex"] + "00"))


@pytest.mark.parametrize("name", [n for n in VECTORS if "accounter" in n])
def test_metawear_counts_are_read_where_they_are(name: str) -> None:
    """The head of a counted frame is that of the fused one; zeros stand for gyro."""
    found = vector(name)
    (packet,) = fed("metamotion", ("", found["hex"] + "00" * 6))
    expected = found["expected"]
    assert packet.counter == expected.get("tick", expected.get("count"))
    if "acc_g" in expected:  # at 2 g; the profile sets 16 g
        np.testing.assert_allclose(
            packet.accel / GRAVITY / 8, [expected["acc_g"]], atol=1e-3
        )


def test_the_fused_metawear_frame() -> None:
    expected = vector("mw-fuser-count")["expected"]
    (packet,) = fed("metamotion", ("", vector("mw-fuser-count")["hex"]))
    assert packet.counter == expected["count"]
    raw = (
        np.array([expected["acc_raw"]]) / 2048,
        np.array([expected["gyro_raw"]]) / 16.4,
    )
    np.testing.assert_allclose(packet.accel / GRAVITY, raw[0], atol=1e-9)
    np.testing.assert_allclose(packet.gyro / DEGREE, raw[1], atol=1e-9)


def test_metawear_and_bluest_batteries() -> None:
    for name, decoder in (
        ("mw-battery", BatteryDecoder.METAWEAR),
        ("bluest-battery", BatteryDecoder.BLUEST),
    ):
        found = vector(name)
        stamp = b"" if name.startswith("mw") else b"\x00\x00"
        percent = battery_percent(decoder, stamp + bytes.fromhex(found["hex"]))
        assert percent == found["expected"]["percent"]
    assert fed("metamotion", ("", vector("mw-battery")["hex"])) == []


def test_a_witmotion_frame_split_over_two_notifications() -> None:
    first, second = vector("wit-split-1of2"), vector("wit-split-2of2")
    assert len(fed("witmotion", ("", first["hex"]))) == first["expected"]["frames"]
    both = fed("witmotion", ("", first["hex"]), ("", second["hex"]))
    assert len(both) == second["expected"]["frames"]
    check(both[0], vector("wit-61-a")["expected"])


def test_witmotion_garbage_before_a_frame() -> None:
    (packet,) = fed("witmotion", ("", vector("wit-garbage-prefix")["hex"]))
    check(packet, vector("wit-61-a")["expected"])


def test_a_witmotion_register_reply_is_passed_over() -> None:
    reply, frame = vector("wit-71-mag")["hex"], vector("wit-61-a")["hex"]
    assert fed("witmotion", ("", reply)) == []
    (packet,) = fed("witmotion", ("", reply + frame))
    check(packet, vector("wit-61-a")["expected"])


@pytest.mark.parametrize("name", [n for n in VECTORS if n.startswith("wit-cap-")])
def test_captured_witmotion_frames(name: str) -> None:
    """They were published without their last four bytes, angles that we pass over."""
    found = vector(name)
    assert fed("witmotion", ("", found["hex"])) == []
    (packet,) = fed("witmotion", ("", found["hex"] + "00000000"))
    check(packet, found["expected"], 1e-4)


POLAR_UNITS: Final = {"acc_mg": 1000.0, "gyro_dps": 1.0}


@pytest.mark.parametrize(
    "name", [n for n in VECTORS if re.match("polar-(acc|gyr)-", n)]
)
def test_polar_frames(name: str) -> None:
    found = vector(name)
    expected, factor = found["expected"], found["config"]["factor"]

    frame = read_frame(bytes.fromhex(found["hex"]))

    assert len(frame.values) == expected["n"]
    assert frame.last_ns == expected.get("last_timestamp_ns", frame.last_ns)
    for key, unit in POLAR_UNITS.items():
        for suffix, rows in (("", slice(0, None)), ("_all", slice(0, None))):
            stated = expected.get(key + suffix)
            if stated is not None:
                got = (frame.values * factor * unit)[rows][: len(stated)]
                np.testing.assert_allclose(got, stated, atol=found["tolerance"])


@pytest.mark.parametrize("name", [n for n in VECTORS if n.startswith("polar-delta-")])
def test_polar_delta_compression(name: str) -> None:
    found = vector(name)
    expected = found["expected"]

    numbers = delta_integers(
        bytes.fromhex(found["hex"]), found["config"]["resolution_bits"]
    )

    assert len(numbers) == expected["n"]
    assert numbers[: len(expected["raw"])].tolist() == expected["raw"]
    assert numbers[-1].tolist() == expected["raw_last"]


def test_a_polar_magnetometer_frame_is_refused() -> None:
    with pytest.raises(DecodeError, match="measurement 6"):
        fed("polar_verity_sense", ("", vector("polar-mag-cmp0")["hex"]))


def test_polar_settings_are_walked_through() -> None:
    """A factor behind the settings of the vector is found: their sizes are right."""
    settings = bytes.fromhex(vector("polar-settings-gyro")["hex"])
    assert factor_of(settings) == 1.0
    assert factor_of(settings + bytes.fromhex("05010000003f")) == 0.5
    assert set(SETTING_BYTES) >= {0, 1, 2, 4}


@pytest.mark.parametrize("name", ["polar-cp-response", "polar-cp-error"])
def test_polar_answers_hold_no_samples(name: str) -> None:
    assert fed("polar_verity_sense", (CONTROL, vector(name)["hex"])) == []


def test_movesense_in_two_parts() -> None:
    part1, part2 = (vector(f"movesense-imu6-104-part{k}") for k in (1, 2))
    assert fed("movesense", ("", part1["hex"])) == []
    (packet,) = fed("movesense", ("", part1["hex"]), ("", part2["hex"]))
    expected = part2["expected"]
    assert packet.ticks[0] == expected["timestamp_ms"]
    assert len(packet.ticks) == expected["n"]
    check(packet, expected, 1e-4)


def test_movesense_imu9_is_refused() -> None:
    """Two samples of nine axes are as long as three of six: no length tells them."""
    found = vector("movesense-imu9-2")
    (packet,) = fed("movesense", ("", "0263" + found["hex"]))
    assert len(packet.ticks) == 3  # so the start must subscribe to IMU6, and does
    start = start_of(PROFILES["movesense"])
    assert start.steps[-1].content(start.known)[2:] == b"/Meas/IMU6/104"
    assert packet.ticks[0] == found["expected"]["timestamp_ms"]


@pytest.mark.parametrize("name", ["bluest-acc", "bluest-gyro"])
def test_bluest_fields(name: str) -> None:
    """A field of the vendor's tests, in its place behind the stamp."""
    found = vector(name)
    is_acc = name.endswith("acc")
    body = found["hex"] + "00" * 12 if is_acc else "00" * 6 + found["hex"] + "00" * 6
    (packet,) = fed("st_bluest", ("", "0000" + body))
    check(packet, found["expected"])


def test_the_captured_thingy_frame() -> None:
    found = vector("thingy-acc-cap")
    (packet,) = fed("nordic_thingy52", ("", found["hex"] + "00" * 12))
    check(packet, found["expected"], 1e-9)
    assert np.linalg.norm(packet.accel) / GRAVITY == pytest.approx(0.99, abs=0.001)


def test_thingy_frames_of_other_kinds() -> None:
    """A rotation matrix is as long as a raw frame, but of another characteristic."""
    stream = PROFILES["nordic_thingy52"].streams["imu"]
    for name in ("thingy-rotmat-cap", "thingy-quat-syn"):
        assert vector(name)["characteristic"] not in stream.characteristics.values()
    with pytest.raises(DecodeError):
        fed("nordic_thingy52", ("", vector("thingy-quat-syn")["hex"]))


def test_the_thingys_configuration_is_written_as_its_default_but_for_the_rate() -> None:
    default = bytes.fromhex(vector("thingy-config-default")["hex"])
    start = start_of(PROFILES["nordic_thingy52"])
    written = start.steps[0].content(start.known)
    assert written[:6] == default[:6]
    assert int.from_bytes(written[6:8], "little") == 100


@pytest.mark.parametrize("name", ["muse3-hw", "muse3-scales", "muse3-start-ack"])
def test_muse_answers(name: str) -> None:
    answer = bytes.fromhex(vector(name)["hex"])
    replies = [step.reply for step in PROFILES["221e_muse"].start if step.reply]
    assert vector(name)["expected"]["ack"] == answer[0]
    fitting = [reply for reply in replies if reply.fits(answer)]
    assert len(fitting) == (name != "muse3-hw")


@pytest.mark.parametrize("name", ["shimmer-data-1", "shimmer-data-2"])
def test_shimmer_stamps(name: str) -> None:
    """The vectors hold a channel that is no IMU's: only type and stamp are taken."""
    found = vector(name)
    (packet,) = fed("shimmer3r", ("", found["hex"][:8] + "00" * 12))
    assert packet.ticks.tolist() == [found["expected"]["timestamp_ticks"]]


def test_no_vector_is_forgotten() -> None:
    """Each vector's id stands in this file, or fits a pattern in it."""
    text = Path(__file__).read_text()
    patterns = [
        *(re.escape(name) for name in re.findall(r'"([a-z0-9_.-]+)"', text)),
        r"dot-msg-.*",
        r"mw-(acc|gyro|mag|fus-|packer|accounter).*",
        r"wit-cap-.*",
        r"polar-(acc|gyr|delta)-.*",
        r"movesense-imu6-104-part[12]",
    ]
    forgotten = [
        name for name in VECTORS if not any(re.fullmatch(p, name) for p in patterns)
    ]
    assert forgotten == []
