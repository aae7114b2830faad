"""What a lifter intends: the traits of a body, and every rep of a set."""

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from monitor.model.records import ExerciseName, Side

Range = tuple[float, float]


class ArchKind(StrEnum):
    """How the lower back comes to extend."""

    NONE = "none"
    RIBS_FLARE = "ribs_flare"  # the pelvis goes all the way, the ribs rise
    PELVIS_STOPS = "pelvis_stops"  # stiff hips: the lower back finishes the lift


@dataclass(frozen=True, slots=True)
class Usual:
    """How an exercise is usually done, as ranges to draw from.

    Angles are degrees, times s. *Out* leads from the near to the far turning point.

    Attributes:
        rom: Excursion of the exercise's rep signal.
        near: Pitch at the near turning point.
        near_flexion: Lumbar flexion there.
        extension: Lumbar extension where the clean rep extends most.
        far_flexion: Lumbar flexion at the far turning point, where that is no lockout.
        out_s: Time out.
        hold_s: Time at the far turning point.
        back_s: Time back.
        rest_s: Time at the near turning point.
    """

    rom: Range
    near: Range
    near_flexion: Range
    extension: Range
    far_flexion: Range
    out_s: Range
    hold_s: Range
    back_s: Range
    rest_s: Range


# ROM of thrust and bridge, and their tempo: algorithms of the project, sections 2 and
# 5 (Zabaleta-Korta 2024 for the tempo); the rest is judgement.
USUAL = {
    ExerciseName.HIP_THRUST: Usual(
        rom=(40, 52), near=(-43, -36), near_flexion=(4, 12), extension=(-2, 7),
        far_flexion=(0, 0), out_s=(0.66, 0.94), hold_s=(0.3, 0.9),
        back_s=(0.8, 1.3), rest_s=(0.2, 0.8),
    ),
    ExerciseName.GLUTE_BRIDGE: Usual(
        rom=(20, 32), near=(-78, -72), near_flexion=(1, 6), extension=(-1, 6),
        far_flexion=(0, 0), out_s=(0.51, 0.65), hold_s=(0.3, 0.9),
        back_s=(0.6, 1.0), rest_s=(0.2, 0.8),
    ),
    ExerciseName.ROMANIAN_DEADLIFT: Usual(
        rom=(52, 72), near=(-1, 3), near_flexion=(-1, 2), extension=(-1, 5),
        far_flexion=(3, 11), out_s=(1.4, 2.2), hold_s=(0.0, 0.3),
        back_s=(1.0, 1.5), rest_s=(0.3, 1.0),
    ),
    ExerciseName.TRUNK_BEND: Usual(
        rom=(42, 58), near=(-1, 2), near_flexion=(-1, 2), extension=(3, 7),
        far_flexion=(0, 0), out_s=(1.2, 2.0), hold_s=(0.1, 0.6),
        back_s=(1.2, 2.0), rest_s=(0.4, 1.0),
    ),
    ExerciseName.PELVIC_TILT: Usual(
        rom=(10, 21), near=(-90, -84), near_flexion=(-5, 4), extension=(0, 0),
        far_flexion=(0, 0), out_s=(0.8, 1.5), hold_s=(0.4, 1.4),
        back_s=(0.8, 1.4), rest_s=(0.4, 1.0),
    ),
    ExerciseName.SINGLE_LEG_BRIDGE: Usual(
        rom=(18, 28), near=(-78, -72), near_flexion=(1, 6), extension=(-1, 6),
        far_flexion=(0, 0), out_s=(0.55, 0.75), hold_s=(0.3, 0.9),
        back_s=(0.6, 1.0), rest_s=(0.3, 0.9),
    ),
}  # fmt: skip
STANDING = (-2.0, 2.0)  # pitch of the pelvis in tilts made standing
FREE_SIDE_DROPS = (-3.0, 12.0)  # deg, in a single-leg bridge


ON_THE_FLOOR = frozenset(
    {
        ExerciseName.GLUTE_BRIDGE,
        ExerciseName.PELVIC_TILT,
        ExerciseName.SINGLE_LEG_BRIDGE,
    }
)


@dataclass(frozen=True, slots=True)
class Lifter:
    """One person's way of doing one exercise; fields as in ``Usual``, drawn."""

    exercise: ExerciseName
    rom: float
    near: float
    near_flexion: float
    extension: float
    far_flexion: float
    out_s: float
    hold_s: float
    back_s: float
    rest_s: float
    bench_m: float

    @property
    def lies(self) -> bool:
        """Whether the exercise is done reclined or lying."""
        return self.near < -20.0


