from itertools import combinations

import pytest
from PySide6.QtGui import QKeySequence

from monitor.gui.actions import ACTIONS, BY_NAME, Menu, menus
from monitor.gui.bindings import (
    as_setting,
    bound,
    holder,
    portable,
    sequences,
    shown,
)

USUAL = {action.name: action.keys for action in ACTIONS}


def test_names_are_unique_and_every_action_is_in_a_menu() -> None:
    assert len(BY_NAME) == len(ACTIONS)
    assert [action for _, actions in menus() for action in actions] == sorted(
        ACTIONS, key=lambda action: list(Menu).index(action.menu)
    )


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.name)
def test_the_usual_keys_are_keys_and_nobody_elses(action: object) -> None:
    one = next(each for each in ACTIONS if each is action)

    for key in one.keys:
        assert portable(QKeySequence(key)) == key
        assert holder(one, key, USUAL) is None


@pytest.mark.parametrize(
    "keys", [(), ("M",), (";", "Ctrl+;"), ("N", ";"), ("Ctrl+,", ","), ("+", "Space")]
)
def test_keys_survive_the_settings(keys: tuple[str, ...]) -> None:
    assert sequences(as_setting(keys)) == keys


@pytest.mark.parametrize("text", ["", "; ", "hello", "Ctrl+", "\x00", "Ctrl+Foo; "])
def test_what_is_no_key_is_left_out(text: str) -> None:
    assert sequences(text) == ()


def test_a_person_may_take_a_key_away() -> None:
    marker = BY_NAME["marker"]

    assert bound(marker, {}) == marker.keys
    assert bound(marker, {"marker": ""}) == ()
    assert bound(marker, {"marker": "f5; page up"}) != ()


def test_a_sequence_that_begins_like_another_is_a_clash() -> None:
    keys = USUAL | {"rezero": ("Ctrl+K, Z",)}
    marker = BY_NAME["marker"]

    assert holder(marker, "Ctrl+K", keys) is BY_NAME["rezero"]
    assert holder(marker, "Ctrl+K, Z", keys) is BY_NAME["rezero"]
    assert holder(marker, "Ctrl+K, M", keys) is None
    assert holder(marker, "Z", keys) is None


def test_keys_are_shown_side_by_side() -> None:
    assert shown(("M", "PgUp")) == "M, PgUp"


def test_no_two_actions_share_a_title() -> None:
    for one, other in combinations(ACTIONS, 2):
        assert one.title != other.title
