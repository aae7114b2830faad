"""What each user may do, and tries to do otherwise, against a really running server."""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any

import nats.errors
import nats.js.errors
import pytest
from nats.aio.client import Client
from nats.js import api

from monitor.net.serve.credentials import new_key_pair
from monitor.net.serve.streams import MOST_READERS, gym_streams
from monitor.net.subjects import station_permissions
from tests.net.serve.conftest import Gym

Doing = Callable[[Client], Awaitable[object]]

STATION_MAY_WRITE = [
    "rm.v1.iron.rack-3.state",
    "rm.v1.iron.rack-3.event",
    "rm.v1.iron.rack-3.set",
    "rm.v1.iron.rack-3.pain",
    "rm.v1.iron.rack-3.health",
    "$KV.rm-iron-state.rack-3",
    "$O.rm-iron-rack-3-archive.C.x",
    "$O.rm-iron-rack-3-archive.M.x",
]
STATION_MAY_NOT_WRITE = [
    "rm.v1.iron.rack-4.state",
    "rm.v1.iron.rack-4.event",
    "rm.v1.iron.rack-3.command",
    "rm.v1.iron.rack-4.command",
    "rm.v1.other.rack-3.event",
    "$KV.rm-iron-state.rack-4",
    "$KV.rm-iron-state.rack-3.more",
    "$O.rm-iron-rack-4-archive.C.x",
    "$O.rm-iron-rack-4-archive.M.x",
    "$JS.API.INFO",
    "$JS.API.STREAM.NAMES",
    "$JS.API.STREAM.CREATE.MINE",
    "$JS.API.STREAM.UPDATE.RM_iron",
    "$JS.API.STREAM.DELETE.RM_iron",
    "$JS.API.STREAM.PURGE.RM_iron",
    "$JS.API.STREAM.PURGE.OBJ_rm-iron-rack-3-archive",
    "$JS.API.STREAM.MSG.DELETE.RM_iron",
    "$JS.API.STREAM.MSG.GET.RM_iron",
    "$JS.API.STREAM.MSG.GET.KV_rm-iron-state",
    "$JS.API.DIRECT.GET.KV_rm-iron-state",
    "$JS.API.STREAM.SNAPSHOT.RM_iron",
    "$JS.API.STREAM.RESTORE.RM_iron",
    "$JS.API.CONSUMER.CREATE.RM_iron",
    "$JS.API.CONSUMER.CREATE.KV_rm-iron-state",
    "$JS.API.CONSUMER.CREATE.OBJ_rm-iron-rack-4-archive",
    "$JS.API.CONSUMER.DELETE.RM_iron.x",
    "$JS.ACK.RM_iron.x",
    "$SYS.REQ.SERVER.PING",
    "rm.api.STREAM.PURGE.RM_iron",
    "rm.api.STREAM.MSG.GET.OBJ_rm-iron-rack-4-archive",
    "_INBOX.ann.x",
]
STATION_MAY_READ = ["rm.v1.iron.rack-3.command", "_INBOX.rack-3.x"]
STATION_MAY_NOT_READ = [
    ">",
    "*",
    "rm.>",
    "rm.v1.iron.*.state",
    "rm.v1.iron.rack-3.state",
    "rm.v1.iron.rack-4.command",
    "rm.v1.iron.*.command",
    "_INBOX.>",
    "_INBOX.ann.>",
    "_INBOX.rack-4.>",
    "$KV.rm-iron-state.>",
    "$O.rm-iron-rack-4-archive.>",
    "$JS.>",
    "$SYS.>",
]
COACH_MAY_WRITE = [
    "rm.v1.iron.rack-3.command",
    "$JS.API.CONSUMER.CREATE.RM_iron",
    "$JS.API.CONSUMER.CREATE.RM_iron_pain",
    "$JS.API.STREAM.NAMES",
    "$JS.API.STREAM.INFO.OBJ_rm-iron-rack-3-archive",
    "$JS.API.DIRECT.GET.OBJ_rm-iron-rack-3-archive",
]
COACH_MAY_NOT_WRITE = [
    "$O.rm-iron-rack-3-archive.C.x",
    "$JS.API.STREAM.PURGE.OBJ_rm-iron-rack-3-archive",
    "$JS.API.STREAM.MSG.DELETE.OBJ_rm-iron-rack-3-archive",
    "$JS.API.STREAM.SNAPSHOT.OBJ_rm-iron-rack-3-archive",
    "$JS.API.CONSUMER.CREATE.OBJ_rm-iron-rack-3-archive",
    "rm.v1.iron.rack-3.state",
    "rm.v1.iron.rack-3.event",
    "rm.v1.iron.rack-3.set",
    "rm.v1.other.rack-3.command",
    "$KV.rm-iron-state.rack-3",
    "$O.rm-iron-rack-3-archive.M.x",
    "$JS.API.STREAM.CREATE.MINE",
    "$JS.API.STREAM.DELETE.RM_iron",
    "$JS.API.STREAM.PURGE.RM_iron",
    "$JS.API.CONSUMER.CREATE.RM_other",
    "rm.api.STREAM.DELETE.RM_iron",
    "rm.v1.iron.rack-3.pain",
    "rm.v1.iron.rack-3.health",
    "$SYS.REQ.SERVER.PING.CONNZ",
    "_INBOX.wall.x",
    "_INBOX.bob.x",
]
COACH_MAY_READ = ["rm.v1.iron.>", "rm.v1.iron.*.pain", "_INBOX.ann.>"]
COACH_MAY_NOT_READ = [
    "$SYS.>",
    "$JS.>",
    "_INBOX.bob.>",
    ">",
    "rm.v1.>",
    "rm.v1.other.>",
    "_INBOX.>",
    "_INBOX.rack-3.x",
]
TABLET_MAY_WRITE = ["$JS.API.CONSUMER.CREATE.RM_iron"]
TABLET_MAY_NOT_WRITE = [
    "$JS.API.STREAM.NAMES",
    "$JS.API.STREAM.INFO.OBJ_rm-iron-rack-3-archive",
    "$JS.API.DIRECT.GET.OBJ_rm-iron-rack-3-archive",
    "rm.v1.iron.rack-3.command",
    "rm.v1.iron.rack-3.state",
    "$KV.rm-iron-state.rack-3",
    "$JS.API.CONSUMER.CREATE.RM_iron_pain",
    "$JS.API.STREAM.MSG.GET.RM_iron_pain",
    "$JS.API.DIRECT.GET.RM_iron_pain",
    "$JS.API.STREAM.PURGE.RM_iron",
    "$JS.API.STREAM.DELETE.RM_iron",
    "$JS.API.CONSUMER.MSG.NEXT.RM_iron_pain.x",
    "$JS.API.STREAM.MSG.GET.RM_iron",
    "rm.api.CONSUMER.CREATE.RM_iron_pain",
    "rm.v1.iron.rack-3.health",
    "$SYS.REQ.SERVER.PING",
    "_INBOX.ann.x",
]
TABLET_MAY_READ = ["rm.v1.iron.*.state", "rm.v1.iron.*.event", "_INBOX.wall.>"]
TABLET_MAY_NOT_READ = [
    ">",
    "rm.v1.iron.>",
    "rm.v1.iron.*.*",
    "rm.v1.iron.*.pain",
    "rm.v1.iron.rack-3.pain",
    "rm.v1.iron.*.command",
    "$SYS.>",
    "_INBOX.ann.>",
    "_INBOX.>",
]


