"""A finished recording goes to the gym's archive: chunk by chunk, resumed after a cut.

Nothing is remembered here. How far a recording came is asked of the server, under a
name that is made of the recording's content: a station or a server that was killed
goes on where the other one is. The recording itself is only read.
"""

import asyncio
import base64
import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

import msgspec
import nats.js.errors
from nats.aio.client import Client
from nats.js import JetStreamContext

from monitor.consent import Consent, Share
from monitor.model.errors import MonitorError
from monitor.net.address import Address
from monitor.net.connection import FAILURES, Pauses, connect
from monitor.net.station_link import ACK_S
from monitor.net.subjects import archive_bucket
from monitor.net.told import now_utc

CHUNK_BYTES: Final = 128 * 1024
_NO_LONGER: Final = "Recordings are not shared with the coach: none was sent on."

Consented = Callable[[], Consent]


class ArchiveError(MonitorError):
    """A recording can't be archived; one sentence."""


@dataclass(frozen=True, slots=True)
class Source:
    """A recording as it was when its sending began.

    Attributes:
        path: Its file.
        size: In bytes.
        changed_ns: When it was last written.
        digest: SHA-256 of its content.
    """

    path: Path
    size: int
    changed_ns: int
    digest: bytes

    @property
    def chunks(self) -> int:
        """How many chunks it makes."""
        return -(-self.size // CHUNK_BYTES)

    @property
    def nuid(self) -> str:
        """What its chunks are called: the same for the same name and content."""
        return hashlib.sha256(self.path.name.encode() + self.digest).hexdigest()[:32]


class _Options(msgspec.Struct):
    max_chunk_size: int = CHUNK_BYTES


class _Entry(msgspec.Struct):
    """An object's entry in the standard layout of object stores."""

    name: str
    bucket: str
    nuid: str
    size: int
    mtime: str
    chunks: int
    digest: str
    options: _Options


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

    async def _linked(self, waiting: list[Path]) -> None:
        """Send over one connection until it breaks or nothing waits."""
        client, lost = Client(), asyncio.Event()
        tasks: list[asyncio.Task[object]] = []
        try:
            name = f"archive of {self._address.user}"
            await connect(client, self._address, name, lost, self._refused)
            sending = asyncio.create_task(self._send_all(client, waiting))
            tasks = [sending, asyncio.create_task(lost.wait())]
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            if sending.done():
                sending.result()
            else:
                self.problem = "the connection to the gym's archive broke"
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
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
        _demand(self._consent())
        source = await asyncio.to_thread(examined, path)
        name = base64.urlsafe_b64encode(path.name.encode()).decode()
        where = f"$O.{self._bucket}.M.{name}"
        if await self._is_there(context, where, source):
            return
        await self._send_chunks(context, source)
        await asyncio.to_thread(_demand_unchanged, source)
        _demand(self._consent())
        entry = msgspec.json.encode(self._entry(source))
        await context.publish(where, entry, headers={"Nats-Rollup": "sub"})

    async def _is_there(
        self, context: JetStreamContext, where: str, source: Source
    ) -> bool:
        """Whether the server has this recording, whole."""
        try:
            message = await context.get_last_msg(f"OBJ_{self._bucket}", where)
            entry = msgspec.json.decode(message.data or b"", type=_Entry)
        except (nats.js.errors.NotFoundError, msgspec.DecodeError):
            return False
        return entry.nuid == source.nuid

    async def _send_chunks(self, context: JetStreamContext, source: Source) -> None:
        """Send the chunks that the server lacks.

        Each says which message it follows. A chunk whose acknowledgement was lost, or
        that arrives late over an old connection, is so refused and never doubled.
        """
        where = f"$O.{self._bucket}.C.{source.nuid}"
        last, count = await self._position(context, where)
        for index in range(count, source.chunks):
            _demand(self._consent())
            chunk = await asyncio.to_thread(_chunk, source, index)
            headers = {"Nats-Expected-Last-Subject-Sequence": str(last)}
            last = (await context.publish(where, chunk, headers=headers)).seq
            self.chunks += 1
            self.problem = ""

    async def _position(self, context: JetStreamContext, where: str) -> tuple[int, int]:
        """Return the number of a recording's last message, and how many there are.

        In this order: a chunk that arrives in between makes the next one be refused.
        """
        stream = f"OBJ_{self._bucket}"
        try:
            last = (await context.get_last_msg(stream, where)).seq or 0
        except nats.js.errors.NotFoundError:
            last = 0
        info = await context.stream_info(stream, subjects_filter=where)
        return last, (info.state.subjects or {}).get(where, 0)

    def _entry(self, source: Source) -> _Entry:
        return _Entry(
            name=source.path.name,
            bucket=self._bucket,
            nuid=source.nuid,
            size=source.size,
            mtime=now_utc(),
            chunks=source.chunks,
            digest="SHA-256=" + base64.urlsafe_b64encode(source.digest).decode(),
            options=_Options(),
        )


def examined(path: Path) -> Source:
    """Read a recording once, for its digest.

    Raises:
        ArchiveError: It can't be read.
    """
    try:
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            digest = hashlib.file_digest(file, "sha256").digest()
    except OSError as error:
        raise _unreadable(path, error) from error
    return Source(path, status.st_size, status.st_mtime_ns, digest)


def copy_to(path: Path, folder: Path, consent: Consented) -> Path:
    """Copy a recording into a folder, where it is whole or not there; blocks.

    A copy that was cut off goes on where it ended, if what is there is the same.

    Args:
        path: The recording; only read.
        folder: Such as one on another machine.
        consent: What the lifter allows; asked before every chunk.

    Returns:
        The copy.

    Raises:
        ArchiveError: It can't be read or written, is not to be shared, or another
            recording of this name is there.
    """
    _demand(consent())
    source = examined(path)
    target, part = folder / path.name, folder / f".{path.name}.part"
    if target.exists():
        if examined(target).digest != source.digest:
            msg = f"{path.name}: another recording of this name is in the archive."
            raise ArchiveError(msg)
        return target
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _append_rest(source, part, consent)
        _demand_unchanged(source)
        _put_in_place(source, part, target)
    except OSError as error:
        msg = f"{path.name}: can't be copied to the archive ({error.strerror})."
        raise ArchiveError(msg) from error
    return target


def _append_rest(source: Source, part: Path, consent: Consented) -> None:
    """Write what a partial copy lacks, and have it on the disk."""
    with part.open("a+b") as file:
        file.seek(0)
        kept = _equal_chunks(source, file)
        file.truncate(kept * CHUNK_BYTES)
        for index in range(kept, source.chunks):
            _demand(consent())
            file.write(_chunk(source, index))
        file.flush()
        os.fsync(file.fileno())


def _equal_chunks(source: Source, file: BinaryIO) -> int:
    """Return how many whole chunks of a partial copy are the recording's."""
    count = 0
    for index, chunk in enumerate(_whole_chunks(file)):
        if index >= source.chunks or chunk != _chunk(source, index):
            break
        count += 1
    return count


def _whole_chunks(file: BinaryIO) -> Iterator[bytes]:
    while len(chunk := file.read(CHUNK_BYTES)) == CHUNK_BYTES:
        yield chunk


def _put_in_place(source: Source, part: Path, target: Path) -> None:
    if examined(part).digest != source.digest:
        part.unlink()
        msg = f"{source.path.name}: the copy in the archive differs; try again."
        raise ArchiveError(msg)
    part.replace(target)
    if os.name == "posix":
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _chunk(source: Source, index: int) -> bytes:
    """Return a chunk of a recording, never a short one but at its end."""
    start = index * CHUNK_BYTES
    try:
        with source.path.open("rb") as file:
            file.seek(start)
            chunk = file.read(min(CHUNK_BYTES, source.size - start))
    except OSError as error:
        raise _unreadable(source.path, error) from error
    if len(chunk) != min(CHUNK_BYTES, source.size - start):
        raise _changed(source)
    return chunk


def _sentence(error: BaseException) -> str:
    """Return why nothing goes on: the server's refusal, or that it isn't there."""
    if isinstance(error, nats.js.errors.APIError) and error.description:
        return f"the gym's archive takes no recording ({error.description})"
    return f"the gym's archive can't be reached ({str(error) or type(error).__name__})"


def _demand(consent: Consent) -> None:
    if consent.share is not Share.HISTORY:
        raise ArchiveError(_NO_LONGER)


def _demand_unchanged(source: Source) -> None:
    try:
        status = source.path.stat()
    except OSError as error:
        raise _unreadable(source.path, error) from error
    if (status.st_size, status.st_mtime_ns) != (source.size, source.changed_ns):
        raise _changed(source)


def _changed(source: Source) -> ArchiveError:
    return ArchiveError(f"{source.path.name}: changed while it was sent; try again.")


def _unreadable(path: Path, error: OSError) -> ArchiveError:
    return ArchiveError(f"{path.name}: can't be read ({error.strerror}).")
