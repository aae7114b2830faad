import pytest
from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from monitor.config import Settings
from monitor.gui.settings.fields import FieldError, Number
from monitor.gui.settings.load_and_pain import LoadAndPainPage
from monitor.training.load_rules import LoadRules


def page(qtbot: QtBot, settings: Settings) -> LoadAndPainPage:
    made = LoadAndPainPage(settings)
    qtbot.addWidget(made)
    return made


def field(page: LoadAndPainPage, name: str) -> Number:
    [found] = [f for f in page.findChildren(Number) if f.accessibleName() == name]
    return found


def test_what_nobody_touches_stays(qtbot: QtBot) -> None:
    usual = Settings()
    load = LoadRules(is_on=False, weekly_rise_pct=7.25, step_kg=1.25, leap_days=21)
    settings = replace(usual, training=replace(usual.training, load=load))

    assert page(qtbot, settings).applied(settings) == settings


def test_every_number_reaches_its_rule(qtbot: QtBot) -> None:
    made = page(qtbot, Settings())
    for name, value in (
        ("Clean sets", 5),
        ("Step of the rack", 1.25),
        ("A session hurt from", 4),
        ("Pain of", 6),
    ):
        field(made, name).setValue(value)

    settings = made.applied(Settings())

    assert settings.training.load.clean_sets == 5
    assert settings.training.load.step_kg == 1.25
    assert settings.training.pain.hurts == 4
    assert settings.pipeline.detection.pain.most == 6


def test_rules_that_contradict_each_other_are_refused_at_their_field(
    qtbot: QtBot,
) -> None:
    made = page(qtbot, Settings())
    field(made, "Persistent if").setValue(9)

    with pytest.raises(FieldError, match="Of the last"):
        made.applied(Settings())