def draw_lifter(exercise: ExerciseName, rng: np.random.Generator) -> Lifter:
    """Draw a person."""
    # What is held or twisted has a style of its own and needs none of these figures.
    usual = USUAL.get(exercise, USUAL[ExerciseName.HIP_THRUST])

    def draw(span: Range) -> float:
        return float(rng.uniform(*span))

    near = usual.near
    if exercise is ExerciseName.PELVIC_TILT and rng.random() < 0.5:
        near = STANDING
    return Lifter(
        exercise=exercise,
        rom=draw(usual.rom),
        near=draw(near),
        near_flexion=draw(usual.near_flexion),
        extension=draw(usual.extension),
        far_flexion=draw(usual.far_flexion),
        out_s=draw(usual.out_s),
        hold_s=draw(usual.hold_s),
        back_s=draw(usual.back_s),
        rest_s=draw(usual.rest_s),
        bench_m=0.08 if exercise in ON_THE_FLOOR else draw((0.36, 0.44)),
    )


@dataclass(frozen=True, slots=True)
class RepPlan:
    """One intended rep; angles degrees, times s.

    Attributes:
        rom: Excursion of the rep signal; for ``PELVIS_STOPS`` before the cut.
        near: Pitch to come back to, against the lifter's usual.
        extension: Where the rep extends most.
        arch: How that extension comes about.
        cut: What the pelvis stays short of (``PELVIS_STOPS``).
        far_flexion: At the far turning point of deadlift and trunk bend.
        partial: Not a full rep.
        out_s, hold_s, back_s, rest_s: Tempo.
        pause_out_s, pause_back_s: A stop on the way.
        pause_at: Where on the way, as a share of the ROM.
        bounces: Dips at the far turning point.
        rocking: Swings between this rep and the next, peak to peak.
        roll: The pelvis drops on the way out: turning about its forward axis, and in
            a single-leg bridge about its long one; to the right is positive.
        creep: The strap's creep during this rep.
    """

    rom: float
    near: float
    extension: float
    far_flexion: float
    out_s: float
    hold_s: float
    back_s: float
    rest_s: float
    arch: ArchKind = ArchKind.NONE
    cut: float = 0.0
    partial: bool = False
    pause_out_s: float = 0.0
    pause_back_s: float = 0.0
    pause_at: float = 0.5
    bounces: tuple[float, ...] = ()
    rocking: tuple[float, ...] = ()
    roll: float = 0.0
    creep: float = 0.0


@dataclass(frozen=True, slots=True)
class Style:
    """How sets are lifted; shares are the probability of it per rep.

    Attributes:
        reps: Fewest and most reps of a set.
        tempo: Factor on all times of a rep.
        fast: Phases of about 0.4 s instead of the usual.
        ribs, stops, borderline, flexion_loss, partial, pause, bounce, rock, lopsided,
        tuck: Shares of reps with it.
        growth: The arch at the top grows by 1-2° a rep.
        creep: One strap creeps by 0.5-1° a rep.
        show_arches: The fourth and the seventh rep arch, one in each way.
    """

    reps: tuple[int, int] = (8, 10)
    tempo: float = 1.0
    fast: bool = False
    ribs: float = 0.0
    stops: float = 0.0
    borderline: float = 0.0
    flexion_loss: float = 0.0
    partial: float = 0.0
    pause: float = 0.0
    bounce: float = 0.0
    rock: float = 0.0
    lopsided: float = 0.0
    tuck: float = 0.0
    growth: bool = False
    creep: bool = False
    show_arches: bool = False


SHOWN = {3: Style(ribs=1.0), 6: Style(stops=1.0)}


def plan_set(lifter: Lifter, style: Style, rng: np.random.Generator) -> list[RepPlan]:
    """Intend a set."""
    n = int(rng.integers(style.reps[0], style.reps[1] + 1))
    slope = float(rng.uniform(1.0, 2.0)) if style.growth else 0.0
    creep = float(rng.uniform(0.5, 1.0)) if style.creep else 0.0
    tired = float(rng.uniform(0.005, 0.03))  # slower by this share a rep
    reps = [_usual_rep(lifter, style, 1 + tired * k, rng) for k in range(n)]
    grown = [
        replace(rep, extension=rep.extension + slope * k, creep=creep)
        for k, rep in enumerate(reps)
    ]
    shown = SHOWN if style.show_arches else {}
    return [
        _with_quirks(rep, lifter, shown.get(k, style), rng)
        for k, rep in enumerate(grown)
    ]


