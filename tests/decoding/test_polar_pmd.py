"""Polar's frames: paired by time, with factors, losses, repeats and restarts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.decoding.pmd_frames import ACC, GYRO, delta_integers, raw_integers
from monitor.decoding.polar_pmd import CONTROL, MOST_WAITING, factor_of
from monitor.model.blocks import GRAVITY, Packet
from monitor.model.errors import DecodeError
from monitor.profiles import find_profiles

STREAM = find_profiles()["polar_verity_sense"].streams["imu"]
N = 18
STEP_US = 1e6 / 52


def packet(k: int) -> Packet:
    """The k-th stretch of a movement that tells when each sample was taken."""
    t = 1e9 + (k * N + np.arange(float(N))) * STEP_US
    slope = (t - 1e9)[:, None] / 1e6 * np.array([[0.1, 0.2, -0.1]])
    return Packet(t, slope * GRAVITY, slope)


def frames(k: int) -> list[tuple[str, bytes]]:
    return STREAM.encoder().encode(packet(k))


def fed(sent: list[tuple[str, bytes]]) -> list[Packet]:
    decoder = STREAM.decoder()
    return [found for each in sent for found in decoder.feed(*each)]


def test_frames_in_turn_give_every_sample_with_acc_at_the_times_of_gyro() -> None:
    got = fed([each for k in range(5) for each in frames(k)])

    assert sum(len(p.ticks) for p in got) == 5 * N
    t = np.concatenate([p.ticks for p in got])
    np.testing.assert_allclose(np.diff(t), STEP_US, rtol=1e-6)
    for part in got:
        np.testing.assert_allclose(
            part.accel / GRAVITY, part.gyro, atol=0.0015
        )  # acc is sent in mg


def test_frames_whose_stamps_lie_between_each_other_are_interpolated() -> None:
    acc = [frames(k)[0] for k in range(4)]
    gyro = []
    for k in range(4):
        late = packet(k)
        moved = Packet(late.ticks + 7000.0, late.accel, late.gyro)
        gyro.append(STREAM.encoder().encode(moved)[1])

    got = fed([each for pair in zip(acc, gyro, strict=True) for each in pair])

    a = np.concatenate([p.accel for p in got])[:, 0] / GRAVITY
    g = np.concatenate([p.gyro for p in got])[:, 0]
    np.testing.assert_allclose(a - g, 0.1 * 0.007, atol=0.0015)


@given(st.sets(st.integers(1, 8)), st.sets(st.integers(1, 8)))
def test_lost_frames_leave_a_hole_and_no_wrong_sample(
    lost_acc: set[int], lost_gyro: set[int]
) -> None:
    sent = []
    for k in range(10):
        acc, gyro = frames(k)
        sent += [acc] if k not in lost_acc else []
        sent += [gyro] if k not in lost_gyro else []

    got = fed(sent)

    t = np.concatenate([p.ticks for p in got])
    assert (np.diff(t) > 0).all()
    for part in got:
        np.testing.assert_allclose(part.accel / GRAVITY, part.gyro, atol=0.0015)
        true = (part.ticks - 1e9) / 1e6 * 0.1
        np.testing.assert_allclose(part.gyro[:, 0], true, atol=1e-4)
    whole = {0, *range(1, 10)} - lost_acc - lost_gyro
    assert len(t) >= len(whole) * N - 2 * len(lost_acc | lost_gyro) - 2


def test_a_frame_that_comes_again_is_dropped() -> None:
    once = fed([each for k in range(3) for each in frames(k)])
    twice = fed([each for k in range(3) for each in frames(k) * 2])

    assert [p.ticks.tolist() for p in once] == [p.ticks.tolist() for p in twice]


def test_a_clock_that_begins_anew_is_followed() -> None:
    later = [each for k in range(2) for each in frames(k + 100)]
    anew = [each for k in range(2) for each in frames(k)]

    got = fed(later + anew)

    assert sum(len(p.ticks) for p in got) == 4 * N


def test_the_answer_to_a_start_tells_the_factor() -> None:
    decoder = STREAM.decoder()
    answer = bytes.fromhex("f00205000005010000003f")  # 0.5 for the gyroscope
    assert decoder.feed(CONTROL, answer) == []
    acc, gyro = frames(1)
    decoder.feed(*acc)
    (got,) = decoder.feed(*gyro)
    np.testing.assert_allclose(got.gyro, packet(1).gyro / 2, rtol=1e-5)


def test_counts_are_not_read_before_their_factor_is_known() -> None:
    decoder = STREAM.decoder()
    gyro = bytes.fromhex("05 0094357700000000 80 eaff08000d000301df00")
    acc = bytes.fromhex("02 0094357700000000 01 000000000100 000000000100")
    with pytest.raises(DecodeError, match="no answer told their factor"):
        decoder.feed("", gyro)
    decoder.feed(CONTROL, bytes.fromhex("f00205060005010000003f"))  # it refused
    with pytest.raises(DecodeError, match="no answer told their factor"):
        decoder.feed("", gyro)

    decoder.feed(CONTROL, bytes.fromhex("f00205000005010000003f"))
    assert decoder.feed("", gyro) == []
    (got,) = decoder.feed("", acc)
    np.testing.assert_allclose(np.degrees(got.gyro), [[-11, 4, 6.5], [-11.5, 5.5, 8]])


def test_uncompressed_samples_take_no_factor() -> None:
    decoder = STREAM.decoder()
    decoder.feed(CONTROL, bytes.fromhex("f00202000005010000003f"))
    acc, gyro = frames(1)
    decoder.feed(*acc)
    (got,) = decoder.feed(*gyro)
    np.testing.assert_allclose(got.accel, packet(1).accel, atol=0.006)


def cut(first: int, n: int) -> list[tuple[str, bytes]]:
    """Return the frames of n samples, the first of them so far into the movement."""
    t = 1e9 + (first + np.arange(float(n))) * STEP_US
    slope = (t - 1e9)[:, None] / 1e6 * np.array([[0.1, 0.2, -0.1]])
    return STREAM.encoder().encode(Packet(t, slope * GRAVITY, slope))


def test_a_short_frame_lost_before_a_long_one_is_a_hole_and_bends_no_time() -> None:
    """Compressed frames hold as many samples as fit: the numbers differ much."""
    got = fed([*cut(0, 20), *cut(28, 40)])  # 8 are lost

    t = np.concatenate([p.ticks for p in got])
    assert len(t) == 60
    np.testing.assert_allclose(t[20:], cut_times(28, 40), atol=1.0)
    assert np.diff(t).max() == pytest.approx(9 * STEP_US, rel=1e-3)


def cut_times(first: int, n: int) -> list[float]:
    return [1e9 + (first + k) * STEP_US for k in range(n)]


def test_a_clock_that_runs_fast_or_slow_is_followed_by_the_stamps() -> None:
    ones = np.ones((N, 3))
    acc, gyro = (Packet(packet(k).ticks, ones, ones) for k in (0, 1))
    for rate in (0.9, 1.1):
        sent = [
            each
            for k in (acc, gyro)
            for each in STREAM.encoder().encode(
                Packet(1e9 + (k.ticks - 1e9) * rate, k.accel, k.gyro)
            )
        ]
        last = fed(sent)[-1]
        np.testing.assert_allclose(np.diff(last.ticks), STEP_US * rate, rtol=1e-3)


def test_a_stamp_too_near_to_the_last_is_refused_and_forgotten() -> None:
    decoder = STREAM.decoder()
    (part, first), _ = frames(0)
    decoder.feed(part, first)
    soon = int.from_bytes(first[1:9], "little") + 1_000_000
    with pytest.raises(DecodeError, match="18 samples stamped within"):
        decoder.feed(part, first[:1] + soon.to_bytes(8, "little") + first[9:])
    got = [p.ticks for k in (1, 2) for each in frames(k) for p in decoder.feed(*each)]
    assert sum(map(len, got)) == 2 * N


@pytest.mark.parametrize("late", [1, 2, 5])
def test_a_frame_that_comes_seconds_late_is_no_restart(late: int) -> None:
    in_turn = [each for k in range(8) for each in frames(k * 2)]
    sent = [*in_turn[:14], *frames(2 * (7 - late)), *in_turn[14:]]

    got, want = fed(sent), fed(in_turn)

    assert [p.ticks.tolist() for p in got] == [p.ticks.tolist() for p in want]


@pytest.mark.parametrize(
    ("settings", "factor"),
    [
        ("", 1.0),
        ("0501", 1.0),
        ("05010000803f", 1.0),
        ("00013400 0101 1000 0501 0000003f", 0.5),
        ("0501 0000c07f", 1.0),  # not a number
        ("77", 1.0),
    ],
)
def test_a_factor_is_found_among_settings(settings: str, factor: float) -> None:
    assert factor_of(bytes.fromhex(settings)) == factor


def test_without_the_other_measurement_memory_is_bounded() -> None:
    decoder = STREAM.decoder()
    for k in range(200):
        assert decoder.feed(*frames(k)[0]) == []
    got = decoder.feed(*frames(199)[1])
    assert sum(len(p.ticks) for p in got) <= MOST_WAITING


@pytest.mark.parametrize(
    ("part", "content", "said"),
    [
        ("", "02", "too few for a frame"),
        ("", "02" + "00" * 8 + "01" + "0102030405", "expected a multiple of 6"),
        ("", "05" + "00" * 8 + "00" + "010203", "not known"),
        ("", "02" + "00" * 8 + "81" + "0102", "too few for a reference"),
        ("", "02" + "00" * 8 + "81" + "00" * 6 + "08", "block of differences is cut"),
        ("", "02" + "00" * 8 + "81" + "00" * 6 + "28ff00", "is cut, or its numbers"),
        ("", "05" + "00" * 8 + "81" + "0100807f" * 3, "not a number"),
        (CONTROL, "", "no answer"),
        (CONTROL, "0f22", "no answer"),
    ],
)
def test_nonsense_is_refused(part: str, content: str, said: str) -> None:
    with pytest.raises(DecodeError, match=said):
        STREAM.decoder().feed(part, bytes.fromhex(content))


def test_many_samples_in_few_bytes_are_refused() -> None:
    content = bytes(6) + b"\x00\xff" * 200
    with pytest.raises(DecodeError, match="more than 1000 samples"):
        delta_integers(content, 16)


@given(
    st.lists(
        st.tuples(*[st.integers(-(2**23), 2**23 - 1)] * 3), min_size=1, max_size=40
    )
)
def test_integers_of_three_bytes(rows: list[tuple[int, int, int]]) -> None:
    content = b"".join(
        n.to_bytes(3, "little", signed=True) for row in rows for n in row
    )
    assert raw_integers(content, 3).tolist() == [list(row) for row in rows]


@given(
    st.lists(st.tuples(*[st.integers(-32768, 32767)] * 3), min_size=2, max_size=40),
    st.sampled_from([17, 20, 32]),
)
def test_differences_add_up(rows: list[tuple[int, int, int]], bits: int) -> None:
    values = np.array(rows, dtype=np.int64)
    stream = ""
    for delta in np.diff(values, axis=0).ravel().tolist():
        stream += f"{delta & ((1 << bits) - 1):0{bits}b}"[::-1]
    stream += "0" * (-len(stream) % 8)
    packed = bytes(int(stream[i : i + 8][::-1], 2) for i in range(0, len(stream), 8))
    head = values[0].astype("<i2").tobytes() + bytes([bits, len(rows) - 1])

    assert delta_integers(head + packed, 16).tolist() == values.tolist()
    assert (ACC, GYRO) == (2, 5)
