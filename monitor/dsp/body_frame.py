"""How the sensors sit on this body today, and whether that still holds."""

from collections.abc import Sequence
from dataclasses import replace

import msgspec

from monitor.dsp.angles import Angles, AngleSettings
from monitor.dsp.arches import RangeSettings
from monitor.dsp.bench_reference import BenchReferenceSettings, BenchReferencing
from monitor.dsp.calibration_finder import CalibrationFinder, FinderSettings
from monitor.dsp.carry import CarryCheck, CarrySettings
from monitor.dsp.doubt import DoubtNotices
from monitor.dsp.own_range import RangeTesting, range_refused
from monitor.dsp.planes import PlaneAngles
from monitor.dsp.rezero import DriftWatch, Rezeroing, RezeroSettings
from monitor.dsp.side_bends import (
    Bent,
    SideBending,
    SideBendSettings,
    side_bends_refused,
)
from monitor.dsp.strap import StrapSettings, StrapWatch, trend_notice
from monitor.dsp.table_check import TableChecking, TableCheckSettings
from monitor.model.blocks import Joined, Planes, Posture
from monitor.model.body import BenchReference, Calibration, CalibrationSource, Sites
from monitor.model.events import (
    BenchReferenceSet,
    Calibrated,
    Event,
    Notice,
    NoticeKind,
    RepCounted,
    Rezeroed,
    SetEnded,
    SetStarted,
    TrendFound,
)
from monitor.model.records import (
    Calibrate,
    CarryCalibration,
    EndRangeTest,
    EndSession,
    NewWearer,
    Record,
    Rezero,
    SetSites,
    StartBenchReference,
    StartSet,
    StartTableCheck,
    SwapSensors,
    Tick,
    UndoRezero,
    UseBenchReference,
    UseCalibration,
)

_SET_BEGAN = "a set began"
_NEW_ZERO = "the zero of the lumbar angle changed"


class BodySettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Settings of calibration and of what watches over it.

    Attributes:
        finder: What a calibration in the stream looks like.
        carry: When an earlier calibration may be carried over.
        rezero: When the lumbar zero may be moved.
        table_check: What makes a table check.
        bench_reference: What makes a bench reference.
        own_range: How the own range is measured.
        side_bends: What passes as two side bends.
        strap: What passes as a slip.
    """

    finder: FinderSettings = FinderSettings()
    carry: CarrySettings = CarrySettings()
    rezero: RezeroSettings = RezeroSettings()
    table_check: TableCheckSettings = TableCheckSettings()
    bench_reference: BenchReferenceSettings = BenchReferenceSettings()
    own_range: RangeSettings = RangeSettings()
    side_bends: SideBendSettings = SideBendSettings()
    strap: StrapSettings = StrapSettings()


class BodyFrame:
    """Finds and holds the calibration, makes postures by it, watches over it.

    Attributes:
        calibration: In force; None before the first and after a change of wearer.
    """

    def __init__(
        self, settings: BodySettings, angles: AngleSettings, sites: Sites
    ) -> None:
        self._finder = CalibrationFinder(settings.finder, sites)
        self._carry = CarryCheck(settings.carry)
        self._rezeroing = Rezeroing(settings.rezero)
        self._drift = DriftWatch(settings.rezero)
        self._table = TableChecking(settings.table_check)
        self._bench = BenchReferencing(settings.bench_reference)
        self._range = RangeTesting(settings.own_range)
        self._sides = SideBending(settings.side_bends)
        self._strap = StrapWatch(settings.strap)
        self._doubt = DoubtNotices()
        self._angles = Angles(angles)
        self._planes = PlaneAngles(angles)
        self._reference: BenchReference | None = None
        self._set_waits = False  # a set has started, its first rep is to come
        self.calibration: Calibration | None = None

    @property
    def deciding(self) -> bool:
        """Whether the next rows may bring another calibration, zero or limit."""
        waiting = self._carry.asked or self._rezeroing.asked or self._range.running
        return self._finder.looking or waiting or self._sides.running

    @property
    def foreseeable(self) -> bool:
        """Whether nothing in the next second of rows changes what sensors measure.

        A calibration carried over and a table check correct an accelerometer at once;
        one that is found by bows takes effect later.
        """
        return not (self._carry.asked or self._table.running)

    def posture(self, joined: Joined) -> Posture:
        """Return the posture at each grid point by the calibration in force."""
        return self._angles.feed(joined)

    def planes(self, joined: Joined) -> Planes:
        """Return side lean and twist at each grid point, likewise."""
        return self._planes.feed(joined)

    def find(self, joined: Joined, posture: Posture) -> list[Event]:
        """Look for what changes the angles of the rows after these.

        Args:
            joined: The next rows.
            posture: What they are by the calibration in force.
        """
        events = self._found(joined) + self._rezeroing.feed(posture)
        for event in events:
            if isinstance(event, Rezeroed):
                self._moved_zero(event)
        events += self._bent(joined)
        return events + self._table.feed(joined) + self._range.feed(posture)

    def _bent(self, joined: Joined) -> list[Event]:
        events: list[Event] = []
        for each in self._sides.feed(joined, self.calibration):
            if isinstance(each, Bent):
                t = each.event.t
                events += [each.event, *self._use(t, each.calibration)]
            else:
                events.append(each)
        return events

    def start_side_bends(self, t: float, *, in_set: bool) -> list[Event]:
        """Refine the calibration by two side bends, unless that can't be now."""
        if in_set:
            return [side_bends_refused(t, "a set is running")]
        if self.calibration is None:
            return [side_bends_refused(t, "it needs a calibration first")]
        return self._sides.start(t)

    def watch(
        self, joined: Joined, posture: Posture, events: Sequence[Event]
    ) -> list[Event]:
        """Watch over contact, straps and tops.

        Args:
            joined: The next rows.
            posture: What they are by the calibration in force.
            events: What detection told of them.

        Returns:
            Contact doubt, slips, trends in words, a bench reference.
        """
        self._drift.feed(posture)
        told: list[Event] = [*self._doubt.feed(joined), *self._strap.feed(posture)]
        for event in events:
            self._follow_set(event)
            if isinstance(event, TrendFound):
                told.append(trend_notice(event))
            told += self._bench.feed(event)
        for each in told:
            if isinstance(each, BenchReferenceSet):
                self._reference = each.reference
        return told

    def _follow_set(self, event: Event) -> None:
        match event:
            case SetStarted(t):
                self._set_waits = True
                self._range.stop(t, _SET_BEGAN)
                self._sides.stop(t, _SET_BEGAN)
            case RepCounted(_, rep) if self._set_waits:
                self._set_waits = False
                self._strap.begin_set(rep.onset_s)
            case SetEnded():
                self._set_waits = False
                self._strap.end_set()
            case _:
                pass

    def bows(self) -> Joined | None:
        """All rows since the bows of the calibration just found began, if any."""
        return self._finder.held()

    def start_range_test(
        self, t: float, *, in_set: bool, mobility: bool = False
    ) -> list[Event]:
        """Measure the person's own range, unless that can't be now.

        Args:
            t: Session s.
            in_set: A set is running.
            mobility: The hips' and the flexion's too, not extension alone.
        """
        worn, why = self.calibration, ""
        if in_set:
            why = "a set is running"
        elif worn is None or worn.pelvis is None or worn.lumbar is None:
            why = "it needs a calibration of both sensors"
        if why:
            return [range_refused(t, why, mobility=mobility)]
        return self._range.start(t, mobility=mobility)

    def command(self, record: Record) -> list[Event]:
        """Carry out what concerns the calibration; other records are none of it."""
        self._end_range_test(record)
        match record:
            case UseCalibration(t, calibration):
                return self._use(t, calibration)
            case Calibrate():
                self._finder.restart(CalibrationSource.COMMAND)
            case CarryCalibration():
                return list(self._carry.request(record))
            case SetSites(_, sites):
                self._finder.sites = sites
            case SwapSensors(t) if self.calibration is not None:
                return self._use(t, _swapped(self.calibration))
            case NewWearer(t, wearer):
                return self._void(t, wearer)
            case _:
                return self._optional(record)
        return []

    def _end_range_test(self, record: Record) -> None:
        match record:
            case StartSet(t):
                self._range.stop(t, _SET_BEGAN)
                self._sides.stop(t, _SET_BEGAN)
            case EndRangeTest(t):
                self._range.stop(t, "the test was ended")
            case _:
                pass

    def _optional(self, record: Record) -> list[Event]:
        """Re-zero, table check, bench reference, own range, the end."""
        match record:
            case Rezero(t, lying):
                reference = self._reference
                return self._rezeroing.request(t, lying=lying, reference=reference)
            case UndoRezero(t):
                return self._undone(t)
            case StartTableCheck():
                self._table.start(record)
            case StartBenchReference(t):
                self._bench.start(t)
            case UseBenchReference(_, reference):
                self._reference = reference
            case Tick(t):
                waited = [*self._range.tick(t), *self._bench.tick(t)]
                return [*waited, *self._sides.tick(t)]
            case EndSession(t):
                return self._drift.end_session(t, self._rezeroing.offset_deg)
            case _:
                pass
        return []

    def _found(self, joined: Joined) -> list[Event]:
        events: list[Event] = []
        for found in [*self._finder.feed(joined), *self._carry.feed(joined)]:
            if isinstance(found, Calibration):
                events += self._use(float(joined.t[-1]), found)
            else:
                events.append(found)
        return events

    def _use(self, t: float, calibration: Calibration) -> list[Event]:
        self._finder.stop()
        self._carry.cancel()
        self._hold(calibration)
        self._range.stop(t, _NEW_ZERO)
        self._sides.stop(t, "another calibration came into force")
        return [Calibrated(t, calibration)]

    def _hold(self, calibration: Calibration | None) -> None:
        self.calibration = calibration
        self._angles.use_calibration(calibration)
        self._planes.use_calibration(calibration)
        self._rezeroing.reset(calibration.offset_deg if calibration else 0.0)
        self._drift.reset()
        self._strap.reset(calibration.bows_s if calibration else None)

    def _moved_zero(self, event: Rezeroed) -> None:
        self._angles.use_offset(event.new_offset_deg)
        self._range.stop(event.t, _NEW_ZERO)
        if self.calibration is not None:
            offset = event.new_offset_deg
            self.calibration = replace(self.calibration, offset_deg=offset)

    def _undone(self, t: float) -> list[Event]:
        events = self._rezeroing.undo(t)
        for event in events:
            if isinstance(event, Rezeroed):
                self._moved_zero(event)
        return events

    def _void(self, t: float, wearer: str) -> list[Event]:
        self._hold(None)
        self._range.stop(t, "somebody else wears the sensors")
        self._finder.restart(CalibrationSource.AUTO)
        text = f"{wearer or 'Somebody else'} wears the sensors now: calibrate anew."
        return [Notice(t, NoticeKind.CALIBRATION_VOID, text)]


def _swapped(calibration: Calibration) -> Calibration:
    return replace(calibration, pelvis=calibration.lumbar, lumbar=calibration.pelvis)
