"""A coach sees the worst first, and nothing that matters moves under the eyes."""

from hypothesis import given
from hypothesis import strategies as st

from monitor.net.messages import Alarm
from monitor.net.room import Rank, Tile
from monitor.net.tile_order import (
    MOST_TILES,
    REORDER_S,
    Ordering,
    Sorter,
    filtered,
)
from tests.net.made import a_tile

ALARMS = st.sampled_from(list(Alarm))

STEPS = st.lists(
    st.tuples(st.floats(0.1, 6.0), st.lists(ALARMS, min_size=6, max_size=6)),
    min_size=2,
    max_size=25,
)


@given(STEPS)
def test_worst_first_moves_seldom_and_never_what_is_in_danger(
    steps: list[tuple[float, list[Alarm]]],
) -> None:
    sorter, now_s, moved_s = Sorter(Ordering.WORST_FIRST), 0.0, None
    last: list[Tile] = []

    for wait_s, alarms in steps:
        now_s += wait_s
        tiles = [
            a_tile(f"rack-{i}", now_s, alarm=alarm) for i, alarm in enumerate(alarms)
        ]
        order = sorter.arrange(tiles, now_s)
        names = [each.station for each in order]
        if last and names != [each.station for each in last]:
            assert moved_s is None or now_s - moved_s >= REORDER_S
            moved_s = now_s
            for place, tile in enumerate(order):
                if tile.rank(now_s) >= Rank.DANGER:
                    assert last[place].station == tile.station
        last = order


def test_worst_first_puts_a_caution_before_the_calm() -> None:
    tiles = [
        a_tile("a"),
        a_tile("b", alarm=Alarm.CAUTION),
    ]

    order = Sorter(Ordering.WORST_FIRST).arrange(tiles, 0.0)

    assert [each.station for each in order] == ["b", "a"]


def test_a_filter_looks_at_name_station_and_exercise() -> None:
    tiles = [
        a_tile("a", exercise="Hip thrust"),
        a_tile("b", alarm=Alarm.DANGER),
    ]

    def found(text: str, *, alarmed: bool = False) -> list[str]:
        some = filtered(tiles, text, alarmed=alarmed, now_s=0.0)
        return [each.station for each in some]

    assert found("hip") == ["a"]
    assert found("LIFTER B") == ["b"]
    assert found("", alarmed=True) == ["b"]


def test_where_there_is_no_room_for_all_the_worst_are_shown() -> None:
    calm = [a_tile(f"a{n}") for n in range(MOST_TILES)]
    danger = a_tile("z", alarm=Alarm.DANGER)

    shown = filtered([*calm, danger], "", alarmed=False, now_s=0.0)

    assert len(shown) == MOST_TILES
    assert shown[-1] == danger
