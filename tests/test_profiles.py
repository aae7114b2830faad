"""Firmware profiles: those that ship, those that are refused, and where they lie."""

import re
import threading
import time
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.decoding.decoder import TickKind
from monitor.model.blocks import GRAVITY, Packet
from monitor.model.errors import ConfigError, ProfileError
from monitor.profiles import (
    Profile,
    at_rate,
    check_profile,
    find_profiles,
    imported_profile_text,
    parse_profile,
    read_profile,
    shadowed_profiles,
)

FOLDER = Path(__file__).parents[1] / "firmware_profiles"
SHIPPED = sorted(FOLDER.glob("*.toml"))
ACME = Path("acme.toml")

VALID = """
schema = 1
name = "Acme IMU, firmware 2"

[match]
local_name = ["ACME-*"]
service = "0000fff0-0000-1000-8000-00805f9b34fb"
company_id = 0x0059

[clock]
tick_hz = 32768
bits = 32

[streams.imu]
characteristic = "0000fff1-0000-1000-8000-00805f9b34fb"
decoder = "table"
rate_hz = 100
byte_order = "little"
samples_per_notification = 2
header = [{ field = "marker", hex = "aa55" }, { field = "counter", type = "u8" }, { field = "ticks", type = "u32" }]
sample = [{ field = "accel", type = "i16", axes = 3 }, { field = "gyro", type = "i16", axes = 3 }]
counter_bits = 6
accel = { lsb_per_g = 4096 }
gyro = { lsb_per_dps = 16.4 }

[[start]]
characteristic = "0000fff2-0000-1000-8000-00805f9b34fb"
hex = "0101"

[[rates]]
rate_hz = 100
writes = [{ characteristic = "0000fff2-0000-1000-8000-00805f9b34fb", hex = "02 64" }]

[[rates]]
rate_hz = 200
writes = [{ characteristic = "0000fff2-0000-1000-8000-00805f9b34fb", hex = "02 c8" }]

[battery]
characteristic = "00002a19-0000-1000-8000-00805f9b34fb"

[limits]
payload_bytes = 31

[[examples]]
stream = "imu"
hex = "aa55 c7 e8030000 0000 0000 0010 a400 0000 0000"
counter = 7
ticks = 1000
accel = [[0.0, 0.0, 9.80665]]
gyro = [[0.1745329, 0.0, 0.0]]
"""  # noqa: E501  lines as people write them


def changed(*changes: tuple[str, str]) -> str:
    text = VALID
    for old, new in changes:
        assert text.count(old) >= 1, old
        text = text.replace(old, new, 1)
    return text


def acme(*changes: tuple[str, str]) -> Profile:
    return parse_profile(changed(*changes), ACME)


def problem(*changes: tuple[str, str]) -> str:
    with pytest.raises(ProfileError) as caught:
        acme(*changes)
    return str(caught.value)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_the_examples_of_a_shipped_profile_decode_as_stated(path: Path) -> None:
    lines = check_profile(path)

    examples = [line for line in lines if line.startswith("examples[")]
    assert len(examples) == len(read_profile(path).examples) >= 1
    assert any(line.startswith("evidence: ") for line in lines)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_profile_can_be_encoded_and_reaches_the_pipeline(path: Path) -> None:
    profile = read_profile(path)
    stream = profile.streams["imu"]
    n = stream.samples_per_notification
    step = stream.clock.tick_hz / stream.rate_hz
    ticks = 1e6 + np.arange(0.0, n) * step
    counter = None if stream.counter_bits is None else 3
    sent = Packet(ticks, np.ones((n, 3)), np.full((n, 3), -0.5), counter)

    setup = profile.sensor_setup()
    decoder = setup.streams["imu"].decoder()
    sent_parts = stream.encoder().encode(sent)
    (packet,) = [each for part in sent_parts for each in decoder.feed(*part)]

    assert setup.profile == profile.name
    np.testing.assert_allclose(packet.accel, sent.accel, atol=0.005)  # 1024 per g
    np.testing.assert_allclose(packet.gyro, sent.gyro, atol=0.001)
    assert len(packet.ticks) == n
    if stream.clock.kind is TickKind.CLOCK:
        modulus = 2.0 ** (stream.clock.bits or 60)
        off = (packet.ticks - sent.ticks + modulus / 2) % modulus - modulus / 2
        np.testing.assert_allclose(off, 0.0, atol=1.0)


