"""What is asked of an archive, and what is kept of each recording that was judged.

Times are session seconds, angles degrees, flexion positive; ``peak_extension_deg`` is
positive for extension. What isn't known or wasn't measured is None.
"""

from msgspec import Struct

from monitor.model.body import LimitSource
from monitor.model.events import Level, Phase, Verdict
from monitor.model.records import ExerciseName, SetKind, Side


class Asked(Struct, frozen=True):
    """By what all recordings are judged; None leaves it to each recording.

    Attributes:
        exercise: What is trained, throughout.
        extension_deg: Limit of extension past neutral, throughout, positive.
    """

    exercise: ExerciseName | None = None
    extension_deg: float | None = None


class RepRow(Struct, frozen=True):
    """One rep that stands now, as last revised; see ``Rep`` and ``KeptRep``.

    Attributes:
        exercise: What its set was judged as.
        set_index: Its set, from 1, as the set events count.
        rep: Its number in the session, from 1, partial ones included.
        full_rep: False for a partial one, which doesn't count.
        limit_deg: Limit of extension that its set was judged by, positive.
        limit_source: Whence that limit.
        load_kg: The set's load; None if it isn't known.
        set_kind: What the set was for, as told.
        struck: A person said that it was none; it does not count.
        verdict: What is said of it now.
        verdict_day: What was said on the day; None if it was no rep then, or if the
            recording doesn't tell.
        full_rep_day: Whether it was full on the day, likewise.
    """

    exercise: str
    set_index: int
    rep: int
    full_rep: bool
    struck: bool
    by_hand: bool
    limit_deg: float
    limit_source: LimitSource
    load_kg: float | None
    set_kind: SetKind | None
    onset_s: float | None
    reach_s: float | None
    leave_s: float | None
    end_s: float | None
    rom_deg: float | None
    peak_extension_deg: float | None
    peak_flexion_deg: float | None
    peak_at: Phase | None
    over_limit_s: float | None
    change_vs_reference_deg: float | None
    bottom_flexion_deg: float | None
    top_flexion_deg: float | None
    concentric_s: float | None
    hold_s: float | None
    eccentric_s: float | None
    scored_share: float
    side: Side | None
    rom_drift_deg: float | None
    roll_range_deg: float | None
    roll_at_top_deg: float | None
    verdict: Verdict
    reason: str
    verdict_day: Verdict | None
    full_rep_day: bool | None


class VerdictChange(Struct, frozen=True):
    """So many reps had one verdict on the day and have another now."""

    was: Verdict
    now: Verdict
    count: int


class AlertChange(Struct, frozen=True):
    """Of one level, alerts that weren't there on the day, and those that are gone."""

    level: Level
    more: int
    fewer: int


class Changes(Struct, frozen=True):
    """How a recording is judged now against the day it was made.

    Attributes:
        reps_day: Full reps that stood on the day.
        more: Full reps that stand now and did not then.
        fewer: Full reps that stood then and don't now.
        verdicts: Of full reps that stand in both.
        alerts: Cautions, dangers and stops; levels in which nothing changed are left
            out.
    """

    reps_day: int
    more: int
    fewer: int
    verdicts: list[VerdictChange]
    alerts: list[AlertChange]

    @property
    def any(self) -> bool:
        """Whether anything is judged otherwise."""
        return bool(self.more or self.fewer or self.verdicts or self.alerts)

    @property
    def verdicts_changed(self) -> int:
        """How many reps are judged otherwise."""
        return sum(each.count for each in self.verdicts)

    @property
    def alerts_more(self) -> int:
        """Alerts of any level that weren't there on the day."""
        return sum(each.more for each in self.alerts)

    @property
    def alerts_fewer(self) -> int:
        """Alerts of any level that are gone."""
        return sum(each.fewer for each in self.alerts)


class Judged(Struct, frozen=True, tag=True):
    """A recording that could be judged.

    Attributes:
        lifter: Who wore the sensors; empty if not told.
        started_utc: Wall clock at its start, ISO 8601.
        program: Name and version of the program that recorded it.
        duration_s: From its first to its last record.
        reps: Full reps that stand now.
        rows: All reps that stand now, partial and struck ones too, in order of time.
        changes: Against the day; None if the recording doesn't tell what was said.
        notice: One sentence if not everything could be read, or compared.
    """

    lifter: str
    started_utc: str
    program: str
    duration_s: float
    reps: int
    rows: list[RepRow]
    changes: Changes | None
    notice: str | None


class Failed(Struct, frozen=True, tag=True):
    """A recording that could not be judged.

    Attributes:
        reason: Why, one sentence.
        lasting: It fails again as long as neither file nor program changes.
    """

    reason: str
    lasting: bool = True


Outcome = Judged | Failed
