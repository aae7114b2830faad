from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import butter, sosfilt

from monitor.acquisition.simulation.plan import Style
from monitor.acquisition.simulation.routine import Outline
from monitor.acquisition.simulation.scenarios import scenario, simulated
from monitor.acquisition.simulation.session import Circumstances, SimulatedSession
from monitor.dsp.double_tap import DoubleTaps, DoubleTapSettings
from monitor.model.blocks import GRAVITY, FloatArray, Samples
from monitor.model.events import DoubleTapped, Output, SetEnded, SetStarted
from monitor.model.records import TRUNK, ExerciseName, Notification, Placement, Record
from monitor.profiles import find_profiles

FINE_HZ = 4000.0
PELVIS, LUMBAR = Placement.PELVIS, Placement.LUMBAR
Blow = tuple[float, float]  # when it begins, s; size before the sensor's own filter, g
Fed = Callable[..., list[Output]]
PAIR: list[Blow] = [(2.0, 8.0), (2.3, 7.0)]


def felt(
    blows: list[Blow], rate_hz: float, share: float, seed: int
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Times, accel and gyro of a sensor at rest but for blows of 8 ms and a rebound.

    The sensor's own low-pass widens them, as it does in life.
    """
    rng = np.random.default_rng(seed)
    fine = np.arange(round(5.0 * FINE_HZ)) / FINE_HZ
    pulse = np.zeros(len(fine))
    for at, size_g in blows:
        blow = np.clip((fine - at) / 0.008, 0.0, 1.0)
        after = np.clip(fine - at - 0.008, 0.0, None)
        rebound = 0.35 * np.exp(-after / 0.02) * np.sin(2 * np.pi * 30.0 * after)
        pulse += size_g * share * (np.sin(np.pi * blow) - rebound)
    pulse = np.array(
        sosfilt(butter(2, 0.45 * rate_hz, fs=FINE_HZ, output="sos"), pulse)
    )
    aim = rng.normal(size=3)
    first = rng.uniform(0.0, 1.0 / rate_hz)
    rows = (np.arange(first, 4.99, 1.0 / rate_hz) * FINE_HZ).astype(int)
    accel = np.outer(pulse[rows], aim / np.linalg.norm(aim))
    accel[:, 2] += 1.0
    noise = np.array(rng.normal(0.0, 0.003, accel.shape))
    return fine[rows], GRAVITY * (accel + noise), 10.0 * noise


def found(
    blows: list[Blow],
    rate_hz: float = 100.0,
    echo: float = 0.15,
    seed: int = 1,
    size: int = 5,
) -> list[DoubleTapped]:
    """What is told of blows on the pelvis sensor, an echo reaching the other."""
    stage, blocks = DoubleTaps(), list[Samples]()
    for placement, share in ((PELVIS, 1.0), (LUMBAR, echo)):
        t, accel, gyro = felt(blows, rate_hz, share, seed)
        blocks += [
            block(placement, t[i : i + size], accel[i : i + size], gyro[i : i + size])
            for i in range(0, len(t), size)
        ]
    blocks.sort(key=lambda each: float(each.t[-1]))
    return [event for each in blocks for event in stage.feed(each)]


def block(
    placement: Placement, t: FloatArray, accel: FloatArray, gyro: FloatArray
) -> Samples:
    n = len(t)
    return Samples(placement, t, accel, gyro, np.zeros((n, 6)), np.zeros(n, bool))


@pytest.mark.parametrize(
    ("rate_hz", "at_least"), [(50.0, 12), (60.0, 12), (100.0, 19), (200.0, 20)]
)
def test_firm_double_taps_are_told_at_all_usual_rates(
    rate_hz: float, at_least: int
) -> None:
    told = [
        found([(1.5 + 0.013 * i, 10.0), (1.8 + 0.02 * i, 8.5)], rate_hz, seed=i)
        for i in range(20)
    ]

    assert sum(len(each) == 1 for each in told) >= at_least
    assert all(len(each) <= 1 for each in told)


def test_a_double_tap_has_the_time_of_the_second_tap_and_its_sensor() -> None:
    (event,) = found(PAIR)

    assert event.placement is PELVIS
    assert event.t == pytest.approx(2.31, abs=0.02)


@pytest.mark.parametrize(
    "blows",
    [
        pytest.param([(2.0, 8.0)], id="one"),
        pytest.param([(2.0, 8.0), (2.3, 8.0), (2.6, 8.0)], id="three"),
        pytest.param([(2.0, 8.0), (2.1, 8.0)], id="too close"),
        pytest.param([(2.0, 8.0), (2.7, 8.0)], id="too far apart"),
        pytest.param([(2.0, 12.0), (2.3, 2.5)], id="a bounce"),
        pytest.param([(2.0, 1.0), (2.3, 1.0)], id="weak"),
        pytest.param([(1.7, 2.5), *PAIR], id="a shake before"),
        pytest.param([*PAIR, (2.7, 2.5)], id="a shake after"),
        pytest.param([(0.1, 8.0), (0.4, 8.0)], id="before any rest"),
    ],
)
def test_what_is_no_double_tap(blows: list[Blow]) -> None:
    assert found(blows) == []


@pytest.mark.parametrize("echo", [0.5, 0.9])
def test_knocks_that_both_sensors_feel_are_none(echo: float) -> None:
    assert not any(found(PAIR, echo=echo, seed=seed) for seed in range(10))


def test_slow_blows_are_none() -> None:
    t, accel, gyro = felt([], 100.0, 1.0, 1)
    for at in (2.0, 2.4):
        push = np.clip((t - at) / 0.12, 0.0, 1.0)
        accel[:, 0] += 1.5 * GRAVITY * np.sin(2 * np.pi * push)

    assert DoubleTaps().feed(block(PELVIS, t, accel, gyro)) == []


def test_in_movement_there_is_none() -> None:
    t, accel, gyro = felt(PAIR, 100.0, 1.0, 1)
    gyro[:, 1] += np.radians(60.0) * np.sin(2 * np.pi * t)

    assert DoubleTaps().feed(block(PELVIS, t, accel, gyro)) == []


def test_while_the_other_sensor_shakes_there_is_none() -> None:
    stage = DoubleTaps()
    stage.feed(block(LUMBAR, *felt([(1.8, 6.0)], 100.0, 1.0, 2)))

    assert stage.feed(block(PELVIS, *felt(PAIR, 100.0, 1.0, 1))) == []


def test_a_gap_is_no_rest() -> None:
    t, accel, gyro = felt(PAIR, 100.0, 1.0, 1)
    kept = (t < 1.5) | (t > 1.8)

    told = DoubleTaps().feed(block(PELVIS, t[kept], accel[kept], gyro[kept]))

    assert told == []
    assert len(DoubleTaps().feed(block(PELVIS, t, accel, gyro))) == 1


@settings(max_examples=40, deadline=None)
@given(
    cuts=st.lists(st.integers(1, 498), max_size=60),
    second=st.floats(2.1, 2.8),
    shake=st.floats(1.0, 4.0),
)
def test_how_the_stream_is_cut_changes_nothing(
    cuts: list[int], second: float, shake: float
) -> None:
    t, accel, gyro = felt([(2.0, 8.0), (second, 7.0), (shake, 1.5)], 100.0, 1.0, 3)
    stage, edges = DoubleTaps(), [0, *sorted(set(cuts)), len(t)]
    parts = [
        event
        for a, b in pairwise(edges)
        for event in stage.feed(block(PELVIS, t[a:b], accel[a:b], gyro[a:b]))
    ]

    assert parts == DoubleTaps().feed(block(PELVIS, t, accel, gyro))


def tapped(records: list[Record], placement: Placement, at_s: float) -> list[Record]:
    """Two blows of 3 g and two samples each, 0.3 s apart."""
    stream = find_profiles()["reference"].streams["imu"]
    decoder, encoder = stream.decoder(), stream.encoder()
    out, wanted = list(records), [at_s, at_s + 0.3]
    for index, record in enumerate(records):
        mine = isinstance(record, Notification) and record.placement is placement
        if not (wanted and mine and record.t >= wanted[0]):
            continue
        assert isinstance(record, Notification)
        wanted.pop(0)
        (packet,) = decoder.feed("", record.payload)
        accel = packet.accel.copy()
        accel[:2] += 3 * GRAVITY / np.sqrt(3)
        ((_, payload),) = encoder.encode(replace(packet, accel=accel))
        out[index] = replace(record, payload=payload)
    return out


def double_taps(outputs: list[Output]) -> list[DoubleTapped]:
    return [output for output in outputs if isinstance(output, DoubleTapped)]


@pytest.fixture(scope="module")
def slow() -> SimulatedSession:
    """Reps with long holds and long rests between them."""
    style = Style(reps=(4, 4), tempo=4.0)
    outline = Outline(sets=1, style=style, brief=True)
    return simulated("slow", ExerciseName.HIP_THRUST, 2, Circumstances(outline))


@pytest.mark.parametrize("placement", list(TRUNK))
def test_standing_at_rest_a_double_tap_is_told(
    placement: Placement, slow: SimulatedSession, fed: Fed
) -> None:
    start, end = slow.truth.neutral_s
    before = [record for record in slow.records if record.t < end + 1.0]

    (told,) = double_taps(fed(tapped(before, placement, (start + end) / 2)))

    assert told.placement is placement
    assert told.t == pytest.approx((start + end) / 2 + 0.3, abs=0.15)


def test_between_reps_it_is_told_and_in_the_hold_of_one_it_is_not(
    slow: SimulatedSession, fed: Fed
) -> None:
    reps = slow.truth.full_reps
    rest = max(pairwise(reps), key=lambda two: two[1].onset_s - two[0].end_s)
    between = (rest[0].end_s + rest[1].onset_s) / 2 - 0.1
    hold = max(reps[1:], key=lambda rep: rep.leave_s - rep.reach_s)
    at_top = (hold.reach_s + hold.leave_s) / 2 - 0.1

    in_rest = fed(tapped(slow.records, PELVIS, between))
    in_hold = fed(tapped(slow.records, PELVIS, at_top))

    (told,) = double_taps(in_rest)
    (began,) = (each for each in in_rest if isinstance(each, SetStarted))
    (ended,) = (each for each in in_rest if isinstance(each, SetEnded))
    assert began.t < told.t < ended.t
    assert double_taps(in_hold) == []


@pytest.mark.parametrize(
    ("name", "exercise"),
    [
        ("no_reps", ExerciseName.HIP_THRUST),
        ("knocks", ExerciseName.HIP_THRUST),
        ("contact", ExerciseName.ROMANIAN_DEADLIFT),
        ("everything", ExerciseName.GLUTE_BRIDGE),
        ("bounces", ExerciseName.GLUTE_BRIDGE),
    ],
)
def test_walking_lifting_knocks_and_contact_bring_none(
    name: str, exercise: ExerciseName, fed: Fed
) -> None:
    assert double_taps(fed(scenario(name, exercise, seed=1).records)) == []


@pytest.mark.parametrize(
    "changes", [{"spike_g": 0.1}, {"ringing_s": 0.2}, {"nearest_s": 0.7}]
)
def test_impossible_settings_are_refused(changes: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="double taps need"):
        DoubleTapSettings(**changes)