def rows(who: str, subjects: list[str]) -> list[tuple[str, str]]:
    return [(who, each) for each in subjects]


async def violations(
    gym: Gym, who: str, doing: Doing, patience_s: float = 0.05
) -> list[str]:
    """Return which permissions a user violates by doing something."""
    told: list[str] = []

    async def noted(error: Exception) -> None:
        told.append(str(error).lower())

    client = await gym.server.connect(who, gym.seeds[who], error_cb=noted)
    try:
        await doing(client)
        await client.flush()
        end = time.monotonic() + patience_s
        # the client tells it a little later
        while not told and time.monotonic() < end:  # noqa: ASYNC110
            await asyncio.sleep(0.005)
    finally:
        await client.close()
    return [each for each in told if "permissions violation" in each]


def writing(subject: str) -> Doing:
    return lambda client: client.publish(subject, b"{}")


def reading(subject: str) -> Doing:
    return lambda client: client.subscribe(subject)


@pytest.mark.parametrize(
    ("who", "subject"),
    rows("rack-3", STATION_MAY_WRITE)
    + rows("ann", COACH_MAY_WRITE)
    + rows("wall", TABLET_MAY_WRITE),
)
def test_a_user_may_write_its_own(gym: Gym, who: str, subject: str) -> None:
    assert asyncio.run(violations(gym, who, writing(subject))) == []


