"""The load guard, case by case: a row of the table is a row of what it must do.

A set is written as a word: days ago, load, and what came of it. ``c`` is clean, ``f``
has a fault, ``n`` is clean but too near the limit, ``u`` was not scored; ``w`` before
the load is a warm-up, told as one, ``k`` a set of which nobody said what it was for;
``?`` is a load that isn't known; ``lb`` is in pounds.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model.history import SessionSummary, SetSummary
from monitor.model.loads import KG_PER_LB, Load, load_of
from monitor.model.records import MOST_LOAD_KG, LoadUnit, SetKind
from monitor.training.leap import leap
from monitor.training.load_guard import Trained, suggested
from monitor.training.load_rules import LoadRule, LoadRules
from monitor.training.pain_rules import PainAdvice, PainLevel
from monitor.training.reasons import Suggestion

TODAY = date(2026, 11, 27)
FINE = PainAdvice(PainLevel.NONE)
HIP_THRUST = "hip_thrust"
KG, LB = LoadUnit.KG, LoadUnit.LB


def a_set(word: str, index: int = 1) -> SetSummary:
    """Read a set from its word, such as "3:w60c" or "0:135lb-f"."""
    found = re.fullmatch(r"(-?\d+):([wk]?)(\?|nan|-?[\d.]+)(lb)?-?([cfnu])", word)
    assert found is not None, word
    days, told, amount, pounds, came = found.groups()
    unit = LB if pounds else KG
    kg = None if amount == "?" else float(amount) * (KG_PER_LB if pounds else 1.0)
    day = TODAY - timedelta(days=int(days))
    scored = 0 if came == "u" else 8
    margin = {"c": 5.0, "n": 0.5, "f": -6.0, "u": None}[came]
    return SetSummary(
        session=day.isoformat(),
        utc=f"{day.isoformat()}T18:{index % 60:02}:00+00:00",
        lifter="Zoë",
        index=index,
        exercise=HIP_THRUST,
        kind={"w": SetKind.WARM_UP, "k": None, "": SetKind.WORKING}[told],
        load_kg=kg,
        load_unit=unit,
        reps=8,
        scored=scored,
        clean=scored - (came == "f"),
        faults=int(came == "f"),
        limit_deg=15.0,
        margin_deg=margin,
    )


def sets_of(words: str) -> list[SetSummary]:
    return [a_set(word, index) for index, word in enumerate(words.split(), start=1)]


def session(days: int, pain: float | None = None) -> SessionSummary:
    day = (TODAY - timedelta(days=days)).isoformat()
    return SessionSummary(day, f"{day}T17:00:00+00:00", "Zoë", pain=pain)


def asked(
    words: str, *, pain: float | None = None, rules: LoadRules | None = None
) -> Suggestion:
    trained = Trained(sets_of(words), [session(2, pain)], FINE)
    return suggested(trained, HIP_THRUST, TODAY, rules or LoadRules())


@dataclass(frozen=True)
class Case:
    """What was done, what is suggested, and by which rule."""

    sets: str
    next: str  # "" for nothing
    rule: LoadRule
    pain: float | None = None


C = LoadRule.CLEAN_SETS
TABLE = {
    # what                      sets, oldest first           next       by
    "three clean sets": Case("9:80c 2:80c 2:80c 2:80c", "82.5 kg", C),
    "one clean set is missing": Case("9:80c 2:80c 2:80n 2:80c", "80 kg", C),
    "the first sets ever": Case("2:80c 2:80c 2:80c", "82.5 kg", C),
    "two sets only": Case("2:80c 2:80c", "80 kg", C),
    "warm-ups don't count": Case("2:w40c 2:w60c 2:80c 2:80c 2:80c", "82.5 kg", C),
    "only warm-ups": Case("2:w40c 2:w60c", "", LoadRule.NOT_KNOWN),
    "one faulty set": Case("9:80c 2:80c 2:80f 2:80c", "80 kg", C),
    "two faulty sets": Case("9:80c 2:80f 2:80f 2:80c", "77.5 kg", LoadRule.FAULTS),
    "faults long ago are over": Case("9:80f 9:80f 2:80c 2:80c 2:80c", "82.5 kg", C),
    "faults at another load": Case("9:85f 9:85f 2:80c 2:80c 2:80c", "82.5 kg", C),
    "not scored": Case("2:80u 2:80u 2:80u", "", LoadRule.NOT_KNOWN),
    "one not scored": Case("2:80c 2:80c 2:80u", "", LoadRule.NOT_KNOWN),
    "the load isn't known": Case("2:?c 2:?c 2:?c", "", LoadRule.NOT_KNOWN),
    "one load isn't known": Case("9:80c 2:80c 2:80c 2:?c", "82.5 kg", C),
    "nothing at all": Case("", "", LoadRule.NOT_KNOWN),
    "this week's rise is used up": Case(
        "9:80c 4:87.5c 2:87.5c 2:87.5c", "87.5 kg", LoadRule.WEEKLY_RISE
    ),
    "this week's rise has room": Case("9:80c 4:85c 2:85c 2:85c", "87.5 kg", C),
    "a step is always allowed": Case("9:10c 2:10c 2:10c 2:10c", "12.5 kg", C),
    "but one step a week": Case(
        "9:10c 2:12.5c 2:12.5c 2:12.5c", "12.5 kg", LoadRule.WEEKLY_RISE
    ),
    "it hurt": Case("9:80c 2:80c 2:80c 2:80c", "70 kg", LoadRule.PAIN, pain=3.0),
    "it hurt a little": Case("9:80c 2:80c 2:80c 2:80c", "82.5 kg", C, pain=2.0),
    "it hurt and was faulty": Case("2:80f 2:80f 2:80f", "70 kg", LoadRule.PAIN, 4.0),
    "a pause of two weeks": Case("14:80c 14:80c 14:80c", "82.5 kg", C),
    "a longer pause": Case("15:80c 15:80c 15:80c", "70 kg", LoadRule.PAUSE),
    "pounds": Case("9:135lb-c 2:135lb-c 2:135lb-c 2:135lb-c", "140 lb", C),
    "the same load told in both": Case("9:60c 2:132.3lb-c 2:60c 2:60c", "62.5 kg", C),
    "last told in pounds": Case("9:60c 2:60c 2:60c 2:132.3lb-c", "135 lb", C),
    "off the rack's steps": Case("9:81c 2:81c 2:81c 2:81c", "82.5 kg", C),
    "no load but the body": Case("9:0c 2:0c 2:0c 2:0c", "2.5 kg", C),
    "faults without load": Case("2:0f 2:0f 2:0f", "0 kg", LoadRule.FAULTS),
    "a negative load is left out": Case("9:80c 2:80c 2:80c 2:-5c", "82.5 kg", C),
    "ten tons are left out": Case("9:80c 2:80c 2:80c 2:10000c", "82.5 kg", C),
    "the future is left out": Case("9:80c 2:80c 2:80c 2:80c -9:90c", "82.5 kg", C),
    "only the future": Case("-9:90c -9:90c -9:90c", "", LoadRule.NOT_KNOWN),
    "no number at all is left out": Case(
        "9:80c 2:80c 2:80c 2:80c 2:nanc", "82.5 kg", C
    ),
    "absurd loads make no warm-ups": Case(
        "9:k80c 2:k80c 2:k80c 2:k80c 2:k9999c", "82.5 kg", C
    ),
    "kinds are proposed": Case("9:k80c 2:k40c 2:k80c 2:k80c 2:k80c", "82.5 kg", C),
    "it leapt ahead": Case("9:60c 2:80c 2:80c 2:80c", "65 kg", LoadRule.WEEKLY_RISE),
    "it leapt ahead and was faulty": Case(
        "9:60c 2:80f 2:80f 2:80f", "65 kg", LoadRule.WEEKLY_RISE
    ),
    "a first session that builds up": Case("2:75c 2:80c 2:80c 2:80c", "82.5 kg", C),
    "the first week's rise is used up": Case(
        "5:80c 3:87.5c 1:87.5c 1:87.5c", "87.5 kg", LoadRule.WEEKLY_RISE
    ),
    "clean sets of weeks ago": Case("90:80c 90:80c 2:80c", "80 kg", C),
    "faults before a step back are over": Case(
        "8:80f 8:80f 5:77.5c 5:77.5c 5:77.5c 2:80c", "80 kg", C
    ),
    "once back, three clean sets": Case(
        "8:80f 8:80f 5:77.5c 5:77.5c 2:80c 2:80c 2:80c", "82.5 kg", C
    ),
    "less was lifted since it hurt": Case(
        "2:80c 2:80c 2:70c", "70 kg", LoadRule.PAIN, pain=5.0
    ),
    "an age ago": Case("9000:80c 9000:80c 9000:80c", "70 kg", LoadRule.PAUSE),
}


@pytest.mark.parametrize("case", TABLE.values(), ids=TABLE.keys())
def test_the_next_load(case: Case) -> None:
    found = asked(case.sets, pain=case.pain)

    assert (str(found.load) if found.load else "") == case.next
    assert found.reasons[0].rule is case.rule
    assert found.reasons[0].text.endswith(".")


LEFT_OUT = {
    # what            sets                          named
    "the future": ("2:80c -9:90c -8:90c", "2 sets dated in the future are left out."),
    "not known": ("2:80c 2:?c", "1 set of unknown load is left out."),
    "absurd": ("2:80c 2:-5c 2:9999c", "2 sets with a load that can't be are left out."),
    "no number": ("2:80c 2:nanc", "1 set with a load that can't be is left out."),
    "nothing but": ("-9:90c", "1 set dated in the future is left out."),
}


@pytest.mark.parametrize(("sets", "named"), LEFT_OUT.values(), ids=LEFT_OUT.keys())
def test_what_is_left_out_is_named(sets: str, named: str) -> None:
    last = asked(sets).reasons[-1]

    assert (last.rule, last.text) == (LoadRule.LEFT_OUT, named)
    assert len(last.sets) == int(named[0])


def test_what_is_no_work_or_long_ago_is_not_named() -> None:
    rules = [each.rule for each in asked("99:?c 2:80c 2:w?c").reasons]

    assert LoadRule.LEFT_OUT not in rules


OFF = {
    "all": (LoadRules(is_on=False), "2:80c 2:80c 2:80c", ""),
    "clean sets": (LoadRules(clean_sets=0), "9:80c 2:80n", "82.5 kg"),
    "but not faults with them": (LoadRules(clean_sets=0), "2:80f 2:80f", "77.5 kg"),
    "weekly rise": (LoadRules(weekly_rise_pct=0), "9:60c 2:80c 2:80c 2:80c", "82.5 kg"),
    "faults": (LoadRules(faulty_sets=0), "9:80c 2:80f 2:80f 2:80f", "80 kg"),
    "pause": (LoadRules(pause_days=0), "90:80c 90:80c 90:80c", "82.5 kg"),
    "margin": (LoadRules(least_margin_deg=0), "2:80n 2:80n 2:80n", "82.5 kg"),
}


@pytest.mark.parametrize(("rules", "sets", "load"), OFF.values(), ids=OFF.keys())
def test_each_rule_can_be_turned_off(rules: LoadRules, sets: str, load: str) -> None:
    found = asked(sets, rules=rules)

    assert (str(found.load) if found.load else "") == load


def test_the_rule_about_pain_can_be_turned_off() -> None:
    found = asked("9:80c 2:80c 2:80c 2:80c", pain=9.0, rules=LoadRules(pain=0))

    assert found.load == Load(82.5)


def test_while_it_eases_off_there_is_no_more_load() -> None:
    ease = PainAdvice(PainLevel.EASE_OFF, "Go lighter. This is no medical advice.")
    trained = Trained(sets_of("9:80c 2:80c 2:80c 2:80c"), [], ease)

    found = suggested(trained, HIP_THRUST, TODAY, LoadRules())

    assert (found.load, found.reasons[0].rule) == (Load(80.0), LoadRule.PAIN)


@pytest.mark.parametrize("level", [PainLevel.URGENT, PainLevel.STOP])
def test_against_pain_nothing_is_suggested(level: PainLevel) -> None:
    advice = PainAdvice(level, "Stop. This is no medical advice.")
    trained = Trained(sets_of("9:80c 2:80c 2:80c 2:80c"), [], advice)

    found = suggested(trained, HIP_THRUST, TODAY, LoadRules())

    assert found.load is None
    assert found.text == advice.text


ONE_OF_THREE: dict[str, tuple[dict[str, float | None], str]] = {
    # what               the last set's figures            next
    "just the margin": ({"margin_deg": 2.0}, "82.5 kg"),
    "less than the margin": ({"margin_deg": 1.9}, "80 kg"),
    "no margin": ({"margin_deg": None}, "80 kg"),
    "a fault of flexion": ({"faults": 1}, "80 kg"),
    "more than half scored": ({"scored": 5}, "82.5 kg"),
    "half scored": ({"scored": 4}, "None"),
    "no rep": ({"reps": 0, "load_kg": 90.0}, "82.5 kg"),
}


@pytest.mark.parametrize(
    ("last", "load"), ONE_OF_THREE.values(), ids=ONE_OF_THREE.keys()
)
def test_what_is_clean(last: dict[str, float | None], load: str) -> None:
    sets = sets_of("9:80c 2:80c 2:80c 2:80c")
    made = [*sets[:-1], replace(sets[-1], **last)]  # type: ignore[arg-type]

    found = suggested(Trained(made, [], FINE), HIP_THRUST, TODAY, LoadRules())

    assert str(found.load) == load


LESS = {
    # what                      sets           pain told  by        next
    "in the session": ("2:80c", 2, LoadRules(), "70 kg"),
    "on a day without a set": ("2:80c", 1, LoadRules(), "70 kg"),
    "no percent, but a step": ("2:80c", 2, LoadRules(back_pct=0), "77.5 kg"),
    "a step is more than a tenth": ("2:12.4c", 2, LoadRules(), "7.5 kg"),
    "half": ("2:80c", 2, LoadRules(back_pct=50), "40 kg"),
    "no less than nothing": ("2:0c", 2, LoadRules(), "0 kg"),
}


@pytest.mark.parametrize(
    ("sets", "days", "rules", "load"), LESS.values(), ids=LESS.keys()
)
def test_how_much_less_after_pain(
    sets: str, days: int, rules: LoadRules, load: str
) -> None:
    trained = Trained(sets_of(sets), [session(days, 5.0)], FINE)

    assert str(suggested(trained, HIP_THRUST, TODAY, rules).load) == load


def test_what_the_weekly_rise_overrules_is_said_only_if_it_calls_for_less() -> None:
    clean = asked("9:60c 2:80c 2:80c 2:80c").reasons
    faulty = asked("9:60c 2:80f 2:80f 2:80f").reasons

    assert [each.rule for each in clean] == [LoadRule.WEEKLY_RISE]
    assert [each.rule for each in faulty] == [LoadRule.WEEKLY_RISE, LoadRule.FAULTS]


def test_times_are_compared_not_their_words() -> None:
    later = replace(a_set("2:90f", 9), utc="2026-11-25T16:30:00-05:00")  # 21:30 UTC
    earlier = replace(a_set("2:80c", 8), utc="2026-11-25T20:00:00+00:00")
    trained = Trained([later, earlier], [], FINE)

    assert suggested(trained, HIP_THRUST, TODAY, LoadRules()).present == Load(90.0)


def test_other_exercises_and_undated_sets_are_left_out() -> None:
    other = replace(a_set("2:200c"), exercise="glute_bridge")
    undated = replace(a_set("2:300c"), utc="some day")
    trained = Trained([*sets_of("9:80c 2:80c 2:80c 2:80c"), other, undated], [], FINE)

    assert suggested(trained, HIP_THRUST, TODAY, LoadRules()).load == Load(82.5)


def test_the_sets_behind_a_suggestion_are_named() -> None:
    found = asked("9:80c 2:80c 2:80f 2:80f")

    assert found.reasons[0].sets == (("2026-11-25", 3), ("2026-11-25", 4))


LEAPS = {
    # what           sets                  load        warned of
    "a little more": ("2:80c", Load(90.0), False),
    "at the mark": ("2:80c", Load(96.0), False),
    "a leap": ("2:80c", Load(100.0), True),
    "against the heaviest": ("9:100c 2:80c", Load(110.0), False),
    "warm-ups are no measure": ("2:w100c 2:80c", Load(100.0), True),
    "a small step from little": ("2:5c", Load(7.5), False),
    "from the body's own": ("2:0c", Load(20.0), True),
    "in pounds": ("2:135lb-c", Load(185.0, LB), True),
    "pounds after kg": ("2:80c", Load(200.0, LB), False),
    "as before, after weeks": ("40:80c", Load(80.0), True),
    "lighter after weeks": ("40:80c", Load(60.0), False),
    "no number": ("2:80c", Load(float("nan")), False),
    "ten tons before are no measure": ("2:80c 2:9999c", Load(120.0), True),
    "never before": ("", Load(60.0), False),
    "the future is no measure": ("2:80c -9:200c", Load(150.0), True),
}


@pytest.mark.parametrize(("sets", "load", "warned"), LEAPS.values(), ids=LEAPS.keys())
def test_a_leap_is_warned_of(sets: str, load: Load, warned: bool) -> None:
    found = leap(load, sets_of(sets), HIP_THRUST, TODAY, LoadRules())

    assert (found is not None) is warned
    assert found is None or found.rule is LoadRule.LEAP


def test_warnings_can_be_turned_off() -> None:
    for rules in (LoadRules(is_on=False), LoadRules(leap_pct=0)):
        assert leap(Load(300.0), sets_of("2:80c"), HIP_THRUST, TODAY, rules) is None


BAD_RULES = [
    ("clean_sets", -1),
    ("step_kg", 0.0),
    ("weekly_rise_pct", float("nan")),
    ("back_pct", 100.0),
    ("leap_days", 0),
]


@pytest.mark.parametrize(("name", "wrong"), BAD_RULES)
def test_rules_out_of_range_are_refused(name: str, wrong: float) -> None:
    with pytest.raises(ValueError, match=f"^{name} must lie between"):
        LoadRules(**{name: wrong})  # type: ignore[arg-type]


LONG_AGO = TODAY - timedelta(days=LoadRules().leap_days)


def day(summary: SetSummary) -> date:
    return date.fromisoformat(summary.utc[:10])


words = st.builds(
    "{}:{}{}".format,
    st.integers(-30, 60),
    st.sampled_from(["20", "60", "62.5", "80", "81", "135lb-", "?", "-5", "9999"]),
    st.sampled_from("ccccnfu"),
)


@given(st.lists(words, max_size=12).map(" ".join), st.none() | st.floats(0, 10))
def test_no_suggestion_goes_past_a_step_or_the_weekly_limit(
    sets: str, pain: float | None
) -> None:
    found = asked(sets, pain=pain)

    assert found.reasons
    if found.load is None or found.present is None:
        return
    step = LoadRules().step(found.load.unit)
    assert found.load.amount <= found.present.amount + step.amount + 1e-6
    steps = found.load.amount / step.amount
    assert abs(steps - round(steps)) < 1e-6 or found.load == found.present
    work = [e for e in sets_of(sets) if 0 <= (e.load_kg or -1) <= MOST_LOAD_KG]
    week_ago = [e for e in work if LONG_AGO <= day(e) <= TODAY - timedelta(days=7)]
    if week_ago:
        most_kg = max(each.load_kg or 0.0 for each in week_ago)
        assert found.load.kg <= max(1.1 * most_kg, most_kg + step.kg) + 1e-6


@given(st.lists(words, min_size=1, max_size=8).map(" ".join), st.data())
def test_a_fault_more_never_brings_more_load(sets: str, data: st.DataObject) -> None:
    made = sets_of(sets)
    place = data.draw(st.integers(0, len(made) - 1))
    worse = list(made)
    worse[place] = replace(made[place], faults=1, clean=7, margin_deg=-6.0, scored=8)
    if not made[place].scored:
        return
    trained = Trained(made, [], FINE)

    before = suggested(trained, HIP_THRUST, TODAY, LoadRules()).load
    after = suggested(replace(trained, sets=worse), HIP_THRUST, TODAY, LoadRules()).load

    if before is not None and after is not None:
        assert after.kg <= before.kg + 1e-9


def test_a_load_is_told_as_it_was() -> None:
    made = a_set("2:135lb-c")

    assert load_of(made.load_kg, made.load_unit) == Load(135.0, LB)