def test_the_worked_example_of_the_document_is_the_profiles_own() -> None:
    document = (FOLDER.parent / "docs" / "firmware_profiles.md").read_text()
    section = document.split("### A worked example")[1]

    written = bytes.fromhex(section.split("```")[1])

    first = read_profile(FOLDER / "reference.toml").examples[0]
    assert written == bytes.fromhex(first.hex)


def test_both_promised_profiles_ship() -> None:
    assert {"movella_dot", "reference"} <= {path.stem for path in SHIPPED}


def test_a_profile_tells_what_it_says() -> None:
    profile = acme()

    stream = profile.streams["imu"]
    assert profile.text == VALID
    assert profile.match is not None
    assert profile.match.company_id == 0x59
    assert [write.content({}) for write in profile.start] == [b"\x01\x01"]
    assert [rate.rate_hz for rate in profile.rates] == [100, 200]
    assert (stream.rate_hz, stream.samples_per_notification) == (100, 2)
    assert (stream.clock.tick_hz, stream.clock.bits) == (32768, 32)
    assert (stream.counter_bits, stream.counts_samples) == (6, False)
    assert stream.accel_range == pytest.approx(8 * GRAVITY, rel=1e-3)
    assert stream.gyro_range == pytest.approx(np.radians(1998), rel=1e-3)


@pytest.mark.parametrize(
    ("accel", "per_count"),
    [
        ("lsb_per_g = 4096", GRAVITY / 4096),
        ("g_per_lsb = 0.001", GRAVITY / 1000),
        ("mg_per_lsb = 0.488", 0.488e-3 * GRAVITY),
        ("lsb_per_ms2 = 100", 0.01),
        ("ms2_per_lsb = 0.01", 0.01),
        ("range_g = 16", GRAVITY / 2048),
        ("range_g = 8, bits = 14", GRAVITY / 1024),
        ("range_g = 8, lsb_per_g = 4096", GRAVITY / 4096),
    ],
)
def test_a_scale_is_written_as_the_datasheet_says_it(
    accel: str, per_count: float
) -> None:
    profile = acme(("lsb_per_g = 4096", accel))

    packet = (
        profile.streams["imu"]
        .decoder()
        .feed("", bytes.fromhex("aa55 00 00000000 0100 0000 0000 0000 0000 0000"))[0]
    )

    assert packet.accel[0, 0] == pytest.approx(per_count)


@pytest.mark.parametrize(
    ("gyro", "per_count"),
    [
        ("dps_per_lsb = 0.07", np.radians(0.07)),
        ("mdps_per_lsb = 70", np.radians(0.07)),
        ("lsb_per_rad_s = 900", 1 / 900),
        ("rad_s_per_lsb = 0.001", 0.001),
        ("range_dps = 2000", np.radians(2000 / 32768)),
        ("range_dps = 2000, lsb_per_dps = 16.4", np.radians(1 / 16.4)),
    ],
)
def test_a_gyro_scale_is_written_as_the_datasheet_says_it(
    gyro: str, per_count: float
) -> None:
    profile = acme(("lsb_per_dps = 16.4", gyro))

    packet = (
        profile.streams["imu"]
        .decoder()
        .feed("", bytes.fromhex("aa55 00 00000000 0000 0000 0000 0100 0000 0000"))[0]
    )

    assert packet.gyro[0, 0] == pytest.approx(per_count)


@pytest.mark.parametrize("schema", ["0", "2", "true", '"1"', "1.0"])
def test_another_schema_is_refused_with_a_sentence(schema: str) -> None:
    said = problem(("schema = 1", f"schema = {schema}"))

    assert said.startswith("acme.toml: schema: is ")
    assert "this program reads schema 1" in said


