"""Form over weeks: what may be compared, and whether a difference shows.

Two strappings put the sensors a little differently: only the change against the same
day's bench reference is form. An absolute angle carries the band between strappings,
and a difference within its band is called "no change shown".
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from statistics import median
from typing import Final

from monitor.detection.verdict import BandSettings
from monitor.model.body import Sites
from monitor.model.history import SetSummary
from monitor.model.records import SetKind, Side
from monitor.training.set_kind import SetKey, key_of, kinds

_BANDS: Final = BandSettings()
# Each of the two changes has the error of its own strapping; they don't know another.
CHANGE_BAND_DEG: Final = math.hypot(
    _BANDS.same_strapping_deg, _BANDS.same_strapping_deg
)
ABSOLUTE_BAND_DEG: Final = _BANDS.other_strapping_deg


class Basis(Enum):
    """What is compared."""

    REFERENCE = auto()  # the change against the same day's bench reference
    ABSOLUTE = auto()  # the peak as measured


class Change(Enum):
    """What a comparison shows."""

    MORE_ARCH = auto()
    LESS_ARCH = auto()
    NOT_SHOWN = auto()


@dataclass(frozen=True, slots=True)
class DayForm:
    """An exercise in one session: working sets that were scored.

    Attributes:
        session: Its recording.
        utc: When it began.
        exercise: Which.
        side: Of a one-sided exercise.
        sites: Where the sensors sat.
        load_kg: The heaviest that is known.
        arch_deg: Median extension of the tops against the day's reference; None
            without one.
        peak_deg: Median over the sets of the largest extension.
        sets: The sets.
    """

    session: str
    utc: str
    exercise: str
    side: Side | None
    sites: Sites | None
    load_kg: float | None
    arch_deg: float | None
    peak_deg: float | None
    sets: tuple[SetKey, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two sessions of an exercise.

    Attributes:
        now: The later one.
        before: The earlier one.
        basis: What is compared.
        difference_deg: Extension now less extension before.
        band_deg: A difference up to this shows nothing.
    """

    now: DayForm
    before: DayForm
    basis: Basis
    difference_deg: float
    band_deg: float

    @property
    def change(self) -> Change:
        """What it shows."""
        if abs(self.difference_deg) <= self.band_deg:
            return Change.NOT_SHOWN
        return Change.MORE_ARCH if self.difference_deg > 0 else Change.LESS_ARCH


@dataclass(frozen=True, slots=True)
class LoadMargin:
    """How near the limit the sets of one load came.

    Attributes:
        load_kg: The load.
        margin_deg: Median over the sets of the least margin; negative past the limit.
        sets: How many sets.
    """

    load_kg: float
    margin_deg: float
    sets: int


def day_forms(summaries: Iterable[SetSummary]) -> list[DayForm]:
    """Return the form of each session, exercise and side, in order of time."""
    everything = list(summaries)
    what = kinds(everything)
    groups: dict[tuple[str, str, Side | None], list[SetSummary]] = {}
    for each in everything:
        # A set of unknown load is no warm-up for all that is known.
        if each.scored and what[key_of(each)] is not SetKind.WARM_UP:
            groups.setdefault((each.session, each.exercise, each.side), []).append(each)
    return sorted(
        (_day_form(group) for group in groups.values()), key=lambda form: form.utc
    )


def _day_form(sets: Sequence[SetSummary]) -> DayForm:
    first = min(sets, key=lambda each: each.utc)
    tops = [-each.top_change_deg for each in sets if each.top_change_deg is not None]
    peaks = [each.peak_deg for each in sets if each.peak_deg is not None]
    return DayForm(
        session=first.session,
        utc=first.utc,
        exercise=first.exercise,
        side=first.side,
        sites=first.sites,
        load_kg=max((s.load_kg for s in sets if s.load_kg is not None), default=None),
        arch_deg=median(tops) if tops else None,
        peak_deg=median(peaks) if peaks else None,
        sets=tuple(map(key_of, sets)),
    )


def compared(now: DayForm, before: DayForm) -> Comparison | None:
    """Compare two sessions; None if they can't be.

    They can if exercise, side and sites are the same, and something was measured in
    both: the change against the reference if it is known of both, else the peak.
    """
    alike = (now.exercise, now.side, now.sites) == (
        before.exercise,
        before.side,
        before.sites,
    )
    if not alike or now.sites is None:
        return None
    if now.arch_deg is not None and before.arch_deg is not None:
        difference = now.arch_deg - before.arch_deg
        return Comparison(now, before, Basis.REFERENCE, difference, CHANGE_BAND_DEG)
    if now.peak_deg is not None and before.peak_deg is not None:
        difference = now.peak_deg - before.peak_deg
        return Comparison(now, before, Basis.ABSOLUTE, difference, ABSOLUTE_BAND_DEG)
    return None


def last_comparison(forms: Iterable[DayForm], now: DayForm) -> Comparison | None:
    """Compare a session with the last one before it that can be compared."""
    earlier = [form for form in forms if form.utc < now.utc]
    for before in sorted(earlier, key=lambda form: form.utc, reverse=True):
        found = compared(now, before)
        if found is not None:
            return found
    return None


def margins_by_load(summaries: Iterable[SetSummary]) -> list[LoadMargin]:
    """Return how near the limit the sets of each load came, the lightest first."""
    groups: dict[float, list[float]] = {}
    for each in summaries:
        if each.load_kg is not None and each.margin_deg is not None:
            groups.setdefault(round(each.load_kg, 2), []).append(each.margin_deg)
    return [
        LoadMargin(load_kg, median(margins), len(margins))
        for load_kg, margins in sorted(groups.items())
    ]
