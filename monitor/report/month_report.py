"""A month's report: loads, margins and form of each exercise, and what may be said."""

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.model.history import SessionSummary, SetSummary
from monitor.model.records import SetKind
from monitor.report.parts import (
    KNOWN_ERRORS,
    NOT_MEASURED,
    Fact,
    Plot,
    Table,
    page,
    table,
)
from monitor.report.session_report import Making
from monitor.report.svg import Course, course
from monitor.training.set_kind import key_of, kinds
from monitor.training.weeks import (
    CHANGE_BAND_DEG,
    Basis,
    Change,
    Comparison,
    compared,
    day_forms,
    margins_by_load,
)
from monitor.view.past import (
    KINDS,
    UNKNOWN,
    day_words,
    exercise_words,
    judged_words,
    load_text,
    number,
    points,
    reps_words,
)

PURPOSE = (
    "Loads and form of a month of training, from two inertial sensors, as a basis to "
    "talk about."
)


@dataclass(frozen=True, slots=True)
class Month:
    """What a month's report is made from.

    Attributes:
        name: Such as "2026-11".
        lifter: Whose.
        sets: Of the month, in order of time.
        sessions: Of the month, in order of time.
    """

    name: str
    lifter: str
    sets: Sequence[SetSummary]
    sessions: Sequence[SessionSummary]


@dataclass(frozen=True, slots=True)
class _Exercise:
    """An exercise, as the template shows it."""

    title: str
    lines: tuple[str, ...]
    plots: tuple[Plot, ...]
    sets: Table
    margins: Table


def month_report(month: Month, making: Making) -> str:
    """Return the report as HTML.

    Args:
        month: The month.
        making: Who made it, and whether pain is told.
    """
    names = sorted({each.exercise for each in month.sets})
    exercises = [
        _exercise(name, [s for s in month.sets if s.exercise == name]) for name in names
    ]
    return page(
        "month.html",
        {
            "title": f"Training of {month.lifter or 'no name'} in {month.name}",
            "purpose": PURPOSE,
            "rows": _rows(month),
            "days": _days(month, making),
            "exercises": exercises,
            "not_measured": NOT_MEASURED,
            "known_errors": KNOWN_ERRORS,
            "how_to_check": (
                "Every figure comes from a recording: rep-monitor history lists them, "
                "rep-monitor report SESSION.mcap reports on one, rep-monitor analyze "
                "SESSION.mcap computes it anew.",
            ),
            "made_by": making.program,
            "made_on": making.now.strftime("%Y-%m-%d %H:%M %Z"),
        },
    )


def _rows(month: Month) -> list[Fact]:
    scored = sum(each.scored for each in month.sets)
    clean = sum(each.clean for each in month.sets)
    share = f"{100 * clean / scored:.0f} % of {scored}" if scored else UNKNOWN
    return [
        Fact("Lifter", month.lifter or "no name was told"),
        Fact("Sessions", str(len(month.sessions))),
        Fact("Sets", str(len(month.sets))),
        Fact("Reps", str(sum(each.reps for each in month.sets))),
        Fact("Clean reps, of those scored", share),
    ]


def _days(month: Month, making: Making) -> Table:
    head = ["Session", "Sets", "Reps", "Judged", "Calibration"]
    if making.shows_pain:
        head += ["Pain of the back", "Next morning"]
    rows = []
    for session in month.sessions:
        mine = [each for each in month.sets if each.session == session.session]
        cells = [
            day_words(session.utc),
            str(len(mine)),
            str(sum(each.reps for each in mine)),
            _judged(mine),
            "none" if session.quality is None else f"{100 * session.quality:.0f} %",
        ]
        if making.shows_pain:
            worse = {None: UNKNOWN, True: "worse", False: "no worse"}
            cells += [number(session.pain, ""), worse[session.morning_worse]]
        rows.append(cells)
    return table("Sessions", head, rows)


def _judged(sets: Sequence[SetSummary]) -> str:
    clean = sum(each.clean for each in sets)
    return f"{clean} clean, {sum(each.faults for each in sets)} past limit"


def _exercise(name: str, sets: Sequence[SetSummary]) -> _Exercise:
    what = kinds(sets)
    rows = [
        (
            day_words(each.utc),
            load_text(each),
            _kind(what[key_of(each)], told=each.kind is not None),
            reps_words(each),
            judged_words(each),
            number(each.margin_deg, "°", 1),
        )
        for each in sets
    ]
    margins = [
        (f"{each.load_kg:g} kg", f"{each.margin_deg:.1f}°", str(each.sets))
        for each in margins_by_load(sets)
    ]
    return _Exercise(
        title=exercise_words(name),
        lines=tuple(_lines(sets)),
        plots=tuple(_plots(sets)),
        sets=table("Sets", ("When", "Load", "Kind", "Reps", "Judged", "Margin"), rows),
        margins=table(
            "Margin at each load", ("Load", "Median margin", "Sets"), margins
        ),
    )


def _kind(kind: SetKind | None, *, told: bool) -> str:
    if kind is None:
        return UNKNOWN
    return KINDS[kind] if told else f"{KINDS[kind]} (proposed)"


def _lines(sets: Sequence[SetSummary]) -> list[str]:
    """Say whether form has changed from the first to the last comparable session."""
    forms = day_forms(sets)
    if len(forms) < 2:
        return ["Only one session could be scored: nothing is compared."]
    found = next(
        (pair for first in forms[:-1] if (pair := compared(forms[-1], first))), None
    )
    if found is None:
        return ["No two sessions had like sites and measurements: nothing is compared."]
    return [_comparison(found)]


def _comparison(found: Comparison) -> str:
    what = (
        "the arch at the top against the day's bench reference"
        if found.basis is Basis.REFERENCE
        else "the peak as measured, without a reference on both days,"
    )
    first, last = found.before.utc[:10], found.now.utc[:10]
    change = f"From {first} to {last} {what} changed by {found.difference_deg:+.1f}°"
    band = f"±{found.band_deg:.1f}°"
    if found.change is Change.NOT_SHOWN:
        return f"{change}: within {band}, no change shown."
    return f"{change}: more than {band}, so the change shows."


def _plots(sets: Sequence[SetSummary]) -> list[Plot]:
    first, last = sets[0].utc[:10], sets[-1].utc[:10]
    loads = points(sets, [each.load_kg for each in sets])
    margins = points(sets, [each.margin_deg for each in sets])
    changes = [
        None if each.top_change_deg is None else -each.top_change_deg for each in sets
    ]
    form = points(sets, changes)
    found: list[Plot] = []
    hollow = "Hollow: reps past the limit, or none scored."
    if loads:
        shown = Course("Load, kg", loads, 10.0, first=first, last=last)
        found.append(Plot(course(shown), f"Load of each set, kg. {hollow}"))
    if margins:
        shown = Course(
            "Margin, degrees", margins, 5.0, line=0.0, first=first, last=last
        )
        caption = (
            f"Margin to the limit of each set, degrees. {hollow} Between strappings "
            "±8°: read single points with care."
        )
        found.append(Plot(course(shown), caption))
    if form:
        band = (-CHANGE_BAND_DEG, CHANGE_BAND_DEG)
        shown = Course("Arch, degrees", form, 5.0, band, 0.0, first, last)
        caption = (
            "Arch at the top against the same day's bench reference, degrees. Within "
            "the grey band no change is shown."
        )
        found.append(Plot(course(shown), caption))
    return found