@pytest.mark.parametrize(
    ("who", "subject"),
    rows("rack-3", STATION_MAY_NOT_WRITE)
    + rows("ann", COACH_MAY_NOT_WRITE)
    + rows("wall", TABLET_MAY_NOT_WRITE),
)
def test_a_user_cannot_write_anything_else(gym: Gym, who: str, subject: str) -> None:
    assert len(asyncio.run(violations(gym, who, writing(subject), 5.0))) == 1


@pytest.mark.parametrize(
    ("who", "subject"),
    rows("rack-3", STATION_MAY_READ)
    + rows("ann", COACH_MAY_READ)
    + rows("wall", TABLET_MAY_READ),
)
def test_a_user_may_read_its_own(gym: Gym, who: str, subject: str) -> None:
    assert asyncio.run(violations(gym, who, reading(subject))) == []


@pytest.mark.parametrize(
    ("who", "subject"),
    rows("rack-3", STATION_MAY_NOT_READ)
    + rows("ann", COACH_MAY_NOT_READ)
    + rows("wall", TABLET_MAY_NOT_READ),
)
def test_a_user_cannot_read_anything_else(gym: Gym, who: str, subject: str) -> None:
    assert len(asyncio.run(violations(gym, who, reading(subject), 5.0))) == 1


async def kept(gym: Gym, stream: str) -> int:
    """Return how many messages a stream holds."""
    client = await gym.server.connect("admin", gym.seeds["admin"])
    try:
        state = (await client.jetstream().stream_info(stream)).state
        return state.messages
    finally:
        await client.close()


async def as_(gym: Gym, who: str, doing: Doing) -> object:
    client = await gym.server.connect(who, gym.seeds[who])
    try:
        return await doing(client)
    finally:
        await client.close()


@pytest.mark.parametrize("reach", ["all", "sub"])
def test_a_station_cannot_wipe_others_states_by_a_header(gym: Gym, reach: str) -> None:
    def put(name: str, **headers: str) -> Doing:
        key = f"$KV.rm-iron-state.{name}"
        return lambda client: client.jetstream().publish(
            key, b"{}", headers=headers or None
        )

    async def story() -> int:
        await as_(gym, "rack-4", put("rack-4"))
        await as_(gym, "rack-3", put("rack-3"))
        with pytest.raises(nats.js.errors.APIError):
            await as_(gym, "rack-3", put("rack-3", **{"Nats-Rollup": reach}))
        return await kept(gym, "KV_rm-iron-state")

    assert asyncio.run(story()) == 2


def test_a_station_cannot_wipe_a_stream_by_a_reply(gym: Gym) -> None:
    """The server's receipt goes to the reply subject: it must be no order to it."""

    def told(client: Client, reply: str = "") -> Awaitable[object]:
        return client.publish("rm.v1.iron.rack-3.event", b"{}", reply=reply)

    async def story() -> tuple[int, int]:
        await as_(
            gym,
            "rack-3",
            lambda c: c.jetstream().publish("rm.v1.iron.rack-3.event", b"{}"),
        )
        before = await kept(gym, "RM_iron")
        for order in ("PURGE", "DELETE"):
            reply = f"$JS.API.STREAM.{order}.RM_iron"
            await violations(gym, "rack-3", partial(told, reply=reply))
        await asyncio.sleep(0.1)
        return before, await kept(gym, "RM_iron")

    before, after = asyncio.run(story())
    assert after >= before > 0


