"""Planks and side planks: getting into them, holding them well or badly, leaving."""

from dataclasses import dataclass

from monitor.acquisition.simulation import activities as act
from monitor.acquisition.simulation.choreography import Channel, Choreography
from monitor.acquisition.simulation.truth import TrueHold
from monitor.model.records import ExerciseName, Side

HELD = (ExerciseName.PLANK, ExerciseName.SIDE_PLANK)
HELD_HIP_M = 0.28
LYING_HIP_M = 0.12


@dataclass(frozen=True, slots=True)
class HoldStyle:
    """How postures are held; shares are probabilities per hold.

    Attributes:
        sets: How many sets.
        holds: Fewest and most holds of a set; lying down comes between two.
        length_s: Shortest and longest hold.
        faults: Share of holds with a sag, a hike or hips dropped sideways.
        most_faults: Of one hold.
        hikes: Share of the faults that go up instead of down.
        borderline: Share of the faults that come near the limit only.
        tremor: Factor on the trembling.
        rest_s: Shortest and longest rest between sets.
        show_fault: The first hold has a sag in its middle.
    """

    sets: int = 2
    holds: tuple[int, int] = (1, 2)
    length_s: tuple[float, float] = (12.0, 26.0)
    faults: float = 0.5
    most_faults: int = 2
    hikes: float = 0.35
    borderline: float = 0.0
    tremor: float = 1.0
    rest_s: tuple[float, float] = (14.0, 18.0)
    show_fault: bool = False


@dataclass(slots=True)
class _Posture:
    """The posture being held: slope of the trunk and lumbar angle, deg."""

    slope: float
    flexion: float
    sign: float  # +1 on the right side, -1 on the left


def hold_session(
    score: Choreography, exercise: ExerciseName, style: HoldStyle
) -> list[TrueHold]:
    """Hold all sets, from standing to standing."""
    done: list[TrueHold] = []
    side = score.rng.choice([1.0, -1.0])
    for index in range(1, style.sets + 1):
        act.get_on_all_fours(score)
        holds = int(score.rng.integers(style.holds[0], style.holds[1] + 1))
        for number in range(holds):
            if number:
                _rest_between(score, exercise)
                side = -side
            fault = style.show_fault and not done
            done.append(_hold(score, exercise, style, float(side), fault=fault))
            done[-1] = _of_set(done[-1], index)
        side = -side
        _get_up(score)
        if index < style.sets:
            act.stand_still(score, score.between(*style.rest_s))
    return done


def _of_set(hold: TrueHold, index: int) -> TrueHold:
    return TrueHold(index, hold.start_s, hold.end_s, hold.side)


def _hold(
    score: Choreography,
    exercise: ExerciseName,
    style: HoldStyle,
    sign: float,
    *,
    fault: bool,
) -> TrueHold:
    """Get into the posture, hold it, begin to leave it."""
    plank = exercise is ExerciseName.PLANK
    posture = _Posture(score.between(70, 81), score.between(-4, 6), sign)
    way = score.between(0.8, 1.5)
    (_into_plank if plank else _into_side_plank)(score, posture, way)
    score.wait(way)
    start = score.now
    length = score.between(*style.length_s)
    _tremble(score, style, length)
    faults = int(score.rng.integers(1, style.most_faults + 1))
    if not (fault or score.rng.random() < style.faults):
        faults = 0
    lead = length / (faults + 1)
    for _ in range(faults):
        score.wait(score.between(0.5, 1.0) * max(lead - 3.0, 0.5))
        _lapse(score, posture, style, plank=plank)
    score.wait(max(start + length - score.now, 2.0))
    side = None if plank else (Side.RIGHT if sign > 0 else Side.LEFT)
    end = score.now
    _leave(score, plank=plank, sign=sign)
    return TrueHold(0, start, end, side)


def _into_plank(score: Choreography, posture: _Posture, way: float) -> None:
    score.to(Channel.PELVIS, posture.slope - posture.flexion, way)
    score.to(Channel.FLEXION, posture.flexion, way)
    score.to(Channel.HIP_Z, HELD_HIP_M, way)


