"""Turns the recording of a running session on and off; streaming goes on.

A recording that begins within a session starts with commands that bring a pipeline to
where the session stands: calibration, checks, references, exercise, limits. From there
on it is replayed like any other.
"""

from collections.abc import AsyncGenerator, AsyncIterable, Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from monitor.model.body import (
    BenchReference,
    Calibration,
    Limits,
    TableCheck,
)
from monitor.model.errors import RecordingError
from monitor.model.events import (
    BenchReferenceSet,
    Calibrated,
    Notice,
    NoticeKind,
    Output,
    RangeMeasured,
    RecordingStopped,
    Rezeroed,
    SetEnded,
    SetStarted,
    TableChecked,
)
from monitor.model.records import (
    BatteryLevel,
    EndSession,
    LinkChange,
    Placement,
    Record,
    SetExercise,
    SetLimits,
    SetSide,
    SetSites,
    StartSet,
    UseBenchReference,
    UseCalibration,
    UseTableCheck,
)
from monitor.recording.recording import Header, record_session
from monitor.recording.writer import RecordingWriter


@dataclass
class Standing:
    """How a session stands, as far as a new recording has to know it."""

    calibration: Calibration | None = None
    checks: dict[Placement, TableCheck] = field(default_factory=dict)
    reference: BenchReference | None = None
    chosen: dict[type, Record] = field(default_factory=dict)
    links: dict[Placement, LinkChange] = field(default_factory=dict)
    batteries: dict[Placement, BatteryLevel] = field(default_factory=dict)
    in_set: bool = False
    own_range: RangeMeasured | None = None  # that is in force, as measured last

    def note(self, record: Record) -> None:
        """Take a record that enters the pipeline."""
        match record:
            case SetExercise() | SetLimits() | SetSites() | SetSide(set_index=None):
                if isinstance(record, SetLimits):
                    self.own_range = None
                self.chosen[type(record)] = record
            case LinkChange(placement=placement):
                self.links[placement] = record
            case BatteryLevel(placement=placement):
                self.batteries[placement] = record
            case UseTableCheck(_, placement, check):
                self.checks[placement] = check
            case UseBenchReference(_, reference):
                self.reference = reference
            case _:
                pass

    def hear(self, output: Output) -> None:
        """Take an output of the pipeline."""
        match output:
            case Calibrated(_, calibration):
                self.calibration = calibration
            case Rezeroed() if self.calibration is not None:
                offset = output.new_offset_deg
                self.calibration = replace(self.calibration, offset_deg=offset)
            case Notice(kind=NoticeKind.CALIBRATION_VOID):
                self.calibration = None
            case TableChecked(_, placement, bias, scale, date):
                self.checks[placement] = TableCheck(bias, scale, date)
            case BenchReferenceSet(_, reference):
                self.reference = reference
            case RangeMeasured(in_force=True):
                self.own_range = self._with_flexion(output)
            case SetStarted() | SetEnded():
                self.in_set = isinstance(output, SetStarted)
            case _:
                pass

    def _with_flexion(self, measured: RangeMeasured) -> RangeMeasured:
        """Keep the limit of flexion of a mobility test that came before."""
        if self.own_range is None or measured.flexion_limit_deg is not None:
            return measured
        before = self.own_range.flexion_limit_deg
        return replace(measured, flexion_limit_deg=before)

    def as_records(self, t: float, at_start: Limits) -> list[Record]:
        """Return what brings a pipeline to where the session stands.

        Args:
            t: Session s.
            at_start: The limits that its settings hold.
        """
        records: list[Record] = [*self.links.values(), *self.batteries.values()]
        records += self.chosen.values()
        if self.own_range is not None:
            chosen = self.chosen.get(SetLimits)
            before = chosen.limits if isinstance(chosen, SetLimits) else at_start
            records.append(SetLimits(t, self.own_range.limits(before)))
        records += [UseTableCheck(t, each, self.checks[each]) for each in self.checks]
        if self.calibration is not None:
            records.append(UseCalibration(t, self.calibration))
        if self.reference is not None:
            records.append(UseBenchReference(t, self.reference))
        if self.in_set:
            records.append(StartSet(t))
        return [replace(record, t=t) for record in records]


