"""The one path that live, replayed and simulated records all take."""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, pairwise

import msgspec

from monitor.alerts.policy import AlertPolicy
from monitor.alerts.settings import AlertSettings
from monitor.detection.by_exercise import Detections
from monitor.detection.detection import DetectionSettings
from monitor.detection.own_exercise import OwnExercise
from monitor.detection.pain_watch import PainWatch
from monitor.dsp.ahead import FrontOutput, runs
from monitor.dsp.angles import AngleSettings
from monitor.dsp.battery_watch import BatteryWatch
from monitor.dsp.body_frame import BodyFrame, BodySettings
from monitor.dsp.front_end import FrontEnd
from monitor.dsp.join import JoinSettings
from monitor.dsp.rows import by_beats, joined_whole, posture_rows
from monitor.dsp.sensor_chain import ChainSettings, SensorSetup
from monitor.dsp.tapping import Tapping
from monitor.dsp.thigh_finder import ThighSettings
from monitor.dsp.thighs import Thighs
from monitor.model.blocks import Attitude, Joined, Posture, Samples
from monitor.model.body import Calibration, Limits, Sites, TableCheck
from monitor.model.events import (
    Alert,
    BenchReferenceSet,
    Calibrated,
    Event,
    LinkStatus,
    Notice,
    NoticeKind,
    Output,
    RangeMeasured,
    RangeProgress,
    Rezeroed,
    SetEndReason,
    TableChecked,
)
from monitor.model.records import (
    THIGHS,
    TRUNK,
    AddRep,
    EndSession,
    EndSet,
    ExerciseName,
    NewWearer,
    Notification,
    Placement,
    Record,
    SetExercise,
    SetLimits,
    SetPain,
    SetSide,
    StartMobilityTest,
    StartRangeTest,
    StartSet,
    StartSideBends,
    StartTableCheck,
    StrikeRep,
    TellRedFlags,
    Tick,
    UndoRepEdit,
    UseBenchReference,
    UseTableCheck,
)

# What a calibration found in the stream changes in the chains, it changes this much
# later: by then no sample from before it is still on its way.
SETTLED_S = 2.0


OWN_PREFIX = "own:"  # before the title of a person's own exercise, in the history


class PipelineSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything that the pipeline can be told before the first record.

    Attributes:
        exercise: What is trained.
        limits: How far the lumbar spine may go.
        sites: Where the sensors sit.
        chain: Stages that each sensor has for itself.
        join: How two sensors meet.
        angles: When an angle may be believed.
        body: Calibration and what watches over it.
        detection: Reps, sets, limits, trends.
        alerts: What the athlete is told.
        thighs: Optional sensors on the thighs.
    """

    exercise: ExerciseName = ExerciseName.HIP_THRUST
    limits: Limits = Limits()
    sites: Sites = Sites()
    chain: ChainSettings = ChainSettings()
    join: JoinSettings = JoinSettings()
    angles: AngleSettings = AngleSettings()
    body: BodySettings = BodySettings()
    detection: DetectionSettings = DetectionSettings()
    alerts: AlertSettings = AlertSettings()
    thighs: ThighSettings = ThighSettings()

    def __post_init__(self) -> None:
        if self.exercise is ExerciseName.OWN and self.detection.own is None:
            msg = "exercise = own needs detection.own, which says what it is"
            raise ValueError(msg)

    @property
    def title(self) -> str:
        """Name for people of a person's own exercise; empty for the others."""
        own = self.detection.own
        return own.title if self.exercise is ExerciseName.OWN and own else ""

    @property
    def kept_exercise(self) -> str:
        """The exercise's name in the history: "own:" and the title of one's own."""
        return f"{OWN_PREFIX}{self.title}" if self.title else str(self.exercise)


Chosen = ExerciseName | OwnExercise  # what a person may choose to train


