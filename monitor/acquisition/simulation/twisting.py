"""Russian twists: sitting down, leaning back, twisting to both sides, getting up."""

from dataclasses import dataclass

from monitor.acquisition.simulation import activities as act
from monitor.acquisition.simulation.choreography import Channel, Choreography
from monitor.acquisition.simulation.truth import TrueTwist
from monitor.model.records import Side


@dataclass(frozen=True, slots=True)
class TwistStyle:
    """How twists are made; shares are probabilities per twist.

    Attributes:
        sets: How many sets.
        twists: Fewest and most twists of a set, both sides together.
        tempo: Factor on all times.
        incomplete: Share that goes 30 to 45 percent of the way only.
        pauses: Share after which the trunk rests in the middle.
        bounces: Share that springs back a little at the far end.
        same_side: Share of twists that go to the side of the one before again.
        uneven: One side goes less far, by up to a third.
        rest_s: Shortest and longest rest between sets.
    """

    sets: int = 2
    twists: tuple[int, int] = (12, 20)
    tempo: float = 1.0
    incomplete: float = 0.0
    pauses: float = 0.1
    bounces: float = 0.0
    same_side: float = 0.0
    uneven: bool = False
    rest_s: tuple[float, float] = (11.0, 14.0)


def twist_session(score: Choreography, style: TwistStyle) -> list[TrueTwist]:
    """Make all sets, from standing to standing."""
    done: list[TrueTwist] = []
    act.sit_on_floor(score, 0.0, -10.0)
    score.to(Channel.PIVOT, 0.0, 0.5)
    score.wait(0.6)
    way = score.between(30, 50)
    less = score.between(0.67, 1.0) if style.uneven else 1.0
    for index in range(1, style.sets + 1):
        _lean_back(score)
        done += _twists(score, style, index, (way, less * way))
        _sit_up(score)
        if index < style.sets:
            act.rest_in_place(score, score.between(*style.rest_s))
    act.stand_up(score)
    return done


def _lean_back(score: Choreography) -> None:
    trunk, flexion = -score.between(30, 48), score.between(0, 12)
    score.to(Channel.PELVIS, trunk - flexion, 1.2)
    score.to(Channel.FLEXION, flexion, 1.2)
    score.wait(1.2 + score.between(0.4, 1.0))


def _sit_up(score: Choreography) -> None:
    score.wait(score.between(0.3, 1.0))
    score.to(Channel.PELVIS, score.between(-6, 4), 1.2)
    score.to(Channel.FLEXION, score.between(8, 16), 1.2)
    score.wait(1.5)


def _twists(
    score: Choreography, style: TwistStyle, index: int, ways: tuple[float, float]
) -> list[TrueTwist]:
    """Twist from side to side; each begins where the one before has its far end."""
    sign = float(score.rng.choice([1.0, -1.0]))
    count = int(score.rng.integers(style.twists[0], style.twists[1] + 1))
    done: list[TrueTwist] = []
    for number in range(count):
        again = number > 1 and score.rng.random() < style.same_side
        if again or score.rng.random() < style.pauses:
            back = style.tempo * score.between(0.35, 0.7)
            _turn(score, 0.0, back)
            score.wait(back + score.between(0.3, 1.5))
        sign = sign if again else -sign
        done.append(_twist(score, style, index, sign * ways[int(sign > 0)]))
    back = style.tempo * score.between(0.4, 0.8)
    _turn(score, 0.0, back)
    score.wait(back)
    return done


def _twist(score: Choreography, style: TwistStyle, index: int, way: float) -> TrueTwist:
    full = score.rng.random() >= style.incomplete
    way *= score.between(0.9, 1.1) if full else score.between(0.3, 0.45)
    start, span = score.now, style.tempo * score.between(0.5, 0.95)
    _turn(score, way, span)
    score.wait(span)
    far = score.now
    if score.rng.random() < style.bounces:
        spring = score.between(0.25, 0.4)
        score.dip(Channel.TRUNK_TWIST, -score.between(0.06, 0.16) * way, spring)
        score.wait(spring)
    score.wait(style.tempo * score.between(0.0, 0.35))
    side = Side.LEFT if way > 0 else Side.RIGHT
    return TrueTwist(index, side, full, start, far, score.now, abs(way))


def _turn(score: Choreography, way: float, span: float) -> None:
    """Turn the trunk against the pelvis, which follows a little."""
    score.to(Channel.TRUNK_TWIST, way, span)
    score.to(Channel.TWIST, 0.1 * way, span)
    score.to(Channel.PELVIS, score.level(Channel.PELVIS), span)
