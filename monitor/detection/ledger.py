"""Keeps the reps: which count, what they measure, and what is said about them."""

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from monitor.detection.boundaries import Boundaries
from monitor.detection.counting import (
    CountSettings,
    Usual,
    is_full,
    moved,
    plausible,
    proven,
    strange,
    usual,
)
from monitor.detection.exercises import Exercise
from monitor.detection.numbers import Numbers
from monitor.detection.rep_sides import Sides, pelvic_drop, sides
from monitor.detection.report import Stand, Standard, report
from monitor.detection.reps import Swing
from monitor.detection.scoring import lumbar, near_margin, shape
from monitor.detection.sets import Entry, RunningSet, full_entries
from monitor.detection.track import Stretch, Track
from monitor.detection.verdict import BandSettings, Basis, band_deg
from monitor.model.events import (
    Event,
    PelvicDrop,
    Rep,
    RepConfirmed,
    RepCounted,
    RepRetracted,
    RepRevised,
    RepSides,
    RetractReason,
)
from monitor.model.records import Placement

if TYPE_CHECKING:
    from monitor.model.body import BenchReference

_REACH_BACK_S = 2.0  # how far before its opening a swing's low is looked for
_SAME_SET_S = 12.0  # ... if no rep came just before it, from whose far end on it is
_REACH_ON_S = 1.5  # how long after it was given back
_LAST_REPS = 6


class LedgerSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How swings become reps and reps get verdicts."""

    count: CountSettings = CountSettings()
    band: BandSettings = BandSettings()


@dataclass(slots=True)
class _Slip:
    start_s: float
    stop_s: float = math.inf


class Ledger:
    """The reps of the running set, and those still waiting for proof."""

    def __init__(
        self,
        exercise: Exercise,
        settings: LedgerSettings,
        track: Track,
        numbers: Numbers,
    ) -> None:
        self._exercise = exercise
        self._settings = settings
        self._track = track
        self._ids = numbers.reps
        self._recent: deque[Entry] = deque(maxlen=_LAST_REPS)
        self._slips: list[_Slip] = []
        self.reference: BenchReference | None = None
        self.table_checked = settings.band.table_checked
        self.waiting: list[Entry] = []
        self.edits = numbers.edits

    def use_exercise(self, exercise: Exercise) -> None:
        """Start anew with another exercise; ids go on."""
        self._exercise = exercise
        self._recent.clear()
        self.waiting.clear()

    @property
    def rom_deg(self) -> float:
        """The usual ROM of the rep signal, for the hysteresis."""
        size, weight = self.usual, self._exercise.pelvis_weight
        if not size.pelvis_deg or not size.lumbar_deg:
            largest = max(size.pelvis_deg, size.lumbar_deg)
            return largest or self._exercise.typical_rom_deg
        return weight * size.pelvis_deg + (1.0 - weight) * size.lumbar_deg

    @property
    def usual(self) -> Usual:
        """The usual excursions; 0 before any rep."""
        return usual(self._recent)

    def new_id(self) -> int:
        """Return the id of the next rep."""
        return next(self._ids)

    def entry(self, swing: Swing, last: Entry | None, now: float) -> Entry | None:
        """Measure a swing that is over; None if it can't be a rep."""
        since = max(swing.opened_s - _REACH_BACK_S, swing.before_s - 0.02)
        if last is not None and last.swing.far_s > swing.opened_s - _SAME_SET_S:
            since = last.swing.far_s
        pelvis_first = self._exercise.primary is Placement.PELVIS
        stretch = self._track.stretch(since, now)
        form = shape(stretch, swing.far_s, pelvis_first=pelvis_first)
        if form is None:
            return None
        entry = Entry(swing, form, since)
        if not plausible(swing, form, self._exercise, self._settings.count):
            return None
        if self._trunk_turned(swing, now):
            return None
        return None if self._too_small(entry) else entry

    def count(self, t: float, entry: Entry, running: RunningSet) -> list[Event]:
        """Make a rep of it, provisionally."""
        self._recent.append(entry)
        running.entries.append(entry)
        return [self._counted(t, entry, running)]

    def wait(self, entry: Entry) -> list[Entry]:
        """Keep it for proof; return the proven ones once enough alike are there."""
        settings = self._settings.count
        last = self.waiting[-1] if self.waiting else None
        if last is not None and _apart_s(last, entry) > settings.apart_s:
            self.waiting.clear()
        self.waiting.append(entry)
        needed = self._exercise.consistent_reps
        stand = list(proven(self.waiting, needed, settings))
        if stand:
            self.waiting.clear()
        return stand

    def strange(self, entry: Entry, running: RunningSet) -> bool:
        """Tell a swing unlike the running set's reps, as putting down the bar is."""
        reps = full_entries(running.entries)
        known = len(reps) >= self._exercise.consistent_reps > 1
        return known and strange(entry, reps, self._settings.count)

    def close(self, t: float, entry: Entry, running: RunningSet) -> list[Event]:
        """What follows a rep is known: its ROM is, and whether it was full."""
        if not entry.closed:
            entry.closed, entry.known = True, 0
        return self.refresh(t, entry, running, over=True)

    def refresh(
        self, t: float, entry: Entry, running: RunningSet, *, over: bool
    ) -> list[Event]:
        """Measure a rep again; say so if that changes what is known of it.

        Args:
            t: Session s.
            entry: The rep.
            running: Its set.
            over: Its tail is over: it can be judged.
        """
        if entry.rep is None:
            return []
        self._remeasure(t, entry, running)
        rep = self._rep(
            entry, running, entry.rep.rep_id, full=entry.rep.full, over=over
        )
        events: list[Event] = []
        if rep != entry.rep:
            entry.rep = rep
            events = [] if entry.struck else [RepRevised(t, rep)]
        return events + self._on_sides(t, entry) if over else events

    def settle(self, t: float, running: RunningSet) -> list[Event]:
        """Judge anew whether early reps are full, and confirm what stands."""
        events: list[Event] = []
        for entry in running.entries:
            if entry.known < self._settings.count.settled_reps:
                events += self._rejudge(t, entry, running)
        return events + self._confirm_early(t, running)

    def retract(
        self, t: float, entry: Entry, running: RunningSet, reason: RetractReason
    ) -> list[Event]:
        """Take a rep back."""
        running.entries.remove(entry)
        if entry in self._recent:
            self._recent.remove(entry)
        if entry.rep is None:
            return []
        self.edits.retracted(entry.rep.rep_id)
        return [] if entry.struck else [RepRetracted(t, entry.rep.rep_id, reason)]

    def confirm(self, t: float, entries: Sequence[Entry]) -> list[Event]:
        """Let reps stand."""
        events: list[Event] = []
        for entry in entries:
            if not entry.confirmed and entry.rep is not None:
                entry.confirmed = True
                events.append(RepConfirmed(t, entry.rep.rep_id))
        return events

    def suspect_slip(self, t: float) -> None:
        """From here on no rep is scored."""
        if not self.slipping:
            self._slips.append(_Slip(t))

    def resolve_slip(self, t: float) -> None:
        """From here on reps are scored again."""
        if self.slipping:
            self._slips[-1].stop_s = t

    @property
    def slipping(self) -> bool:
        """A slip is suspected now."""
        return bool(self._slips) and self._slips[-1].stop_s == math.inf

    def touches_slip(self, entry: Entry) -> bool:
        """Whether a slip was suspected during a rep."""
        bounds = entry.shape.bounds
        return any(
            s.start_s < bounds.end_s and bounds.onset_s < s.stop_s for s in self._slips
        )

    def _trunk_turned(self, swing: Swing, now: float) -> bool:
        """The trunk moved where the pelvis alone does: bending, walking, turning."""
        most = self._exercise.trunk_deg
        if most is None:
            return False
        trunk = self._track.stretch(swing.before_s, now).lumbar
        return not len(trunk) or float(np.nanmax(trunk) - np.nanmin(trunk)) > most

    def _too_small(self, entry: Entry) -> bool:
        """Not even a partial rep, against those of late."""
        of, share = self.usual, self._exercise.least_share
        out = entry.shape.out
        return (
            not entry.swing.hidden
            and out.pelvis_deg <= share * of.pelvis_deg
            and out.lumbar_deg <= share * of.lumbar_deg
        )

    def _remeasure(self, t: float, entry: Entry, running: RunningSet) -> None:
        i = running.entries.index(entry)
        stop = min(t, (entry.swing.back_s or t) + _REACH_ON_S)
        if i + 1 < len(running.entries):
            after = running.entries[i + 1]
            stop = min(stop, after.swing.far_s)
            entry.until_s = after.shape.bounds.onset_s
        pelvis_first = self._exercise.primary is Placement.PELVIS
        stretch = self._track.stretch(entry.since_s, stop)
        form = shape(stretch, entry.swing.far_s, pelvis_first=pelvis_first)
        if form is not None:
            entry.shape = form

    def _on_sides(self, t: float, entry: Entry) -> list[Event]:
        """Measure left and right of a finished rep; say so if that is news."""
        if entry.rep is None or not self._exercise.watches_sides:
            return []
        bounds = entry.shape.bounds
        stretch = self._track.stretch(near_margin(bounds), bounds.end_s)
        if not len(stretch.t):
            return []
        told = self._sides(t, entry.rep.rep_id, sides(stretch, bounds))
        if told == [replace(each, t=t) for each in entry.sides]:
            return []
        entry.sides = told
        return [] if entry.struck else list(told)

    def _sides(
        self, t: float, rep_id: int, found: Sides
    ) -> list[RepSides | PelvicDrop]:
        whole = RepSides(t, rep_id, found.range_deg, found.at_top_deg, found.share)
        if not self._exercise.one_sided:
            return [whole]
        band = band_deg(self._settings.band, Basis.SAME_SET, checked=True)
        return [whole, pelvic_drop(t, rep_id, found, band)]

    def _counted(self, t: float, entry: Entry, running: RunningSet) -> Event:
        full = self._full(entry)
        entry.known = len(self._recent)
        entry.rep = self._rep(entry, running, self.new_id(), full=full, over=False)
        self.edits.counted(entry)
        return RepCounted(t, entry.rep)

    def _full(self, entry: Entry) -> bool:
        return is_full(entry, self.usual, self._exercise, self._settings.count)

    def _rejudge(self, t: float, entry: Entry, running: RunningSet) -> list[Event]:
        if entry.struck:
            return []
        entry.known = len(self._recent)
        if entry.rep is None or self._full(entry) == entry.rep.full:
            return []
        self.edits.retracted(entry.rep.rep_id)
        taken = RepRetracted(t, entry.rep.rep_id, RetractReason.REJUDGED)
        verdict = entry.rep
        given = self._counted(t, entry, running)
        if entry.rep is not None:
            entry.rep = replace(
                entry.rep, verdict=verdict.verdict, reason=verdict.reason
            )
            given = RepCounted(t, entry.rep)
        rep_id = entry.rep.rep_id
        entry.sides = [replace(each, t=t, rep_id=rep_id) for each in entry.sides]
        return [taken, given, *entry.sides]

    def _confirm_early(self, t: float, running: RunningSet) -> list[Event]:
        full = full_entries(running.entries)
        if running.explicit:
            return self.confirm(t, full)
        if len(full) < 3:
            return []
        events: list[Event] = []
        for entry in full[:-1]:
            others = [e.swing for e in full if e is not entry]
            rom = max(self.usual.pelvis_deg, self.usual.lumbar_deg)
            share = self._settings.count.moved
            if not entry.confirmed and moved(entry.swing, others, rom, share):
                events += self.retract(t, entry, running, RetractReason.SETTING_UP)
        return events + self.confirm(t, full_entries(running.entries)[:-1])

    def _rep(
        self, entry: Entry, running: RunningSet, rep_id: int, *, full: bool, over: bool
    ) -> Rep:
        bounds = entry.shape.bounds
        tail = min(bounds.end_s + self._exercise.tail_s, entry.until_s)
        stretch = self._track.stretch(near_margin(bounds), tail)
        slip = self.touches_slip(entry)
        stand = Stand(rep_id, running.index, full, over, slip, running.side)
        standard = Standard(running.limits, self._band_deg(), self.reference)
        return self.reported(stretch, bounds, stand, standard)

    def reported(
        self, stretch: Stretch, bounds: Boundaries, stand: Stand, standard: Standard
    ) -> Rep:
        """Measure the lumbar angle in a rep and write it down.

        Args:
            stretch: The track from before the rep to the end of its tail.
            bounds: The rep's crossings.
            stand: Where it stands.
            standard: What it is judged by.
        """
        measured = lumbar(stretch, bounds, standard.limits.extension_deg)
        return report(bounds, measured, stand, standard, self._exercise)

    def _band_deg(self) -> float:
        band = self._settings.band
        checked = self.table_checked or self.reference is not None
        return band_deg(band, Basis.SAME_STRAPPING, checked=checked)


def _apart_s(entry: Entry, following: Entry) -> float:
    """From one rep's end to the next one's onset."""
    return following.shape.bounds.onset_s - entry.shape.bounds.end_s
