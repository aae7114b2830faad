"""A coach's commands at a lifter's station, over a real server, and their answers."""

import asyncio
from concurrent.futures import CancelledError
from pathlib import Path
from threading import Event

import pytest

from monitor.consent import Consent, Share
from monitor.model.events import Phase, PhaseChanged
from monitor.model.records import Marker
from monitor.net import coach_link
from monitor.net.coach_link import CommandError
from monitor.net.coach_thread import CoachThread
from monitor.net.messages import (
    Acknowledged,
    Answer,
    Command,
    MarkSet,
    Plan,
    PlannedSet,
    Say,
    When,
    new_id,
)
from monitor.net.orders import Orders
from monitor.net.station_commands import COMMANDS_HZ, HURRIED
from monitor.net.subjects import Branch, subject
from tests.net.one_lifter import STATION, WAIT_S, Lifter, at_station, coached
from tests.net.server import COACH, GYM, connected, gym


async def answered(thread: CoachThread, command: Command) -> Acknowledged:
    return await asyncio.wrap_future(thread.send(STATION, command))


def evening(
    folder: Path,
    orders: Orders,
    commands: list[Command],
    consent: Consent | None = None,
) -> list[Acknowledged]:
    """Return a running station's answers, of a lifter who has just consented."""

    async def session() -> list[Acknowledged]:
        async with (
            gym(folder / "server") as server,
            at_station(server, folder, orders) as link,
            coached(server) as thread,
        ):
            if consent is not None:
                link.use(consent)
            return [await answered(thread, each) for each in commands]

    return asyncio.run(session())


def each_kind() -> list[Command]:
    plan = Plan(new_id(), COACH, (PlannedSet("hip_thrust", 3, 8, 60.0, 15.0),))
    return [
        Say(new_id(), COACH, "lighter"),
        Say(new_id(), COACH, "Stop", When.NOW),
        MarkSet(new_id(), COACH, "knees"),
        plan,
    ]


def test_words_marks_and_plans_reach_the_lifter_and_are_answered(
    tmp_path: Path,
) -> None:
    lifter, commands = Lifter(), each_kind()
    orders = lifter.orders()
    orders.put(PhaseChanged(1.0, Phase.CONCENTRIC))

    answers = evening(tmp_path, orders, commands)
    within_the_rep = list(lifter.spoken)
    orders.put(PhaseChanged(2.0, Phase.REST))

    assert [each.answer for each in answers] == [
        Answer.SHOWN,
        Answer.SHOWN,
        Answer.TAKEN,
        Answer.SHOWN,
    ]
    assert [each.id for each in answers] == [each.id for each in commands]
    assert lifter.shown[:2] == ["coach-1: lighter", "coach-1: Stop"]
    assert "coach-1" in lifter.shown[-1]
    assert "hip thrust 3 x 8, 60 kg, limit 15°" in lifter.shown[-1]
    assert within_the_rep == [("Stop", True)]
    assert lifter.spoken == [("Stop", True), ("lighter", False)]
    assert [record(5.0) for record in lifter.did] == [Marker(5.0, "coach-1: knees")]


def test_a_lifter_who_wants_no_messages_refuses_them(tmp_path: Path) -> None:
    lifter = Lifter()

    answers = evening(tmp_path, lifter.orders(accepts=False), each_kind())

    assert {each.answer for each in answers} == {Answer.REFUSED}
    assert (lifter.shown, lifter.spoken, lifter.did) == ([], [], [])


def test_who_shares_nothing_is_told_nothing(tmp_path: Path) -> None:
    lifter = Lifter()

    answers = evening(tmp_path, lifter.orders(), each_kind(), Consent(Share.NOTHING))

    assert {each.answer for each in answers} == {Answer.REFUSED}
    assert not lifter.shown


def test_a_command_that_comes_twice_is_done_once(tmp_path: Path) -> None:
    lifter, say = Lifter(), Say(new_id(), COACH, "lighter")

    answers = evening(tmp_path, lifter.orders(), [say, say])

    assert [each.answer for each in answers] == [Answer.SHOWN, Answer.REPEATED]
    assert len(lifter.shown) == 1


def test_a_second_click_arrives_and_a_flood_is_refused_with_the_reason(
    tmp_path: Path,
) -> None:
    lifter, count = Lifter(), 40
    commands = [Say(new_id(), COACH, "Stop", When.NOW) for _ in range(count)]

    answers = evening(tmp_path, lifter.orders(), list(commands))

    refused = [each for each in answers if each.answer is Answer.REFUSED]
    assert [each.answer for each in answers[: int(COMMANDS_HZ)]] == [Answer.SHOWN] * 5
    assert refused
    assert {each.text for each in refused} == {HURRIED}
    assert len(lifter.shown) == count - len(refused)


def test_no_answer_is_said_and_that_it_may_have_arrived(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(coach_link, "ANSWER_S", 0.3)
    say = Say(new_id(), COACH, "lighter")

    async def session() -> None:
        async with (
            gym(tmp_path) as server,
            connected(server, STATION) as client,
            coached(server) as thread,
        ):
            await client.subscribe(subject(GYM, STATION, Branch.COMMAND))
            await client.flush()
            with pytest.raises(CommandError, match="no answer from rack-1"):
                await answered(thread, say)

    asyncio.run(session())


def test_a_command_to_a_station_where_nobody_is(tmp_path: Path) -> None:
    async def session() -> None:
        async with gym(tmp_path) as server, coached(server) as thread:
            with pytest.raises(CommandError, match="nobody answers at rack-1"):
                await answered(thread, Say(new_id(), COACH, "lighter"))

    asyncio.run(session())


class Endless:
    """A link that never answers; what a thread of its own has to bear."""

    problem = ""

    def __init__(self) -> None:
        self.asked = Event()

    async def run(self) -> None:
        await asyncio.Event().wait()

    async def send(self, station: str, command: Command) -> Acknowledged:
        self.asked.set()
        await asyncio.Event().wait()
        raise AssertionError


def test_closing_cancels_what_waits_and_ends_the_thread() -> None:
    link = Endless()
    thread = CoachThread(link, COACH)  # type: ignore[arg-type]
    say = Say(new_id(), COACH, "lighter")
    early = thread.send(STATION, say)
    thread.start()
    waiting = thread.send(STATION, say)
    assert link.asked.wait(WAIT_S)

    thread.close()
    late = thread.send(STATION, say)

    with pytest.raises(CancelledError):
        waiting.result(WAIT_S)
    for each in (early, late):
        assert isinstance(each.exception(WAIT_S), CommandError)
    thread.close()
