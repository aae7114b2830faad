"""What goes in: everything that can change what the pipeline knows.

``t`` is session time in s, monotonic over the records of a session; for a
notification it is the time of arrival.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from monitor.model.body import BenchReference, Calibration, Limits, Sites, TableCheck


class Placement(StrEnum):
    """Where a sensor sits; the thighs' are optional."""

    PELVIS = "pelvis"
    LUMBAR = "lumbar"
    THIGH_LEFT = "thigh_left"
    THIGH_RIGHT = "thigh_right"


TRUNK = (Placement.PELVIS, Placement.LUMBAR)
THIGHS = (Placement.THIGH_LEFT, Placement.THIGH_RIGHT)


class LinkState(StrEnum):
    """How a sensor's link stands."""

    SCANNING = "scanning"
    CONNECTING = "connecting"
    STARTING = "starting"
    STREAMING = "streaming"
    STALE = "stale"
    LOST = "lost"


class ExerciseName(StrEnum):
    """The exercises that can be counted or timed."""

    HIP_THRUST = "hip_thrust"
    GLUTE_BRIDGE = "glute_bridge"
    ROMANIAN_DEADLIFT = "romanian_deadlift"
    TRUNK_BEND = "trunk_bend"
    PELVIC_TILT = "pelvic_tilt"
    SINGLE_LEG_BRIDGE = "single_leg_bridge"
    PLANK = "plank"
    SIDE_PLANK = "side_plank"
    RUSSIAN_TWIST = "russian_twist"
    OWN = "own"  # a person's own, as the settings of the session say


class Side(StrEnum):
    """A side of the body."""

    LEFT = "left"
    RIGHT = "right"


class SetKind(StrEnum):
    """What a set is for."""

    WARM_UP = "warm_up"
    WORKING = "working"
    TEST = "test"


class LoadUnit(StrEnum):
    """The unit in which a person tells a load."""

    KG = "kg"
    LB = "lb"


class PainPlace(StrEnum):
    """Where it hurts; the first two feed the rules about the back."""

    LOW_BACK = "low_back"
    LEG_BELOW_KNEE = "leg_below_knee"
    BUTTOCK_HIP = "buttock_hip"
    OTHER = "other"


class RedFlag(StrEnum):
    """What calls for urgent medical care, whatever the pain's score."""

    LEG_NUMB_OR_WEAK = "leg_numb_or_weak"
    NUMB_BETWEEN_LEGS = "numb_between_legs"
    BLADDER_OR_BOWEL = "bladder_or_bowel"
    FEVER = "fever"
    TRAUMA = "trauma"


@dataclass(frozen=True, slots=True)
class Notification:
    """Bytes from a sensor, as they arrived.

    Attributes:
        t: Session s.
        placement: Where the sensor sits.
        stream: See ``stream_of``.
        payload: The bytes.
    """

    t: float
    placement: Placement
    stream: str
    payload: bytes


def stream_of(name: str, part: str) -> str:
    """Return how notifications of a stream's part are marked: ``imu``, ``imu.part``."""
    return f"{name}.{part}" if part else name


def name_and_part(stream: str) -> tuple[str, str]:
    """Return a stream's name and part, the inverse of ``stream_of``."""
    name, _, part = stream.partition(".")
    return name, part


@dataclass(frozen=True, slots=True)
class LinkChange:
    """A sensor's link took another state."""

    t: float
    placement: Placement
    state: LinkState
    reason: str = ""


@dataclass(frozen=True, slots=True)
class BatteryLevel:
    """A sensor told its charge, percent."""

    t: float
    placement: Placement
    percent: float


@dataclass(frozen=True, slots=True)
class SignalStrength:
    """How strongly a sensor is received.

    Attributes:
        t: Session s.
        placement: Which sensor.
        rssi_dbm: Received signal strength, dBm: about -40 beside the receiver, below
            -90 hardly anything comes through.
    """

    t: float
    placement: Placement
    rssi_dbm: float


@dataclass(frozen=True, slots=True)
class Suspended:
    """The computer slept and is awake again.

    Attributes:
        t: Session s, after the awakening; session time went on during the sleep.
        asleep_s: How long nothing was received.
    """

    t: float
    asleep_s: float


@dataclass(frozen=True, slots=True)
class SoundChange:
    """The sound output became usable, or stopped being so."""

    t: float
    available: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Tick:
    """Time passed; ten a second."""

    t: float