def with_exercise(
    settings: PipelineSettings, exercise: Chosen | None
) -> PipelineSettings:
    """Return settings with this exercise; None leaves that of the settings.

    Raises:
        ValueError: It is a person's own, and the settings hold none.
    """
    replace = msgspec.structs.replace
    if exercise is None:
        return settings
    if isinstance(exercise, OwnExercise):
        detection = replace(settings.detection, own=exercise)
        return replace(settings, exercise=ExerciseName.OWN, detection=detection)
    return replace(settings, exercise=exercise)


def unheard(settings: PipelineSettings) -> PipelineSettings:
    """Return settings of a session that is armed without a sound of its own."""
    replace = msgspec.structs.replace
    return replace(settings, alerts=replace(settings.alerts, sound_needed=False))


def keeping_limits(settings: PipelineSettings, limits: Limits) -> PipelineSettings:
    """Return settings with these limits, which no measured range replaces."""
    replace = msgspec.structs.replace
    own_range = replace(settings.body.own_range, sets_limit=False)
    body = replace(settings.body, own_range=own_range)
    return replace(settings, limits=limits, body=body)


class Pipeline:
    """Records in at one end, outputs out at the other, and nothing looks back.

    Attributes:
        on_attitude: Given how each sensor is inclined, for exporters; None for nobody.
    """

    def __init__(
        self, sensors: Mapping[Placement, SensorSetup], settings: PipelineSettings
    ) -> None:
        self.on_attitude: Callable[[Attitude], None] | None = None
        self._front = FrontEnd(sensors, settings.chain, settings.join)
        self._tapping = Tapping()
        self._body = BodyFrame(settings.body, settings.angles, settings.sites)
        self._detection = Detections(
            settings.exercise, settings.limits, settings.detection
        )
        thighs = [each for each in sensors if each in THIGHS]
        self._thighs = Thighs(thighs, settings.thighs) if thighs else None
        self._pain = PainWatch(settings.detection.pain)
        self._alerts = AlertPolicy(settings.alerts)
        self._battery = BatteryWatch(settings.alerts.battery_low_percent)
        self._exercise = settings.exercise
        self._has_own = settings.detection.own is not None

    def feed(self, record: Record) -> list[Output]:
        """Return everything that follows from one record, in order of time."""
        return self._follow(record, self._front.feed(record), iter(()))

    def feed_many(
        self, records: Iterable[Record]
    ) -> Iterator[tuple[Record, list[Output]]]:
        """Yield each record with what ``feed`` would say of it, to the last bit.

        For files: it looks ahead by a second or so where nothing that follows can
        change what the next samples are, and makes their postures at once. Take all
        that it yields before anything else is fed.
        """
        for run in runs(records):
            if len(run) == 1 or not self._body.foreseeable:
                yield from ((record, self.feed(record)) for record in run)
                continue
            ahead = iter(run)
            for fronts in self._front.feed_many(run):
                self._tapping.look_ahead([s for f in fronts for s in f.samples])
                postures = self._foreseen(fronts)
                for front in fronts:
                    record = next(ahead)
                    yield record, self._follow(record, front, postures)

    def _foreseen(self, fronts: Sequence[FrontOutput]) -> Iterator[Posture]:
        """Return the posture of each block; none where angles may change meanwhile."""
        blocks = [joined for front in fronts for joined in front.joined]
        if self._body.deciding or not blocks:
            return iter(())
        whole = self._body.posture(joined_whole(blocks))
        ends = accumulate(len(each.t) for each in blocks)
        return (posture_rows(whole, slice(a, b)) for a, b in pairwise([0, *ends]))

    def _follow(
        self, record: Record, front: FrontOutput, postures: Iterator[Posture]
    ) -> list[Output]:
        """Return everything that follows, given what the front end made of it.

        Args:
            record: The record.
            front: What the front end made of it.
            postures: Of its blocks, as far as they are known already.
        """
        now = record.t
        outputs: list[Output] = list(front.samples)
        self._show(front.attitudes)
        if front.events:
            outputs += self._told(now, front.events)
            in_set = self._detection.in_set
            low = self._battery.feed(front.events, in_set=in_set)
            outputs += self._told(now, low)
        for samples in front.samples:
            if samples.placement in TRUNK:
                outputs += self._told(now, self._on_taps(samples))
        for joined in front.joined:
            outputs += self._on_joined(now, joined, next(postures, None))
        if not isinstance(record, Notification):
            outputs += self._told(now, self._on_command(record))
        if self._thighs is not None:
            outputs += self._on_thighs(self._thighs, record, front, outputs)
        outputs += self._alerts.feed(now, record)
        return outputs

    def bows(self) -> Posture | None:
        """Return the postures since the bows of the calibration found last began.

        A trunk bend counts these bows once the calibration is known, and their
        postures come out of no other place. None if nothing is held of them.
        """
        held = self._body.bows()
        return None if held is None else self._body.posture(held)

    def _show(self, attitudes: Sequence[Attitude]) -> None:
        if self.on_attitude is not None:
            for attitude in attitudes:
                self.on_attitude(attitude)

    def _on_thighs(
        self,
        thighs: Thighs,
        record: Record,
        front: FrontOutput,
        outputs: Sequence[Output],
    ) -> list[Event | LinkStatus | Alert]:
        """Let the thighs follow what was told of trunk and reps."""
        thighs.command(record)
        found: list[Event] = []
        for attitude in front.attitudes:
            found += thighs.turn(attitude)
        for output in outputs:
            if isinstance(output, Posture):
                thighs.stand(output)
            elif not isinstance(output, Samples | LinkStatus | Alert):
                thighs.hear(output)
        over = isinstance(record, EndSession)
        found += thighs.due(record.t, all_of_them=over)
        return self._told(record.t, found)

    def _on_taps(self, samples: Samples) -> list[Event]:
        """Three taps on both sensors; of one, a tap outside sets, two outside reps."""
        felt = self._tapping.feed(samples)
        return [
            *felt.thrice,
            *([] if self._detection.in_set else felt.once),
            *([] if self._detection.in_rep else felt.twice),
        ]

    def _on_joined(
        self, now: float, joined: Joined, posture: Posture | None
    ) -> list[Output]:
        """Take both sensors' rows, and their posture if it is known already.

        What may change the angles is looked for in whole tenths of a second, and
        holds from the next on, so that the cutting into blocks changes nothing.
        """
        if posture is not None:
            return self._on_rows(now, joined, posture)
        beats = by_beats(joined) if self._body.deciding else [joined]
        return [
            output
            for rows in beats
            for output in self._on_rows(now, rows, self._body.posture(rows))
        ]

    def _on_rows(self, now: float, joined: Joined, posture: Posture) -> list[Output]:
        wanted = self._detection.wants_planes
        planes = self._body.planes(joined) if wanted else None
        events = self._detection.feed(posture, planes)
        events += self._slips(self._body.watch(joined, posture, events))
        found = self._body.find(joined, posture)
        events += found + self._take_effect(found, in_stream=True)
        return [posture, *self._told(now, events)]

    def _slips(self, events: Sequence[Event]) -> list[Event]:
        """What is told of straps and tops, and what detection makes of it."""
        told: list[Event] = []
        for event in events:
            told.append(event)
            match event:
                case Notice(t, NoticeKind.STRAP_SLIPPED):
                    told += self._detection.suspect_slip(t)
                case BenchReferenceSet(_, reference):
                    told += self._detection.use_reference(reference)
                case _:
                    pass
        return told

    def _on_command(self, record: Record) -> list[Event]:
        events = self._on_set(record) + self._on_pain(record)
        events += self._on_setting(record)
        if isinstance(record, StartRangeTest | StartMobilityTest):
            in_set = self._detection.in_set
            mobility = isinstance(record, StartMobilityTest)
            found = self._body.start_range_test(
                record.t, in_set=in_set, mobility=mobility
            )
        elif isinstance(record, StartSideBends):
            in_set = self._detection.in_set
            found = self._body.start_side_bends(record.t, in_set=in_set)
        else:
            found = self._body.command(record)
        return events + found + self._take_effect(found)

    def _on_set(self, record: Record) -> list[Event]:
        match record:
            case StartSet(t):
                return self._detection.start_set(t)
            case EndSet(t):
                return self._detection.end_set(t, SetEndReason.COMMAND)
            case EndSession(t):
                return self._detection.end_session(t)
            case Tick(t):
                return self._detection.tick(t)
            case StrikeRep() | AddRep() | UndoRepEdit():
                return self._detection.edit(record)
            case _:
                return []

    def _on_pain(self, record: Record) -> list[Event]:
        if not isinstance(record, SetPain | TellRedFlags | NewWearer):
            return []
        asked = self._pain.feed(record, in_set=self._detection.in_set)
        if asked is None:
            return []
        return [asked, *self._detection.end_set(record.t, SetEndReason.PAIN)]

    def _known(self, exercise: ExerciseName) -> bool:
        """Whether it can be trained: a person's own must lie in the settings."""
        return exercise is not ExerciseName.OWN or self._has_own

    def _on_setting(self, record: Record) -> list[Event]:
        match record:
            case SetExercise(t, exercise) if self._known(exercise):
                self._exercise = exercise
                return self._detection.use_exercise(t, exercise)
            case SetLimits(t, limits):
                return self._detection.use_limits(t, limits)
            case UseBenchReference(_, reference):
                self._detection.use_reference(reference)
            case SetSide():
                self._detection.use_side(record)
            case UseTableCheck(_, placement, check):
                return self._use_table_check(placement, check)
            case StartTableCheck(_, placement):
                return self._use_table_check(placement, None)
            case _:
                pass
        return []

    def _take_effect(
        self, events: Sequence[Event], *, in_stream: bool = False
    ) -> list[Event]:
        """Let a calibration that came into force take its effect everywhere."""
        followed: list[Event] = []
        for event in events:
            match event:
                case Calibrated(t, calibration):
                    since = t + SETTLED_S if in_stream else -math.inf
                    self._front.use_calibration(calibration, since)
                    followed += self._detection.slip_resolved(t)
                    followed += self._bows(calibration, in_stream=in_stream)
                case Rezeroed(t):
                    followed += self._detection.slip_resolved(t)
                case TableChecked(_, placement, bias, scale, date):
                    check = TableCheck(bias, scale, date)
                    followed += self._use_table_check(placement, check)
                case Notice(_, NoticeKind.CALIBRATION_VOID):
                    self._front.use_calibration(None)
                case RangeProgress() | RangeMeasured():
                    followed += self._detection.follow_range_test(event)
                case Notice(kind=NoticeKind.RANGE_REFUSED):
                    followed += self._detection.follow_range_test(event)
                case _:
                    pass
        return followed

    def _use_table_check(
        self, placement: Placement, check: TableCheck | None
    ) -> list[Event]:
        """Correct a sensor's accelerometer; None leaves it as it comes."""
        self._front.use_table_check(placement, check)
        return self._detection.use_table_check(checked=self._front.table_checked)

    def _bows(self, calibration: Calibration, *, in_stream: bool) -> list[Event]:
        """Bows of a calibration are reps of the trunk bend alone, and only once."""
        if calibration.side_bends_s is not None and in_stream:
            return []
        if self._exercise is not ExerciseName.TRUNK_BEND:
            return self._detection.ignore(calibration.bows_s)
        if not in_stream:
            return []
        bows = self.bows()
        return [] if bows is None else self._detection.feed(bows)

    def _told(
        self, now: float, events: Sequence[Event | LinkStatus]
    ) -> list[Event | LinkStatus | Alert]:
        told: list[Event | LinkStatus | Alert] = []
        for event in events:
            told.append(event)
            told += self._alerts.feed(now, event)
        return told
