"""The one path that live, replayed and simulated records all take."""

from collections.abc import Mapping, Sequence

import msgspec

from monitor.alerts.policy import AlertPolicy
from monitor.alerts.settings import AlertSettings
from monitor.detection.detection import Detection, DetectionSettings
from monitor.dsp.angles import AngleSettings
from monitor.dsp.body_frame import BodyFrame, BodySettings
from monitor.dsp.front_end import FrontEnd
from monitor.dsp.join import JoinSettings
from monitor.dsp.sensor_chain import ChainSettings, SensorSetup
from monitor.dsp.sync import SyncTaps
from monitor.model.blocks import Joined
from monitor.model.body import Calibration, Limits, Sites
from monitor.model.events import (
    Alert,
    Calibrated,
    Event,
    LinkStatus,
    Output,
    SetEndReason,
)
from monitor.model.records import (
    EndSession,
    EndSet,
    ExerciseName,
    Placement,
    Record,
    SetExercise,
    SetLimits,
    StartSet,
    Tick,
    UseBenchReference,
    UseTableCheck,
)


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


class Pipeline:
    """Records in at one end, outputs out at the other, and nothing looks back."""

    def __init__(
        self, sensors: Mapping[Placement, SensorSetup], settings: PipelineSettings
    ) -> None:
        self._front = FrontEnd(sensors, settings.chain, settings.join)
        self._taps = SyncTaps()
        self._body = BodyFrame(settings.body, settings.angles, settings.sites)
        self._detection = Detection(
            settings.exercise, settings.limits, settings.detection
        )
        self._alerts = AlertPolicy(settings.alerts)
        self._exercise = settings.exercise

    def feed(self, record: Record) -> list[Output]:
        """Return everything that follows from one record, in order of time."""
        now = record.t
        front = self._front.feed(record)
        outputs: list[Output] = list(front.samples)
        outputs += self._told(now, front.events)
        for samples in front.samples:
            outputs += self._told(now, self._taps.feed(samples))
        for joined in front.joined:
            outputs += self._on_joined(now, joined)
        outputs += self._told(now, self._on_command(record))
        outputs += self._alerts.feed(now, record)
        return outputs

    def _on_joined(self, now: float, joined: Joined) -> list[Output]:
        found = self._body.find(joined)
        events = found + self._take_effect(found, in_stream=True)
        posture = self._body.posture(joined)
        events += self._detection.feed(posture)
        return [posture, *self._told(now, events)]

    def _on_command(self, record: Record) -> list[Event]:
        events = self._on_set(record) + self._on_setting(record)
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
            case _:
                return []

    def _on_setting(self, record: Record) -> list[Event]:
        match record:
            case SetExercise(t, exercise):
                self._exercise = exercise
                return self._detection.use_exercise(t, exercise)
            case SetLimits(t, limits):
                return self._detection.use_limits(t, limits)
            case UseBenchReference(_, reference):
                self._detection.use_reference(reference)
            case UseTableCheck(_, placement, check):
                self._front.use_table_check(placement, check)
            case _:
                pass
        return []

    def _take_effect(
        self, events: Sequence[Event], *, in_stream: bool = False
    ) -> list[Event]:
        """Let a calibration that came into force take its effect everywhere."""
        followed: list[Event] = []
        for event in events:
            if isinstance(event, Calibrated):
                self._front.use_calibration(event.calibration)
                followed += self._detection.slip_resolved(event.t)
                followed += self._bows(event.calibration, in_stream=in_stream)
        return followed

    def _bows(self, calibration: Calibration, *, in_stream: bool) -> list[Event]:
        """Bows of a calibration are reps of the trunk bend alone."""
        if self._exercise is not ExerciseName.TRUNK_BEND:
            self._detection.ignore(calibration.bows_s)
            return []
        if not in_stream:
            return []
        return self._detection.feed(self._body.posture(self._body.bows()))

    def _told(
        self, now: float, events: Sequence[Event | LinkStatus]
    ) -> list[Event | LinkStatus | Alert]:
        told: list[Event | LinkStatus | Alert] = []
        for event in events:
            told.append(event)
            told += self._alerts.feed(now, event)
        return told
