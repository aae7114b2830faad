"""The computer sleeps in the middle of a session, on the whole path."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TypeVar

import numpy as np
import pytest

from monitor.acquisition.simulation.session import SimulatedSession
from monitor.model.blocks import Posture, Samples
from monitor.model.events import (
    Alert,
    Calibrated,
    Notice,
    NoticeKind,
    Output,
    Rep,
    RepCounted,
    RepRetracted,
    RepRevised,
    StreamGap,
    Verdict,
)
from monitor.model.records import TRUNK, Notification, Record, Suspended

Kind = TypeVar("Kind")
Fed = Callable[..., list[Output]]
QUEUED_S = 0.12  # received just before, delivered on waking up


def of(kind: type[Kind], some: Iterable[object]) -> list[Kind]:
    return [output for output in some if isinstance(output, kind)]


def full_reps(outputs: Iterable[Output]) -> list[Rep]:
    found: dict[int, Rep] = {}
    for output in outputs:
        if isinstance(output, RepCounted | RepRevised):
            found[output.rep.rep_id] = output.rep
        elif isinstance(output, RepRetracted):
            del found[output.rep_id]
    return [rep for rep in found.values() if rep.full]


@pytest.fixture(scope="module")
def whole(short_session: SimulatedSession, fed: Fed) -> list[Output]:
    return fed(short_session.records)


def with_sleep(
    records: Iterable[Record], start: float, asleep_s: float, *, told_first: bool
) -> list[Record]:
    """Nothing is heard for so long; what was still queued comes all at once."""
    end = start + asleep_s
    before = [r for r in records if r.t < start]
    queued = [
        replace(r, t=end)
        for r in before
        if isinstance(r, Notification) and r.t >= start - QUEUED_S
    ]
    kept = [
        r for r in before if not isinstance(r, Notification) or r.t < start - QUEUED_S
    ]
    slept: list[Record] = [Suspended(end, asleep_s)]
    woken = [*slept, *queued] if told_first else [*queued, *slept]
    return [*kept, *woken, *(r for r in records if r.t >= end)]


@pytest.fixture(scope="module", params=[True, False], ids=["told first", "told last"])
def slept(
    short_session: SimulatedSession,
    fed: Fed,
    whole: list[Output],
    request: pytest.FixtureRequest,
) -> tuple[float, float, list[Output]]:
    """Start and end of a sleep in the first rep, and all that was told."""
    start = full_reps(whole)[0].onset_s + 0.4
    records = with_sleep(
        short_session.records, start, 3.0, told_first=bool(request.param)
    )
    return start, start + 3.0, fed(records)


Slept = tuple[float, float, list[Output]]


def test_the_sleep_is_told_once(slept: Slept) -> None:
    _, end, outputs = slept
    (notice,) = (n for n in of(Notice, outputs) if n.kind is NoticeKind.SUSPENDED)

    assert (notice.t, notice.value) == (end, 3.0)
    assert notice.text in [alert.text for alert in of(Alert, outputs)]


def test_a_gap_is_marked_for_both_sensors(slept: Slept) -> None:
    start, end, outputs = slept

    for placement in TRUNK:
        gaps = [
            gap
            for gap in of(StreamGap, outputs)
            if gap.placement is placement and gap.start_s < end and gap.t > start
        ]
        assert gaps[0].start_s < start
        assert not any(gap.bridged for gap in gaps)
        assert sum(gap.t - gap.start_s for gap in gaps) > 3.0


def test_time_never_goes_back(slept: Slept) -> None:
    for placement in TRUNK:
        mine = [s.t for s in of(Samples, slept[2]) if s.placement is placement]
        assert (np.diff(np.concatenate(mine)) > 0).all()


def test_no_angle_is_valid_in_it_nor_just_after_it(slept: Slept) -> None:
    start, end, outputs = slept
    postures = of(Posture, outputs)
    t = np.concatenate([p.t for p in postures])
    valid = np.concatenate([p.valid for p in postures])

    assert not valid[(t > start + 0.05) & (t < end + 0.8)].any()


def test_no_verdict_is_given_inside_it_and_later_reps_are_scored(
    slept: Slept, whole: list[Output]
) -> None:
    start, end, outputs = slept
    reps = full_reps(outputs)

    touched = [
        rep
        for rep in reps
        if rep.onset_s < end and (rep.end_s is None or rep.end_s > start)
    ]
    assert all(rep.verdict is Verdict.NOT_SCORED for rep in touched)
    last = full_reps(whole)[-1]
    assert reps[-1].onset_s == pytest.approx(last.onset_s, abs=0.02)
    assert reps[-1].verdict is last.verdict


def test_the_calibration_stays_in_force(slept: Slept, whole: list[Output]) -> None:
    assert len(of(Calibrated, slept[2])) == len(of(Calibrated, whole))


def test_the_maps_of_the_clocks_survive(slept: Slept, whole: list[Output]) -> None:
    """Samples after the sleep have the times that they have without one."""
    end, outputs = slept[1:]

    for placement in TRUNK:
        ours, theirs = (
            np.concatenate([s.t for s in of(Samples, some) if s.placement is placement])
            for some in (outputs, whole)
        )
        ours, theirs = ours[ours > end + 1.0], theirs[theirs > end + 1.0]
        n = min(len(ours), len(theirs))
        np.testing.assert_allclose(ours[-n:], theirs[-n:], atol=0.004)
