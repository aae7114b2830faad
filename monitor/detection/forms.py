"""Exercises that are not told by pitch reps: what is held, what is twisted, as data.

Each names its channel, its axis and whether gravity sees it in its posture. What
gravity sees has no drift. What only the gyro sees is a change within a rep of at most
10 s, with a bound of its drift; past that it is not measured.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from monitor.detection.exercises import EXERCISES, Exercise, Range
from monitor.detection.measures import Axis, Measure, SeenBy
from monitor.detection.own_exercise import OwnExercise
from monitor.model.events import Phase
from monitor.model.records import ExerciseName


@dataclass(frozen=True, slots=True)
class Hold:
    """A posture that is held.

    *Slope* is the angle of a segment from upright: the pitch face down, the frontal
    angle on a side; 90 is level.

    Attributes:
        name: Its name in settings and files.
        title: Its name for people.
        description: One or two sentences for people.
        measure: What is measured.
        trunk_deg: Where the slope of the lumbar sensor's segment must lie.
        pelvis_deg: Where that of the pelvis must lie.
        lying_deg: From this slope of the trunk on, with hips in line, it is lying.
        lateral_deg: Hips off the line sideways past this are an event; None where the
            limits of extension and flexion are watched instead.
    """

    name: ExerciseName
    title: str
    description: str
    measure: Measure
    trunk_deg: Range
    pelvis_deg: Range
    lying_deg: float
    lateral_deg: float | None = None

    @property
    def watches_flexion(self) -> bool:
        """Whether loss of neutral in flexion is an event."""
        return self.lateral_deg is None


@dataclass(frozen=True, slots=True)
class Twist:
    """Twists of the trunk, seated.

    Attributes:
        name: Its name in settings and files.
        title: Its name for people.
        description: One or two sentences for people.
        measure: What is measured.
        recline_deg: Where the pitch of the lumbar sensor's segment must lie.
        least_deg: A twist goes at least so far from the middle.
        full_share: Of the usual way; a smaller twist is a partial one.
    """

    name: ExerciseName
    title: str
    description: str
    measure: Measure
    recline_deg: Range
    least_deg: float
    full_share: float

    @property
    def watches_flexion(self) -> bool:
        """Whether loss of neutral in flexion is an event."""
        return False


Form = Exercise | Hold | Twist

HOLDS: Mapping[ExerciseName, Hold] = MappingProxyType(
    {
        ExerciseName.PLANK: Hold(
            name=ExerciseName.PLANK,
            title="Plank",
            description=(
                "Face down on forearms or hands and toes, held. Timed from the steady"
                " posture to leaving it; a sag or hike of the lower back past its"
                " limit ends the clean time. Told from lying by the trunk's slope."
            ),
            measure=Measure(
                "lumbar flexion against the calibrated neutral",
                Axis.MEDIOLATERAL,
                SeenBy.GRAVITY,
            ),
            trunk_deg=(50.0, 110.0),
            pelvis_deg=(40.0, 130.0),
            lying_deg=85.5,
        ),
        ExerciseName.SIDE_PLANK: Hold(
            name=ExerciseName.SIDE_PLANK,
            title="Side plank",
            description=(
                "On one forearm or hand and the feet, held; the side comes from"
                " gravity. Hips off the line sideways past 12° end the clean time."
            ),
            measure=Measure(
                "lateral angle between pelvis and lumbar sensor, against neutral",
                Axis.FORWARD,
                SeenBy.GRAVITY,
            ),
            trunk_deg=(45.0, 110.0),
            pelvis_deg=(40.0, 130.0),
            lying_deg=85.5,
            lateral_deg=12.0,
        ),
    }
)

TWISTS: Mapping[ExerciseName, Twist] = MappingProxyType(
    {
        ExerciseName.RUSSIAN_TWIST: Twist(
            name=ExerciseName.RUSSIAN_TWIST,
            title="Russian twist",
            description=(
                "Seated, leaning back, the trunk twisted to the left and the right."
                " Each twist to a side is a rep; the balance of both sides is told."
            ),
            measure=Measure(
                "twist of the trunk against the pelvis",
                Axis.CRANIAL,
                SeenBy.GRAVITY_OR_GYRO,
                longest_s=10.0,
                drift_dps=0.3,
            ),
            recline_deg=(-80.0, -12.0),
            least_deg=12.0,
            full_share=0.55,
        ),
    }
)

FORMS: Mapping[ExerciseName, Form] = MappingProxyType({**EXERCISES, **HOLDS, **TWISTS})


def form_of(exercise: ExerciseName, own: OwnExercise | None) -> Form:
    """Return what is known of an exercise.

    Args:
        exercise: Its name.
        own: The session's own exercise, if it has one.

    Raises:
        KeyError: It is a person's own, and the session has none.
    """
    if exercise is ExerciseName.OWN and own is not None:
        return own.form
    return FORMS[exercise]


def outward_is_eccentric(exercise: ExerciseName, own: OwnExercise | None) -> bool:
    """Whether the way out of an exercise's reps is the eccentric phase."""
    form = form_of(exercise, own)
    return isinstance(form, Exercise) and form.outward is Phase.ECCENTRIC


def tail_s(exercise: ExerciseName, own: OwnExercise | None) -> float:
    """How long past its end a rep's peaks may fall, s."""
    form = form_of(exercise, own)
    return form.tail_s if isinstance(form, Exercise) else 0.0
