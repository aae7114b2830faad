"""Who floods is out for a while, and nobody else is."""

import asyncio
from contextlib import suppress
from pathlib import Path

import nats.errors
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.net.serve import floods
from monitor.net.serve.credentials import new_key_pair
from monitor.net.serve.floods import MOST_HZ, OUT_S, Counted, Floods
from monitor.net.serve.supervision import running_server
from monitor.net.serve.users import Kind, User

GYM = "iron"
KEYS = [new_key_pair().public for _ in range(3)]


def users() -> tuple[User, ...]:
    kinds = (Kind.STATION, Kind.STATION, Kind.ADMIN)
    names = ("rack-1", "rack-2", "admin")
    return tuple(map(User, names, kinds, KEYS))


def known() -> Floods:
    found = Floods()
    found.welcome(users(), 0.0)
    return found


def welcome(found: Floods, now_s: float) -> list[str]:
    return [each.name for each in found.welcome(users(), now_s)]


def looked(found: Floods, counts: list[int]) -> list[list[str]]:
    """Tell the counts of a user, a second apart, its connection a new one each time."""
    return [
        found.look([Counted(n, KEYS[0], count)], 100.0 + n)
        for n, count in enumerate(counts)
    ]


def test_who_floods_twice_in_a_row_is_out_and_comes_back() -> None:
    found, flood = known(), int(MOST_HZ) + 1
    assert looked(found, [0, flood, 0, flood, flood]) == [[], [], [], [], ["rack-1"]]
    assert welcome(found, 104.0) == ["rack-2", "admin"]
    assert welcome(found, 104.0 + OUT_S) == ["rack-1", "rack-2", "admin"]


def test_the_servers_own_program_is_never_out() -> None:
    found, flood = known(), 10 * int(MOST_HZ)
    for n in range(1, 5):
        found.look([Counted(1, KEYS[2], n * flood)], 100.0 + n)
    assert "admin" in welcome(found, 104.0)


@given(
    st.lists(st.integers(0, int(MOST_HZ)), max_size=30),
    st.lists(st.floats(0.5, 30.0), min_size=30, max_size=30),
)
def test_who_stays_below_the_limit_is_never_out(
    sent: list[int], spans_s: list[float]
) -> None:
    found, now_s, count = known(), 1000.0, 0
    for each, span_s in zip(sent, spans_s, strict=False):
        now_s += span_s
        count += int(each * span_s)
        assert found.look([Counted(1, KEYS[0], count)], now_s) == []


def test_a_station_that_floods_a_running_server_is_cut_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(floods, "LOOK_S", 0.1)

    async def quiet(_: Exception) -> None:
        pass

    async def story() -> tuple[bool, bool]:
        async with running_server(tmp_path, GYM) as server:
            seeds = [
                server.credentials.new(name, Kind.STATION).seed
                for name in ("rack-1", "rack-2")
            ]
            await server.refresh()
            loud = await server.connect(
                "rack-1",
                seeds[0],
                allow_reconnect=False,
                error_cb=quiet,
            )
            calm = await server.connect("rack-2", seeds[1])
            async with asyncio.timeout(20):
                while not loud.is_closed:
                    with suppress(nats.errors.Error, OSError):
                        for _ in range(1000):
                            await loud.publish("rm.v1.iron.rack-1.state", b"{}")
                        await loud.flush(timeout=1)
            with pytest.raises((nats.errors.Error, OSError)):
                await server.connect(
                    "rack-1", seeds[0], allow_reconnect=False, error_cb=quiet
                )
            await calm.flush()
            stays = calm.is_connected
            await calm.close()
            return loud.is_closed, stays

    assert asyncio.run(story()) == (True, True)
    assert "rack-1 sends too much" in caplog.text
