from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.acquisition.simulation.scenarios import scenario
from monitor.acquisition.simulation.session import SimulatedSession
from monitor.dsp.taps import Taps, TapSettings
from monitor.model.blocks import GRAVITY, FloatArray, Samples
from monitor.model.events import Output, Tapped
from monitor.model.records import (
    TRUNK,
    ExerciseName,
    Notification,
    Placement,
    Record,
)
from monitor.profiles import find_profiles

RATE_HZ = 100.0
PELVIS, LUMBAR = Placement.PELVIS, Placement.LUMBAR


def accel(
    taps: list[float], size_g: float = 3.0, width: int = 2, seconds: float = 6.0
) -> FloatArray:
    """At rest but for blows from the side; shape (n, 3)."""
    rng = np.random.default_rng(1)
    out = np.tile([0.0, 0.0, GRAVITY], (round(seconds * RATE_HZ), 1))
    out += rng.normal(0.0, 0.02, out.shape)
    for tap in taps:
        first = round(tap * RATE_HZ)
        out[first : first + width, 0] = size_g * GRAVITY
        out[first, 0] *= 1.1  # the peak is at the first of them
    return out


REST = accel([])


def block(placement: Placement, values: FloatArray, start: int = 0) -> Samples:
    n = len(values)
    t = (start + np.arange(n)) / RATE_HZ
    zeros = np.zeros((n, 3))
    return Samples(placement, t, values, zeros, np.zeros((n, 6)), np.zeros(n, bool))


def found(
    pelvis: FloatArray, lumbar: FloatArray, cuts: list[int] | None = None
) -> list[Tapped]:
    stage, taps = Taps(), list[Tapped]()
    edges = [0, *(cuts or range(5, len(pelvis), 5)), len(pelvis)]
    for start, end in pairwise(edges):
        for placement, values in zip(TRUNK, (pelvis, lumbar), strict=True):
            taps += stage.feed(block(placement, values[start:end], start))
    return taps


def test_a_tap_tells_which_sensor_it_was() -> None:
    assert found(accel([2.0]), REST) == [Tapped(2.0, PELVIS)]
    assert found(REST, accel([3.0])) == [Tapped(3.0, LUMBAR)]


def test_a_tap_is_told_although_the_other_sensor_feels_a_little_of_it() -> None:
    assert found(accel([2.0], 5.0), accel([2.01], 1.3)) == [Tapped(2.0, PELVIS)]


def test_several_taps_in_a_row_are_told_as_one() -> None:
    assert len(found(accel([2.0, 2.2, 2.4]), REST)) == 1


@pytest.mark.parametrize(
    ("pelvis", "lumbar"),
    [
        pytest.param(accel([2.0]), accel([2.02]), id="felt by both"),
        pytest.param(accel([2.0], 1.4), REST, id="weak"),
        pytest.param(accel([2.0], width=20), REST, id="slow"),
        pytest.param(accel(np.arange(1, 5, 0.2).tolist()), REST, id="without end"),
        pytest.param(accel([0.1]), REST, id="before any rest"),
        pytest.param(REST, REST, id="rest"),
    ],
)
def test_what_is_no_tap_on_one_sensor(pelvis: FloatArray, lumbar: FloatArray) -> None:
    assert found(pelvis, lumbar) == []


def test_a_blow_amid_movement_is_no_tap() -> None:
    t = np.arange(600) / RATE_HZ
    walking = accel([3.0])
    walking[:, 2] += 0.5 * GRAVITY * np.sin(2 * np.pi * 1.8 * t)

    assert found(walking, REST) == []


def test_one_sensor_alone_can_be_tapped() -> None:
    stage = Taps()

    assert stage.feed(block(LUMBAR, accel([2.0]))) == [Tapped(2.0, LUMBAR)]


@settings(max_examples=30, deadline=None)
@given(cuts=st.lists(st.integers(1, 599), max_size=40))
def test_how_the_stream_is_cut_changes_nothing(cuts: list[int]) -> None:
    pelvis, lumbar = accel([1.0, 3.0]), accel([4.5])
    pelvis[320:322, 0] = 2 * GRAVITY

    assert found(pelvis, lumbar, sorted(set(cuts))) == [
        Tapped(1.0, PELVIS),
        Tapped(3.0, PELVIS),
        Tapped(4.5, LUMBAR),
    ]


def tapped(records: list[Record], placement: Placement, at_s: float) -> list[Record]:
    """A blow of 3 g for two samples of the notification of that time."""
    stream = find_profiles()["reference"].streams["imu"]
    decoder, encoder = stream.decoder(), stream.encoder()
    index = next(
        i
        for i, record in enumerate(records)
        if isinstance(record, Notification)
        and record.placement is placement
        and record.t >= at_s
    )
    struck = records[index]
    assert isinstance(struck, Notification)
    (packet,) = decoder.feed("", struck.payload)
    accel = packet.accel.copy()
    accel[:2] += 3 * GRAVITY / np.sqrt(3)
    ((_, payload),) = encoder.encode(replace(packet, accel=accel))
    return [*records[:index], replace(struck, payload=payload), *records[index + 1 :]]


def taps_of(outputs: list[Output]) -> list[Tapped]:
    return [output for output in outputs if isinstance(output, Tapped)]


@pytest.mark.parametrize("placement", list(TRUNK))
def test_one_tap_while_standing_is_told_and_lifting_is_none(
    placement: Placement,
    short_session: SimulatedSession,
    fed: Callable[..., list[Output]],
) -> None:
    start, end = short_session.truth.neutral_s
    at = (start + end) / 2
    before = [record for record in short_session.records if record.t < end + 1.0]

    (tap,) = taps_of(fed(tapped(before, placement, at)))

    assert taps_of(fed(short_session.records)) == []
    assert tap.placement is placement
    assert tap.t == pytest.approx(at, abs=0.15)


def test_a_blow_in_a_set_is_not_told_as_a_tap(
    short_session: SimulatedSession, fed: Callable[..., list[Output]]
) -> None:
    rep = short_session.truth.reps[1]
    records = short_session.records
    for at in np.arange(rep.onset_s, rep.end_s, 0.7).tolist():
        records = tapped(records, PELVIS, at)

    assert taps_of(fed(records)) == []


@pytest.mark.parametrize(
    ("name", "exercise"),
    [
        ("no_reps", ExerciseName.HIP_THRUST),
        ("walking_between", ExerciseName.ROMANIAN_DEADLIFT),
        ("bounces", ExerciseName.GLUTE_BRIDGE),
    ],
)
def test_walking_the_bar_and_lifting_bring_no_tap(
    name: str, exercise: ExerciseName, fed: Callable[..., list[Output]]
) -> None:
    assert taps_of(fed(scenario(name, exercise, seed=8).records)) == []


@pytest.mark.parametrize(
    "changes", [{"spike_g": 0.1}, {"apart_s": 0.2}, {"series_s": 0.1}]
)
def test_impossible_settings_are_refused(changes: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="taps need"):
        TapSettings(**changes)
