"""A whole training session as a score: calibration, getting ready, sets, rests."""

from dataclasses import dataclass, field
from enum import StrEnum

from monitor.acquisition.simulation import activities as act
from monitor.acquisition.simulation.choreography import Channel, Choreography
from monitor.acquisition.simulation.holding import HELD, HoldStyle, hold_session
from monitor.acquisition.simulation.lifting import DoneRep, perform
from monitor.acquisition.simulation.plan import (
    Lifter,
    RepPlan,
    Style,
    on_one_leg,
    plan_set,
)
from monitor.acquisition.simulation.truth import TrueHold, TrueTwist
from monitor.acquisition.simulation.twisting import TwistStyle, twist_session
from monitor.model.body import Window
from monitor.model.events import Movement
from monitor.model.records import ExerciseName, Side

SHORTEST_SESSION_END_S = 3.3  # standing still at the end
RANGE_CYCLES = 3


class Between(StrEnum):
    """What fills the time between two sets."""

    REST = "rest"  # where one is, or sitting up
    WALK = "walk"  # get up, walk, get down again


@dataclass(frozen=True, slots=True)
class Outline:
    """What a session is made of.

    Attributes:
        sets: How many; none is a session without any rep.
        style: How they are lifted.
        between: What fills the time between sets.
        rest_s: Shortest and longest rest; sets end after 8 s without a rep.
        until_s: Go on with more sets until this time.
        brief: Leave out walks and the bar, for a demonstration.
        range_test_deg: Arch so far and flatten, thrice, after the calibration; 0: no
            test of the own range.
        range_test_lying: It is made just before the first set instead, in its posture.
        hold: How postures are held, by exercises that are held.
        twist: How twists are made, by exercises that twist.
        side_bends: Two side bends follow the bows.
        mobility: Hinge, arch and flatten, thrice each, after the calibration.
    """

    sets: int = 2
    style: Style = field(default_factory=Style)
    between: Between = Between.REST
    rest_s: tuple[float, float] = (10.0, 16.0)
    until_s: float = 0.0
    brief: bool = False
    range_test_deg: float = 0.0
    range_test_lying: bool = False
    hold: HoldStyle = field(default_factory=HoldStyle)
    twist: TwistStyle = field(default_factory=TwistStyle)
    side_bends: bool = False
    mobility: bool = False


@dataclass(slots=True)
class Story:
    """What happened when, filled in as the session is written.

    Attributes:
        neutral_s: Standing still before the bows.
        bows_s: The bows.
        end_s: Standing still at the end.
        range_test_s: The test of the own range, if there was one.
        mobility: The movements of the mobility test, if there was one.
        sets: The reps of each set, in order of time.
        sides: When the lifter told which leg carries the next set, and which.
        holds: In order of time.
        twists: In order of time.
        side_bends_s: The side bends, if there were any.
    """

    neutral_s: Window = (0.0, 0.0)
    bows_s: Window = (0.0, 0.0)
    end_s: Window = (0.0, 0.0)
    range_test_s: Window | None = None
    mobility: list[tuple[Movement, Window]] = field(default_factory=list)
    sets: list[list[DoneRep]] = field(default_factory=list)
    sides: list[tuple[float, Side]] = field(default_factory=list)
    holds: list[TrueHold] = field(default_factory=list)
    twists: list[TrueTwist] = field(default_factory=list)
    side_bends_s: Window | None = None


def write_session(score: Choreography, lifter: Lifter, outline: Outline) -> Story:
    """Write a session into an empty score and return what happens in it."""
    story = Story()
    _calibrate(score, lifter, story)
    if outline.range_test_deg and not outline.range_test_lying:
        _test_range(score, outline, story)
    if outline.side_bends:
        start = score.now
        act.side_bends(score)
        story.side_bends_s = (start, score.now)
    if outline.mobility:
        _test_mobility(score, story)
    if outline.sets == 0:
        _busy_without_reps(score, lifter)
    elif lifter.exercise in HELD:
        story.holds = hold_session(score, lifter.exercise, outline.hold)
    elif lifter.exercise is ExerciseName.RUSSIAN_TWIST:
        story.twists = twist_session(score, outline.twist)
    else:
        _train(score, lifter, outline, story)
    start = score.now
    act.stand_still(score, max(SHORTEST_SESSION_END_S, score.between(3.2, 4.0)))
    story.end_s = (start, score.now)
    return story


def _calibrate(score: Choreography, lifter: Lifter, story: Story) -> None:
    act.fidget(score, score.between(0.8, 2.0))
    start = score.now
    act.stand_still(score, score.between(5.0, 6.5))
    story.neutral_s = (start, score.now)
    bending = lifter.exercise is ExerciseName.TRUNK_BEND
    share = score.between(0.25, 0.4)
    reps: list[DoneRep] = []
    for _ in range(3):
        deep = score.between(0.9, 1.1) * lifter.rom + 0.7 * lifter.extension
        depth = deep if bending else score.between(32, 60)
        reps.append(DoneRep(_bow_plan(depth), *act.bow(score, depth, share)))
    act.straighten(score)
    story.bows_s = (story.neutral_s[1], score.now)
    if bending:  # a bow is what this exercise counts
        story.sets.append(reps)


def _test_range(score: Choreography, outline: Outline, story: Story) -> None:
    score.wait(1.0)
    start = score.now
    act.arch_and_flatten(score, outline.range_test_deg, RANGE_CYCLES)
    story.range_test_s = (start, score.now)
    score.wait(1.5)


