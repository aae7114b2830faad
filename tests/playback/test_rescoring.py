from collections.abc import Callable
from dataclasses import replace

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.acquisition.simulation.scenarios import scenario
from monitor.acquisition.simulation.session import SimulatedSession
from monitor.alerts.settings import AlertSettings, CueDensity, CueMoment
from monitor.analysis.calibrated import closed, overridden
from monitor.analysis.simulated import simulated_recording
from monitor.detection.exercises import EXERCISES
from monitor.model.body import BenchReference, Limits, LimitSource, TableCheck
from monitor.model.events import OverLimitBegan, SetStarted, Tapped
from monitor.model.records import (
    EndSet,
    ExerciseName,
    LinkChange,
    LinkState,
    Mute,
    PainPlace,
    Placement,
    Record,
    RedFlag,
    SetExercise,
    SetLimits,
    SetPain,
    SoundChange,
    StartBenchReference,
    StartSet,
    StartTableCheck,
    SwapSensors,
    TellRedFlags,
    UseBenchReference,
    UseTableCheck,
)
from monitor.playback.opening import recomputed
from monitor.playback.rescoring import prepared, rescored
from monitor.playback.store import News, Playback
from monitor.recording.recording import Recording

Reference = Callable[[str], Recording]
Played = Callable[[str], Playback]
NAMES = (
    "hip_thrust",
    "glute_bridge",
    "romanian_deadlift",
    "trunk_bend",
    "walking_and_bending",
)


def coach(extension_deg: float) -> Limits:
    return Limits(extension_deg, source=LimitSource.COACH)


def assert_same(found: News, expected: News) -> None:
    """All that is told, word by word, when it was told."""
    assert list(found.outputs) == list(expected.outputs)
    np.testing.assert_array_equal(found.times, expected.times)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("limit", [2.0, 12.0])
def test_another_limit_gives_what_a_full_replay_gives(
    recording: Reference, played: Played, name: str, limit: float
) -> None:
    full = recomputed(overridden(recording(name), extension_deg=limit))

    found = rescored(played(name), coach(limit))

    assert_same(found.playback.news, full.news)


@pytest.mark.parametrize("name", ["hip_thrust", "trunk_bend"])
@pytest.mark.parametrize("exercise", list(EXERCISES))
def test_another_exercise_gives_what_a_full_replay_gives(
    recording: Reference, played: Played, name: str, exercise: ExerciseName
) -> None:
    full = recomputed(overridden(recording(name), exercise))

    found = rescored(played(name), None, exercise)

    assert_same(_untapped(found.playback.news), _untapped(full.news))


def _untapped(news: News) -> News:
    kept = [
        pair
        for pair in zip(news.times, news.outputs, strict=True)
        if not isinstance(pair[1], Tapped)
    ]
    return News(np.array([t for t, _ in kept]), [output for _, output in kept])


@pytest.mark.parametrize(
    ("name", "exercise"),
    [
        ("slip", ExerciseName.HIP_THRUST),
        ("everything", ExerciseName.ROMANIAN_DEADLIFT),
        ("outages", ExerciseName.GLUTE_BRIDGE),
    ],
)
def test_sessions_gone_wrong_are_judged_anew_exactly_too(
    name: str, exercise: ExerciseName
) -> None:
    recording = simulated_recording(scenario(name, exercise, 5))
    full = recomputed(overridden(recording, extension_deg=6.0))

    found = rescored(recomputed(closed(recording)), coach(6.0))

    assert_same(found.playback.news, full.news)


def _commanded(recording: Recording) -> Recording:
    """A session in which a person uses the keyboard a lot."""
    records = list(recording.records)
    end = records[-1].t
    check = TableCheck((0.0, 0.0, 0.0), (1.0, 1.0, 1.0), "2026-11-27")
    said: list[Record] = [
        SoundChange(1.0, available=True),
        UseTableCheck(1.1, Placement.PELVIS, check),
        UseTableCheck(1.2, Placement.LUMBAR, check),
        UseBenchReference(1.3, BenchReference(-4.0, 1.0)),
        SetLimits(2.0, Limits(11.0)),
        StartSet(0.55 * end),
        SetPain(0.58 * end, 1.0, PainPlace.LOW_BACK),
        Mute(0.6 * end, muted=True),
        SetPain(0.65 * end, 6.0, PainPlace.LOW_BACK),
        StartSet(0.66 * end),
        SetPain(0.665 * end, 6.0, PainPlace.LOW_BACK),
        SetPain(0.67 * end, 6.0, PainPlace.LOW_BACK),
        TellRedFlags(0.68 * end, (RedFlag.FEVER,)),
        SetLimits(0.62 * end, Limits(5.0)),
        EndSet(0.7 * end),
        StartBenchReference(0.71 * end),
        Mute(0.75 * end, muted=False),
        SetExercise(0.8 * end, ExerciseName.ROMANIAN_DEADLIFT),
        StartTableCheck(0.82 * end, Placement.PELVIS, "2026-11-27"),
        StartSet(0.85 * end),
        LinkChange(0.9 * end, Placement.PELVIS, LinkState.LOST, "walked away"),
        SwapSensors(0.95 * end),
    ]
    return replace(recording, records=sorted([*records, *said], key=lambda r: r.t))


