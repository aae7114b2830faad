"""What a user can't do itself it can't have the server do for it, either.

JetStream answers to any subject, and a consumer delivers to any: so every way is tried
to make it write elsewhere, and all that it keeps is compared.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from nats.aio.client import Client
from nats.aio.msg import Msg

from tests.net.serve.conftest import Gym

STREAMS = ("RM_iron", "RM_iron_pain", "KV_rm-iron-state", "OBJ_rm-iron-rack-4-archive")
ELSEWHERE = [
    "rm.v1.iron.rack-4.event",
    "rm.v1.iron.rack-4.set",
    "rm.v1.iron.rack-4.pain",
    "rm.v1.iron.rack-4.state",
    "rm.v1.iron.rack-4.command",
    "$KV.rm-iron-state.rack-4",
    "$O.rm-iron-rack-4-archive.C.x",
    "$O.rm-iron-rack-4-archive.M.x",
    "$JS.API.STREAM.PURGE.RM_iron_pain",
    "$JS.API.STREAM.PURGE.KV_rm-iron-state",
    "$JS.API.STREAM.DELETE.RM_iron_pain",
    "$JS.API.STREAM.DELETE.OBJ_rm-iron-rack-4-archive",
    "rm.api.STREAM.DELETE.RM_iron_pain",
]


@asynccontextmanager
async def lines(gym: Gym) -> AsyncIterator[dict[str, Client]]:
    """Yield a connection of each user."""

    async def quiet(_: Exception) -> None:
        pass

    made = {
        name: await gym.server.connect(name, seed, error_cb=quiet)
        for name, seed in gym.seeds.items()
    }
    try:
        yield made
    finally:
        for each in made.values():
            await each.close()


async def kept(admin: Client) -> dict[str, tuple[int, int]]:
    """Return of each stream its last number, and how much it holds."""
    context = admin.jetstream()
    states = {name: (await context.stream_info(name)).state for name in STREAMS}
    return {name: (each.last_seq, each.messages) for name, each in states.items()}


Trying = Callable[[dict[str, Client]], Awaitable[object]]


async def changed(gym: Gym, trying: Trying) -> tuple[list[str], list[str]]:
    """Return which streams an attempt has changed, and what others have heard."""
    heard: list[str] = []

    async def noted(message: Msg) -> None:
        heard.append(message.subject)

    async with lines(gym) as line:
        await filled(line)
        for name, subject in (
            ("bob", "rm.v1.iron.>"),
            ("rack-4", "rm.v1.iron.rack-4.command"),
        ):
            await line[name].subscribe(subject, cb=noted)
            await line[name].flush()
        before = await kept(line["admin"])
        await trying(line)
        for each in line.values():
            await each.flush()
        await asyncio.sleep(0.05)
        after = await kept(line["admin"])
    return [name for name in STREAMS if before[name] != after[name]], heard


async def filled(line: dict[str, Client]) -> None:
    """Have something in each stream."""
    for station in ("rack-3", "rack-4"):
        context = line[station].jetstream()
        for where in (
            f"rm.v1.iron.{station}.event",
            f"rm.v1.iron.{station}.pain",
            f"$KV.rm-iron-state.{station}",
            f"$O.rm-iron-{station}-archive.M.x",
        ):
            await context.publish(where, b"{}")


@pytest.mark.parametrize("where", ELSEWHERE)
def test_a_station_writes_nowhere_else_by_a_reply(gym: Gym, where: str) -> None:
    async def trying(line: dict[str, Client]) -> None:
        for request, words in (
            ("$KV.rm-iron-state.rack-3", b"{}"),  # its receipt
            ("$JS.API.STREAM.INFO.OBJ_rm-iron-rack-3-archive", b""),
            (
                "$JS.API.STREAM.MSG.GET.OBJ_rm-iron-rack-3-archive",
                b'{"last_by_subj":"$O.rm-iron-rack-3-archive.M.x"}',
            ),
        ):
            await line["rack-3"].publish(request, words, reply=where)

    streams, heard = asyncio.run(changed(gym, trying))

    assert streams in ([], ["KV_rm-iron-state"])  # its own key, at the most
    assert heard == []


def test_of_a_key_that_a_station_writes_only_its_own_changes(gym: Gym) -> None:
    key = "$KV.rm-iron-state.rack-4"

    async def story() -> bytes | None:
        async with lines(gym) as line:
            await filled(line)
            await line["rack-3"].publish("$KV.rm-iron-state.rack-3", b"{}", reply=key)
            await line["rack-3"].flush()
            await asyncio.sleep(0.05)
            found = (
                await line["admin"].jetstream().get_last_msg("KV_rm-iron-state", key)
            )
            return found.data

    assert asyncio.run(story()) == b"{}"


@pytest.mark.parametrize("where", ELSEWHERE)
def test_a_coach_changes_nothing_by_a_reply(gym: Gym, where: str) -> None:
    """A message that isn't there is answered with an empty one: an order to delete."""

    async def trying(line: dict[str, Client]) -> None:
        for words in (
            b'{"last_by_subj":"$KV.rm-iron-state.rack-4"}',
            b'{"last_by_subj":"$KV.rm-iron-state.nobody"}',
        ):
            await line["ann"].publish(
                "$JS.API.DIRECT.GET.KV_rm-iron-state", words, reply=where
            )

    streams, heard = asyncio.run(changed(gym, trying))

    assert streams == []
    assert heard in ([], 2 * [where])
    assert heard == [] or where == "rm.v1.iron.rack-4.command"  # a coach's to write