def _into_side_plank(score: Choreography, posture: _Posture, way: float) -> None:
    score.to(Channel.PELVIS, score.between(-4, 4), way)
    score.to(Channel.FLEXION, score.between(-4, 6), way)
    score.to(Channel.LEAN, posture.sign * posture.slope, way)
    score.to(Channel.SIDE, score.between(-3, 3), way)
    score.to(Channel.HIP_Z, HELD_HIP_M, way)


def _tremble(score: Choreography, style: HoldStyle, length_s: float) -> None:
    """Muscles tremble at 5 to 8 a second, and the body sways and breathes."""
    for channel in (Channel.PELVIS, Channel.FLEXION, Channel.LEAN, Channel.SIDE):
        size = style.tremor * score.between(0.05, 0.25)
        score.wave(channel, size, score.between(5.0, 8.0), length_s)
        score.wave(channel, score.between(0.2, 0.6), score.between(0.1, 0.3), length_s)
    score.wave(Channel.HIP_Z, 0.0008 * style.tremor, score.between(5, 8), length_s)


def _lapse(
    score: Choreography, posture: _Posture, style: HoldStyle, *, plank: bool
) -> None:
    """Let the hips sag, or hike them, for a while, and come back."""
    down = score.rng.random() >= style.hikes
    near = score.rng.random() < style.borderline
    limit = (15.0 if down else 20.0) if plank else 12.0
    size = score.between(-2, 2) if near else score.between(3.5, 12.0)
    size = (limit + size) if down else -(limit + size)
    out, stay, back = (score.between(*s) for s in ((0.7, 2), (1, 4), (0.7, 1.5)))
    if plank:
        _bend_to(score, posture.slope - 0.3 * size, -size, out)
    else:
        _hinge_to(score, posture, size, out)
    score.wait(out + stay)
    if plank:
        _bend_to(score, posture.slope, posture.flexion, back)
    else:
        _hinge_to(score, posture, 0.0, back)
    score.wait(back + score.between(0.5, 1.5))


def _bend_to(score: Choreography, trunk: float, flexion: float, way: float) -> None:
    score.to(Channel.PELVIS, trunk - flexion, way)
    score.to(Channel.FLEXION, flexion, way)


def _hinge_to(score: Choreography, posture: _Posture, drop: float, way: float) -> None:
    """Let the hips drop towards the floor: the pelvis leans over, the trunk less."""
    score.to(Channel.LEAN, posture.sign * (posture.slope + 0.7 * drop), way)
    score.to(Channel.SIDE, -posture.sign * drop, way)


def _leave(score: Choreography, *, plank: bool, sign: float) -> None:
    """Lie down, or get on all fours; the cursor ends after it."""
    if score.rng.random() < 0.5:
        act.all_fours(score, score.between(0.8, 1.3))
        return
    way = score.between(0.7, 1.2)
    level, bent = score.between(89.5, 94), score.between(-5, 2)
    if plank:
        _bend_to(score, level, bent, way)
    else:
        score.to(Channel.LEAN, sign * level, way)
        score.to(Channel.SIDE, score.between(-2, 2), way)
    score.to(Channel.HIP_Z, LYING_HIP_M, way)
    score.wait(way + score.between(0.5, 1.0))


def _rest_between(score: Choreography, exercise: ExerciseName) -> None:
    """Lie still for a moment, then get ready again."""
    way = score.between(0.8, 1.2)
    score.to(Channel.LEAN, 0.0, way)
    score.to(Channel.SIDE, 0.0, way)
    _bend_to(score, score.between(89.5, 94), score.between(-5, 2), way)
    score.to(Channel.HIP_Z, LYING_HIP_M, way)
    score.wait(way + score.between(2.5, 5.0))
    if exercise is ExerciseName.SIDE_PLANK:
        act.all_fours(score, score.between(0.8, 1.2))


def _get_up(score: Choreography) -> None:
    act.all_fours(score, score.between(0.8, 1.3))
    act.stand_up(score)
    score.wait(0.5)