def test_limits_set_by_a_person_keep_their_effect_for_another_exercise(
    short_session: SimulatedSession,
) -> None:
    recording = _commanded(simulated_recording(short_session))
    bridge = ExerciseName.GLUTE_BRIDGE
    full = recomputed(overridden(recording, bridge))

    found = rescored(recomputed(closed(recording)), None, bridge)

    assert_same(_untapped(found.playback.news), _untapped(full.news))


def test_limit_and_exercise_may_both_be_others(
    short_session: SimulatedSession, playback: Playback
) -> None:
    bend = ExerciseName.TRUNK_BEND
    full = recomputed(overridden(simulated_recording(short_session), bend, 7.0))

    found = rescored(playback, coach(7.0), bend)

    assert_same(_untapped(found.playback.news), _untapped(full.news))
    assert found.playback.header.settings == full.header.settings


@pytest.mark.parametrize(
    "alerts",
    [
        AlertSettings(moment=CueMoment.REP_END, sound_needed=False),
        AlertSettings(moment=CueMoment.SET_END, longest_rep_s=6.0),
        AlertSettings(density=CueDensity.BEYOND_BAND, band_deg=4.0),
        AlertSettings(density=CueDensity.EVERY_NTH_REP, wait_s=0.0),
    ],
    ids=["rep end", "set end", "beyond the band", "every nth rep"],
)
def test_alerts_wait_as_the_settings_say(
    short_session: SimulatedSession, alerts: AlertSettings
) -> None:
    plain = _commanded(simulated_recording(short_session))
    chosen = msgspec.structs.replace(plain.header.settings, alerts=alerts)
    recording = replace(plain, header=replace(plain.header, settings=chosen))
    full = recomputed(overridden(recording, extension_deg=5.0))

    found = rescored(recomputed(closed(recording)), coach(5.0))

    assert_same(found.playback.news, full.news)


@given(limit=st.floats(1.0, 40.0))
@settings(deadline=None, max_examples=6, derandomize=True)
def test_any_limit_gives_what_a_full_replay_gives(
    short_session: SimulatedSession, playback: Playback, limit: float
) -> None:
    recording = simulated_recording(short_session)
    full = recomputed(overridden(recording, extension_deg=limit))

    assert_same(rescored(playback, coach(limit)).playback.news, full.news)


def test_without_wishes_nothing_is_judged_anew(playback: Playback) -> None:
    assert rescored(playback).playback is playback


def test_its_own_limit_changes_nothing(playback: Playback) -> None:
    again = rescored(playback, playback.header.settings.limits)

    assert_same(again.playback.news, playback.news)


def test_the_sets_and_the_view_know_the_limit_that_is_tried(
    playback: Playback,
) -> None:
    again = rescored(playback, coach(7.0)).playback

    started = [e for e in again.news.outputs if isinstance(e, SetStarted)]
    assert {each.limits.extension_deg for each in started} == {7.0}
    assert again.beginning.limits == coach(7.0)
    assert again.state_at(again.end_s).limits == coach(7.0)


def test_a_stricter_limit_is_passed_more_often(playback: Playback) -> None:
    counts = [
        sum(isinstance(e, OverLimitBegan) for e in found.playback.news.outputs)
        for found in (rescored(playback, coach(limit)) for limit in (5.0, 15.0, 60.0))
    ]

    assert counts[0] > counts[1] > counts[2] == 0


def test_what_serves_all_limits_is_made_once(playback: Playback) -> None:
    assert prepared(playback) is prepared(playback)


def test_stored_outputs_alone_can_not_be_judged(playback: Playback) -> None:
    stored = replace(playback, steps=(), _snapshots=[])

    with pytest.raises(ValueError, match="computed anew"):
        rescored(stored, coach(9.0))


def test_commands_of_a_person_keep_their_effect(
    short_session: SimulatedSession,
) -> None:
    recording = _commanded(simulated_recording(short_session))
    full = recomputed(overridden(recording, extension_deg=8.0))

    found = rescored(recomputed(closed(recording)), coach(8.0))

    assert_same(found.playback.news, full.news)
