"""A lifter has in hand who sees a session, and calls for help."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from nats.aio.msg import Msg

from monitor.consent import CoachSettings, Consent, Share
from monitor.model.body import Limits
from monitor.model.events import SetStarted
from monitor.model.records import ExerciseName
from monitor.net.address import Address
from monitor.net.attached import Attached, StationWish, linked_to_gym
from monitor.net.coach_link import CoachLink
from monitor.net.messages import (
    Answer,
    EventKind,
    EventTold,
    Plan,
    PlannedSet,
    Say,
    decode_told,
)
from monitor.net.orders import Orders
from monitor.net.shared import (
    ACCEPTED,
    CALLED,
    CALLED_BACK,
    NO_MORE,
    NO_PLAN,
    NOT_REACHED,
    NOT_SHARED,
    REFUSED,
    STOPPED,
    TAKEN_AGAIN,
    SharedSession,
)
from monitor.net.subjects import state_bucket
from monitor.pipeline import PipelineSettings
from tests.net.server import ADMIN, COACH, GYM, STATIONS, Cable, Server, connected, gym

STATION = STATIONS[0]
ALLOWED = Consent(Share.HISTORY, pain=True)


class Link:
    """Notes what is wanted of it."""

    def __init__(self, problem: str = "") -> None:
        self.problem, self.consent = problem, ALLOWED
        self.did: list[str] = []

    def use(self, consent: Consent) -> None:
        self.consent = consent
        self.did.append(str(consent.share))

    def call_for_help(self, *, wanted: bool) -> None:
        self.did.append("help" if wanted else "no help")

    def answer(self, command: str, answer: Answer) -> None:
        self.did.append(f"{command} {answer}")


def orders() -> Orders:
    return Orders(lambda _: None, lambda *_: None, lambda _: None)


def in_hand(link: Link) -> tuple[SharedSession, list[str]]:
    shown: list[str] = []
    return SharedSession("iron", link, orders(), shown.append), shown


def test_it_says_at_any_time_who_sees_what() -> None:
    shared, _ = in_hand(Link())

    before = shared.now.words
    shared.toggle()

    assert before == "Shared with iron: history, pain"
    assert shared.now.words == "Not shared with iron"


def test_sharing_again_is_what_was_allowed_before() -> None:
    link = Link()
    shared, shown = in_hand(link)

    shared.toggle()
    shared.toggle()

    assert link.did == ["nothing", "history"]
    assert link.consent == ALLOWED
    assert shown == [STOPPED, "Shared again with iron: history, pain."]


def test_help_is_called_and_taken_back() -> None:
    link = Link()
    shared, shown = in_hand(link)

    shared.toggle_help()
    called = shared.now.help
    shared.toggle_help()

    assert (called, shared.now.help) == (True, False)
    assert link.did == ["help", "no help"]
    assert shown == [CALLED, CALLED_BACK]


def test_help_that_nobody_hears_is_said() -> None:
    link = Link(problem="the gym's server can't be reached (refused)")
    shared, shown = in_hand(link)

    shared.toggle_help()
    shared.toggle()
    shared.toggle_help()

    assert shown == [NOT_REACHED, STOPPED, NOT_SHARED]
    assert link.did == ["help", "no help", "nothing"]


def proposed() -> tuple[SharedSession, Orders, Link, list[str]]:
    link, shown, made = Link(), list[str](), orders()
    made.take(Plan("command-1", "Kim", (PlannedSet("hip_thrust", 3, 8, 60.0),)))
    return SharedSession("iron", link, made, shown.append), made, link, shown


def test_an_accepted_plan_is_told_and_shown_as_it_goes_on() -> None:
    shared, _, link, shown = proposed()
    before = shared.now

    shared.accept()

    assert before.proposal.startswith("Kim proposes: hip thrust 3 x 8, 60 kg.")
    assert (link.did, shown) == (["command-1 taken"], [ACCEPTED])
    now = shared.now
    assert (now.proposal, now.done) == ("", 0)
    assert now.plan == "Plan of Kim, set 1 of 3: hip thrust, 8 reps, 60 kg"
    assert now.row == PlannedSet("hip_thrust", 3, 8, 60.0)


def test_a_refused_plan_is_told_too_and_no_plan_is_said_to_be_none() -> None:
    shared, _, link, shown = proposed()

    shared.refuse()
    shared.refuse()

    assert link.did == ["command-1 refused"]
    assert shown == [REFUSED, NO_PLAN]


def test_no_more_messages_refuses_what_is_open_and_what_comes() -> None:
    shared, made, link, shown = proposed()
    made.take(Say("command-2", "Kim", "lighter"))

    shared.toggle_messages()
    answer = made.take(Say("command-3", "Kim", "more"))
    now = shared.now
    shared.toggle_messages()

    assert link.did == ["command-1 refused"]
    assert (now.messages, now.proposal, now.accepts) == ((), "", False)
    assert answer is Answer.REFUSED
    assert shown == [NO_MORE, TAKEN_AGAIN]
    assert shared.now.accepts


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))


@asynccontextmanager
async def session(
    address: Address, consent: Consent = ALLOWED, who: str = "Ann"
) -> AsyncIterator[tuple[Attached, list[str]]]:
    """Yield a session that its lifter shares as far as this."""
    coach, shown = CoachSettings(consent=consent), list[str]()
    wish = StationWish(coach, who, PipelineSettings(), address=address)
    async with linked_to_gym(wish, lambda _: None, shown.append) as told:
        yield told, shown


async def become(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not condition():  # noqa: ASYNC110  what is waited for has no event
            await asyncio.sleep(0.02)


class Ear:
    """Hears all that a station publishes."""

    def __init__(self) -> None:
        self.messages: list[Msg] = []
        self.retained: bytes | None = None
        self.deletions = 0

    async def take(self, message: Msg) -> None:
        self.messages.append(message)

    async def keep(self, message: Msg) -> None:
        self.retained = message.data or None
        self.deletions += not message.data

    def events(self) -> list[EventTold]:
        told = [
            decode_told(each.data)
            for each in self.messages
            if each.subject.endswith(".event")
        ]
        return [each for each in told if isinstance(each, EventTold)]


@asynccontextmanager
async def heard(server: Server) -> AsyncIterator[Ear]:
    ear = Ear()
    async with connected(server, ADMIN) as client:
        await client.subscribe(f"rm.v1.{GYM}.{STATION}.>", cb=ear.take)
        await client.subscribe(f"$KV.{state_bucket(GYM)}.{STATION}", cb=ear.keep)
        await client.flush()
        yield ear


def start(told: Attached, t: float, index: int) -> None:
    for sink in told.sinks:
        sink.put(SetStarted(t, index, ExerciseName.HIP_THRUST, Limits()))


def test_stopping_removes_the_kept_state_and_nothing_leaves_after(
    tmp_path: Path,
) -> None:
    async def evening() -> tuple[list[str], list[EventTold], bytes | None]:
        async with (
            gym(tmp_path / "server") as server,
            heard(server) as ear,
            session(server.address(STATION)) as (told, _),
        ):
            assert told.shared is not None
            await become(lambda: ear.retained is not None)
            told.shared.toggle()
            await become(lambda: ear.deletions > 0)
            await become(lambda: ear.events()[-1].kind is EventKind.CONSENT)
            before = len(ear.messages)
            start(told, 1.0, 1)
            told.shared.toggle_help()  # it says that nobody is called
            await asyncio.sleep(1.2)  # twelve states and a kept one, were it shared
            after = [each.subject for each in ear.messages[before:]]
            return after, ear.events(), ear.retained

    after, events, retained = asyncio.run(evening())

    assert (after, retained) == ([], None)
    assert [each.kind for each in events] == [
        EventKind.SESSION_STARTED,
        EventKind.CONSENT,
    ]
    assert events[-1].text == "nothing"


def test_shared_again_it_is_seen_again_without_what_was_private(
    tmp_path: Path,
) -> None:
    async def evening() -> list[EventTold]:
        async with (
            gym(tmp_path / "server") as server,
            heard(server) as ear,
            session(server.address(STATION)) as (told, _),
        ):
            assert told.shared is not None
            await become(lambda: ear.retained is not None)
            told.shared.toggle()
            start(told, 1.0, 1)
            await become(lambda: ear.deletions > 0)
            told.shared.toggle()
            await become(lambda: ear.retained is not None)
            start(told, 2.0, 2)
            await become(lambda: ear.events()[-1].kind is EventKind.SET_STARTED)
            await asyncio.sleep(1.2)
            assert ear.retained is not None  # it isn't deleted over and over
            assert ear.deletions == 1
            return ear.events()

    events = asyncio.run(evening())

    consents = [each.text for each in events if each.kind is EventKind.CONSENT]
    assert consents == ["nothing", "history, pain"]
    started = [each.t for each in events if each.kind is EventKind.SET_STARTED]
    assert started == [2.0]


def test_stopping_while_the_cable_is_cut_holds_once_it_is_mended(
    tmp_path: Path,
) -> None:
    async def evening() -> tuple[list[EventKind], bytes | None]:
        async with (
            gym(tmp_path / "server") as server,
            heard(server) as ear,
            Cable(server.port).laid() as cable,
            session(server.address(STATION, cable.port)) as (told, _),
        ):
            assert told.shared is not None
            shared = told.shared
            await become(lambda: ear.retained is not None)
            cable.cut()
            await become(lambda: bool(shared.now.problem))
            start(told, 1.0, 1)  # it waits, and is emptied
            shared.toggle()
            cable.mend()
            await become(lambda: ear.deletions > 0)
            await become(lambda: ear.events()[-1].text == "nothing")
            return [each.kind for each in ear.events()], ear.retained

    kinds, retained = asyncio.run(evening())

    assert EventKind.SET_STARTED not in kinds
    assert retained is None


def test_what_was_stopped_out_of_reach_is_removed_by_a_session_not_shared(
    tmp_path: Path,
) -> None:
    async def evening() -> tuple[list[str], bytes | None]:
        async with (
            gym(tmp_path / "server") as server,
            heard(server) as ear,
            Cable(server.port).laid() as cable,
        ):
            async with session(server.address(STATION, cable.port)) as (told, _):
                await become(lambda: ear.retained is not None)
                cable.cut()
                assert told.shared is not None
                told.shared.toggle()
            before = len(ear.messages)
            async with session(server.address(STATION), Consent()) as (told, _):
                start(told, 1.0, 1)
                await become(lambda: ear.deletions > 0)
            after = [each.subject for each in ear.messages[before:]]
            assert told.sinks == ()
            return [each.rpartition(".")[2] for each in after], ear.retained

    after, retained = asyncio.run(evening())

    assert retained is None
    assert set(after) <= {"event"}  # that it was stopped


def test_who_shares_less_takes_nothing_of_the_lifter_before(tmp_path: Path) -> None:
    async def evening() -> list[str]:
        async with (
            gym(tmp_path / "server") as server,
            heard(server) as ear,
            Cable(server.port).laid() as cable,
        ):
            cable.cut()
            lonely = server.address(STATION, cable.port)
            async with session(lonely, Consent(Share.STATE)) as (told, _):
                start(told, 1.0, 1)
            async with session(server.address(STATION), Consent(), who="Bea"):
                await become(lambda: len(ear.events()) == 3)
            return [each.kind for each in ear.events()]

    kinds = asyncio.run(evening())

    assert kinds == [
        EventKind.SESSION_STARTED,
        EventKind.SET_STARTED,
        EventKind.SESSION_ENDED,
    ]


def test_a_call_for_help_is_told_and_stays_in_the_state(tmp_path: Path) -> None:
    async def evening() -> tuple[list[EventKind], list[str]]:
        async with (
            gym(tmp_path / "server") as server,
            heard(server) as ear,
            session(server.address(STATION)) as (told, shown),
        ):
            assert told.shared is not None
            await become(lambda: ear.retained is not None)
            told.shared.toggle_help()
            await become(lambda: b'"help":true' in (ear.retained or b""))
            await become(lambda: ear.events()[-1].kind is EventKind.HELP)
            return [each.kind for each in ear.events()], shown

    kinds, shown = asyncio.run(evening())

    assert kinds == [EventKind.SESSION_STARTED, EventKind.HELP]
    assert shown == [CALLED]


def test_a_coach_reads_later_what_a_lifter_has_decided(tmp_path: Path) -> None:
    async def evening() -> tuple[Answer, Answer | None]:
        plan = Plan("command-1", "Kim", (PlannedSet("hip_thrust"),))
        async with (
            gym(tmp_path / "server") as server,
            session(server.address(STATION)) as (told, _),
        ):
            assert told.shared is not None
            shared = told.shared
            coach = CoachLink(server.address(COACH))
            reading = asyncio.create_task(coach.run())
            await coach.reached()
            await become(lambda: not shared.now.problem)
            await asyncio.sleep(0.1)
            first = (await coach.send(STATION, plan)).answer
            shared.accept()

            def decided() -> Answer | None:
                with coach.room() as room:
                    tile = room.tile(STATION)
                return None if tile is None else tile.answer("command-1")

            await become(lambda: decided() is not None)
            reading.cancel()
            return first, decided()

    assert asyncio.run(evening()) == (Answer.SHOWN, Answer.TAKEN)
