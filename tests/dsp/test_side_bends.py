"""Side bends refine the forward axes; what can't serve is refused in a sentence."""

from dataclasses import replace
from functools import cache
from typing import TypeVar

import numpy as np
import pytest

from monitor.acquisition.simulation.holding import HoldStyle
from monitor.acquisition.simulation.routine import Outline
from monitor.acquisition.simulation.scenarios import simulated
from monitor.acquisition.simulation.session import Circumstances, SimulatedSession
from monitor.analysis.simulated import simulated_recording
from monitor.dsp.angles import segment_axes
from monitor.dsp.side_bends import SideBendSettings
from monitor.model.body import SegmentFrame
from monitor.model.events import (
    Calibrated,
    HoldEnded,
    Notice,
    NoticeKind,
    Output,
    SideBendsFound,
)
from monitor.model.records import (
    ExerciseName,
    Placement,
    Record,
    StartSet,
    StartSideBends,
)

T = TypeVar("T")


@cache
def session() -> SimulatedSession:
    style = HoldStyle(1, (1, 1), (6.0, 7.0), faults=0.0)
    outline = Outline(hold=style, side_bends=True)
    return simulated("bends", ExerciseName.SIDE_PLANK, 9, Circumstances(outline))


def played(*commands: Record, until_s: float = 1e9) -> list[Output]:
    pipeline = simulated_recording(session()).pipeline()
    records = sorted([*session().records, *commands], key=lambda each: each.t)
    wanted = (each for each in records if each.t <= until_s)
    return [output for record in wanted for output in pipeline.feed(record)]


def of(outputs: list[Output], kind: type[T]) -> list[T]:
    return [each for each in outputs if isinstance(each, kind)]


def asked_s() -> float:
    bends = session().truth.side_bends_s
    assert bends is not None
    return bends[0] + 0.5


def off_deg(frame: SegmentFrame, placement: Placement) -> float:
    """By how much a frame's mediolateral axis is turned about the cranial one."""
    true = session().streams[placement].mounting.inv().as_matrix()
    x, y, _ = segment_axes(frame).T
    return float(np.degrees(np.arctan2(-true[:, 1] @ x, true[:, 1] @ y)))


def test_both_bends_refine_the_calibration_once() -> None:
    outputs = played(StartSideBends(asked_s()))

    before, after = (e.calibration for e in of(outputs, Calibrated))
    (found,) = of(outputs, SideBendsFound)
    assert before.side_bends_s is None
    assert after.side_bends_s is not None
    bends = session().truth.side_bends_s
    assert bends is not None
    assert bends[0] <= found.t <= bends[1]
    assert after == replace(
        before,
        pelvis=after.pelvis,
        lumbar=after.lumbar,
        side_bends_s=after.side_bends_s,
    )
    for frame, placement in (
        (after.pelvis, Placement.PELVIS),
        (after.lumbar, Placement.LUMBAR),
    ):
        assert frame is not None
        assert abs(off_deg(frame, placement)) < 5.0
    assert len(of(outputs, HoldEnded)) == 1


def test_without_being_asked_for_nothing_is_refined() -> None:
    outputs = played(until_s=40.0)

    assert len(of(outputs, Calibrated)) == 1
    assert not of(outputs, SideBendsFound)


@pytest.mark.parametrize(
    ("commands", "why"),
    [
        pytest.param(
            [StartSideBends(-15.0)], "needs a calibration first", id="too early"
        ),
        pytest.param(
            [StartSet(0.0), StartSideBends(0.1)],
            "a set is running",
            id="in a set",
        ),
        pytest.param([StartSideBends(12.0)], "a set began", id="none came"),
    ],
)
def test_what_can_not_be_is_refused_in_a_sentence(
    commands: list[StartSet | StartSideBends], why: str
) -> None:
    outputs = played(*(replace(each, t=asked_s() + each.t) for each in commands))

    (notice,) = (
        e for e in of(outputs, Notice) if e.kind is NoticeKind.SIDE_BENDS_REFUSED
    )
    assert why in notice.text
    assert notice.text.endswith(".")
    assert len(of(outputs, Calibrated)) == 1


def test_how_the_notifications_are_cut_changes_nothing() -> None:
    command = StartSideBends(asked_s())
    whole = of(played(command), SideBendsFound)
    pipeline = simulated_recording(session()).pipeline()
    records = sorted([*session().records, command], key=lambda each: each.t)

    ahead = [o for _, each in pipeline.feed_many(records) for o in each]

    assert of(ahead, SideBendsFound) == whole


def test_settings_that_can_not_work_are_refused() -> None:
    with pytest.raises(ValueError, match="back_deg < lean_deg"):
        SideBendSettings(lean_deg=4.0)
