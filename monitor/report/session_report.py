"""A session's report, for a physiotherapist: one page that needs nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import median

from monitor.history.untold import is_untold
from monitor.model.body import LimitSource
from monitor.model.events import TrendKind, Verdict
from monitor.model.history import KeptRep, SessionFacts, SetFacts, SetSummary
from monitor.model.records import THIGHS
from monitor.recording.journal import Edit
from monitor.report.parts import (
    KNOWN_ERRORS,
    NOT_MEASURED,
    Fact,
    Plot,
    Row,
    Table,
    page,
    table,
)
from monitor.report.svg import Bar, rep_bars
from monitor.training.summary import SCORED, concentric_s, eccentric_s, set_summary
from monitor.training.words import after_set
from monitor.view.past import (
    KINDS,
    UNKNOWN,
    day_words,
    exercise_words,
    judged_words,
    load_text,
    number,
    pain_words,
    reps_words,
)
from monitor.view.words import VERDICTS

BAND_DEG = 3.0  # within one strapping; 3° more without a reference or table check
UNCHECKED_DEG = 3.0
PURPOSE = (
    "Lumbar extension in each repetition of this training session, from two inertial "
    "sensors, as a basis to talk about form and load."
)
_SOURCES = {
    LimitSource.DEFAULT: "the usual one; not validated",
    LimitSource.OWN_RANGE: "a share of the person's own measured range",
    LimitSource.COACH: "set by a person",
}


@dataclass(frozen=True, slots=True)
class SessionSource:
    """What a session's report is made from.

    Attributes:
        facts: With the edits.
        edits: From the recording's journal.
        recording: Where it is.
        sha256: Of the recording's file.
        compared: Lines about the last comparable session; may be empty.
    """

    facts: SessionFacts
    edits: Sequence[Edit]
    recording: Path
    sha256: str
    compared: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Making:
    """Who made a report, when, and what it may tell.

    Attributes:
        program: Name and version.
        now: The wall clock.
        shows_pain: Whether pain, notes and warning signs are in it: only if asked for.
    """

    program: str
    now: datetime
    shows_pain: bool = False


@dataclass(frozen=True, slots=True)
class _Set:
    """A set, as the template shows it."""

    title: str
    lines: tuple[str, ...]
    rows: tuple[Fact, ...]
    reps: Table
    plot: Plot | None


def session_report(source: SessionSource, making: Making) -> str:
    """Return the report as HTML.

    Args:
        source: The session.
        making: Who made it, and whether pain is told.
    """
    facts = source.facts
    name = facts.lifter or "no name"
    return page(
        "session.html",
        {
            "title": f"Training session of {name}, {day_words(facts.started_utc)}",
            "purpose": PURPOSE,
            "summary": tuple(source.compared),
            "notices": _notices(facts),
            "session_rows": _session_rows(facts, making),
            "measurement_rows": _measurement_rows(source),
            "sensor_table": _sensor_table(facts),
            "sets": [_set(facts, each, making) for each in facts.sets],
            "edits": _edits(source.edits, making),
            "told": facts.notices,
            "not_measured": NOT_MEASURED,
            "known_errors": KNOWN_ERRORS,
            "how_to_check": _how_to_check(source),
            "made_by": making.program,
            "made_on": making.now.strftime("%Y-%m-%d %H:%M %Z"),
        },
    )


def _notices(facts: SessionFacts) -> list[str]:
    told = []
    if facts.calibration is None:
        told.append("There was no calibration: no lumbar angle was measured.")
    if facts.cut:
        told.append("The recording was not closed properly: its end is missing.")
    return told


def _session_rows(facts: SessionFacts, making: Making) -> list[Fact]:
    rows = [
        Fact("Lifter", facts.lifter or "no name was told"),
        Fact("Began", day_words(facts.started_utc)),
        Fact("Duration", f"{facts.duration_s / 60:.0f} min"),
        Fact("Exercise", exercise_words(facts.exercise)),
        Fact("Sets", str(len(facts.sets))),
    ]
    if making.shows_pain:
        rows += [Fact("Note", note) for note in facts.notes]
        rows.append(Fact("Pain before the first set", pain_words(facts.pain)))
        flags = ", ".join(each.replace("_", " ") for each in facts.red_flags or ())
        rows.append(Fact("Warning signs told", flags or "none"))
    else:
        rows.append(Fact("Pain and notes", "left out of this report"))
    return rows


def _measurement_rows(source: SessionSource) -> list[Fact]:
    facts, limits = source.facts, source.facts.limits
    belt = ", a belt is worn" if facts.sites.belt else ""
    origin = "none" if facts.calibration is None else facts.calibration.value
    drift = number(facts.neutral_drift_deg, "°", 1)
    return [
        Fact("Sites", f"{facts.sites.pelvis} and {facts.sites.lumbar}{belt}"),
        Fact("Calibration", f"{origin}, quality {_percent(facts.quality)}"),
        Fact("Bench reference", _reference(facts.reference_deg)),
        Fact("Drift of neutral over the session", drift),
        Fact(
            "Limit of extension",
            f"{limits.extension_deg:.0f}° past neutral ({_SOURCES[limits.source]})",
        ),
        Fact("Recorded by", facts.program),
        Fact("Source", facts.source or UNKNOWN),
        Fact("Settings, SHA-256", facts.settings_sha256),
        Fact("Recording", source.recording.name),
        Fact("Recording, SHA-256", source.sha256),
    ]


def _percent(share: float | None) -> str:
    return UNKNOWN if share is None else f"{100 * share:.0f} %"


def _reference(flexion_deg: float | None) -> str:
    if flexion_deg is None:
        return "none: changes at the top can't be told"
    return f"{-flexion_deg:.1f}° extension at the top without load"


def _sensor_table(facts: SessionFacts) -> Table:
    rows = []
    for link in facts.sensors:
        sent = link.samples + link.lost
        loss = 100 * link.lost / sent if sent and link.loss_known else None
        rate, lost = number(link.rate_hz, " Hz", 1), number(loss, " %", 1)
        samples = str(link.samples)
        rows.append((str(link.placement), link.profile, rate, samples, lost))
    head = ("Sensor", "Firmware profile", "Rate", "Samples", "Lost")
    return table("Sensors", head, rows)


def _set(session: SessionFacts, facts: SetFacts, making: Making) -> _Set:
    summary = set_summary(session, facts)
    side = f", {facts.side}" if facts.side else ""
    return _Set(
        title=f"Set {facts.index}: {exercise_words(facts.exercise)}{side}",
        lines=tuple(line.text for line in after_set(summary, facts)),
        rows=tuple(_set_rows(facts, summary, making)),
        reps=_rep_table(facts),
        plot=_plot(facts),
    )


def _set_rows(facts: SetFacts, summary: SetSummary, making: Making) -> list[Fact]:
    kind = "not told" if facts.kind is None else KINDS[facts.kind]
    rows = [
        Fact("Load", load_text(summary)),
        Fact("Kind", kind),
        Fact("Counted", f"{reps_words(summary)}{_by_hand(summary)}"),
        Fact("Judged", judged_words(summary)),
        Fact("Not scored because", _unscored(facts.reps)),
        Fact("Angle at the top", _top(summary.top_flexion_deg)),
        Fact("Top against the reference", _change(summary.top_change_deg)),
        Fact("Margin to the limit", number(summary.margin_deg, "°", 1)),
        Fact(
            "Time past the limit", f"{facts.over_limit_s:.1f} s, {facts.alerts} times"
        ),
        Fact("Trend over the set", _trend(facts)),
        Fact("Time under tension", number(summary.tension_s, " s")),
        Fact("Loss of angular speed", number(summary.speed_loss_pct, " %")),
        Fact("Sideways tilt of the pelvis", number(summary.roll_range_deg, "°", 1)),
        *_hips(facts.reps),
        Fact("Cues given", str(facts.cues)),
        Fact("Re-zeros", str(facts.rezeros)),
        Fact("Samples lost", number(summary.loss_pct, " %", 1)),
        Fact("RPE", number(facts.rpe, "", 1)),
    ]
    if making.shows_pain:
        rows.append(Fact("Pain", pain_words(facts.pain)))
        rows += [Fact("Note", note) for note in facts.notes]
    return rows


def _over(facts: SetFacts) -> str:
    return f"{facts.over_limit_s:.1f} s, {facts.alerts} times"


def _hips(reps: Sequence[KeptRep]) -> list[Fact]:
    """Return what sensors on the thighs told, if any were worn."""
    rows = []
    for placement in THIGHS:
        told = [hip for kept in reps for hip in kept.hips if hip.placement is placement]
        angles = [hip.hip_deg for hip in told if hip.hip_deg is not None]
        inward = [hip.inward_deg for hip in told if hip.inward_deg is not None]
        bound = max((hip.bound_deg or 0.0 for hip in told), default=0.0)
        if told:
            side = placement.removeprefix("thigh_")
            angle = number(median(angles) if angles else None, "° from straight", 1)
            knee = number(max(inward, default=None), "°", 1)
            rows.append(Fact(f"Hip at the top, {side}", angle))
            rows.append(
                Fact(
                    f"Knee inward at most, {side}",
                    f"{knee} (by gyro, ±{bound:.0f}°; turning the body looks the same)",
                )
            )
    return rows


def _by_hand(summary: SetSummary) -> str:
    return f", {summary.by_hand} of them by hand" if summary.by_hand else ""


def _unscored(reps: Sequence[KeptRep]) -> str:
    reasons = [
        kept.rep.reason
        for kept in reps
        if kept.rep.full and not kept.struck and kept.rep.verdict not in SCORED
    ]
    distinct = dict.fromkeys(
        reason or "the recording ends before" for reason in reasons
    )
    return "; ".join(distinct) or UNKNOWN


def _top(flexion_deg: float | None) -> str:
    if flexion_deg is None:
        return "not measured"
    side = "extension" if flexion_deg < 0 else "flexion"
    return f"{abs(flexion_deg):.1f}° {side}, median (band ±8° between strappings)"


def _change(flexion_deg: float | None) -> str:
    if flexion_deg is None:
        return "not measured"
    if abs(flexion_deg) <= BAND_DEG:
        return (
            f"{-flexion_deg:+.1f}° extension: within ±{BAND_DEG:.0f}°, no change shown"
        )
    return f"{-flexion_deg:+.1f}° extension (band ±{BAND_DEG:.0f}°)"


def _trend(facts: SetFacts) -> str:
    slope = facts.slope_deg_per_rep
    if facts.trend is None or slope is None:
        return "none that shows"
    if facts.trend is TrendKind.STRAP_CREEPS:
        return (
            f"both ends drift by {slope:.1f}° a rep: the strap creeps, it is not form"
        )
    return f"the arch grows by {slope:.1f}° a rep"


def _rep_table(facts: SetFacts) -> Table:
    head = (
        "Rep",
        "Verdict",
        "Peak extension",
        "Top against reference",
        "ROM",
        "Up · hold · down, s",
    )
    rows = tuple(Row(_rep_cells(kept), kept.struck) for kept in facts.reps)
    return Table("Repetitions", head, rows)


def _rep_cells(kept: KeptRep) -> tuple[str, ...]:
    rep = kept.rep
    name = f"{rep.rep_id}" if rep.full else f"{rep.rep_id} (partial)"
    if rep.by_hand:
        return (name, "added by hand", *[UNKNOWN] * 4)
    verdict = "struck by hand" if kept.struck else VERDICTS[rep.verdict]
    hold = None
    if rep.reach_s is not None and rep.leave_s is not None:
        hold = rep.leave_s - rep.reach_s
    times = (concentric_s(rep), hold, eccentric_s(rep))
    change = rep.change_vs_reference_deg
    return (
        name,
        verdict,
        number(rep.peak_extension_deg, "°", 1),
        UNKNOWN if change is None else f"{-change:+.1f}°",
        number(rep.rom_deg, "°"),
        " · ".join(number(each, "", 1) for each in times),
    )


def _plot(facts: SetFacts) -> Plot | None:
    kept = [each for each in facts.reps if not each.struck and each.rep.full]
    if not kept:
        return None
    bars = [_bar(each) for each in kept]
    band = BAND_DEG if facts.reference_deg is not None else BAND_DEG + UNCHECKED_DEG
    limit = facts.limits.extension_deg
    svg = rep_bars(f"Peak extension in set {facts.index}", bars, limit, band)
    caption = (
        f"Peak lumbar extension of each rep, past neutral. Dashed: the limit; grey: "
        f"its band of ±{band:.0f}°. ✓ within, △ borderline, ! past it, ? not scored."
    )
    return Plot(svg, caption)


def _bar(kept: KeptRep) -> Bar:
    rep = kept.rep
    if rep.by_hand:
        return Bar(f"{rep.rep_id}", None, Verdict.NOT_SCORED)
    return Bar(f"{rep.rep_id}", rep.peak_extension_deg, rep.verdict)


def _edits(edits: Sequence[Edit], making: Making) -> Table:
    rows = [
        (each.id, day_words(each.utc), _plain(each.old), _plain(each.new))
        for each in edits
        if making.shows_pain or not is_untold(each.id)
    ]
    return table("Corrections", ("What", "When", "Before", "After"), rows)


def _plain(value: object) -> str:
    return UNKNOWN if value is None else str(value)


def _how_to_check(source: SessionSource) -> list[str]:
    name = source.recording.name
    return [
        f"The recording {name} holds every byte that came from the sensors; a replay "
        "gives the same results.",
        f"rep-monitor analyze {name} computes all figures anew.",
        f"rep-monitor replay {name} shows angle, reps and alerts as they were.",
        f"rep-monitor report {name} makes this report again.",
    ]