@dataclass(frozen=True, slots=True)
class StartSet:
    """Start a set now; its reps need no further proof."""

    t: float


@dataclass(frozen=True, slots=True)
class EndSet:
    """End the running set."""

    t: float


@dataclass(frozen=True, slots=True)
class EndSession:
    """The session ends; the last still standing tells how neutral has drifted."""

    t: float


@dataclass(frozen=True, slots=True)
class StrikeRep:
    """A counted rep was none, a person says; nothing revises it back.

    Attributes:
        t: Session s.
        rep_id: Which; None for the last full rep of the running or the last set.
    """

    t: float
    rep_id: int | None = None


@dataclass(frozen=True, slots=True)
class AddRep:
    """A rep was made and not counted: add one to the running or the last set."""

    t: float


@dataclass(frozen=True, slots=True)
class UndoRepEdit:
    """Take the last ``StrikeRep`` or ``AddRep`` back."""

    t: float


@dataclass(frozen=True, slots=True)
class SetExercise:
    """Another exercise from here on."""

    t: float
    exercise: ExerciseName


@dataclass(frozen=True, slots=True)
class SetLimits:
    """Other limits from here on; sets already judged keep theirs."""

    t: float
    limits: Limits


@dataclass(frozen=True, slots=True)
class SetSites:
    """Where the sensors sit, for the calibrations that follow."""

    t: float
    sites: Sites


@dataclass(frozen=True, slots=True)
class Calibrate:
    """Look for stillness and bows anew; the calibration in force stays till then."""

    t: float


@dataclass(frozen=True, slots=True)
class UseCalibration:
    """Use this calibration from here on."""

    t: float
    calibration: Calibration


@dataclass(frozen=True, slots=True)
class CarryCalibration:
    """Ask for an earlier calibration, subject to the rules of carrying over.

    Attributes:
        t: Session s.
        calibration: The earlier calibration.
        age_s: Time since it was made or last used.
        same_wearer: Whether wearer and strapping are said to be the same.
    """

    t: float
    calibration: Calibration
    age_s: float
    same_wearer: bool


@dataclass(frozen=True, slots=True)
class Rezero:
    """Make the next 2 s of stillness the lumbar zero.

    Attributes:
        t: Session s.
        lying: Against the bench reference instead of the upright neutral.
    """

    t: float
    lying: bool = False


@dataclass(frozen=True, slots=True)
class UndoRezero:
    """Take the last re-zero back."""

    t: float


@dataclass(frozen=True, slots=True)
class StartTableCheck:
    """The sensor is about to be laid on its six faces, 2 s each.

    Attributes:
        t: Session s.
        placement: Which sensor.
        date: ISO 8601 date to remember the result by.
    """

    t: float
    placement: Placement
    date: str


@dataclass(frozen=True, slots=True)
class UseTableCheck:
    """Correct a sensor's accelerometer by an earlier table check."""

    t: float
    placement: Placement
    check: TableCheck


@dataclass(frozen=True, slots=True)
class StartLinkCheck:
    """The lifter lies on the bench for 10 s: how well do the sensors come through."""

    t: float


@dataclass(frozen=True, slots=True)
class StartBenchReference:
    """The next three reps are slow and without load: remember their tops."""

    t: float


@dataclass(frozen=True, slots=True)
class UseBenchReference:
    """Compare the reps that follow with this reference."""

    t: float
    reference: BenchReference


@dataclass(frozen=True, slots=True)
class StartSideBends:
    """The lifter bends to either side once, standing: it refines the calibration."""

    t: float


@dataclass(frozen=True, slots=True)
class StartRangeTest:
    """The lifter arches and flattens the lower back thrice, standing, without load."""

    t: float


@dataclass(frozen=True, slots=True)
class StartMobilityTest:
    """The lifter hinges, arches and flattens, thrice each, standing, without load."""

    t: float


@dataclass(frozen=True, slots=True)
class EndRangeTest:
    """End the range or mobility test that runs; nothing if none does."""

    t: float


@dataclass(frozen=True, slots=True)
class StartThighCalibration:
    """The lifter stands still for 3 s, then lifts each knee twice.

    Does nothing without sensors on the thighs.
    """

    t: float


@dataclass(frozen=True, slots=True)
class SwapSensors:
    """What was called pelvis is lumbar, and the other way round."""

    t: float


