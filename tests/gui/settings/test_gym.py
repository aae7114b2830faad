"""A lifter decides in the settings who sees what."""

import sys
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from monitor.config import Settings
from monitor.consent import CoachSettings, Consent, Share
from monitor.gui.settings.fields import Choice
from monitor.gui.settings.gym import NO_GYM, GymPage, what_is_missing
from monitor.gui.settings.looks import TickBox
from monitor.net.address import NO_EXTRA, Address, write_address
from monitor.net.attached import enrolment_path

PAIN = "Pain, notes and warning signs too"


@pytest.fixture(autouse=True)
def gyms(home: Path) -> None:
    for gym in ("steel", "iron"):
        address = Address(("nats://127.0.0.1:4222",), gym, "rack-1")
        write_address(address, enrolment_path(gym))


def page(qtbot: QtBot, settings: Settings | None = None) -> GymPage:
    made = GymPage(settings or Settings())
    qtbot.addWidget(made)
    made.show()
    return made


def choice(page: GymPage, name: str) -> Choice:
    [found] = [f for f in page.findChildren(Choice) if f.accessibleName() == name]
    return found


def box(page: GymPage, name: str) -> TickBox:
    [found] = [f for f in page.findChildren(TickBox) if f.accessibleName() == name]
    return found


def words(page: GymPage) -> list[str]:
    return [each.text() for each in page.findChildren(QLabel) if each.isVisible()]


def test_nothing_is_shared_unless_a_lifter_says_so(qtbot: QtBot) -> None:
    made = page(qtbot)
    choice(made, "Gym").choose("iron")

    coach = made.applied(Settings()).coach

    assert coach == CoachSettings(enrolment="iron")
    assert not box(made, PAIN).isChecked()


def test_gyms_are_those_that_this_computer_is_enrolled_in(qtbot: QtBot) -> None:
    made = page(qtbot)
    gym = choice(made, "Gym")

    assert [gym.itemText(n) for n in range(gym.count())] == ["none", "iron", "steel"]


def test_what_is_chosen_is_kept(qtbot: QtBot) -> None:
    made = page(qtbot)
    choice(made, "Gym").choose("steel")
    choice(made, "The coach sees").choose(Share.HISTORY)
    box(made, PAIN).setChecked(True)
    box(made, "Take the coach's messages").setChecked(False)
    [pseudonym] = made.findChildren(QLineEdit)
    pseudonym.setText(" Robin ")

    coach = made.applied(Settings()).coach

    consent = Consent(Share.HISTORY, pain=True)
    assert coach == CoachSettings("steel", consent, "Robin", messages=False)


def test_what_nobody_touches_stays(qtbot: QtBot) -> None:
    coach = CoachSettings("old-gym", Consent(Share.STATE), "R", archive="copies")
    settings = replace(Settings(), coach=coach)

    assert page(qtbot, settings).applied(settings) == settings


def test_what_has_no_effect_is_not_in_the_way(qtbot: QtBot) -> None:
    made = page(qtbot)
    shown = [choice(made, "The coach sees").isVisible()]
    choice(made, "Gym").choose("iron")
    shown.append(choice(made, "The coach sees").isVisible())
    pain = [box(made, PAIN).isVisible()]
    choice(made, "The coach sees").choose(Share.STATE)
    pain.append(box(made, PAIN).isVisible())

    assert (shown, pain) == ([False, True], [False, True])
    assert words(made).count(PAIN) == 0  # its box says it already


def test_without_a_gym_it_says_what_to_do(qtbot: QtBot) -> None:
    for gym in ("steel", "iron"):
        enrolment_path(gym).unlink()

    assert NO_GYM in words(page(qtbot))


def test_without_the_extra_it_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "nats", None)

    assert what_is_missing(["iron"]) == f"{NO_EXTRA}."