@pytest.mark.parametrize("who", ["ann", "wall"])
@pytest.mark.parametrize("headers_only", [True, False])
@pytest.mark.parametrize("stream", ["RM_iron", "KV_rm-iron-state"])
def test_a_readers_consumer_writes_nowhere(
    gym: Gym, who: str, stream: str, *, headers_only: bool
) -> None:
    config = {"ack_policy": "none", "headers_only": headers_only}
    pulling = {**config, "durable_name": "forger", "name": "forger"}
    api = "$JS.API.CONSUMER"

    async def trying(line: dict[str, Client]) -> None:
        reader = line[who]
        wish = json.dumps({"stream_name": stream, "config": pulling}).encode()
        made = await reader.request(f"{api}.CREATE.{stream}.forger", wish)
        assert b"error" not in made.data
        for where in ELSEWHERE:
            await reader.publish(f"{api}.MSG.NEXT.{stream}.forger", b"", reply=where)
            pushing = {**config, "deliver_subject": where}
            wish = json.dumps({"stream_name": stream, "config": pushing}).encode()
            await reader.publish(f"{api}.CREATE.{stream}", wish)
        await reader.flush()
        await line["rack-4"].jetstream().publish("$KV.rm-iron-state.rack-4", b"{}")
        await reader.request(f"{api}.DELETE.{stream}.forger")

    streams, heard = asyncio.run(changed(gym, trying))

    assert streams in ([], ["KV_rm-iron-state"])  # the station's own
    # A coach may write commands; what it has delivered keeps its stream's subject.
    assert heard == [] or (who == "ann" and "rm.v1.iron.rack-4.command" not in heard)


@pytest.mark.parametrize("order", ["PURGE", "DELETE"])
def test_a_coach_and_a_station_together_cannot_empty_a_stream(
    gym: Gym, order: str
) -> None:
    """The station may answer once to where it was asked: it is asked by an order."""
    command = "rm.v1.iron.rack-3.command"

    async def trying(line: dict[str, Client]) -> None:
        async def answer(message: Msg) -> None:
            await message.respond(b"")

        await line["rack-3"].subscribe(command, cb=answer)
        await line["rack-3"].flush()
        for api in ("$JS.API", "rm.api"):
            order_ = f"{api}.STREAM.{order}.RM_iron_pain"
            await line["ann"].publish(command, b"{}", reply=order_)
        await line["ann"].flush()
        await asyncio.sleep(0.05)

    assert asyncio.run(changed(gym, trying))[0] == []


def test_what_readers_hear_live_is_the_same_as_before(gym: Gym) -> None:
    async def story() -> list[str]:
        heard: list[str] = []

        async def noted(message: Msg) -> None:
            heard.append(message.subject)

        async with lines(gym) as line:
            for who in ("ann", "wall"):
                for branch in ("state", "health"):
                    await line[who].subscribe(f"rm.v1.iron.*.{branch}", cb=noted)
                await line[who].flush()
            for station in ("rack-3", "rack-4"):
                for branch in ("state", "health"):
                    await line[station].publish(f"rm.v1.iron.{station}.{branch}", b"{}")
                await line[station].flush()
            await asyncio.sleep(0.05)
            for who in ("ann", "wall"):
                await line[who].flush()
        return sorted(heard)

    stations, branches = ("rack-3", "rack-4"), ("health", "state")
    each = [f"rm.v1.iron.{s}.{branch}" for s in stations for branch in branches]
    assert asyncio.run(story()) == sorted(2 * each)