class Companion(Protocol):
    """Goes along with a recording: is given what the writer is given.

    Its methods return at once and do not raise.
    """

    def keep(self, record: Record, /) -> None:
        """Take a record that is recorded."""

    def put(self, output: Output, /) -> None:
        """Take an output that is recorded."""

    def reports(self) -> list[Notice]:
        """Return what a person should know since the last call."""

    def close(self) -> None:
        """The recording is closed: its file is whole."""


Accompany = Callable[[Path, Header], Companion | None]  # None: goes alone


class RecordingSwitch:
    """Hands records and outputs to a writer while it is on.

    All methods belong to one thread: the session's. ``put`` makes it a sink.
    """

    def __init__(
        self, header: Callable[[], Header], accompany: Accompany | None = None
    ) -> None:
        """Be off.

        Args:
            header: Describes the session to a recording that begins now.
            accompany: Makes what goes along with each recording.
        """
        self._header = header
        self._accompany = [] if accompany is None else [accompany]
        self._companions: list[Companion] = []
        self._writer: RecordingWriter | None = None
        self._standing = Standing()
        self._now: float | None = None
        self._path: Path | None = None
        self._reports: list[Output] = []

    def also(self, accompany: Accompany) -> None:
        """Have something more go along with each recording that begins from here on."""
        self._accompany.append(accompany)

    @property
    def path(self) -> Path | None:
        """The file that is written; None while it is off."""
        return self._path

    @property
    def waiting(self) -> int:
        """How many items wait for the disk."""
        return 0 if self._writer is None else self._writer.waiting

    def start(self, path: Path) -> None:
        """Record into a new file from here on.

        Raises:
            RecordingError: The file exists or can't be written.
        """
        self.stop()
        header = self._header()
        self._writer, self._path = record_session(path, header), path
        made = (accompany(path, header) for accompany in self._accompany)
        self._companions = [each for each in made if each is not None]
        if self._now is not None:
            limits = header.settings.limits
            for record in self._standing.as_records(self._now, limits):
                self._keep(record)

    def stop(self) -> None:
        """Close the file; what was recorded is whole."""
        writer, self._writer, self._path = self._writer, None, None
        if writer is None:
            return
        if self._now is not None:
            end = EndSession(self._now)
            writer.keep(end)
            for companion in self._companions:
                companion.keep(end)
        self._close(writer)

    def finish(self) -> None:
        """Close the file as the session ends, which has said so itself."""
        writer, self._writer, self._path = self._writer, None, None
        if writer is not None:
            self._close(writer)

    def try_to_start(self, path: Path) -> None:
        """Record from here on; why that can't be comes with ``reports``."""
        try:
            self.start(path)
        except RecordingError as error:
            self._reports.append(RecordingStopped(self._now or 0.0, str(error)))

    async def passing(
        self, source: AsyncIterable[Record]
    ) -> AsyncGenerator[Record, None]:
        """Yield a source's records; while it is on they are kept."""
        async for record in source:
            self._now = record.t
            self._standing.note(record)
            self._keep(record)
            yield record

    def _keep(self, record: Record) -> None:
        if self._writer is not None:
            self._writer.keep(record)
        for companion in self._companions:
            companion.keep(record)

    def put(self, output: Output, /) -> None:
        """Take one output."""
        self._standing.hear(output)
        if self._writer is not None:
            self._writer.put(output)
        for companion in self._companions:
            companion.put(output)

    def reports(self) -> list[Output]:
        """Return what went wrong since the last call."""
        reports, self._reports = self._reports, []
        if self._writer is not None:
            reports += self._writer.reports()
        for companion in self._companions:
            reports += companion.reports()
        return reports

    def _close(self, writer: RecordingWriter) -> None:
        writer.close()
        self._reports += writer.reports()
        companions, self._companions = self._companions, []
        for companion in companions:
            companion.close()
            self._reports += companion.reports()
