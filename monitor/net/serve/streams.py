"""Streams, the bucket of last states and the archives: made, and kept as they must be.

What a station may do to a stream, its headers may do as well. So no stream of several
stations lets a message roll up or purge others, and each station has a share.
"""

import asyncio
import time
from typing import Any, Final

import nats.errors
import nats.js.errors
from nats.aio.client import Client
from nats.js import JetStreamContext, api

from monitor.net.messages import MOST_BYTES
from monitor.net.serve.errors import ServeError
from monitor.net.subjects import (
    Branch,
    archive_bucket,
    pain_stream,
    state_bucket,
    stream,
    stream_subjects,
    subject,
)

DAY_S: Final = 86_400.0
KEPT_S: Final = 30 * DAY_S
DUPLICATES_S: Final = DAY_S  # in which a repeated id is known
STATE_KEPT_S: Final = DAY_S
STATION_MESSAGES: Final = 200_000  # a station's share of events, and of sets
STATION_PAINS: Final = 10_000
MOST_READERS: Final = 2000  # consumers of a stream; a reader has a few
IDLE_S: Final = 3600.0  # after which a reader that is gone is forgotten
ARCHIVE_BYTES: Final = 1 << 30  # of a station
_PATIENCE_S: Final = 10.0
_MOST_TOLD: Final = 8192  # bytes of an event or a set with its headers


def gym_streams(gym: str) -> list[api.StreamConfig]:
    """Return the streams of a gym: events and sets, pain, last states."""
    told = _kept(stream(gym), stream_subjects(gym), STATION_MESSAGES)
    pain = _kept(pain_stream(gym), [subject(gym, "*", Branch.PAIN)], STATION_PAINS)
    return [told, pain, _states(gym)]


def archive_stream(gym: str, station: str) -> api.StreamConfig:
    """Return the stream below a station's object bucket."""
    bucket = archive_bucket(gym, station)
    return api.StreamConfig(
        name=f"OBJ_{bucket}",
        subjects=[f"$O.{bucket}.C.>", f"$O.{bucket}.M.>"],
        storage=api.StorageType.FILE,
        discard=api.DiscardPolicy.NEW,
        max_bytes=ARCHIVE_BYTES,
        allow_rollup_hdrs=True,  # an object's newest entry; only its owner writes here
        allow_direct=True,
    )


async def prepare(client: Client, gym: str, stations: list[str]) -> None:
    """Make what is missing, and correct what is otherwise.

    Raises:
        ServeError: The server refuses, or isn't there.
    """
    wanted = gym_streams(gym) + [archive_stream(gym, each) for each in stations]
    context = client.jetstream(timeout=10.0)
    try:
        for config in wanted:
            await _ensured(context, config)
    except (nats.errors.Error, OSError) as error:
        msg = f"the server's streams can't be prepared: {one_line(error)}"
        raise ServeError(msg) from error


def one_line(error: BaseException) -> str:
    """Return an error of the client as part of a sentence."""
    return " ".join((str(error) or type(error).__name__).split())[:200]


async def _ensured(context: JetStreamContext, config: api.StreamConfig) -> None:
    """Make or correct a stream; a server that starts or reloads is given time."""
    end = time.monotonic() + _PATIENCE_S
    while True:
        try:
            return await _made(context, config)
        except nats.js.errors.ServiceUnavailableError:
            if time.monotonic() > end:
                raise
        await asyncio.sleep(0.05)


async def _made(context: JetStreamContext, config: api.StreamConfig) -> None:
    try:
        await context.add_stream(config)
    except nats.js.errors.BadRequestError:  # it is there, and otherwise
        await context.update_stream(config)


def _kept(name: str, subjects: list[str], share: int) -> api.StreamConfig:
    return api.StreamConfig(
        name=name,
        subjects=subjects,
        storage=api.StorageType.FILE,
        max_age=KEPT_S,
        **_readers(),
        duplicate_window=DUPLICATES_S,
        max_msg_size=_MOST_TOLD,
        # A full share refuses its station alone, which keeps the message and is told.
        discard=api.DiscardPolicy.NEW,
        discard_new_per_subject=True,
        max_msgs_per_subject=share,
        deny_delete=True,
        allow_rollup_hdrs=False,
    )


def _states(gym: str) -> api.StreamConfig:
    bucket = state_bucket(gym)
    return api.StreamConfig(
        name=f"KV_{bucket}",
        subjects=[f"$KV.{bucket}.>"],
        # In memory: stations that are there say it again within seconds, and what was
        # taken back by its lifter is on no disk.
        storage=api.StorageType.MEMORY,
        max_age=STATE_KEPT_S,
        **_readers(),
        duplicate_window=120.0,
        max_msgs_per_subject=1,
        max_msg_size=MOST_BYTES,
        discard=api.DiscardPolicy.NEW,
        deny_delete=True,
        allow_direct=True,
        # "Nats-Rollup: all" on its own key would let a station wipe all others'.
        allow_rollup_hdrs=False,
    )


def _readers() -> dict[str, Any]:
    """Return what bounds the memory that readers take, named or not."""
    limits = api.StreamConsumerLimits(inactive_threshold=IDLE_S)
    return {"max_consumers": MOST_READERS, "consumer_limits": limits}