ACCEL_FIELD = '{ field = "accel", type = "i16", axes = 3 }, '
TICKS_FIELD = ', { field = "ticks", type = "u32" }'
COUNTER_FIELD = ', { field = "counter", type = "u8" }'


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("schema = 1\n", "", "schema: missing"),
        ('name = "Acme IMU, firmware 2"', "", "name: missing"),
        ('name = "Acme IMU, firmware 2"', "name = 3", "name: Expected str, got int"),
        ("schema = 1", "schema = 1\ncolour = 1", "colour: unknown key"),
        ("rate_hz = 100\nbyte", "rte_hz = 100\nbyte", "streams.imu.rte_hz: unknown"),
        ("rate_hz = 100\nbyte", "byte", "streams.imu.rate_hz: missing"),
        ("rate_hz = 100\nbyte", "rate_hz = -1\nbyte", "streams.imu.rate_hz: Exp"),
        ("rate_hz = 100\nbyte", "rate_hz = nan\nbyte", "streams.imu.rate_hz: Exp"),
        ("rate_hz = 100\nbyte", "rate_hz = '1'\nbyte", "streams.imu.rate_hz: Exp"),
        ('"table"', '"os.system"', "streams.imu.decoder: must be one of table"),
        ('"little"', '"middle"', "streams.imu.byte_order: Invalid enum value"),
        ('"accel", type = "i16"', '"accel", type = "i12"', "sample[0].type: Invalid"),
        ('"accel", type = "i16"', '"accel", type = "u16"', "sample: accel is signed"),
        ('"counter", type = "u8"', '"counter", type = "i8"', "header: a counter is"),
        ('"ticks", type = "u32"', '"ticks", type = "i32"', "header: ticks are"),
        ("axes = 3", "axes = 2", "sample[0].axes: Expected int >= 3"),
        ('field = "accel"', 'field = "acel"', "sample[0].field: Invalid value"),
        ('"aa55"', '"aa5"', "header[0].hex: is not a row of two-digit"),
        ('"aa55"', '""', "header[0].hex: needs at least one byte"),
        ('"marker", hex = "aa55"', '"skip"', "header[0].bytes: missing"),
        (ACCEL_FIELD, "", "streams.imu.sample: needs exactly one accel"),
        (ACCEL_FIELD, ACCEL_FIELD * 2, "streams.imu.sample: needs exactly one accel"),
        (TICKS_FIELD, TICKS_FIELD * 2, "header: has more than one ticks field"),
        (TICKS_FIELD, "", "samples: must be given where a counter of packets"),
        (COUNTER_FIELD, "", "streams.imu.counter_bits: there is no counter"),
        ("counter_bits = 6", "counter_bits = 9", "counter_bits: u8 has no 9 bits"),
        ("counter_bits = 6", "may_be_longer = true", "may_be_longer: needs samples"),
        ("counter_bits = 6", 'stamp = "each"', "stamp: is each if ticks are in"),
        ("counter_bits = 6", "samples = 3", "samples_per_notification: contradicts"),
        ("counter_bits = 6", 'counter_counts = "x"', "counter_counts: Invalid enum"),
        ("lsb_per_g = 4096", "", "streams.imu.accel.lsb_per_g: no scale is given"),
        ("lsb_per_g = 4096", "lsb_per_g = 0", "streams.imu.accel.lsb_per_g: Expected"),
        ("lsb_per_g = 4096", "lsb_per_g = inf", "streams.imu.accel.lsb_per_g: Exp"),
        (
            "lsb_per_g = 4096",
            "lsb_per_g = 4096, mg_per_lsb = 1",
            "accel.mg_per_lsb: the scale is given twice, lsb_per_g too",
        ),
        (
            "lsb_per_g = 4096",
            "lsb_per_g = 4096, range_g = 16",
            "accel.range_g: i16 can't hold this range",
        ),
        ("lsb_per_g = 4096", 'unit = "g"', "accel.unit: is for floats"),
        ("lsb_per_g = 4096", "range_g = 8, bits = 17", "accel.bits: means something"),
        (
            "lsb_per_g = 4096",
            'lsb_per_g = 4096, gravity = "removed"',
            "streams.imu.accel.gravity: without gravity no inclination can be told",
        ),
        (
            "lsb_per_dps = 16.4",
            'lsb_per_dps = 16.4, axes = ["x", "x", "z"]',
            "streams.imu.gyro.axes: must be x, y and z",
        ),
        (
            '"gyro", type = "i16"',
            '"gyro", type = "f32"',
            "streams.imu.gyro.lsb_per_dps: is for integers, a float needs unit",
        ),
        ("lsb_per_dps = 16.4", 'unit = "rpm"', "streams.imu.gyro.unit: is for floats"),
        ("tick_hz = 32768", "tick_hz = 0", "clock.tick_hz: Expected float"),
        ("bits = 32", "bits = 33", "clock.bits: u32 has no 33 bits"),
        ("bits = 32", "", "clock.bits: missing, and u32 wraps"),
        ("[clock]\ntick_hz = 32768\nbits = 32\n", "", "clock.tick_hz: missing"),
        ("0000fff1-", "fff1-", "streams.imu.characteristic: must be a UUID"),
        ("0000fff0-", "fff0", "match.service: must be a UUID"),
        ('hex = "0101"', 'hex = "01x"', "start[0].hex: is not a row"),
        ('hex = "0101"', 'hex = ""', "start[0].hex: must be 1 to 512 bytes"),
        ('"02 64"', '"02 6"', "rates[0].writes[0].hex: is not a row"),
        ("rate_hz = 200", "rate_hz = 100", "rates: one rate is given twice"),
        ("rate_hz = 100\nwrites", "rate_hz = 50\nwrites", "rates: the streams'"),
        ("payload_bytes = 31", "payload_bytes = 30", "limits.payload_bytes: imu needs"),
        ('stream = "imu"', 'stream = "mag"', "examples[0].stream: there is no stream"),
        ("[streams.imu]", "[streams.'a b']", "streams: a name has 1 to 32"),
        ("[streams.imu]", "[streams]\nimu = 3\n[skip]", "skip: unknown key"),
        ("[battery]", "[batery]", "batery: unknown key"),
        ("[clock]", "[clock", "TOML: "),
        (
            "gyro = [[0.1745329, 0.0, 0.0]]",
            "gyro = []",
            "examples[0].gyro: needs a row",
        ),
    ],
)
def test_a_mistake_is_named_by_its_key(old: str, new: str, said: str) -> None:
    text = problem((old, new))

    assert text.startswith("acme.toml: ")
    assert said in text
    assert "\n" not in text


