"""Turns intended reps into movement, exercise by exercise."""

from dataclasses import dataclass

from monitor.acquisition.simulation.choreography import (
    HIP_HEIGHT_M,
    Channel,
    Choreography,
)
from monitor.acquisition.simulation.plan import ArchKind, Lifter, RepPlan
from monitor.model.records import ExerciseName

LIFTED = (
    ExerciseName.HIP_THRUST,
    ExerciseName.GLUTE_BRIDGE,
    ExerciseName.SINGLE_LEG_BRIDGE,
)


@dataclass(frozen=True, slots=True)
class DoneRep:
    """When a planned rep was made.

    Attributes:
        plan: The intention.
        start_s: The way out begins.
        far_s: The far turning point is reached.
        end_s: The rest after the rep is over.
    """

    plan: RepPlan
    start_s: float
    far_s: float
    end_s: float


def perform(
    score: Choreography, lifter: Lifter, plan: RepPlan, creeping: Channel
) -> DoneRep:
    """Make one rep from the cursor on, and move the cursor past it.

    Args:
        score: Where to write.
        lifter: Who lifts.
        plan: The intention.
        creeping: The strap that creeps, if the plan says so.
    """
    start = score.now
    if plan.creep:
        way = score.level(creeping) + plan.creep * score.between(0.8, 1.2)
        score.to(creeping, way, plan.out_s + plan.hold_s)
    if lifter.exercise in LIFTED:
        far = _thrust(score, lifter, plan)
    elif lifter.exercise is ExerciseName.PELVIC_TILT:
        far = _tilt(score, lifter, plan)
    elif lifter.exercise is ExerciseName.ROMANIAN_DEADLIFT:
        far = _deadlift(score, lifter, plan)
    else:
        far = _trunk_bend(score, lifter, plan)
    return DoneRep(plan, start, far, score.now)


def _thrust(score: Choreography, lifter: Lifter, plan: RepPlan) -> float:
    near = score.level(Channel.PELVIS)
    top = lifter.near + plan.near - plan.rom + plan.cut
    lift_s = plan.out_s + plan.pause_out_s
    late = 0.55 if plan.arch is ArchKind.PELVIS_STOPS else 0.35
    _travel(score, Channel.PELVIS, (near, top), plan)
    score.to(Channel.FLEXION, -plan.extension, lift_s * 0.65, lift_s * late)
    _drop(score, lifter, plan)
    score.wait(lift_s)
    far = score.now
    if plan.arch is ArchKind.PELVIS_STOPS:
        score.wait(0.2 * lift_s)  # the lower back finishes
    _hold(score, plan, 1.0)
    bottom = lifter.near + plan.near
    _return(score, Channel.PELVIS, (top, bottom), plan)
    flexion = lifter.near_flexion + score.between(-1, 1)
    score.to(Channel.FLEXION, flexion, plan.back_s * 0.8, 0.05 * plan.back_s)
    score.to(Channel.ROLL, 0.0, plan.back_s)
    score.to(Channel.TWIST, 0.0, plan.back_s)
    score.wait(plan.back_s + plan.pause_back_s)
    _rest(score, plan, -1.0)
    return far


def _drop(score: Choreography, lifter: Lifter, plan: RepPlan) -> None:
    if lifter.exercise is ExerciseName.SINGLE_LEG_BRIDGE:
        score.to(Channel.TWIST, -plan.roll, plan.out_s)
        return
    score.to(Channel.ROLL, plan.roll, plan.out_s)
    score.to(Channel.TWIST, 0.6 * plan.roll, plan.out_s)


