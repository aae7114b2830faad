"""What really happened: angles, reps, events and disturbances of a session."""

from dataclasses import dataclass, field

import numpy as np
from scipy.ndimage import minimum_filter1d

from monitor.acquisition.simulation.plan import ArchKind
from monitor.acquisition.simulation.rep_bounds import Bounds
from monitor.model.blocks import BoolArray, FloatArray
from monitor.model.body import Window
from monitor.model.events import Movement
from monitor.model.records import ExerciseName, Placement, Side

HELD_S = 0.030
# How long after its end a rep still owns the lumbar angle, s.
TAIL_S = {
    ExerciseName.HIP_THRUST: 1.0,
    ExerciseName.GLUTE_BRIDGE: 1.0,
    ExerciseName.ROMANIAN_DEADLIFT: 1.5,
    ExerciseName.TRUNK_BEND: 4.0,
    ExerciseName.PELVIC_TILT: 1.0,
    ExerciseName.SINGLE_LEG_BRIDGE: 1.0,
}


@dataclass(frozen=True, slots=True)
class TrueRep:
    """One rep as it was made.

    Attributes:
        set_index: From 1.
        signal: The sensor on whose segment the rep is defined: the exercise's own,
            but the one with the larger excursion where the pelvis stops short.
        pelvis: Boundaries on the pelvis's segment.
        lumbar: Boundaries on the lumbar sensor's segment.
        full: It was meant as a full rep.
        arch: How the lower back came to extend.
        cut_deg: What the pelvis stayed short of.
        peak_extension_deg: Highest extension held 30 ms in the rep's time.
        peak_flexion_deg: Highest flexion held 30 ms in the rep's time.
        drop_deg: Pelvis roll at the far end against just before the onset; positive
            where the right side is the lower one at the far end.
    """

    set_index: int
    signal: Placement
    pelvis: Bounds
    lumbar: Bounds
    full: bool
    arch: ArchKind
    cut_deg: float
    peak_extension_deg: float
    peak_flexion_deg: float
    drop_deg: float = 0.0

    @property
    def bounds(self) -> Bounds:
        """Boundaries on the segment that defines the rep."""
        return self.pelvis if self.signal is Placement.PELVIS else self.lumbar

    @property
    def onset_s(self) -> float:
        """10 % of the ROM on the way out."""
        return self.bounds.onset_s

    @property
    def reach_s(self) -> float:
        """90 % of the ROM on the way out."""
        return self.bounds.reach_s

    @property
    def leave_s(self) -> float:
        """90 % of the ROM on the way back."""
        return self.bounds.leave_s

    @property
    def end_s(self) -> float:
        """10 % of the ROM on the way back."""
        return self.bounds.end_s

    @property
    def rom_deg(self) -> float:
        """From the higher of the two lows to the high."""
        return self.bounds.rom_deg


@dataclass(frozen=True, slots=True)
class TrueSet:
    """One set; ``reps`` counts the full ones."""

    index: int
    start_s: float
    end_s: float
    reps: int
    partial: int


@dataclass(frozen=True, slots=True)
class TrueHold:
    """A posture as it was held.

    Attributes:
        set_index: From 1.
        start_s: The move into it ends.
        end_s: The move out of it begins.
        side: The side lain on, if any.
    """

    set_index: int
    start_s: float
    end_s: float
    side: Side | None = None


@dataclass(frozen=True, slots=True)
class TrueTwist:
    """A twist as it was made.

    Attributes:
        set_index: From 1.
        side: To which side.
        full: It was meant as a full one.
        start_s: The way out begins.
        far_s: The far end is reached.
        end_s: The way back ends.
        rom_deg: Its way from the middle.
    """

    set_index: int
    side: Side
    full: bool
    start_s: float
    far_s: float
    end_s: float
    rom_deg: float


@dataclass(frozen=True, slots=True)
class TrueEvent:
    """The lumbar extension was over a limit for at least 30 ms while lifting."""

    start_s: float
    end_s: float
    peak_deg: float