@dataclass(frozen=True, slots=True)
class NewWearer:
    """Somebody else wears the sensors: the calibration is void."""

    t: float
    wearer: str


@dataclass(frozen=True, slots=True)
class Mute:
    """Silence the cues, or let them sound again."""

    t: float
    muted: bool


@dataclass(frozen=True, slots=True)
class Marker:
    """A person marked this moment."""

    t: float
    text: str = ""


MOST_LOAD_KG = 1000.0  # nobody lifts more; a slip of the keyboard does


@dataclass(frozen=True, slots=True)
class SetLoad:
    """The load on the bar.

    Attributes:
        t: Session s.
        load_kg: The whole load, kg, 0 to 1000; None if it isn't known.
        unit: In which the person told it, and is shown it again.
        set_index: Whose load; None for the running set or, between sets, the next one.
    """

    t: float
    load_kg: float | None
    unit: LoadUnit = LoadUnit.KG
    set_index: int | None = None

    def __post_init__(self) -> None:
        if self.load_kg is not None and not 0 <= self.load_kg <= MOST_LOAD_KG:
            msg = f"load_kg must lie between 0 and {MOST_LOAD_KG:.0f}"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class SetSide:
    """The leg that carries a one-sided exercise, in force until another is told.

    Attributes:
        t: Session s.
        side: Of the leg on the floor; None if it isn't known.
        set_index: Of which set; None for the running set or, between sets, the next
            ones.
    """

    t: float
    side: Side | None
    set_index: int | None = None


@dataclass(frozen=True, slots=True)
class ChooseSetKind:
    """What a set is for, a person says.

    Attributes:
        t: Session s.
        kind: What for; None to let the program propose it.
        set_index: Which set; None for the running or the last one.
    """

    t: float
    kind: SetKind | None
    set_index: int | None = None


@dataclass(frozen=True, slots=True)
class SetRpe:
    """Rating of perceived exertion of a set (Borg CR10 as lifters use it).

    Attributes:
        t: Session s.
        rpe: 1 to 10.
        set_index: Which set; None for the running or the last one.
    """

    t: float
    rpe: float
    set_index: int | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.rpe <= 10:
            msg = "rpe must lie between 1 and 10"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class SetPain:
    """Pain, as the person says.

    Attributes:
        t: Session s.
        pain: 0 (none) to 10 (the worst imaginable): the numeric rating scale.
        place: Where; None if that wasn't told, which counts as the low back.
        set_index: After which set; None for the running or the last one.
    """

    t: float
    pain: float
    place: PainPlace | None = None
    set_index: int | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.pain <= 10:
            msg = "pain must lie between 0 and 10"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class TellRedFlags:
    """The person told signs that call for urgent medical care.

    Attributes:
        t: Session s.
        flags: Which; none takes back what was told before.
    """

    t: float
    flags: tuple[RedFlag, ...]


@dataclass(frozen=True, slots=True)
class TellMorningAfter:
    """Whether the back was worse on the morning after the last session.

    Attributes:
        t: Session s.
        worse: As the person says.
    """

    t: float
    worse: bool


@dataclass(frozen=True, slots=True)
class Note:
    """A person's words about the session, or about one of its sets."""

    t: float
    text: str
    set_index: int | None = None


Command = (
    StartSet
    | EndSet
    | EndSession
    | StrikeRep
    | AddRep
    | UndoRepEdit
    | SetExercise
    | SetLimits
    | SetSites
    | Calibrate
    | UseCalibration
    | CarryCalibration
    | Rezero
    | UndoRezero
    | StartTableCheck
    | UseTableCheck
    | StartLinkCheck
    | StartBenchReference
    | UseBenchReference
    | StartSideBends
    | StartRangeTest
    | StartMobilityTest
    | EndRangeTest
    | StartThighCalibration
    | SwapSensors
    | NewWearer
    | Mute
    | Marker
    | SetLoad
    | SetSide
    | ChooseSetKind
    | SetRpe
    | SetPain
    | TellRedFlags
    | TellMorningAfter
    | Note
)

Record = (
    Notification
    | LinkChange
    | BatteryLevel
    | SignalStrength
    | Suspended
    | SoundChange
    | Tick
    | Command
)

Stamped = Callable[[float], Record]  # a record, given its time
