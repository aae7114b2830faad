"""What a set and a session were like, in plain words: one cause at a time.

Each line carries its evidence: the sets and reps that it rests on.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from monitor.model.events import TrendKind
from monitor.model.history import SetFacts, SetSummary
from monitor.training.set_form import SetForm, set_form
from monitor.training.set_kind import SetKey, key_of
from monitor.training.weeks import (
    Basis,
    Change,
    Comparison,
    DayForm,
    day_forms,
    last_comparison,
)

NO_ADVICE: Final = "No medical advice."
# Judgement: what is worth a word.
SPEED_LOSS_PCT: Final = 30.0
ROLL_DEG: Final = 6.0
SPREAD_PCT: Final = 15.0
NEAR_DEG: Final = 2.0


@dataclass(frozen=True, slots=True)
class Line:
    """One line of plain words.

    Attributes:
        text: One or two short sentences.
        sets: The sets that it rests on.
        reps: Of the single set, the reps that it rests on.
    """

    text: str
    sets: tuple[SetKey, ...] = ()
    reps: tuple[int, ...] = ()


def after_set(summary: SetSummary, facts: SetFacts) -> list[Line]:
    """Return what is said right after a set: the count, then one thing."""
    form = set_form(facts)
    lines = [Line(_counted(summary), (key_of(summary),))]
    hint = _hint(summary, form)
    return lines if hint is None else [*lines, hint]


def _counted(summary: SetSummary) -> str:
    if summary.clean_s is not None and summary.held_s is not None:
        return f"Held {summary.held_s:.0f} s, clean for {summary.clean_s:.0f} s."
    parts = [f"{summary.reps} {'rep' if summary.reps == 1 else 'reps'}"]
    if summary.left is not None and summary.right is not None:
        parts.append(f"{summary.left} left, {summary.right} right")
    if summary.scored:
        parts.append(f"{summary.clean} clean")
    if summary.faults:
        parts.append(f"{summary.faults} past the limit")
    unscored = summary.reps - summary.scored
    if unscored and summary.reps:
        parts.append(f"{unscored} not scored")
    margin = summary.margin_deg
    if margin is not None and margin >= 0:
        parts.append(f"margin {margin:.0f}°")
    return ", ".join(parts) + "."


def _hint(summary: SetSummary, form: SetForm) -> Line | None:
    """Return the weightiest thing to say of a set; what was measured badly first."""
    key = (key_of(summary),)
    for find in (_unscored, _creep, _arch_grows, _faults, _near, _slower, _tilts):
        found = find(summary, form)
        if found is not None:
            return Line(found[0], key, found[1])
    return None


Found = tuple[str, tuple[int, ...]] | None


def _unscored(summary: SetSummary, form: SetForm) -> Found:
    del form
    if not summary.reps or 2 * summary.scored > summary.reps:
        return None
    text = "Most of it could not be scored: look at straps, links and calibration."
    return text, ()


def _creep(summary: SetSummary, form: SetForm) -> Found:
    del summary
    if form.trend is not TrendKind.STRAP_CREEPS:
        return None
    return "Both ends of the reps drift alike: the strap creeps. It is not form.", ()


def _arch_grows(summary: SetSummary, form: SetForm) -> Found:
    del summary
    slope = form.slope_deg_per_rep
    if form.trend is not TrendKind.ARCH_GROWS or slope is None:
        return None
    reps = tuple(rep.rep_id for rep in form.reps if rep.arch_deg is not None)
    text = f"The arch grows {slope:.1f}° a rep: end the set earlier. {NO_ADVICE}"
    return text, reps


def _faults(summary: SetSummary, form: SetForm) -> Found:
    if not summary.faults:
        return None
    over = tuple(
        r.rep_id for r in form.reps if r.margin_deg is not None and r.margin_deg < 0
    )
    text = f"Stop the hips before the ribs flare, or take less load. {NO_ADVICE}"
    return text, over


def _near(summary: SetSummary, form: SetForm) -> Found:
    del form
    margin = summary.margin_deg
    if margin is None or margin >= NEAR_DEG:
        return None
    return f"It came within {max(margin, 0):.0f}° of the limit: no more load yet.", ()


def _slower(summary: SetSummary, form: SetForm) -> Found:
    loss = summary.speed_loss_pct
    if loss is None or loss < SPEED_LOSS_PCT:
        return None
    text = (
        f"The hips moved {loss:.0f} % slower at the end (angular speed, not the bar's):"
        " it was near failure."
    )
    return text, tuple(rep.rep_id for rep in form.reps[-1:])


def _tilts(summary: SetSummary, form: SetForm) -> Found:
    roll = summary.roll_range_deg
    if roll is None or roll < ROLL_DEG:
        return None
    reps = tuple(rep.rep_id for rep in form.reps if rep.roll_range_deg is not None)
    return f"The pelvis tilts sideways by {roll:.0f}° in a rep: press evenly.", reps


def after_session(
    session: Sequence[SetSummary],
    past: Iterable[SetSummary],
    facts: Callable[[SetSummary], SetFacts],
) -> list[Line]:
    """Return at most three lines about a session.

    What changed against the last comparable session; whether the band allows saying
    so; one thing for next time.

    Args:
        session: Its sets, at least one.
        past: The lifter's sets, this session's included or not.
        facts: Finds a set's facts.
    """
    if not session:
        return []
    return [*_against_the_last(session, past), _for_next_time(session, facts)][:3]


def _against_the_last(
    session: Sequence[SetSummary], past: Iterable[SetSummary]
) -> list[Line]:
    forms = day_forms([*past])
    mine = day_forms(session)
    if not mine:
        return [Line("Nothing of this session was scored, so nothing is compared.")]
    now = max(mine, key=lambda form: len(form.sets))
    found = last_comparison([f for f in forms if f.session != now.session], now)
    if found is None:
        return [Line(_words(now) + ": no earlier session can be compared.", now.sets)]
    evidence = (*found.now.sets, *found.before.sets)
    return [Line(_difference(found), evidence), Line(_allowed(found), evidence)]


def _words(form: DayForm) -> str:
    return form.exercise.removeprefix("own:").replace("_", " ").capitalize()


def _difference(found: Comparison) -> str:
    what = "against the day's reference" if found.basis is Basis.REFERENCE else "peak"
    more = "more" if found.difference_deg > 0 else "less"
    day = found.before.utc[:10]
    return (
        f"{_words(found.now)}: {abs(found.difference_deg):.1f}° {more} arch ({what}) "
        f"than on {day}."
    )


def _allowed(found: Comparison) -> str:
    band = f"±{found.band_deg:.1f}°"
    why = (
        "between two days' references"
        if found.basis is Basis.REFERENCE
        else "between strappings, without a reference on both days"
    )
    if found.change is Change.NOT_SHOWN:
        return f"That lies within {band} {why}: no change shown."
    return f"That is more than {band} {why}: the change shows."


def _for_next_time(
    session: Sequence[SetSummary], facts: Callable[[SetSummary], SetFacts]
) -> Line:
    """Return the weightiest hint of all sets; the first of those as weighty."""
    for find in (_unscored, _creep, _arch_grows, _faults, _near, _slower, _tilts):
        for summary in session:
            found = find(summary, set_form(facts(summary)))
            if found is not None:
                text = f"Next time (set {summary.index}): {found[0]}"
                return Line(text, (key_of(summary),), found[1])
    return Line("Next time: the same again.", tuple(map(key_of, session)))