def test_a_clock_that_nothing_counts_in_is_refused() -> None:
    said = problem((TICKS_FIELD, ""), ("samples_per_notification", "samples"))

    assert said == "acme.toml: clock: no stream has ticks"


def test_without_clock_or_counter_nothing_would_tell_a_loss() -> None:
    said = problem(
        (TICKS_FIELD, ""), (COUNTER_FIELD, ""), ("counter_bits = 6", "samples = 2")
    )

    assert "streams.imu.header: needs ticks or a counter" in said


def test_a_wrong_example_is_named(tmp_path: Path) -> None:
    path = tmp_path / "acme.toml"
    path.write_text(changed(("9.80665]]", "9.81]]")))

    with pytest.raises(ProfileError, match=r"examples\[0\]\.accel: decoded .*, stated"):
        check_profile(path)


def test_the_check_tells_sizes_rates_and_examples(tmp_path: Path) -> None:
    path = tmp_path / "acme.toml"
    path.write_text(VALID)

    lines = "\n".join(check_profile(path))

    assert "100 Hz, 2 sample(s) a notification, 31 bytes = 7 + 2 x 12" in lines
    assert "rates on offer: 100, 200 Hz" in lines
    assert "examples[0], as stated: counter 7, ticks [1000.0]" in lines


def test_a_profile_at_another_rate_says_so_in_its_text() -> None:
    fast = at_rate(acme(), 200)

    assert fast.streams["imu"].rate_hz == 200
    assert parse_profile(fast.text, ACME).streams["imu"].rate_hz == 200
    with pytest.raises(ProfileError, match="150 Hz is not on offer"):
        at_rate(acme(), 150)


def test_a_file_that_is_no_text_or_not_there_is_refused(tmp_path: Path) -> None:
    binary = tmp_path / "binary.toml"
    binary.write_bytes(b"\xff\xfe\x00")

    with pytest.raises(ProfileError, match=r"binary\.toml: file: is not UTF-8"):
        read_profile(binary)
    with pytest.raises(ProfileError, match=r"none\.toml: file: No such file"):
        read_profile(tmp_path / "none.toml")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a = " + "[" * 3000, id="deep list"),
        pytest.param("a." * 1900 + "a = 1", id="deep key"),
        pytest.param("schema." + "a." * 1900 + "a = 1", id="deep schema"),
        pytest.param(
            "schema = 1\nname = 'x'\nstreams." + "a." * 1900 + "a=1", id="deep"
        ),
        pytest.param("a." * 30000 + "a = 1", id="deeper key"),
        pytest.param('"\u2028".' * 9000 + "a = 1", id="line breaks that are none"),
        pytest.param("schema = " + "9" * 3900, id="big number"),
        pytest.param("schema = 1" + "#" * 70000, id="long"),
        pytest.param('schema = 1\n"\\u001b[2J\\n" = 1', id="control characters"),
        pytest.param("", id="empty"),
    ],
)
def test_hostile_text_is_refused_in_one_short_line(text: str) -> None:
    with pytest.raises(ProfileError) as caught:
        parse_profile(text, ACME)

    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 500


