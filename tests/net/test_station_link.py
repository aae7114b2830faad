"""A station and its gym's server, which come and go."""

import asyncio
import signal
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import nats.js.errors
from nats.aio.client import Client
from nats.js.api import DeliverPolicy

from monitor.consent import Consent, Share
from monitor.model.records import Note, PainPlace, SetPain
from monitor.net.messages import (
    Answer,
    Command,
    EventKind,
    EventTold,
    PainTold,
    Say,
    SetTold,
    Told,
    decode_acknowledged,
    decode_state,
    decode_told,
    encode,
)
from monitor.net.outbox import Outbox
from monitor.net.room import Room
from monitor.net.station_link import StationLink
from monitor.net.subjects import Branch, pain_stream, state_bucket, stream, subject
from monitor.net.told import Teller
from monitor.pipeline import PipelineSettings
from tests.net.made import a_rep, a_set
from tests.net.server import (
    ADMIN,
    COACH,
    GYM,
    Cable,
    Server,
    connected,
    gym,
    new_seed,
)

STATION = "rack-1"
SHARED = Consent(Share.HISTORY)


@asynccontextmanager
async def linked(
    server: Server,
    box: Path | Outbox,
    port: int = 0,
    consent: Consent = SHARED,
    heard: list[Command] | None = None,
) -> AsyncIterator[StationLink]:
    def take(command: Command) -> Answer:
        if heard is not None:
            heard.append(command)
        return Answer.SHOWN

    outbox = Outbox(box) if isinstance(box, Path) else box
    teller = Teller(STATION, "s", "A", PipelineSettings())
    address = server.address(STATION, port)
    try:
        async with StationLink(address, outbox, teller, consent, take).opened() as link:
            yield link
    finally:
        outbox.close()


async def kept(server: Server) -> list[Told]:
    """Return what the gym's stream holds, in its order."""
    async with connected(server, ADMIN) as client:
        js = client.jetstream()
        info = await js.stream_info(stream(GYM))
        last = info.state.last_seq
        got = [await js.get_msg(stream(GYM), seq) for seq in range(1, last + 1)]
    return [decode_told(each.data or b"") for each in got]


