"""Every rule in words, and the document that lists them."""

from pathlib import Path

import pytest

from monitor.detection.pain_watch import PainSettings
from monitor.training.load_rules import LoadRules
from monitor.training.pain_rules import PainRules
from monitor.training.rule_words import rules_in_words
from monitor.training.settings import TrainingSettings

DOCUMENT = Path(__file__).parents[2] / "docs" / "load_and_pain.md"


def test_the_document_lists_every_rule_with_its_default_and_origin() -> None:
    text = " ".join(DOCUMENT.read_text(encoding="utf-8").split())

    for rule in rules_in_words(TrainingSettings(), PainSettings()):
        assert f"| {rule.name} | {rule.text} | {rule.origin} |" in text


OFF = {
    "clean sets": LoadRules(clean_sets=0),
    "weekly rise": LoadRules(weekly_rise_pct=0),
    "faults": LoadRules(faulty_sets=0),
    "pain": LoadRules(pain=0),
    "pause": LoadRules(pause_days=0),
    "leap": LoadRules(leap_pct=0),
}


@pytest.mark.parametrize(("name", "load"), OFF.items())
def test_a_rule_that_is_off_says_so_and_no_other_does(
    name: str, load: LoadRules
) -> None:
    words = rules_in_words(TrainingSettings(load=load), PainSettings())

    assert [each.name for each in words if each.text == "off"] == [name]


def test_warning_signs_are_never_off() -> None:
    everything_off = TrainingSettings(LoadRules(is_on=False), PainRules(is_on=False))

    words = rules_in_words(everything_off, PainSettings(rise=0, most=0))

    assert {each.name for each in words if each.text != "off"} == {
        "warning signs",
        "checklist",
    }