def test_a_lifter_takes_the_retained_state_back(gym: Gym) -> None:
    async def story() -> bytes | None:
        def removed(client: Client) -> Awaitable[object]:
            return client.jetstream().publish(
                "$KV.rm-iron-state.rack-3", b"", headers={"KV-Operation": "DEL"}
            )

        await as_(gym, "rack-3", removed)
        client = await gym.server.connect("admin", gym.seeds["admin"])
        try:
            context = client.jetstream()
            last = await context.get_last_msg(
                "KV_rm-iron-state", "$KV.rm-iron-state.rack-3"
            )
            return last.data
        finally:
            await client.close()

    assert not asyncio.run(story())


async def refused(gym: Gym, **options: Any) -> bool:  # noqa: ANN401  the client's own
    async def quiet(_: Exception) -> None:
        pass

    client = Client()
    try:
        await client.connect(
            gym.server.url, allow_reconnect=False, error_cb=quiet, **options
        )
    except (nats.errors.Error, OSError):
        return True
    finally:
        await client.close()
    return False


@pytest.mark.parametrize("who", ["nobody", "a name", "a token", "a wrong key"])
def test_without_a_known_key_nobody_comes_in(gym: Gym, who: str) -> None:
    options = {
        "nobody": {},
        "a name": {"user": "rack-3", "password": "rack-3"},
        "a token": {"token": "x" * 32},
        "a wrong key": {"nkeys_seed_str": new_key_pair().seed},
    }
    assert asyncio.run(refused(gym, **options[who]))


def test_a_known_key_comes_in(gym: Gym) -> None:
    assert not asyncio.run(refused(gym, nkeys_seed_str=gym.seeds["ann"]))


@pytest.mark.parametrize("stream", ["RM_iron", "RM_iron_pain", "KV_rm-iron-state"])
def test_each_station_has_a_share_of_its_own(gym: Gym, stream: str) -> None:
    async def story() -> api.StreamConfig:
        client = await gym.server.connect("admin", gym.seeds["admin"])
        try:
            return (await client.jetstream().stream_info(stream)).config
        finally:
            await client.close()

    config = asyncio.run(story())
    assert config.max_msgs_per_subject > 0
    assert config.max_bytes == -1  # else one station could fill all
    assert not config.allow_rollup_hdrs
    assert config.max_consumers == MOST_READERS
    if not stream.startswith("KV"):
        assert config.discard == "new"
        assert config.discard_new_per_subject


def test_a_flooding_station_fills_only_its_own_share(gym: Gym) -> None:
    share = 5

    async def flood(client: Client, count: int) -> None:
        for _ in range(count):
            await client.jetstream().publish("rm.v1.iron.rack-3.pain", b"{}")

    async def story() -> int:
        admin = await gym.server.connect("admin", gym.seeds["admin"])
        loud = await gym.server.connect("rack-3", gym.seeds["rack-3"])
        other = await gym.server.connect("rack-4", gym.seeds["rack-4"])
        pains = gym_streams("iron")[1]
        try:
            await admin.jetstream().update_stream(pains, max_msgs_per_subject=share)
            with pytest.raises(nats.js.errors.APIError, match="per subject"):
                await flood(loud, share + 1)
            answer = await other.jetstream().publish("rm.v1.iron.rack-4.pain", b"{}")
            return answer.seq
        finally:
            for each in (admin, loud, other):
                await each.close()

    assert asyncio.run(story()) == share + 1


def test_the_document_lists_what_a_station_uses_of_the_api() -> None:
    document = Path(__file__).parents[3] / "docs" / "coach_server.md"
    told = set(re.findall(r"`(\$JS\.API\.[^`>][^`]*)`", document.read_text("utf-8")))
    used = {
        each.replace("-iron-rack-3-", "-<gym>-<station>-")
        for each in station_permissions("iron", "rack-3").publish
        if each.startswith("$JS")
    }
    assert told == used