def _usual_rep(
    lifter: Lifter, style: Style, tired: float, rng: np.random.Generator
) -> RepPlan:
    def vary(value: float, share: float) -> float:
        return value * float(np.clip(rng.normal(1.0, share / 2), 1 - share, 1 + share))

    tempo = style.tempo
    rep = RepPlan(
        rom=vary(lifter.rom, 0.10),
        near=float(rng.normal(0.0, 0.8)),
        extension=lifter.extension + float(rng.normal(0.0, 1.0)),
        far_flexion=lifter.far_flexion + float(rng.normal(0.0, 1.0)),
        out_s=vary(lifter.out_s * tempo * tired, 0.15),
        hold_s=vary(lifter.hold_s * tempo, 0.3),
        back_s=vary(lifter.back_s * tempo, 0.15),
        rest_s=vary(lifter.rest_s * tempo, 0.4),
    )
    if style.fast:
        return replace(
            rep,
            out_s=vary(0.42, 0.12) * tired,
            hold_s=float(rng.uniform(0.0, 0.1)),
            back_s=vary(0.45, 0.12) * tired,
            rest_s=float(rng.uniform(0.0, 0.15)),
        )
    return rep


def _with_quirks(
    rep: RepPlan, lifter: Lifter, style: Style, rng: np.random.Generator
) -> RepPlan:
    if rng.random() < style.partial:
        part = float(rng.uniform(0.40, 0.55))
        pace = 0.75  # a short way takes less time
        rom = part * lifter.rom - (1 - part) * _reach_back(lifter)
        rep = replace(rep, rom=rom, partial=True, out_s=rep.out_s * pace)
    else:
        rep = _arched(rep, style, rng)
    if lifter.exercise is ExerciseName.PELVIC_TILT:  # nothing to lock out in
        rep = replace(rep, arch=ArchKind.NONE, cut=0.0)
    if lifter.exercise is ExerciseName.TRUNK_BEND:
        rep = replace(rep, cut=0.25 * rep.cut)  # upright, stiff hips hardly show
    rep = _interrupted(rep, style, rng)
    if rng.random() < style.rock:
        swings = rng.uniform(0.08, 0.17, rng.integers(1, 4)) * lifter.rom
        rep = replace(rep, rocking=tuple(float(s) for s in swings))
    if rng.random() < style.lopsided:
        sign = float(rng.choice(np.array([-1.0, 1.0])))
        rep = replace(rep, roll=sign * float(rng.uniform(5, 12)))
    return rep


def _reach_back(lifter: Lifter) -> float:
    """How far the rep signal goes past neutral before a rep: part of its ROM."""
    return lifter.extension if lifter.exercise is ExerciseName.TRUNK_BEND else 0.0


def _arched(rep: RepPlan, style: Style, rng: np.random.Generator) -> RepPlan:
    """Let the rep be one of the faults, by the style's shares."""
    draw = float(rng.random())
    if draw < style.ribs:
        peak = float(rng.uniform(18, 30))
        return replace(rep, extension=peak, arch=ArchKind.RIBS_FLARE)
    draw -= style.ribs
    if draw < style.stops:
        cut = min(float(rng.uniform(10, 15)), 0.5 * rep.rom)
        peak = float(rng.uniform(18, 26))
        return replace(rep, extension=peak, cut=cut, arch=ArchKind.PELVIS_STOPS)
    draw -= style.stops
    if draw < style.borderline:
        peak = float(rng.uniform(13, 17))
        return replace(rep, extension=peak, arch=ArchKind.RIBS_FLARE)
    draw -= style.borderline
    if draw < style.flexion_loss:
        return replace(rep, far_flexion=float(rng.uniform(22, 32)))
    draw -= style.flexion_loss
    if draw < style.tuck:  # posterior tilt: the lower back flattens at the top
        return replace(rep, extension=-float(rng.uniform(3, 9)))
    return rep


def _interrupted(rep: RepPlan, style: Style, rng: np.random.Generator) -> RepPlan:
    if rng.random() < style.pause:
        length = float(rng.uniform(0.5, 1.6))
        at = float(rng.uniform(0.35, 0.65))
        if rng.random() < 0.5:
            rep = replace(rep, pause_out_s=length, pause_at=at)
        else:
            rep = replace(rep, pause_back_s=length, pause_at=at)
    if rng.random() < style.bounce:
        dips = rng.uniform(0.08, 0.24, rng.integers(1, 4)) * rep.rom
        rep = replace(rep, bounces=tuple(float(d) for d in dips))
    return rep


def on_one_leg(
    reps: list[RepPlan], side: Side, rng: np.random.Generator
) -> list[RepPlan]:
    """Let the side of the free leg drop, by another angle in each rep.

    Args:
        reps: A planned set.
        side: The leg on the floor.
        rng: What decides how far.
    """
    to_free = 1.0 if side is Side.LEFT else -1.0
    return [
        replace(rep, roll=to_free * float(rng.uniform(*FREE_SIDE_DROPS)))
        for rep in reps
    ]