async def become(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not condition():  # noqa: ASYNC110  the link has no event for it
            await asyncio.sleep(0.02)


async def until(link: StationLink, told: int) -> None:
    await become(lambda: link.counts.told >= told)


async def up(link: StationLink, connections: int = 1) -> None:
    await become(lambda: link.counts.connections >= connections)


def numbered(messages: list[Told]) -> list[int]:
    return [each.seq for each in messages]


def test_events_and_sets_arrive_once_and_in_order(tmp_path: Path) -> None:
    async def session() -> list[Told]:
        async with gym(tmp_path / "server") as server:
            async with linked(server, tmp_path / "outbox") as link:
                for n in range(1, 31):
                    link.tell(a_set(n) if n % 10 == 0 else a_rep(n))
                await until(link, 31)
            return await kept(server)

    messages = asyncio.run(session())

    assert numbered(messages) == list(range(1, 33))
    kinds = [each.kind for each in messages if isinstance(each, EventTold)]
    assert kinds[0] is EventKind.SESSION_STARTED
    assert kinds[-1] is EventKind.SESSION_ENDED


def test_a_cut_cable_loses_nothing(tmp_path: Path) -> None:
    async def session() -> list[Told]:
        async with gym(tmp_path / "server") as server, Cable(server.port).laid() as c:
            async with linked(server, tmp_path / "outbox", c.port) as link:
                for n in range(1, 61):
                    link.tell(a_rep(n))
                    if n in (10, 40):
                        c.cut()
                    if n in (30, 50):
                        c.mend()
                    await asyncio.sleep(0.02)
                await until(link, 61)
            return await kept(server)

    messages = asyncio.run(session())

    assert numbered(messages) == list(range(1, 63))


def test_a_killed_server_loses_nothing(tmp_path: Path) -> None:
    async def session() -> list[Told]:
        async with gym(tmp_path / "server") as server:
            async with linked(server, tmp_path / "outbox") as link:
                for n in range(1, 41):
                    link.tell(a_rep(n))
                    if n == 15:
                        server.kill()
                    if n == 30:
                        server.start()
                    await asyncio.sleep(0.02)
                await until(link, 41)
            return await kept(server)

    messages = asyncio.run(session())

    assert numbered(messages) == list(range(1, 43))


def test_what_a_session_could_not_say_the_next_one_says_first(tmp_path: Path) -> None:
    async def session() -> list[Told]:
        async with gym(tmp_path / "server") as server:
            lonely = Cable(server.port)  # never laid: nothing answers
            async with linked(server, tmp_path / "outbox", lonely.port) as link:
                for n in range(1, 6):
                    link.tell(a_rep(n))
            async with linked(server, tmp_path / "outbox") as link:
                await until(link, 8)
            return await kept(server)

    messages = asyncio.run(session())

    assert numbered(messages) == list(range(1, 10))


class SlowToFindNothing(Outbox):
    """An outbox that is asked just before a session ends, and answers just after."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.asked = threading.Event()

    def _first(self) -> Told | None:
        found = super()._first()
        if found is None:
            self.asked.set()
            time.sleep(0.2)
        return found


def test_last_words_are_sent_however_close_the_end_is(tmp_path: Path) -> None:
    async def session() -> list[Told]:
        async with gym(tmp_path / "server") as server:
            outbox = SlowToFindNothing(tmp_path / "outbox")
            async with linked(server, outbox) as link:
                await until(link, 1)
                outbox.asked.clear()
                await become(outbox.asked.is_set)
            return await kept(server)

    assert numbered(asyncio.run(session())) == [1, 2]


def test_a_message_sent_twice_is_one_for_a_coach(tmp_path: Path) -> None:
    async def session() -> Room:
        room = Room()
        async with gym(tmp_path / "server") as server:
            async with connected(server, STATION) as client:
                for each in (a_rep(1), a_set(1), a_set(1), a_rep(1)):
                    branch = Branch.SET if isinstance(each, SetTold) else Branch.EVENT
                    await client.jetstream().publish(
                        subject(GYM, STATION, branch),
                        encode(each),
                        headers={"Nats-Msg-Id": each.id},
                    )
            for told in await kept(server):
                room.take_told(told)
        return room

    room = asyncio.run(session())

    assert len(room.tiles()[0].events) + len(room.tiles()[0].sets) == 1


def test_the_last_state_is_kept_until_consent_is_withdrawn(tmp_path: Path) -> None:
    async def retained(server: Server) -> bytes | None:
        async with connected(server, COACH) as client:
            js = client.jetstream()
            name = f"KV_{state_bucket(GYM)}"
            seen = await js.subscribe(
                f"$KV.{state_bucket(GYM)}.>",
                stream=name,
                ordered_consumer=True,
                deliver_policy=DeliverPolicy.LAST_PER_SUBJECT,
            )
            try:
                message = await seen.next_msg(0.5)
            except (TimeoutError, nats.errors.TimeoutError):
                return None
            return message.data

    async def session() -> tuple[bytes | None, bytes | None, int, int]:
        path = tmp_path / "outbox"
        async with gym(tmp_path / "server") as server, linked(server, path) as link:
            await become(lambda: link.counts.states >= 2)
            before = await retained(server)
            link.use(Consent())
            count = link.counts.states
            await asyncio.sleep(0.5)
            after = await retained(server)
            return before, after, count, link.counts.states

    before, after, count, later = asyncio.run(session())

    assert before is not None
    assert decode_state(before).station == STATION
    assert not after
    assert later == count


def test_nothing_leaves_without_consent(tmp_path: Path) -> None:
    async def session() -> tuple[list[Told], int]:
        async with gym(tmp_path / "server") as server:
            async with linked(server, tmp_path / "outbox", consent=Consent()) as link:
                link.tell(a_rep(1))
                link.tell(a_set(1))
                await up(link)
                await asyncio.sleep(0.4)
                states = link.counts.states
            return await kept(server), states

    assert asyncio.run(session()) == ([], 0)


def test_a_command_is_acknowledged_once_and_rubbish_is_counted(tmp_path: Path) -> None:
    heard: list[Command] = []

    async def session() -> list[Answer]:
        where = subject(GYM, STATION, Branch.COMMAND)
        say = encode(Say("command-1", "Coach", "lighter"))
        answers = []
        async with gym(tmp_path / "server") as server:
            path = tmp_path / "outbox"
            async with linked(server, path, heard=heard) as link:
                await up(link)
                async with connected(server, COACH) as client:
                    await asyncio.sleep(0.1)
                    for data in (say, say, b"\xff{", b"{}"):
                        reply = await client.request(where, data, timeout=5)
                        answers.append(decode_acknowledged(reply.data).answer)
                        await asyncio.sleep(0.3)
                assert link.counts.malformed == 2
        return answers

    answers = asyncio.run(session())

    wrong = Answer.MALFORMED
    assert answers == [Answer.SHOWN, Answer.REPEATED, wrong, wrong]
    assert heard == [Say("command-1", "Coach", "lighter")]


def test_a_server_that_hangs_loses_nothing(tmp_path: Path) -> None:
    async def session() -> list[Told]:
        async with gym(tmp_path / "server") as server:
            async with linked(server, tmp_path / "outbox") as link:
                await up(link)
                server.send(signal.SIGSTOP)
                async with asyncio.timeout(20):  # it would wait for ever otherwise
                    for n in range(100):
                        link.tell(a_rep(n))
                        await asyncio.sleep(0.01)
                server.send(signal.SIGCONT)
                await until(link, 101)
            return await kept(server)

    assert numbered(asyncio.run(session())) == list(range(1, 103))


def test_an_event_delivered_as_a_command_never_arrives(tmp_path: Path) -> None:
    heard: list[Command] = []

    async def session() -> None:
        forged = encode(Say("command-1", "Coach", "lighter"))
        where = subject(GYM, STATION, Branch.COMMAND)
        async with gym(tmp_path / "server") as server:
            path = tmp_path / "outbox"
            async with linked(server, path, heard=heard) as link:
                await up(link)
                async with (
                    connected(server, "rack-2") as other,
                    connected(server, ADMIN) as reader,
                    connected(server, COACH) as coach,
                ):
                    event_of = subject(GYM, "rack-2", Branch.EVENT)
                    await other.jetstream().publish(event_of, forged)
                    await reader.jetstream().add_consumer(
                        stream(GYM), filter_subject=event_of, deliver_subject=where
                    )
                    await coach.request(where, encode(Say("command-2", "Ann", "up")))

    asyncio.run(session())
    assert [each.id for each in heard] == ["command-2"]


def test_pain_is_told_by_its_own_consent_alone(tmp_path: Path) -> None:
    async def session(consent: Consent) -> list[str]:
        folder = tmp_path / str(consent.pain)
        async with gym(folder / "server") as server:
            async with linked(server, folder / "outbox", consent=consent) as link:
                link.hear(SetPain(1.0, 6.0, PainPlace.LOW_BACK))
                link.hear(Note(2.0, "slept badly"))
                await until(link, 3 if consent.pain else 1)
            async with connected(server, ADMIN) as client:
                js, name = client.jetstream(), pain_stream(GYM)
                last = (await js.stream_info(name)).state.last_seq
                found = [await js.get_msg(name, n) for n in range(1, last + 1)]
        told = [decode_told(each.data or b"") for each in found]
        return [each.text for each in told if isinstance(each, PainTold)]

    told = asyncio.run(session(Consent(Share.STATE, pain=True)))

    assert told == ["Pain: low_back", "Note: slept badly"]
    assert asyncio.run(session(Consent(Share.HISTORY))) == []


def test_another_consent_is_told_so_that_a_coach_forgets(tmp_path: Path) -> None:
    async def session() -> Room:
        room = Room()
        async with gym(tmp_path / "server") as server:
            async with linked(server, tmp_path / "outbox") as link:
                link.tell(a_set(1))
                await until(link, 2)
                link.use(Consent(Share.STATE))
                await until(link, 3)
            for told in await kept(server):
                room.take_told(told)
        return room

    assert asyncio.run(session()).tiles()[0].sets == ()


def test_a_server_that_has_no_room_for_events_still_gets_states(tmp_path: Path) -> None:
    async def session() -> tuple[str, int, list[Told], int]:
        async with gym(tmp_path / "server") as server:
            async with connected(server, ADMIN) as admin:
                await share(admin, 3)
                async with linked(server, tmp_path / "outbox") as link:
                    for n in range(1, 6):
                        link.tell(a_rep(n))
                    await until(link, 3)
                    await become(lambda: "keeps nothing" in link.problem)
                    problem, states = link.problem, link.counts.states
                    await become(lambda: link.counts.states > states + 3)
                    await share(admin, 100)
                    await until(link, 6)
                    assert not link.problem
                    connections = link.counts.connections
            return problem, connections, await kept(server), link.counts.told

    problem, connections, messages, told = asyncio.run(session())

    assert problem == (
        "the gym's server keeps nothing now (maximum messages per subject exceeded)"
    )
    assert connections == 1
    assert numbered(messages) == list(range(1, 8))
    assert told == 7


async def share(admin: Client, messages: int) -> None:
    """Have the gym's stream take only so many of a station's events."""
    told = (await admin.jetstream().stream_info(stream(GYM))).config
    told.max_msgs_per_subject, told.discard_new_per_subject = messages, True
    await admin.jetstream().update_stream(told)


def test_a_disk_that_fails_is_told_and_costs_nothing(tmp_path: Path) -> None:
    def writable(outbox: Outbox, wanted: bool) -> None:
        said = f"PRAGMA query_only={'OFF' if wanted else 'ON'}"
        outbox._thread.submit(outbox._base.execute, said).result()  # noqa: SLF001

    async def session() -> list[Told]:
        async with gym(tmp_path / "server") as server:
            outbox = Outbox(tmp_path / "outbox")
            async with Cable(server.port).laid() as cable:
                cable.cut()
                async with linked(server, outbox, cable.port) as link:
                    for n in range(1, 6):
                        link.tell(a_rep(n))
                    outbox.flushed().result()
                    writable(outbox, wanted=False)
                    cable.mend()
                    await become(lambda: "outbox for the coach fails" in link.problem)
                    writable(outbox, wanted=True)
                    await become(lambda: not outbox.waiting().result())
            return await kept(server)

    assert numbered(asyncio.run(session())) == list(range(1, 8))


def test_a_wrong_key_is_told_and_what_was_said_waits(tmp_path: Path) -> None:
    async def session() -> tuple[str, list[Told]]:
        async with gym(tmp_path / "server") as server:
            right = server.seeds[STATION]
            server.seeds[STATION] = new_seed()
            async with linked(server, tmp_path / "outbox") as link:
                link.tell(a_rep(1))
                await become(lambda: "key" in link.problem)
                problem = link.problem
            server.seeds[STATION] = right
            async with linked(server, tmp_path / "outbox") as link:
                await until(link, 4)
            return problem, await kept(server)

    problem, messages = asyncio.run(session())

    assert problem.endswith("(it does not know this computer's key: enrol it again)")
    assert numbered(messages) == [1, 2, 3, 4, 5]
