"""What a rep is, for each exercise, as data.

The rep signal is a weighted mean of both sensors' pitches, signed so that it rises
outwards (away from the near end). Both take part in the thrust and the bridge because
stiff hips stop the pelvis short while the lower back finishes the lift. Where the
pelvis turns and the trunk stays, the signal is the one against the other.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from monitor.detection.measures import Axis, Measure, SeenBy
from monitor.model.events import Phase
from monitor.model.records import ExerciseName, Placement

Range = tuple[float, float]  # lowest, highest; deg of the rep signal


@dataclass(frozen=True, slots=True)
class Exercise:
    """How the reps of one exercise are told.

    Attributes:
        name: Its name in settings and files.
        title: Its name for people.
        description: One or two sentences for people.
        measure: Its channel, its axis, and what sees it in its posture.
        sign: +1 or -1; sign times pitch rises outwards.
        primary: Sensor whose pitch gives boundaries and ROM.
        pelvis_weight: Share of the pelvis in the rep signal, 0 to 1.
        near_deg: Where the near end of a rep may lie.
        far_deg: Where the far end may lie.
        stay_deg: Outside of this range the lifter has left the exercise.
        typical_rom_deg: ROM to assume before any rep was seen.
        min_rom_deg: A full rep has at least this ROM.
        max_rom_deg: A rep has at most this ROM.
        least_share: Of the usual ROM; a smaller swing is not even a partial rep.
        outward: Phase from onset to reach.
        watches_flexion: Loss of neutral in flexion is an event too.
        tail_s: How long past its end a rep's peaks and alerts may fall.
        watches_sides: Left and right of the pelvis are told of each rep.
        consistent_reps: Without a started set, reps count once so many alike
            followed one another.
        trunk_deg: The rep signal is the lumbar sensor's pitch minus the pelvis's, and
            in a rep the former changes by so much at most; None where the pitches
            themselves are the signal. Primary is the pelvis then, its weight 1.
        least_s: From onset to end a rep takes so long at least; steps don't.
        one_sided: Made on one leg; the side is told by the lifter.
    """

    name: ExerciseName
    title: str
    description: str
    measure: Measure
    sign: float
    primary: Placement
    pelvis_weight: float
    near_deg: Range
    far_deg: Range
    stay_deg: Range
    typical_rom_deg: float
    min_rom_deg: float
    max_rom_deg: float
    least_share: float
    outward: Phase
    watches_flexion: bool = False
    tail_s: float = 1.0
    watches_sides: bool = True
    consistent_reps: int = 1
    trunk_deg: float | None = None
    least_s: float = 0.0
    one_sided: bool = False

    @property
    def inward(self) -> Phase:
        """Phase from leave to end."""
        if self.outward is Phase.CONCENTRIC:
            return Phase.ECCENTRIC
        return Phase.CONCENTRIC


_HIP_THRUST = Exercise(
    name=ExerciseName.HIP_THRUST,
    title="Hip thrust",
    description=(
        "Upper back on a bench, hips lifted until the trunk is level. "
        "Reps are counted while reclined, from the first one on."
    ),
    measure=Measure(
        "pitch of pelvis and lumbar sensor against gravity",
        Axis.MEDIOLATERAL,
        SeenBy.GRAVITY,
    ),
    sign=-1.0,
    primary=Placement.PELVIS,
    pelvis_weight=0.5,
    near_deg=(15.0, 80.0),
    far_deg=(52.0, 130.0),
    stay_deg=(8.0, 150.0),
    typical_rom_deg=42.0,
    min_rom_deg=20.0,
    max_rom_deg=80.0,
    least_share=0.33,
    outward=Phase.CONCENTRIC,
)

_GLUTE_BRIDGE = Exercise(
    name=ExerciseName.GLUTE_BRIDGE,
    title="Glute bridge",
    description=(
        "Lying on the floor, hips lifted. "
        "Reps are counted while lying on the back, from the first one on."
    ),
    measure=Measure(
        "pitch of pelvis and lumbar sensor against gravity",
        Axis.MEDIOLATERAL,
        SeenBy.GRAVITY,
    ),
    sign=-1.0,
    primary=Placement.PELVIS,
    pelvis_weight=0.5,
    near_deg=(55.0, 120.0),
    far_deg=(75.0, 160.0),
    stay_deg=(45.0, 175.0),
    typical_rom_deg=24.0,
    min_rom_deg=12.0,
    max_rom_deg=60.0,
    least_share=0.33,
    outward=Phase.CONCENTRIC,
)

_ROMANIAN_DEADLIFT = Exercise(
    name=ExerciseName.ROMANIAN_DEADLIFT,
    title="Romanian deadlift",
    description=(
        "Standing, hips pushed back and returned. Picking up a bar looks the same: "
        "start the set, or three like reps are counted together. "
        "Loss of neutral in flexion is watched too."
    ),
    measure=Measure(
        "pitch of the pelvis against gravity",
        Axis.MEDIOLATERAL,
        SeenBy.GRAVITY,
    ),
    sign=1.0,
    primary=Placement.PELVIS,
    pelvis_weight=1.0,
    near_deg=(-25.0, 25.0),
    far_deg=(20.0, 110.0),
    stay_deg=(-45.0, 130.0),
    typical_rom_deg=48.0,
    min_rom_deg=20.0,
    max_rom_deg=110.0,
    least_share=0.33,
    outward=Phase.ECCENTRIC,
    watches_flexion=True,
    tail_s=1.5,
    consistent_reps=3,
)

_TRUNK_BEND = Exercise(
    name=ExerciseName.TRUNK_BEND,
    title="Trunk bend",
    description=(
        "Bending forward and back, standing or seated: a range-of-motion test. "
        "The extension that follows a bend belongs to it."
    ),
    measure=Measure(
        "pitch of the lumbar sensor against gravity",
        Axis.MEDIOLATERAL,
        SeenBy.GRAVITY,
    ),
    sign=1.0,
    primary=Placement.LUMBAR,
    pelvis_weight=0.0,
    near_deg=(-45.0, 35.0),
    far_deg=(15.0, 130.0),
    stay_deg=(-80.0, 150.0),
    typical_rom_deg=45.0,
    min_rom_deg=20.0,
    max_rom_deg=150.0,
    least_share=0.6,
    outward=Phase.ECCENTRIC,
    tail_s=4.0,
    watches_sides=False,
)

_PELVIC_TILT = Exercise(
    name=ExerciseName.PELVIC_TILT,
    title="Pelvic tilt",
    description=(
        "Lying or standing, the pelvis tucked under and let go again, without load; the"
        " trunk stays where it is. Small: start the set, or three like reps are"
        " counted together. Quicker than 0.9 s is a step, no tilt."
    ),
    measure=Measure(
        "pelvis against the lumbar sensor",
        Axis.MEDIOLATERAL,
        SeenBy.GRAVITY,
    ),
    sign=1.0,
    primary=Placement.PELVIS,
    pelvis_weight=1.0,
    near_deg=(-30.0, 25.0),
    far_deg=(-12.0, 45.0),
    stay_deg=(-60.0, 60.0),
    typical_rom_deg=14.0,
    min_rom_deg=7.0,
    max_rom_deg=40.0,
    least_share=0.4,
    outward=Phase.CONCENTRIC,
    watches_sides=False,
    consistent_reps=3,
    trunk_deg=6.0,
    least_s=0.9,
)

_SINGLE_LEG_BRIDGE = Exercise(
    name=ExerciseName.SINGLE_LEG_BRIDGE,
    title="Single-leg bridge",
    description=(
        "A glute bridge on one leg; the side is told before the set. "
        "How far a side of the pelvis drops at the top is told of each rep."
    ),
    measure=Measure(
        "pitch of pelvis and lumbar sensor, and roll of the pelvis, against gravity",
        Axis.MEDIOLATERAL,
        SeenBy.GRAVITY,
    ),
    sign=-1.0,
    primary=Placement.PELVIS,
    pelvis_weight=0.5,
    near_deg=(55.0, 120.0),
    far_deg=(75.0, 160.0),
    stay_deg=(45.0, 175.0),
    typical_rom_deg=22.0,
    min_rom_deg=10.0,
    max_rom_deg=60.0,
    least_share=0.33,
    outward=Phase.CONCENTRIC,
    one_sided=True,
)

EXERCISES: Mapping[ExerciseName, Exercise] = MappingProxyType(
    {
        each.name: each
        for each in (
            _HIP_THRUST,
            _GLUTE_BRIDGE,
            _ROMANIAN_DEADLIFT,
            _TRUNK_BEND,
            _PELVIC_TILT,
            _SINGLE_LEG_BRIDGE,
        )
    }
)