def _tilt(score: Choreography, lifter: Lifter, plan: RepPlan) -> float:
    """Tuck the pelvis under and let it go; the trunk hardly moves with it."""
    flat, trunk = score.level(Channel.FLEXION), score.between(-0.08, 0.08)
    tucked = lifter.near_flexion + plan.near + plan.rom
    back = lifter.near_flexion + plan.near
    _turn_pelvis(score, (flat, tucked), trunk, (plan.out_s, plan.pause_out_s, plan))
    score.wait(plan.out_s + plan.pause_out_s)
    far = score.now
    for dip in plan.bounces:
        span = score.between(0.4, 0.7)
        score.dip(Channel.FLEXION, -dip, span)
        score.dip(Channel.PELVIS, dip, span)
        score.wait(span + score.between(0.0, 0.1))
    score.wait(plan.hold_s)
    _turn_pelvis(score, (tucked, back), trunk, (plan.back_s, plan.pause_back_s, plan))
    score.wait(plan.back_s + plan.pause_back_s + 0.5 * plan.rest_s)
    for swing in plan.rocking:
        span = score.between(0.9, 1.6)
        score.dip(Channel.FLEXION, swing, span)
        score.dip(Channel.PELVIS, -swing, span)
        score.wait(span + score.between(0.0, 0.3))
    score.wait(0.5 * plan.rest_s)
    return far


def _turn_pelvis(
    score: Choreography,
    way: tuple[float, float],
    trunk: float,
    timing: tuple[float, float, RepPlan],
) -> None:
    """Change the flexion by the pelvis, with the plan's pause; the cursor stays.

    Args:
        score: Where to write.
        way: Flexion from and to.
        trunk: Share of it by which the trunk turns along.
        timing: Duration, pause, and the plan with the pause's place.
    """
    duration_s, pause_s, plan = timing
    share = plan.pause_at if pause_s else 1.0
    pelvis, turn = score.level(Channel.PELVIS), (trunk - 1.0) * (way[1] - way[0])
    middle = way[0] + share * (way[1] - way[0])
    score.to(Channel.FLEXION, middle, share * duration_s)
    score.to(Channel.PELVIS, pelvis + share * turn, share * duration_s)
    if pause_s:
        rest_s, after_s = (1.0 - share) * duration_s, share * duration_s + pause_s
        score.to(Channel.FLEXION, way[1], rest_s, after_s)
        score.to(Channel.PELVIS, pelvis + turn, rest_s, after_s)


def _deadlift(score: Choreography, lifter: Lifter, plan: RepPlan) -> float:
    near, low_s = score.level(Channel.PELVIS), plan.out_s + plan.pause_out_s
    deep = lifter.near + plan.near + plan.rom
    _travel(score, Channel.PELVIS, (near, deep), plan)
    score.to(Channel.FLEXION, plan.far_flexion, low_s * 0.8, low_s * 0.2)
    hips = score.level(Channel.HIP_X)
    score.to(Channel.HIP_X, hips - 0.18, low_s)
    score.to(Channel.HIP_Z, HIP_HEIGHT_M - 0.06, low_s)
    score.to(Channel.ROLL, 0.4 * plan.roll, low_s)
    score.wait(low_s)
    far = score.now
    _hold(score, plan, -1.0)
    rise_s = plan.back_s + plan.pause_back_s
    _return(score, Channel.PELVIS, (deep, lifter.near + plan.near + plan.cut), plan)
    score.to(Channel.FLEXION, -plan.extension, rise_s * 0.75, rise_s * 0.4)
    score.to(Channel.HIP_X, hips, rise_s)
    score.to(Channel.HIP_Z, HIP_HEIGHT_M, rise_s)
    score.to(Channel.ROLL, 0.0, rise_s)
    score.wait(rise_s)
    _unlock(score, lifter, plan, rise_s)
    _rest(score, plan, 1.0)
    return far


def _unlock(score: Choreography, lifter: Lifter, plan: RepPlan, rise_s: float) -> None:
    """Come back from an arched lockout before the next rep."""
    if plan.arch is ArchKind.NONE:
        return
    score.wait(0.15 * rise_s + score.between(0.2, 0.6))
    score.to(Channel.FLEXION, -lifter.extension, 0.5)
    score.to(Channel.PELVIS, lifter.near + plan.near, 0.5)
    score.wait(0.5)


