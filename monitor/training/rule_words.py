"""All rules about load and pain in words: what each asks, and where it comes from."""

from collections.abc import Iterator
from dataclasses import dataclass

from monitor.detection.pain_watch import PainSettings
from monitor.training.findings import ChecklistRules
from monitor.training.load_rules import ORIGINS, LoadRule, LoadRules
from monitor.training.pain_rules import PainRules
from monitor.training.settings import TrainingSettings

_JUDGEMENT = "This project's judgement, on the numeric rating scale of 0 to 10."
_OFF = "off"


@dataclass(frozen=True, slots=True)
class RuleWords:
    """One rule.

    Attributes:
        name: A few words.
        text: What it asks, with the values in force; "off" if it is turned off.
        origin: Where it comes from, in sentences.
    """

    name: str
    text: str
    origin: str


def rules_in_words(
    training: TrainingSettings, within_set: PainSettings
) -> tuple[RuleWords, ...]:
    """Return all rules.

    Args:
        training: The rules over sessions.
        within_set: When pain ends a set.
    """
    return (
        *_load(training.load),
        *_pain(training.pain, within_set),
        _checklist(training.checklist),
    )


def _load(rules: LoadRules) -> Iterator[RuleWords]:
    back = f"{rules.back_pct:g} % or a step less, whichever is more"
    step = f"{rules.step_kg:g} kg or {rules.step_lb:g} lb"
    texts = (
        (
            LoadRule.CLEAN_SETS,
            rules.clean_sets,
            f"a step of the rack ({step}) more after {rules.clean_sets} clean sets at "
            f"the present load, with a margin of {rules.least_margin_deg:g}° or more",
        ),
        (
            LoadRule.WEEKLY_RISE,
            rules.weekly_rise_pct,
            f"at most {rules.weekly_rise_pct:g} % more than a week before, or one step",
        ),
        (
            LoadRule.FAULTS,
            rules.faulty_sets,
            f"a step less after {rules.faulty_sets} sets with a rep past the limit, of "
            f"the last {max(rules.clean_sets, rules.faulty_sets)}",
        ),
        (
            LoadRule.PAIN,
            rules.pain,
            f"{back}, after a session with pain of {rules.pain:g} or more",
        ),
        (
            LoadRule.PAUSE,
            rules.pause_days,
            f"{back}, after a pause of more than {rules.pause_days} days",
        ),
        (
            LoadRule.LEAP,
            rules.leap_pct,
            f"a warning before a set of more than {rules.leap_pct:g} % above all of "
            f"the last {rules.leap_days} days",
        ),
    )
    for rule, value, text in texts:
        name = rule.replace("_", " ")
        yield RuleWords(name, text if rules.is_on and value else _OFF, ORIGINS[rule])


def _pain(rules: PainRules, within_set: PainSettings) -> Iterator[RuleWords]:
    rise, most = within_set.rise, within_set.most
    yield RuleWords(
        "pain rises within a session",
        f"{rise:g} more than was told before ends the set" if rise else _OFF,
        _JUDGEMENT,
    )
    yield RuleWords(
        "high pain", f"{most:g} or more ends the set" if most else _OFF, _JUDGEMENT
    )
    persistent = (
        f"{rules.hurts:g} or more in {rules.sessions} of the last {rules.of_last} "
        "sessions: stop the exercise, see a doctor or physiotherapist"
    )
    yield RuleWords("persistent pain", persistent if rules.is_on else _OFF, _JUDGEMENT)
    yield RuleWords(
        "next morning",
        "worse on the morning after the last session: as persistent pain"
        if rules.is_on and rules.morning
        else _OFF,
        "This project's judgement.",
    )
    yield RuleWords(
        "warning signs",
        "stop, urgent medical care, nothing is suggested until the person says that it "
        "has been seen to; this can't be turned off",
        "Red flags of back pain as health services list them; sources in "
        "docs/load_and_pain.md.",
    )


def _checklist(rules: ChecklistRules) -> RuleWords:
    text = (
        f"in the last {rules.days} days: more than {rules.faults_pct:g} % of the reps "
        f"past the limit, an arch that grows over more than {rules.arch_pct:g} % of "
        f"the sets, a pelvis that tilts sideways by more than {rules.roll_deg:g}°, a "
        f"side that does less than {rules.side_pct:g} % of the other, a clean plank "
        f"under {rules.plank_s:g} s, a hinge under {rules.hinge_deg:g}°"
    )
    return RuleWords("checklist", text, "This project's judgement.")
