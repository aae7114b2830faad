"""Whole simulated sessions over Bumble's virtual radio, with a fault inside a rep."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import numpy as np
import pytest

pytest.importorskip("bumble", reason="Bumble is not installed")

from monitor.acquisition.simulation.session import SimulatedSession
from monitor.model.blocks import Posture
from monitor.model.events import (
    OverLimitBegan,
    Rep,
    RepCounted,
    RepRetracted,
    RepRevised,
    StreamGap,
    Verdict,
)
from monitor.model.records import TRUNK, Placement
from monitor.profiles import find_profiles
from tests.rig.bumble_radio import Air, BumbleRadio, in_the_air
from tests.rig.faults import Reordered, doubled, spoiled
from tests.rig.peripheral import Peripheral, lines
from tests.rig.stage import ADDRESS, Session, clock_of, on_the_air
from tests.rig.virtual import run_virtually

PELVIS = Placement.PELVIS
Fed = Callable[..., list[object]]
Act = Callable[[Session, Air], Awaitable[None]]
TRUE_REPS = 4
INTO_S = 0.4  # from a rep's onset to the fault
SETTLED_S = 0.8  # angles may need so long after a gap


@dataclass
class Played:
    """What came of a session: its outputs, and when its fault was, session s."""

    outputs: list[object]
    start_s: float
    end_s: float

    @property
    def reps(self) -> list[Rep]:
        found: dict[int, Rep] = {}
        for output in self.outputs:
            if isinstance(output, RepCounted | RepRevised):
                found[output.rep.rep_id] = output.rep
            elif isinstance(output, RepRetracted):
                del found[output.rep_id]
        return [rep for rep in found.values() if rep.full]


def play(simulated: SimulatedSession, fed: Fed, begin: Act, end: Act) -> Played:
    profile = find_profiles()["reference"]
    sensors = {
        each: Peripheral(ADDRESS[each], profile, lines(simulated, each, profile))
        for each in TRUNK
    }
    onset_s = simulated.truth.reps[1].onset_s

    async def work() -> Played:
        slept_s = [0.0]
        session = Session(
            sensors, clock_of(asyncio.get_running_loop().time, slept_s), slept_s
        )
        async with in_the_air([*sensors.values()]) as air:
            radios = dict.fromkeys(sensors, BumbleRadio(air.adapter))
            async with on_the_air(session, radios):
                await session.until(session.all_stream)
                life_s = session.clock.now()
                await asyncio.sleep(onset_s + INTO_S)
                start_s = session.clock.now()
                await begin(session, air)
                await asyncio.sleep(1.5)
                await end(session, air)
                await session.until(lambda: session.all_stream(start_s + 1.5))
                end_s = session.clock.now()
                left_s = simulated.duration_s - 0.3 - (end_s - life_s - slept_s[0])
                await asyncio.sleep(left_s)
        return Played(fed(session.records), start_s, end_s)

    return run_virtually(work())


async def nothing(_session: Session, _air: Air) -> None:
    pass


async def drop(_: Session, air: Air) -> None:
    await air.sensors[ADDRESS[PELVIS]].drop()


async def leave(_: Session, air: Air) -> None:
    await air.sensors[ADDRESS[PELVIS]].leave()


async def come_back(_: Session, air: Air) -> None:
    await air.sensors[ADDRESS[PELVIS]].come_back()


async def silence(session: Session, _: Air) -> None:
    session.sensors[PELVIS].silent = True


async def speak(session: Session, _: Air) -> None:
    session.sensors[PELVIS].silent = False


async def sleep(session: Session, _: Air) -> None:
    session.slept_s[0] += 40.0


async def hold(session: Session, _: Air) -> None:
    session.sensors[PELVIS].held = True


async def let_go(session: Session, _: Air) -> None:
    session.sensors[PELVIS].held = False


async def double(session: Session, _: Air) -> None:
    session.sensors[PELVIS].mangle = doubled


async def reorder(session: Session, _: Air) -> None:
    session.sensors[PELVIS].mangle = Reordered()


async def spoil(session: Session, _: Air) -> None:
    session.sensors[PELVIS].mangle = spoiled


async def mend(session: Session, _: Air) -> None:
    session.sensors[PELVIS].mangle = None


@pytest.fixture(scope="module")
def whole(short_session: SimulatedSession, fed: Fed) -> Played:
    return play(short_session, fed, nothing, nothing)


def test_without_a_fault_the_radio_changes_no_rep(
    whole: Played, short_session: SimulatedSession, fed: Fed
) -> None:
    assert [rep.verdict for rep in whole.reps] == [
        rep.verdict for rep in Played(fed(short_session.records), 0, 0).reps
    ]
    assert not [each for each in whole.outputs if isinstance(each, StreamGap)]


@pytest.mark.parametrize(
    ("begin", "end"),
    [(drop, nothing), (leave, come_back), (silence, speak), (sleep, nothing)],
    ids=["drop", "out of range", "silence", "sleep"],
)
def test_a_gap_in_a_rep_is_marked_and_nothing_is_judged_in_it(
    short_session: SimulatedSession, fed: Fed, whole: Played, begin: Act, end: Act
) -> None:
    played = play(short_session, fed, begin, end)

    gaps = [
        each
        for each in played.outputs
        if isinstance(each, StreamGap) and each.placement is PELVIS and not each.bridged
    ]
    assert gaps
    first, last = gaps[0].start_s, gaps[-1].t
    assert played.start_s - 0.2 < first < last < played.end_s + 0.2
    angles = [each for each in played.outputs if isinstance(each, Posture)]
    t = np.concatenate([each.t for each in angles])
    valid = np.concatenate([each.valid for each in angles])
    assert not valid[(t > first + 0.06) & (t < last)].any()
    assert not [
        each
        for each in played.outputs
        if isinstance(each, OverLimitBegan) and first + 0.06 < each.t < last
    ]
    touched = [
        rep
        for rep in played.reps
        if rep.onset_s < last and (rep.end_s is None or rep.end_s > first)
    ]
    assert all(rep.verdict is Verdict.NOT_SCORED for rep in touched)
    assert played.reps[-1].verdict is whole.reps[-1].verdict


def test_packets_that_come_twice_change_no_verdict(
    short_session: SimulatedSession, fed: Fed, whole: Played
) -> None:
    played = play(short_session, fed, double, mend)

    assert [rep.verdict for rep in played.reps] == [rep.verdict for rep in whole.reps]


def test_packets_held_back_for_long_cost_no_rep_and_make_no_other_verdict(
    short_session: SimulatedSession, fed: Fed, whole: Played
) -> None:
    played = play(short_session, fed, hold, let_go)

    assert len(played.reps) == TRUE_REPS
    for ours, theirs in zip(played.reps, whole.reps, strict=True):
        assert ours.verdict in {theirs.verdict, Verdict.NOT_SCORED}
    assert played.reps[-1].verdict is whole.reps[-1].verdict


@pytest.mark.parametrize(
    ("begin", "end"), [(reorder, mend), (spoil, mend)], ids=["reordered", "spoiled"]
)
def test_what_spoils_packets_costs_no_rep(
    short_session: SimulatedSession, fed: Fed, whole: Played, begin: Act, end: Act
) -> None:
    played = play(short_session, fed, begin, end)

    assert len(played.reps) == TRUE_REPS
    assert played.reps[-1].verdict is whole.reps[-1].verdict
