"""A finished recording goes to the gym's archive: chunk by chunk, resumed after a cut.

Nothing is remembered here. How far a recording came is asked of the server, under a
name that is made of the recording's content: a station or a server that was killed
goes on where the other one is. The recording itself is only read.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from pathlib import Path

import msgspec
import nats.js.errors
from nats.aio.client import Client
from nats.js import JetStreamContext

from monitor.net.address import Address
from monitor.net.archive_entry import (
    Entry,
    chunk_subject,
    entry_of,
    entry_subject,
    stream_of,
)
from monitor.net.archive_source import (
    ArchiveError,
    Consented,
    Source,
    chunk_of,
    demand,
    demand_unchanged,
    examined,
)
from monitor.net.careful_client import CarefulClient
from monitor.net.connection import FAILURES, TRIES, Pauses, connect, ended, until_lost
from monitor.net.station_link import ACK_S
from monitor.net.subjects import archive_bucket


class ArchiveOffer:
    """Sends recordings to a gym's server, over a connection of its own.

    Attributes:
        chunks: How many chunks the server has acknowledged.
        problem: Why nothing goes on, one sentence; empty while it does.
        failed: Recordings that were left out, and why.
    """

    def __init__(self, address: Address, consent: Consented) -> None:
        """Do nothing yet.

        Args:
            address: Where the server is; its user is the station.
            consent: What the lifter allows; asked before every chunk.
        """
        self._address, self._consent = address, consent
        self._bucket = archive_bucket(address.gym, address.user)
        self.chunks = 0
        self.problem = ""
        self.failed: dict[Path, str] = {}

    async def offer(self, recordings: Sequence[Path]) -> None:
        """Send recordings until the server has each, over cuts and restarts.

        What the server has already is not sent again, so all of a folder may be given.
        """
        waiting = list(recordings)
        pauses = Pauses()
        while waiting:
            before = self.chunks, len(waiting)
            try:
                await self._linked(waiting)
            except FAILURES as error:
                self.problem = _sentence(error)
            if before != (self.chunks, len(waiting)):
                pauses.begin_anew()
            if waiting:
                await pauses.wait()

    async def attempt(self, recording: Path) -> bool:
        """Send a recording over one connection; ``problem`` tells why it broke.

        Returns:
            Whether it is over: the server has it, or it was left out.
        """
        waiting = [recording]
        try:
            await self._linked(waiting, tries=1)
        except FAILURES as error:
            self.problem = _sentence(error)
        return not waiting

    async def _linked(self, waiting: list[Path], tries: int = TRIES) -> None:
        """Send over one connection until it breaks or nothing waits."""
        client, lost = CarefulClient(), asyncio.Event()
        tasks: list[asyncio.Task[object]] = []
        try:
            name = f"archive of {self._address.user}"
            await connect(client, self._address, name, lost, self._refused, tries)
            sending = asyncio.create_task(self._send_all(client, waiting))
            tasks = [sending, asyncio.create_task(until_lost(client, lost))]
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            if sending.done():
                sending.result()
            else:
                self.problem = "the connection to the gym's archive broke"
        finally:
            await ended(*tasks)
            with suppress(*FAILURES):
                await client.close()

    def _refused(self, sentence: str) -> None:
        self.problem = sentence

    async def _send_all(self, client: Client, waiting: list[Path]) -> None:
        context = client.jetstream(timeout=ACK_S)
        while waiting:
            try:
                await self._send(context, waiting[0])
            except ArchiveError as error:
                self.failed[waiting[0]] = str(error)
            waiting.pop(0)
            self.problem = ""

    async def _send(self, context: JetStreamContext, path: Path) -> None:
        demand(self._consent())
        source = await asyncio.to_thread(examined, path)
        where = entry_subject(self._bucket, path.name)
        if await self._is_there(context, where, source):
            return
        try:
            await self._send_chunks(context, source)
            await asyncio.to_thread(demand_unchanged, source)
            demand(self._consent())
        except ArchiveError:
            await self._take_back(context, source)
            raise
        entry = msgspec.json.encode(entry_of(source, self._bucket))
        await context.publish(where, entry, headers={"Nats-Rollup": "sub"})

    async def _is_there(
        self, context: JetStreamContext, where: str, source: Source
    ) -> bool:
        """Whether the server has this recording, whole."""
        try:
            message = await context.get_last_msg(stream_of(self._bucket), where)
            entry = msgspec.json.decode(message.data or b"", type=Entry)
        except (nats.js.errors.NotFoundError, msgspec.DecodeError):
            return False
        return entry.nuid == source.nuid

    async def _send_chunks(self, context: JetStreamContext, source: Source) -> None:
        """Send the chunks that the server lacks.

        Each says which message it follows. A chunk whose acknowledgement was lost, or
        that arrives late over an old connection, is so refused and never doubled.
        """
        where = chunk_subject(self._bucket, source.nuid)
        last, count = await self._position(context, where)
        for index in range(count, source.chunks):
            demand(self._consent())
            chunk = await asyncio.to_thread(chunk_of, source, index)
            headers = {"Nats-Expected-Last-Subject-Sequence": str(last)}
            if last and not index:  # over the mark of one that was taken back
                headers["Nats-Rollup"] = "sub"
            last = (await context.publish(where, chunk, headers=headers)).seq
            self.chunks += 1
            self.problem = ""

    async def _take_back(self, context: JetStreamContext, source: Source) -> None:
        """Remove what has arrived of a recording that is not to be there."""
        where = chunk_subject(self._bucket, source.nuid)
        last, _ = await self._position(context, where)
        if last:
            await context.publish(where, b"", headers={"Nats-Rollup": "sub"})

    async def _position(self, context: JetStreamContext, where: str) -> tuple[int, int]:
        """Return the number of a recording's last message, and how many there are.

        In this order: a chunk that arrives in between makes the next one be refused.
        """
        stream = stream_of(self._bucket)
        try:
            found = await context.get_last_msg(stream, where)
        except nats.js.errors.NotFoundError:
            return 0, 0
        last = found.seq or 0
        if not found.data:  # taken back: to be sent from the start
            return last, 0
        info = await context.stream_info(stream, subjects_filter=where)
        return last, (info.state.subjects or {}).get(where, 0)


def to_server(address: Address) -> Callable[[Path, Consented], Awaitable[str]]:
    """Return what sends a recording to a gym's server, once.

    It returns why the server doesn't have it then; empty if it does.
    """

    async def send(copy: Path, consent: Consented, /) -> str:
        offer = ArchiveOffer(address, consent)
        is_over = await offer.attempt(copy)
        return offer.failed.get(copy, "") if is_over else offer.problem

    return send


def _sentence(error: BaseException) -> str:
    """Return why nothing goes on: the server's refusal, or that it isn't there."""
    if isinstance(error, nats.js.errors.APIError) and error.description:
        return f"the gym's archive takes no recording ({error.description})"
    return f"the gym's archive can't be reached ({str(error) or type(error).__name__})"