def _test_mobility(score: Choreography, story: Story) -> None:
    """Hinge, arch and flatten, as far as this body goes."""
    deep, bent = score.between(40, 75), score.between(4, 14)
    arched, rounded = score.between(10, 30), score.between(12, 36)
    share = score.between(0.3, 0.6)
    score.wait(1.0)
    for movement in Movement:
        for _ in range(RANGE_CYCLES):
            start = score.now
            match movement:
                case Movement.HINGE:
                    act.hinge(score, deep, bent)
                case Movement.ARCH:
                    act.arch_and_return(score, arched, share)
                case Movement.FLATTEN:
                    act.round_back(score, rounded)
            story.mobility.append((movement, (start, score.now)))
        score.wait(score.between(0.5, 2.5))
    act.straighten(score)


def _bow_plan(depth_deg: float) -> RepPlan:
    return RepPlan(
        depth_deg, 0.0, 0.0, 0.0, out_s=1.2, hold_s=0.2, back_s=1.2, rest_s=0
    )


def _train(score: Choreography, lifter: Lifter, outline: Outline, story: Story) -> None:
    _get_ready(score, lifter, outline)
    if outline.range_test_deg and outline.range_test_lying:
        _test_range(score, outline, story)
    left = outline.sets
    while left > 0 or score.now < outline.until_s:
        creeping = Channel.STRAP_PELVIS, Channel.STRAP_LUMBAR
        strap = creeping[int(score.rng.integers(2))]
        plans = plan_set(lifter, outline.style, score.rng)
        if lifter.exercise is ExerciseName.SINGLE_LEG_BRIDGE:
            side = Side.RIGHT if len(story.sides) % 2 else Side.LEFT
            story.sides.append((score.now, side))
            plans = on_one_leg(plans, side, score.rng)
        story.sets.append([perform(score, lifter, plan, strap) for plan in plans])
        left -= 1
        if left > 0 or score.now < outline.until_s:
            _pass_time(score, lifter, outline)
    score.wait(score.between(0.5, 2.0))
    _get_away(score, lifter, outline)


def _get_ready(score: Choreography, lifter: Lifter, outline: Outline) -> None:
    if not outline.brief and score.rng.random() < 0.7:
        act.walk(score, score.between(4.0, 8.0))
    if lifter.lies:
        act.sit_on_floor(score, lifter.bench_m, lifter.near)
        if lifter.exercise is ExerciseName.HIP_THRUST and not outline.brief:
            act.roll_bar_over(score)
        act.shuffle(score, lifter.near)
        score.to(Channel.FLEXION, lifter.near_flexion, 0.6)
        score.to(Channel.PELVIS, lifter.near, 0.6)
        score.wait(score.between(1.2, 2.5))
    elif lifter.exercise is ExerciseName.ROMANIAN_DEADLIFT:
        if score.rng.random() < 0.5:
            act.pick_up_bar(score)
        else:  # from the rack
            act.settle_feet(score)
        score.wait(score.between(1.0, 2.0))


def _get_away(score: Choreography, lifter: Lifter, outline: Outline) -> None:
    if lifter.lies:
        act.stand_up(score)
    elif lifter.exercise is ExerciseName.ROMANIAN_DEADLIFT:
        act.settle_feet(score)
        if score.rng.random() < 0.4:  # the bar goes back to the floor, not the rack
            act.bend_to_floor(score, score.between(0.3, 1.0))
    score.to(Channel.PELVIS, 0.0, 0.6)
    score.to(Channel.FLEXION, 0.0, 0.6)
    score.wait(0.8)
    if not outline.brief and score.rng.random() < 0.6:
        act.walk(score, score.between(3.0, 6.0))


def _pass_time(score: Choreography, lifter: Lifter, outline: Outline) -> None:
    rest = score.between(*outline.rest_s)
    if outline.between is Between.WALK:
        _get_away(score, lifter, outline)
        act.walk(score, score.between(5.0, 9.0))
        act.stand_still(score, score.between(1.0, 4.0))
        _get_ready(score, lifter, outline)
        return
    if lifter.exercise is ExerciseName.HIP_THRUST and score.rng.random() < 0.5:
        act.sit_up_and_rest(score, rest, lifter.near)
        act.shuffle(score, lifter.near)
        score.wait(1.0)
        return
    act.rest_in_place(score, rest)
    score.to(Channel.FLEXION, lifter.near_flexion, 0.6)
    score.to(Channel.PELVIS, lifter.near, 0.6)
    score.wait(1.2)


def _busy_without_reps(score: Choreography, lifter: Lifter) -> None:
    """Walk, move plates and the bar, sit, get up; for ``trunk_bend`` only walk."""
    act.walk(score, score.between(8, 14))
    if lifter.exercise is ExerciseName.TRUNK_BEND:
        act.fidget(score, score.between(6, 12))
        act.walk(score, score.between(8, 14))
        return
    for _ in range(int(score.rng.integers(2, 4))):
        act.bend_to_floor(score, score.between(1.0, 3.5))
        act.settle_feet(score)
        act.walk(score, score.between(3, 7))
    act.sit_on_floor(score, 0.40, score.between(-38, -22))
    act.roll_bar_over(score)
    act.sit_up_and_rest(score, score.between(8, 14), score.between(-35, -20))
    act.stand_up(score)
    act.walk(score, score.between(4, 8))
    act.fidget(score, score.between(2, 5))