@dataclass(frozen=True, slots=True)
class Disturbance:
    """Something that happened to a sensor or its link.

    Attributes:
        kind: ``slip``, ``tilt``, ``press``, ``knock`` or ``outage``.
        placement: Whose.
        start_s: From.
        end_s: To.
        size: Degrees (slip, tilt), m (press), g (knock); 0 for an outage.
    """

    kind: str
    placement: Placement
    start_s: float
    end_s: float
    size: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Truth:
    """Everything that a session's simulation knows of itself.

    Angles are those of the segments, without soft tissue, against the posture held in
    ``neutral_s``. Signs as in ``Posture``.

    Attributes:
        exercise: What is trained.
        t: Session s, 250 a second, shape (n,).
        pelvis_pitch_deg: Shape (n,).
        lumbar_pitch_deg: Shape (n,).
        lumbar_flexion_deg: Shape (n,).
        neutral_s: Standing still before the bows.
        bows_s: The bows.
        end_s: Standing still at the end.
        reps: In order of time, partial ones included.
        sets: In order of time.
        disturbances: In order of time.
        range_test_s: Arching and flattening, if the own range was measured.
        mobility: The movements of the mobility test, if there was one, in order.
        sides: When the lifter told which leg carries the next set, and which.
        side_deg: Trunk against pelvis to the right, shape (n,).
        twist_deg: Trunk against pelvis to the left, shape (n,).
        holds: In order of time.
        twists: In order of time.
        side_bends_s: The two side bends, if there were any.
    """

    exercise: ExerciseName
    t: FloatArray
    pelvis_pitch_deg: FloatArray
    lumbar_pitch_deg: FloatArray
    lumbar_flexion_deg: FloatArray
    neutral_s: Window
    bows_s: Window
    end_s: Window
    reps: tuple[TrueRep, ...]
    sets: tuple[TrueSet, ...]
    disturbances: tuple[Disturbance, ...]
    range_test_s: Window | None = None
    sides: tuple[tuple[float, Side], ...] = ()
    side_deg: FloatArray = field(default_factory=lambda: np.empty(0))
    twist_deg: FloatArray = field(default_factory=lambda: np.empty(0))
    holds: tuple[TrueHold, ...] = ()
    twists: tuple[TrueTwist, ...] = ()
    side_bends_s: Window | None = None
    mobility: tuple[tuple[Movement, Window], ...] = ()

    @property
    def full_reps(self) -> list[TrueRep]:
        """The reps that a live count must reach."""
        return [rep for rep in self.reps if rep.full]

    def range_deg(self, movement: Movement) -> float:
        """How far a movement of the mobility test went: median of its peaks, deg."""
        signal = {
            Movement.HINGE: self.pelvis_pitch_deg,
            Movement.ARCH: -self.lumbar_flexion_deg,
            Movement.FLATTEN: self.lumbar_flexion_deg,
        }[movement]
        spans = [span for each, span in self.mobility if each is movement]
        rows = [slice(*np.searchsorted(self.t, span).tolist()) for span in spans]
        return float(np.median([signal[each].max() for each in rows]))

    def of_kind(self, *kinds: str) -> list[Disturbance]:
        """The disturbances of these kinds."""
        return [each for each in self.disturbances if each.kind in kinds]

    def events(self, limit_deg: float) -> list[TrueEvent]:
        """The times over a limit while lifting (up to each rep's tail)."""
        return self.runs(-self.lumbar_flexion_deg, limit_deg, self.lifting(), HELD_S)

    def held(self) -> BoolArray:
        """Where on ``t`` a posture is held."""
        mask = np.zeros(len(self.t), dtype=np.bool_)
        for hold in self.holds:
            a, b = np.searchsorted(self.t, (hold.start_s, hold.end_s))
            mask[a:b] = True
        return mask

    def runs(
        self, over: FloatArray, limit_deg: float, where: BoolArray, least_s: float
    ) -> list[TrueEvent]:
        """The times in which an angle is over a limit for long enough.

        Args:
            over: The angle on ``t``.
            limit_deg: The limit.
            where: Only there.
            least_s: A shorter time is none.
        """
        inside = (over > limit_deg) & where
        edges = np.flatnonzero(np.diff(np.r_[False, inside, False].astype(np.int8)))
        runs = edges.reshape(-1, 2)
        return [
            TrueEvent(float(self.t[a]), float(self.t[b - 1]), float(over[a:b].max()))
            for a, b in runs.tolist()
            if self.t[b - 1] - self.t[a] >= least_s
        ]

    def lifting(self) -> BoolArray:
        """Where on ``t`` a rep, or its tail, is going on."""
        mask = np.zeros(len(self.t), dtype=np.bool_)
        for start, end in rep_times(self.exercise, [rep.bounds for rep in self.reps]):
            a, b = np.searchsorted(self.t, (start, end))
            mask[a:b] = True
        return mask


def rep_times(exercise: ExerciseName, bounds: list[Bounds]) -> list[Window]:
    """The time that each rep owns: to the next onset, at most its tail past its end."""
    nexts = [*(b.onset_s for b in bounds), np.inf][1:]
    tail = TAIL_S.get(exercise, 0.0)  # what is held or twisted has none
    return [
        (b.onset_s, min(after, b.end_s + tail))
        for b, after in zip(bounds, nexts, strict=True)
    ]


def held_peak(angle: FloatArray, rate_hz: float) -> float:
    """The highest value held for 30 ms."""
    width = max(1, round(HELD_S * rate_hz) + 1)
    if len(angle) < width:
        return float(angle.max())
    held: FloatArray = minimum_filter1d(angle, width)
    return float(held.max())
