"""Folds what a recording holds into what is remembered of the session.

Commands and the outputs of the day are enough: nothing is computed anew, so the live
session and a later reading of its recording come to the same facts.
"""

from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

from monitor.history.rep_fold import RepFold
from monitor.history.set_fold import SetFold
from monitor.model.events import (
    BenchReferenceSet,
    Calibrated,
    LinkStatus,
    NeutralDrift,
    Notice,
    NoticeKind,
    Output,
    RangeMeasured,
    RecordingStopped,
)
from monitor.model.history import Pain, SensorLink, SessionFacts
from monitor.model.records import (
    ExerciseName,
    Note,
    Notification,
    Placement,
    Record,
    RedFlag,
    SetExercise,
    SetLimits,
    SetPain,
    SetSites,
    SwapSensors,
    TellMorningAfter,
    TellRedFlags,
    UseBenchReference,
)
from monitor.pipeline import OWN_PREFIX
from monitor.recording.recording import Header, sensors

if TYPE_CHECKING:
    from monitor.model.body import Calibration, Limits, Sites

MOST_NOTICES = 200  # of one session; more is a fault that repeats


class SessionFold:
    """Takes records and outputs in file order; ``facts`` may be asked any time."""

    def __init__(self, header: Header, name: str, settings: str) -> None:
        """Begin with what is known at the start.

        Args:
            header: The recording's description.
            name: The recording's file name.
            settings: The settings at the start, as they stand in the file.
        """
        self._header, self._name = header, name
        self._settings_sha256 = sha256(settings.encode()).hexdigest()
        self._profiles = {
            placement: setup.profile for placement, setup in sensors(header).items()
        }
        self._exercise: ExerciseName = header.settings.exercise
        self._limits: Limits = header.settings.limits
        self._sites: Sites = header.settings.sites
        self._calibration: Calibration | None = None
        self._drift_deg: float | None = None
        self._links: dict[Placement, LinkStatus] = {}
        self._notices: list[str] = []
        self._notes: list[str] = []
        self._pain: Pain | None = None
        self._morning_worse: bool | None = None
        self._red_flags: tuple[RedFlag, ...] | None = None
        self._reps = RepFold()
        self._sets = SetFold(header.settings.detection.own)
        self._span: tuple[float, float] | None = None

    def keep(self, record: Record) -> None:
        """Take a record; notifications tell nothing here and may be left out."""
        if isinstance(record, Notification):
            return
        start = self._span[0] if self._span else record.t
        self._span = (start, record.t)
        self._sets.keep(record)
        match record:
            case SetExercise(exercise=exercise):
                self._exercise = exercise
            case SetLimits(limits=limits):
                self._limits = limits
            case SetSites(sites=sites):
                self._sites = sites
            case UseBenchReference(reference=reference):
                self._sets.reference_deg = reference.lumbar_flexion_deg
            case SwapSensors():
                self._swap()
            case _:
                self._keep_words(record)

    def _keep_words(self, record: Record) -> None:
        match record:
            case SetPain() if not self._sets.any:
                self._pain = Pain(record.pain, record.place)
            case TellMorningAfter(worse=worse):
                self._morning_worse = worse
            case TellRedFlags(flags=flags):
                self._red_flags = flags
            case Note() if record.set_index is None:
                self._notes.append(record.text)
            case _:
                pass

    def _swap(self) -> None:
        other = {
            Placement.PELVIS: Placement.LUMBAR,
            Placement.LUMBAR: Placement.PELVIS,
        }
        self._links = {other.get(who, who): link for who, link in self._links.items()}
        self._profiles = {
            other.get(who, who): profile for who, profile in self._profiles.items()
        }

    def put(self, output: Output, /) -> None:
        """Take an output; samples and postures tell nothing here."""
        self._reps.put(output)
        self._sets.put(output)
        match output:
            case LinkStatus(placement=placement):
                self._links[placement] = output
            case Notice(kind=kind, text=text):
                if kind is NoticeKind.CALIBRATION_VOID:
                    self._calibration = None
                self._notice(text)
            case RecordingStopped(reason=reason):
                self._notice(reason)
            case _:
                self._put_measured(output)

    def _put_measured(self, output: Output) -> None:
        match output:
            case Calibrated(calibration=calibration):
                self._calibration = calibration
                self._sites = calibration.sites
            case BenchReferenceSet(reference=reference):
                self._sets.reference_deg = reference.lumbar_flexion_deg
            case RangeMeasured(in_force=True):
                self._limits = output.limits(self._limits)
            case NeutralDrift(drift_deg=drift_deg):
                self._drift_deg = drift_deg
            case _:
                pass

    def _kept_exercise(self) -> str:
        own = self._header.settings.detection.own
        if self._exercise is ExerciseName.OWN and own is not None:
            return f"{OWN_PREFIX}{own.title}"
        return str(self._exercise)

    def _notice(self, text: str) -> None:
        if len(self._notices) < MOST_NOTICES:
            self._notices.append(text)

    def facts(self) -> SessionFacts:
        """Return what is known by now."""
        start, end = self._span or (0.0, 0.0)
        calibration = self._calibration
        return SessionFacts(
            name=self._name,
            started_utc=self._header.started_utc,
            lifter=self._header.wearer,
            program=self._header.program,
            settings_sha256=self._settings_sha256,
            source=self._header.source,
            duration_s=end - start,
            exercise=self._kept_exercise(),
            limits=self._limits,
            sites=self._sites,
            calibration=calibration.source if calibration else None,
            quality=calibration.quality if calibration else None,
            reference_deg=self._sets.reference_deg,
            neutral_drift_deg=self._drift_deg,
            sensors=tuple(self._links_as_told()),
            sets=tuple(
                replace(facts, reps=self._reps.of_set(facts.index))
                for facts in self._sets.facts(self._reps.sets())
            ),
            notes=tuple(self._notes),
            pain=self._pain,
            morning_worse=self._morning_worse,
            red_flags=self._red_flags,
            notices=tuple(self._notices),
        )

    def _links_as_told(self) -> list[SensorLink]:
        told: list[SensorLink] = []
        for placement, profile in sorted(self._profiles.items()):
            link = self._links.get(placement)
            told.append(
                SensorLink(
                    placement,
                    profile,
                    rate_hz=link.rate_hz if link else None,
                    samples=link.samples if link else 0,
                    lost=link.lost if link else 0,
                    loss_known=link.loss_known if link else True,
                )
            )
        return told
