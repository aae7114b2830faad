import io
from dataclasses import replace

import numpy as np
import pytest
from rich.console import Console

from monitor.analysis.agreement import RepTimes
from monitor.analysis.compare import Align, CompareError, compared
from monitor.analysis.compare_tables import comparison_tables, lag_words
from monitor.analysis.fold import Subject, fold
from monitor.analysis.reference import Reference
from monitor.analysis.results import Analysis
from monitor.analysis.timeseries import AngleSeries
from monitor.model.blocks import FloatArray
from monitor.model.body import Limits
from monitor.model.events import Notice, NoticeKind, Output, Rep, RepCounted
from monitor.model.records import ExerciseName, Tick

T = np.arange(0.0, 30.0, 0.01)


def lumbar(t: FloatArray) -> FloatArray:
    wave: FloatArray = 15.0 * np.sin(0.5 * t + 0.03 * t**2)
    return wave


def ours(lag: float, *outputs: Output) -> tuple[Analysis, AngleSeries]:
    subject = Subject("a.mcap", ExerciseName.HIP_THRUST, Limits(), {})
    series = AngleSeries(T + lag, 3.0 * lumbar(T), lumbar(T), np.ones(len(T), bool))
    return fold(subject, [(Tick(30.0), outputs)]), series


REFERENCE = Reference(T, lumbar(T), 3.0 * lumbar(T), (), None, has_reps=False)


def test_a_lag_is_reported_and_left_in_unless_asked_for() -> None:
    comparison = compared(*ours(lag=0.2), REFERENCE)

    assert comparison.lag_s == pytest.approx(0.2, abs=0.002)
    assert comparison.aligned is None
    assert comparison.as_is.lumbar is not None
    assert comparison.as_is.lumbar.rmse > 1.0
    assert "left in the figures" in lag_words(comparison)


def test_asked_for_it_is_given_both_with_and_without_the_lag() -> None:
    comparison = compared(*ours(lag=0.2), REFERENCE, Align.XCORR)

    assert comparison.as_is.lumbar is not None
    assert comparison.as_is.lumbar.rmse > 1.0
    assert comparison.aligned is not None
    assert comparison.aligned.lumbar is not None
    assert comparison.aligned.lumbar.rmse < 0.1
    assert "200 ms later" in lag_words(comparison)


def test_three_taps_tell_the_lag() -> None:
    taps = Notice(5.3, NoticeKind.SYNC_TAPS, "Three taps.")

    comparison = compared(*ours(0.3, taps), replace(REFERENCE, sync_s=5.0), Align.SYNC)

    assert comparison.lag_s == pytest.approx(0.3)
    assert comparison.correlation is None


@pytest.mark.parametrize(
    ("reference", "align", "sentence"),
    [
        (REFERENCE, Align.SYNC, "marks no sync event"),
        (replace(REFERENCE, sync_s=5.0), Align.SYNC, "no three taps"),
        (
            replace(
                REFERENCE,
                lumbar_flexion_deg=np.zeros(len(T)),
                pelvis_pitch_deg=np.zeros(len(T)),
            ),
            Align.XCORR,
            "too little in common",
        ),
    ],
)
def test_a_lag_that_can_not_be_found_is_an_error_where_asked_for(
    reference: Reference, align: Align, sentence: str
) -> None:
    with pytest.raises(CompareError, match=sentence):
        compared(*ours(0.0), reference, align)


def test_reps_are_compared_if_the_reference_tells_of_them() -> None:
    rep = Rep(1, 1, True, 2.1, 2.6, 3.0, 4.0, rom_deg=40.0)
    reference = replace(REFERENCE, reps=(RepTimes(2.0, 2.5, 3.0, 4.0),), has_reps=True)

    found = compared(*ours(0.0, RepCounted(4.0, rep)), reference).as_is.reps

    assert found is not None
    assert (found.matched, found.f1) == (1, 1.0)
    assert found.boundaries[0].bias == pytest.approx(0.1)


def test_the_tables_show_both_sets_of_figures() -> None:
    reference = replace(REFERENCE, reps=(RepTimes(2.0, 2.5, 3.0, 4.0),), has_reps=True)
    comparison = compared(*ours(0.2), reference, Align.XCORR)
    console = Console(width=120, record=True, file=io.StringIO())

    console.print(comparison_tables(comparison))

    text = console.export_text()
    assert "As the files are" in text
    assert "With a lag of +200 ms taken out" in text
    assert "0 ours, 1 in the reference" in text
