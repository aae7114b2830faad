"""A group's summary as a coach asks for it, at a real server."""

import asyncio
import csv
from collections.abc import Callable
from pathlib import Path

from monitor.net.address import write_address
from monitor.net.messages import PainTold, SetTold, Told, encode
from monitor.net.subjects import Branch, subject
from tests.cli.conftest import Ran
from tests.net import made
from tests.net.server import COACH, GYM, STATIONS, Server, connected, gym

Command = Callable[..., Ran]


def a_set(station: str, seq: int, lifter: str) -> SetTold:
    counts = {"scored": 8, "clean": 6, "borderline": 1, "faults": 1}
    more = {"exercise": "Hip thrust", "load_kg": 60.0, "stopped": seq == 2}
    return made.a_set(seq, station, lifter=lifter, **counts, **more)


async def tell(server: Server, told: Told) -> None:
    branch = Branch.PAIN if isinstance(told, PainTold) else Branch.SET
    async with connected(server, told.station) as client:
        where = subject(GYM, told.station, branch)
        await client.jetstream().publish(where, encode(told))


def test_a_group_is_summed_up_after_a_session(command: Command, home: Path) -> None:
    (home / "plan.toml").write_text(
        '[[sets]]\nexercise = "hip_thrust"\nsets = 3\nreps = 8\nload_kg = 60.0\n'
    )
    one, two = STATIONS

    async def evening() -> list[Ran]:
        async with gym(home / "server") as server:
            gyms = home / "rep-monitor" / "gyms"
            write_address(server.address(COACH), gyms / f"{GYM}-coach.toml")
            for told in (a_set(one, 1, "=Hulk"), a_set(one, 2, "=Hulk")):
                await tell(server, told)
            await tell(server, a_set(two, 1, "Lifter B"))
            pain = PainTold(
                "pain-0001", one, "s", 3, 1.0, "", "=Hulk", 4.0, "Pain: low_back"
            )
            await tell(server, pain)
            asked = ["coach", "summary", "--gym", GYM]
            return [
                await asyncio.to_thread(command, *asked, *more)
                for more in (
                    [],
                    ["--pain", "--plan", home / "plan.toml"],
                    ["--out", home / "group.md"],
                    ["--out", home / "group.csv"],
                    ["--out", home / "group.html"],
                )
            ]

    said = asyncio.run(evening())

    assert [each.code for each in said] == [0] * 5, said
    assert "=Hulk" in said[0].out
    assert "no medical advice" in said[0].out
    assert "low_back" not in said[0].out
    assert "Pain: low_back" in said[1].out
    assert "2 of 3" in said[1].out
    rows = list(csv.reader((home / "group.csv").read_text().splitlines()))
    assert [row[0] for row in rows] == ["lifter", "'=Hulk", "Lifter B", "all"]
    assert rows[3][3:] == ["3", "24", "18", "3", "3", "-", "1440", "1"]
    for name in ("group.md", "group.html"):
        text = (home / name).read_text()
        assert "Lifter B" in text
        assert "low_back" not in text
        assert "no medical" in text.replace("\n", " ")


def test_a_busy_rack_is_summed_up_whole(command: Command, home: Path) -> None:
    one = STATIONS[0]

    async def month() -> Ran:
        async with gym(home / "server") as server:
            gyms = home / "rep-monitor" / "gyms"
            write_address(server.address(COACH), gyms / f"{GYM}-coach.toml")
            async with connected(server, one) as client:
                js = client.jetstream()
                for seq in range(1, 251):
                    where = subject(GYM, one, Branch.SET)
                    await js.publish(where, encode(a_set(one, seq, "Lifter A")))
            out = home / "month.csv"
            asked = ("coach", "summary", "--gym", GYM, "--since", "720", "-o", out)
            return await asyncio.to_thread(command, *asked)

    ran = asyncio.run(month())

    (_, row) = csv.reader((home / "month.csv").read_text().splitlines())
    assert (ran.code, ran.err) == (0, "")
    assert row[3] == "250"


def test_a_gym_where_nobody_trained_is_said(command: Command, home: Path) -> None:
    async def evening() -> Ran:
        async with gym(home / "server") as server:
            gyms = home / "rep-monitor" / "gyms"
            write_address(server.address(COACH), gyms / f"{GYM}-coach.toml")
            asked = ("coach", "summary", "--gym", GYM, "--since", "2")
            return await asyncio.to_thread(command, *asked)

    ran = asyncio.run(evening())

    assert (ran.code, ran.out) == (0, "")
    assert "Nobody's sets are told of the last 2 h." in ran.err


def test_a_file_of_another_kind_is_refused(command: Command, home: Path) -> None:
    ran = command("coach", "summary", "--gym", GYM, "--out", home / "group.pdf")

    assert ran.code == 2
    assert ".csv" in ran.err
