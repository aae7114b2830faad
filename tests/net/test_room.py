"""The room folds what comes, in whatever order, as often as it comes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from monitor.consent import Consent, Share
from monitor.net.consent import consent_words
from monitor.net.messages import (
    EventKind,
    EventTold,
    State,
    Told,
)
from monitor.net.room import FRESH_S, Rank, Room, Tile
from tests.net.made import a_pain, a_rep, a_set, a_state


def told(n: int) -> list[Told]:
    return [a_set(seq) if seq % 3 == 0 else a_rep(seq) for seq in range(1, n + 1)]


@given(st.integers(1, 30).flatmap(lambda n: st.permutations(told(n) * 2)))
def test_whatever_the_order_each_is_taken_once(messages: list[Told]) -> None:
    room = Room()

    new = [each for each in messages if room.take_told(each)]

    tile = room.tile("rack-1")
    assert tile is not None
    assert sorted(each.seq for each in new) == sorted({m.seq for m in messages})
    assert [each.seq for each in tile.sets] == sorted(each.seq for each in tile.sets)
    assert len(tile.sets) == len(messages) // 2 // 3
    assert tile.missing == 0


def test_a_number_that_is_skipped_is_missed_until_it_comes() -> None:
    room = Room()
    for seq in (1, 2, 5):
        room.take_told(a_rep(seq))
    before = room.tiles()[0].missing

    for seq in (3, 4):
        room.take_told(a_rep(seq))

    assert (before, room.tiles()[0].missing) == (2, 0)


@given(st.permutations(range(1, 12)))
def test_the_newest_state_wins(order: list[int]) -> None:
    room = Room()

    for n in order:
        room.take_state(a_state(n=n), 0.0)

    tile = room.tiles()[0]
    assert tile.state is not None
    assert tile.state.n == 11


def test_a_new_session_begins_at_one_again() -> None:
    room = Room()
    room.take_state(a_state(n=500), 0.0)

    taken = room.take_state(State("rack-1", "s2", 1, 0.0, "B"), 1.0)

    assert taken
    assert room.tiles()[0].name == "B"


def test_what_is_withdrawn_is_gone_though_a_state_was_on_its_way() -> None:
    room = Room()
    room.take_state(a_state(n=5, trace=(1.0, 2.0)), 0.0)

    room.withdraw("rack-1")
    room.take_state(a_state(n=6), 0.1)

    assert room.tiles()[0] == Tile("rack-1")


def test_silence_is_told_by_the_receivers_clock() -> None:
    room = Room()
    room.take_state(a_state(in_set=True), 10.0)
    tile = room.tiles()[0]

    assert tile.silent_s(10.0 + FRESH_S) is None
    assert tile.silent_s(15.0) == 5.0
    assert (tile.rank(10.0), tile.rank(15.0)) == (Rank.FINE, Rank.SILENT)


def test_the_layout_is_the_rooms() -> None:
    room = Room(["rack-2", "rack-1"])
    room.take_state(a_state("rack-9"), 0.0)
    room.take_state(a_state("rack-1"), 0.0)

    assert [each.station for each in room.tiles()] == ["rack-2", "rack-1", "rack-9"]


def test_who_begins_in_the_middle_misses_nothing_of_before() -> None:
    room = Room()

    for seq in (5000, 5001, 5003):
        room.take_told(a_rep(seq))

    assert room.tiles()[0].missing == 1


@given(st.permutations(range(40, 60)), st.permutations(range(40, 60)))
def test_each_number_is_new_once_wherever_it_begins(
    first: list[int], again: list[int]
) -> None:
    room = Room()

    new = [seq for seq in (*first, *again) if room.take_told(a_rep(seq))]

    assert new == first


def test_an_outbox_made_anew_counts_from_one_again() -> None:
    room = Room()
    for seq in (1, 2, 3):
        room.take_told(replace(a_set(seq), box="old"))

    new = [room.take_told(replace(a_set(seq), box="new")) for seq in (1, 2, 2)]

    tile = room.tiles()[0]
    assert new == [True, True, False]
    assert [(each.box, each.seq) for each in tile.sets] == [
        ("old", 1),
        ("old", 2),
        ("old", 3),
        ("new", 1),
        ("new", 2),
    ]
    assert tile.missing == 0


def allows(consent: Consent, seq: int) -> EventTold:
    return replace(a_rep(seq), kind=EventKind.CONSENT, text=consent_words(consent))


@pytest.mark.parametrize(
    ("consent", "left"),
    [
        (Consent(Share.HISTORY, pain=True), (1, 2, 2)),
        (Consent(Share.HISTORY), (1, 0, 2)),
        (Consent(Share.STATE, pain=True), (0, 2, 2)),
        (Consent(), (0, 0, 0)),
    ],
)
def test_what_a_lifter_takes_back_is_forgotten_though_it_comes_late(
    consent: Consent, left: tuple[int, int, int]
) -> None:
    room = Room()
    messages: list[Told] = [a_set(1), a_pain(2), a_rep(3)]
    for message in [*messages, allows(consent, 5), a_pain(4)]:
        room.take_told(message)

    tile = room.tiles()[0]
    assert (len(tile.sets), len(tile.pains), len(tile.events)) == left
    assert tile.missing == 0


def test_what_a_lifter_allows_again_is_shown_from_there_on() -> None:
    room = Room()
    messages: list[Told] = [
        a_set(1),
        allows(Consent(), 2),
        allows(Consent(Share.HISTORY), 3),
    ]
    for message in [*messages, a_set(4)]:
        room.take_told(message)

    assert [each.seq for each in room.tiles()[0].sets] == [4]


def test_a_state_of_a_session_that_is_over_does_not_come_back() -> None:
    room = Room()
    old = a_state(n=7)
    room.take_state(old, 0.0)
    room.take_state(State("rack-1", "s2", 1, 0.0, "B"), 1.0)

    assert not room.take_state(replace(old, n=8), 2.0)
    assert room.tiles()[0].name == "B"