def said_of(text: str) -> str:
    """The one sentence about a profile that is wrong, or nothing."""
    try:
        parse_profile(text, ACME)
    except ProfileError as error:
        return str(error)
    return ""


PIECES = re.findall(r'"[^"\n]*"|[\w.]+|[^\w\s"]|\s+', VALID)


@settings(max_examples=50, deadline=None)
@given(data=st.data())
def test_a_damaged_profile_is_a_profile_or_a_profile_error(data: st.DataObject) -> None:
    assert "".join(PIECES) == VALID
    pieces = list(PIECES)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(pieces) - 1))
        other = st.sampled_from([*PIECES, "", "nan", "-1", "1e308", "99999999999999"])
        pieces[at] = data.draw(other)
    assert said_of("".join(pieces)).isprintable()


Leaf = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)


@settings(max_examples=50, deadline=None)
@given(data=st.data())
def test_a_profile_with_any_value_anywhere_never_crashes(data: st.DataObject) -> None:
    tables = msgspec.toml.decode(VALID)
    node, key = tables, data.draw(st.sampled_from(sorted(tables)))
    while isinstance(node[key], dict | list) and data.draw(st.integers(0, 3)):
        node = node[key]
        keys = sorted(node) if isinstance(node, dict) else range(len(node))
        key = data.draw(st.sampled_from(keys))
    node[key] = data.draw(Leaf | st.lists(Leaf, max_size=3))
    assert said_of(toml(tables)).isprintable()


def toml(value: object) -> str:
    """Write tables as TOML, all of them inline."""
    assert isinstance(value, dict)
    return "\n".join(f"{key} = {inline(item)}" for key, item in value.items())


def inline(value: object) -> str:
    match value:
        case dict():
            pairs = (f"{key} = {inline(item)}" for key, item in value.items())
            return f"{{ {', '.join(pairs)} }}"
        case list():
            return f"[{', '.join(map(inline, value))}]"
        case None:
            return '""'
        case _:
            return msgspec.json.encode(value).decode().replace("null", "nan")


@pytest.mark.parametrize("counter", [True, False])
def test_imported_samples_travel_without_a_loss(counter: bool) -> None:
    text = imported_profile_text(59.5, 'a "file".csv\x07', counter=counter)
    stream = parse_profile(text, ACME).streams["imu"]
    ticks = np.array([1.25, 1.26, 1.29])
    sent = Packet(ticks, np.full((3, 3), 0.1), np.full((3, 3), -1 / 3), 12)

    packet = stream.decoder().feed("", stream.encoder().encode(sent)[0][1])[0]

    np.testing.assert_array_equal(packet.ticks, sent.ticks)
    np.testing.assert_array_equal(packet.accel, sent.accel)
    np.testing.assert_array_equal(packet.gyro, sent.gyro)
    assert packet.counter == (12 if counter else None)
    assert stream.counts_samples is counter
    assert (stream.rate_hz, stream.clock.tick_hz, stream.clock.bits) == (59.5, 1, None)


@pytest.mark.parametrize("rate_hz", [0.0, -5.0, float("nan"), float("inf")])
def test_an_impossible_rate_is_not_imported(rate_hz: float) -> None:
    with pytest.raises(ValueError, match="can't be imported"):
        imported_profile_text(rate_hz, "x")


def test_profiles_are_found_beside_the_checkout() -> None:
    assert set(find_profiles()) == {path.stem for path in SHIPPED}


def test_a_given_folder_comes_first_and_what_it_hides_is_said(tmp_path: Path) -> None:
    (tmp_path / "reference.toml").write_text(VALID)
    (tmp_path / "acme.toml").write_text(VALID)

    found = find_profiles(tmp_path)

    assert found["reference"].path.parent == tmp_path
    assert {"acme", "movella_dot"} <= set(found)
    (shadowed,) = shadowed_profiles(tmp_path)
    assert shadowed.startswith(f"reference: {tmp_path / 'reference.toml'} is used, ")
    assert shadowed_profiles(FOLDER) == []


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="not a folder of firmware profiles"):
        find_profiles(tmp_path / "none")


def test_no_two_threads_teach_msgspec_a_type_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    inside, most, convert = 0, 0, msgspec.convert

    def counting(raw: object, kind: type) -> object:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        time.sleep(0.002)
        inside -= 1
        return convert(raw, kind)

    monkeypatch.setattr(msgspec, "convert", counting)
    threads = [
        threading.Thread(target=lambda: parse_profile(changed(), ACME))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert most == 1
