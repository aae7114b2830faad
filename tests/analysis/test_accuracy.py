from dataclasses import replace

import numpy as np
import pytest

from monitor.acquisition.simulation.session import SimulatedSession
from monitor.acquisition.simulation.truth import Disturbance, Truth
from monitor.analysis.accuracy import session_figures
from monitor.analysis.accuracy_sum import summary
from monitor.analysis.figures import SessionFigures
from monitor.analysis.fold import Subject, fold
from monitor.analysis.results import Analysis
from monitor.analysis.timeseries import AngleSeries
from monitor.model.body import Limits
from monitor.model.events import (
    LimitKind,
    Notice,
    NoticeKind,
    Output,
    OverLimitBegan,
    Rep,
    RepCounted,
)
from monitor.model.records import ExerciseName, Placement, Tick

LIMIT_DEG = 10.0


@pytest.fixture
def truth(session: SimulatedSession) -> Truth:
    return session.truth


def perfect(truth: Truth) -> list[tuple[float, list[Output]]]:
    """What a pipeline without error would say, 50 ms after each moment."""
    told: list[tuple[float, list[Output]]] = []
    for index, rep in enumerate(truth.full_reps, start=1):
        found = Rep(
            index, 1, True, rep.onset_s, rep.reach_s, rep.leave_s, rep.end_s, 40.0
        )
        told.append((rep.end_s, [RepCounted(rep.end_s, found)]))
    for index, event in enumerate(truth.events(LIMIT_DEG), start=1):
        kind = LimitKind.HYPEREXTENSION
        began = OverLimitBegan(event.start_s, index, kind, LIMIT_DEG, LIMIT_DEG)
        told.append((event.start_s + 0.05, [began]))
    return sorted(told, key=lambda each: each[0])


def analysis(told: list[tuple[float, list[Output]]]) -> Analysis:
    subject = Subject("truth", ExerciseName.HIP_THRUST, Limits(LIMIT_DEG), {})
    return fold(subject, [(Tick(t), outputs) for t, outputs in told])


def series(truth: Truth, error_deg: float = 0.0) -> AngleSeries:
    flexion = truth.lumbar_flexion_deg + error_deg
    return AngleSeries(
        truth.t, truth.pelvis_pitch_deg, flexion, np.ones(len(truth.t), bool)
    )


def figures(
    truth: Truth, told: list[tuple[float, list[Output]]], error_deg: float = 0.0
) -> SessionFigures:
    return session_figures(analysis(told), series(truth, error_deg), truth)


def test_a_perfect_analysis_has_perfect_figures(truth: Truth) -> None:
    found = summary([figures(truth, perfect(truth))])

    assert truth.events(LIMIT_DEG)
    assert (found.rep_f1, found.sets_exact) == (1.0, 1.0)
    assert (found.recall, found.precision, found.clear_false) == (1.0, 1.0, 0)
    assert found.delay_ms == pytest.approx((50.0, 50.0))
    assert found.boundary_ms == pytest.approx((0.0, 0.0, 0.0, 0.0))
    assert (found.rmse_deg, found.coverage) == (0.0, 1.0)


def test_a_missed_rep_and_a_missed_alert_show(truth: Truth) -> None:
    told = perfect(truth)
    rep = next(each for each in told if isinstance(each[1][0], RepCounted))
    alert = next(each for each in told if isinstance(each[1][0], OverLimitBegan))
    told.remove(rep)
    told.remove(alert)

    found = figures(truth, told)

    assert found.reps.found == found.reps.true - 1
    assert found.counts.exact == 0
    assert found.alerts.told == found.alerts.true - 1


def test_an_alert_out_of_nowhere_is_false(truth: Truth) -> None:
    t = truth.neutral_s[0] + 1.0
    began = OverLimitBegan(t, 99, LimitKind.HYPEREXTENSION, 11.0, LIMIT_DEG)

    found = figures(truth, [(t, [began]), *perfect(truth)]).alerts

    assert found.clear_false == 1
    assert found.right == found.alerts - 1


def test_an_offset_of_the_angle_is_its_rmse(truth: Truth) -> None:
    assert summary([figures(truth, [], error_deg=1.5)]).rmse_deg == pytest.approx(1.5)


def test_a_slip_counts_as_noticed_until_the_next_rep_is_over(truth: Truth) -> None:
    first, second = truth.reps[0], truth.reps[1]
    at = first.end_s
    slip = Disturbance("slip", Placement.PELVIS, at, at + 0.2, 12.0)
    slipped = replace(truth, disturbances=(slip,))

    def slips(t: float) -> tuple[int, int]:
        notice = Notice(t, NoticeKind.STRAP_SLIPPED, "It slipped.")
        found = figures(slipped, [(t, [notice])]).slips
        return found.noticed, found.false

    assert slips(second.end_s) == (1, 0)
    assert slips(first.onset_s - 2.0) == (0, 1)


def test_counts_in_a_session_without_reps_are_extra(truth: Truth) -> None:
    idle = replace(truth, reps=(), sets=())
    rep = Rep(1, 1, True, 20.0, 20.5, 21.0, 22.0, 40.0)

    assert figures(idle, [(22.0, [RepCounted(22.0, rep)])]).counts.extra == 1