def _trunk_bend(score: Choreography, lifter: Lifter, plan: RepPlan) -> float:
    """The lumbar sensor's segment bends by the ROM, then extends past neutral."""
    share = score.between(0.35, 0.5)
    near, down_s = score.level(Channel.PELVIS), plan.out_s + plan.pause_out_s
    bent = lifter.near + plan.near + plan.rom * share
    _travel(score, Channel.PELVIS, (near, bent), plan)
    _travel(
        score,
        Channel.FLEXION,
        (score.level(Channel.FLEXION), plan.rom * (1 - share)),
        plan,
    )
    score.wait(down_s)
    far = score.now
    _hold(score, plan, -1.0)
    up_s = plan.back_s + plan.pause_back_s
    back = lifter.near + plan.near - score.between(0, 4) + plan.cut
    _return(score, Channel.PELVIS, (bent, back), plan)
    _return(score, Channel.FLEXION, (plan.rom * (1 - share), 0.0), plan)
    score.wait(up_s)
    extend_s = score.between(0.5, 1.0)
    score.to(Channel.FLEXION, -plan.extension, extend_s, -0.15)
    score.wait(extend_s + score.between(0.2, 0.7))
    score.to(Channel.FLEXION, lifter.near_flexion, extend_s)
    score.to(Channel.PELVIS, lifter.near, extend_s)
    score.wait(extend_s)
    _rest(score, plan, 1.0)
    return far


def _travel(
    score: Choreography, channel: Channel, way: tuple[float, float], plan: RepPlan
) -> None:
    """Write the way out, with the plan's pause; the cursor stays."""
    _way(score, channel, way, (plan.out_s, plan.pause_out_s, plan.pause_at))


def _return(
    score: Choreography, channel: Channel, way: tuple[float, float], plan: RepPlan
) -> None:
    """Write the way back, with the plan's pause; the cursor stays."""
    _way(score, channel, way, (plan.back_s, plan.pause_back_s, plan.pause_at))


def _way(
    score: Choreography,
    channel: Channel,
    way: tuple[float, float],
    timing: tuple[float, float, float],
) -> None:
    """Go from here to there in one stroke, or in two moves with a pause between.

    A stroke is two overlapping moves, so that its speed peaks early or late.
    """
    duration_s, pause_s, share = timing
    start, end = way
    if not pause_s:
        part = score.between(0.4, 0.8)
        score.to(channel, start + part * (end - start), duration_s * 0.75)
        score.to(channel, end, duration_s * 0.7, duration_s * 0.3)
        return
    score.to(channel, start + share * (end - start), duration_s * share)
    rest = duration_s * (1 - share)
    score.to(channel, end, rest, duration_s * share + pause_s)


def _hold(score: Choreography, plan: RepPlan, sign: float) -> None:
    """Stay at the far turning point: bounce, and sink a little (``sign`` is back)."""
    for dip in plan.bounces:
        span = score.between(0.35, 0.6)
        score.dip(Channel.PELVIS, sign * dip, span)
        score.dip(Channel.FLEXION, score.between(-0.1, 0.2) * dip, span)
        score.wait(span + score.between(0.0, 0.1))
    if plan.hold_s > 0.15:
        sink = sign * score.between(0.0, 0.04) * plan.rom
        score.to(Channel.PELVIS, score.level(Channel.PELVIS) + sink, plan.hold_s)
    score.wait(plan.hold_s)


def _rest(score: Choreography, plan: RepPlan, sign: float) -> None:
    score.wait(plan.rest_s * 0.5)
    for swing in plan.rocking:
        span = score.between(0.9, 1.6)
        score.dip(Channel.PELVIS, sign * swing, span)
        score.dip(Channel.FLEXION, -0.3 * sign * swing, span)
        score.wait(span + score.between(0.0, 0.3))
    score.wait(plan.rest_s * 0.5)
