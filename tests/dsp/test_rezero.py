import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.dsp.rezero import DriftWatch, Rezeroing, RezeroSettings
from monitor.model.blocks import FloatArray, Posture
from monitor.model.body import BenchReference
from monitor.model.events import (
    Event,
    NeutralDrift,
    Notice,
    NoticeKind,
    Rezeroed,
)

REFERENCE = BenchReference(lumbar_flexion_deg=-6.0, spread_deg=1.0)


def posture(pelvis: FloatArray, lumbar: FloatArray, start: float = 0.0) -> Posture:
    n = len(pelvis)
    here = np.isfinite(pelvis) & np.isfinite(lumbar)
    return Posture(
        t=start + np.arange(n) / 100.0,
        pelvis_pitch_deg=pelvis,
        lumbar_pitch_deg=lumbar,
        lumbar_flexion_deg=lumbar - pelvis,
        pelvis_rate_dps=np.gradient(pelvis) * 100,
        lumbar_rate_dps=np.gradient(lumbar) * 100,
        pelvis_valid=np.isfinite(pelvis),
        lumbar_valid=np.isfinite(lumbar),
        valid=here,
        doubtful=~here,
        pelvis_roll_deg=np.zeros(len(pelvis)),
    )


def standing(
    pelvis: float, lumbar: float, seconds: float, start: float = 0.0
) -> Posture:
    n = round(seconds * 100)
    sway = 0.4 * np.sin(np.arange(n) / 40.0)
    return posture(pelvis + sway, lumbar + sway, start)


def moving(seconds: float, start: float = 0.0) -> Posture:
    swing = 30.0 * np.sin(np.arange(round(seconds * 100)) / 30.0)
    return posture(swing, swing, start)


def asked(*, lying: bool = False, reference: BenchReference | None = None) -> Rezeroing:
    stage = Rezeroing()
    assert stage.request(0.0, lying=lying, reference=reference) == []
    return stage


def refusal(events: list[Event]) -> str:
    (notice,) = events
    assert isinstance(notice, Notice)
    assert notice.kind is NoticeKind.REZERO_REFUSED
    return notice.text


def test_two_seconds_upright_and_still_become_zero() -> None:
    stage = asked()

    (event,) = stage.feed(standing(1.0, 4.0, 3.0))

    assert isinstance(event, Rezeroed)
    assert event.t == pytest.approx(1.99)
    assert event.old_offset_deg == 0.0
    assert event.new_offset_deg == pytest.approx(-3.0, abs=0.05)
    assert stage.offset_deg == event.new_offset_deg


def test_a_shift_over_4_degrees_asks_for_recalibration() -> None:
    event, notice = asked().feed(standing(0.0, 6.0, 3.0))

    assert isinstance(event, Rezeroed)
    assert isinstance(notice, Notice)
    assert notice.kind is NoticeKind.RECALIBRATE


def test_without_a_request_nothing_happens() -> None:
    assert Rezeroing().feed(standing(0.0, 3.0, 5.0)) == []


def test_moving_for_10_seconds_is_refused_with_the_reason() -> None:
    assert "you moved" in refusal(asked().feed(moving(12.0)))


def test_leaning_is_refused_with_the_reason() -> None:
    assert "not upright within 10°" in refusal(asked().feed(standing(14.0, 14.0, 12.0)))


def test_a_missing_sensor_is_refused_with_the_reason() -> None:
    stood = standing(0.0, 0.0, 12.0)
    gone = replace(stood, lumbar_pitch_deg=np.full(1200, np.nan))

    assert "a sensor is missing" in refusal(asked().feed(gone))


def test_lying_needs_a_bench_reference() -> None:
    text = refusal(Rezeroing().request(0.0, lying=True, reference=None))

    assert "bench reference" in text


def test_lying_the_bench_reference_becomes_the_angle() -> None:
    (event,) = asked(lying=True, reference=REFERENCE).feed(standing(-85, -88.5, 3.0))

    assert isinstance(event, Rezeroed)
    assert -3.5 + event.new_offset_deg == pytest.approx(-6.0, abs=0.05)


def test_standing_the_bench_reference_is_refused_with_the_reason() -> None:
    stage = asked(lying=True, reference=REFERENCE)

    assert "not lying" in refusal(stage.feed(standing(0.0, 1.0, 12.0)))


def test_undo_takes_one_re_zero_back_after_the_other() -> None:
    stage = asked()
    stage.feed(standing(0.0, 2.0, 3.0))
    stage.request(4.0, lying=False, reference=None)
    stage.feed(standing(0.0, 3.0, 3.0, start=4.0))

    (second,) = stage.undo(8.0)
    (first,) = stage.undo(9.0)

    assert isinstance(second, Rezeroed)
    assert isinstance(first, Rezeroed)
    assert second.undone
    assert second.new_offset_deg == pytest.approx(-2.0, abs=0.05)
    assert first.new_offset_deg == 0.0
    assert "none to take back" in refusal(stage.undo(10.0))


@settings(max_examples=30, deadline=None)
@given(
    cuts=st.lists(st.integers(1, 599), max_size=40),
    quiet_from=st.integers(0, 300),
)
def test_how_the_stream_is_cut_changes_nothing(
    cuts: list[int], quiet_from: int
) -> None:
    swing = 20.0 * np.sin(np.arange(600) / 20.0)
    swing[quiet_from:] = 1.0
    edges = [0, *sorted(set(cuts)), 600]
    whole, stage = asked(), asked()

    pieces = [
        event
        for first, last in itertools.pairwise(edges)
        for event in stage.feed(
            posture_rows(posture(swing, swing + 2), slice(first, last))
        )
    ]

    assert pieces == whole.feed(posture(swing, swing + 2))
    assert len(pieces) == 1


def posture_rows(whole: Posture, rows: slice) -> Posture:
    return Posture(
        *(getattr(whole, name)[rows] for name in Posture.__dataclass_fields__)
    )


def test_standing_still_at_the_end_tells_the_drift() -> None:
    watch = DriftWatch()
    watch.feed(moving(20.0))
    watch.feed(standing(1.0, 3.5, 4.0, start=20.0))

    (event,) = watch.end_session(25.0, offset_deg=0.5)

    assert isinstance(event, NeutralDrift)
    assert event.drift_deg == pytest.approx(3.0, abs=0.05)


@pytest.mark.parametrize("start_s", [20.0, 20.03, 20.05, 20.08])
def test_three_seconds_at_the_end_are_enough_even_if_the_last_samples_are_missing(
    start_s: float,
) -> None:
    watch = DriftWatch()
    watch.feed(moving(start_s))
    settling = 12.0 * np.exp(-np.arange(295) / 12.0)
    watch.feed(posture(1.0 + settling, 3.5 + settling, start_s))

    (event,) = watch.end_session(start_s + 3.0, offset_deg=0.0)

    assert isinstance(event, NeutralDrift)
    assert event.drift_deg == pytest.approx(2.5, abs=0.05)


def test_without_standing_still_there_is_no_drift() -> None:
    watch = DriftWatch()
    watch.feed(standing(0.0, 0.0, 4.0))
    watch.feed(moving(20.0, start=4.0))

    assert watch.end_session(24.5, offset_deg=0.0) == []


def test_lying_still_tells_no_drift() -> None:
    watch = DriftWatch()
    watch.feed(standing(-80.0, -80.0, 6.0))

    assert watch.end_session(6.5, offset_deg=0.0) == []


def test_impossible_settings_are_refused() -> None:
    with pytest.raises(ValueError, match="still_s < wait_s"):
        RezeroSettings(still_s=20.0)
