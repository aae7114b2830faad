"""A coach, or a researcher, gets recordings out of a gym's archive again.

What lies there was written by stations: names, sizes and digests are checked, and no
file that is there already is written over.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

import msgspec
import nats.errors
import nats.js.errors
from nats.aio.client import Client

from monitor.net.address import Address
from monitor.net.archive_entry import (
    Entry,
    chunk_subject,
    digest_words,
    stream_of,
)
from monitor.net.archive_source import ArchiveError, examined
from monitor.net.careful_client import CarefulClient
from monitor.net.connection import FAILURES, connect, why
from monitor.net.subjects import archive_bucket, is_name

MOST_BYTES: Final = 1 << 30  # of one recording; a day has some 700 MB
_ANSWER_S: Final = 10.0
_BUCKET: Final = ("OBJ_rm-", "-archive")
_ENDING: Final = ".mcap"
_LONGEST: Final = 120  # characters of a file's name
_NO_NAME: Final = frozenset('/\\:*?"<>|')  # in no file's name, on some system


class _Names(msgspec.Struct):
    streams: list[str] | None = None
    total: int = 0


@asynccontextmanager
async def archive_of(address: Address) -> AsyncIterator["ArchiveReader"]:
    """Yield a gym's archive, for as long as this is entered.

    Raises:
        ArchiveError: The server isn't reached, refuses, or is lost on the way.
    """
    client, refusals = CarefulClient(), list[str]()
    name = f"archive read by {address.user}"
    try:
        await connect(client, address, name, asyncio.Event(), refusals.append, 1)
        yield ArchiveReader(client, address.gym)
    except FAILURES as error:
        told = refusals[-1] if refusals else f"can't be reached ({why(error)})"
        msg = f"the gym's archive: {told}"
        raise ArchiveError(msg) from error
    finally:
        with suppress(*FAILURES):
            await client.close()


class ArchiveReader:
    """Reads what all stations of a gym have archived."""

    def __init__(self, client: Client, gym: str) -> None:
        """Read over a connection that is open."""
        self._client, self._gym = client, gym
        self._context = client.jetstream(timeout=_ANSWER_S)

    async def stations(self) -> list[str]:
        """Return the stations that have an archive, by name."""
        start, end = f"{_BUCKET[0]}{self._gym}-", _BUCKET[1]
        found: list[str] = []
        while True:
            page = await self._names(len(found))
            found += page.streams or []
            if not page.streams or len(found) >= page.total:
                break
        between = (
            name.removeprefix(start).removesuffix(end)
            for name in found
            if name.startswith(start) and name.endswith(end)
        )
        return sorted(name for name in between if is_name(name))

    async def _names(self, offset: int) -> _Names:
        request = msgspec.json.encode({"offset": offset})
        answer = await self._client.request(
            "$JS.API.STREAM.NAMES", request, timeout=_ANSWER_S
        )
        try:
            return msgspec.json.decode(answer.data, type=_Names)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            msg = "the gym's server does not tell what it keeps"
            raise ArchiveError(msg) from error

    async def entries(self, station: str) -> list[Entry]:
        """Return a station's recordings, by name; what is none is left out."""
        bucket = archive_bucket(self._gym, station)
        where, stream = f"$O.{bucket}.M.>", stream_of(bucket)
        try:
            info = await self._context.stream_info(stream, subjects_filter=where)
        except nats.js.errors.NotFoundError as error:
            msg = f"{station}: has no archive"
            raise ArchiveError(msg) from error
        found = [await self._entry(stream, each) for each in info.state.subjects or {}]
        entries = [each for each in found if each and each.bucket == bucket]
        return sorted(entries, key=lambda entry: entry.name)

    async def _entry(self, stream: str, where: str) -> Entry | None:
        try:
            message = await self._context.get_last_msg(stream, where, direct=True)
            entry = msgspec.json.decode(message.data or b"", type=Entry)
        except (
            nats.js.errors.NotFoundError,
            msgspec.DecodeError,
            UnicodeDecodeError,
        ):
            return None
        return None if entry.deleted else entry

    async def fetch(self, entry: Entry, folder: Path) -> bool:
        """Write a recording into a folder, whole or not at all.

        Returns:
            Whether it is new there; it may have been there before, the same.

        Raises:
            ArchiveError: It is none, is damaged, can't be written, or another file of
                its name is there.
        """
        target = folder / _checked(entry)
        if target.exists():
            there = await asyncio.to_thread(examined, target)
            if digest_words(there.digest) == entry.digest:
                return False
            msg = f"{target}: is another file, and stays"
            raise ArchiveError(msg)
        with _whole(target) as file:
            await self._write(entry, file)
        return True

    async def _write(self, entry: Entry, file: BinaryIO) -> None:
        """Write the chunks, and see whether they are what the entry says."""
        digest, size = hashlib.sha256(), 0
        async for chunk in self._chunks(entry):
            size += len(chunk)
            if size > entry.size:
                break
            digest.update(chunk)
            await asyncio.to_thread(file.write, chunk)
        if size != entry.size or digest_words(digest.digest()) != entry.digest:
            msg = f"{entry.name}: is damaged in the archive"
            raise ArchiveError(msg)

    async def _chunks(self, entry: Entry) -> AsyncIterator[bytes]:
        stream, where = (
            stream_of(entry.bucket),
            chunk_subject(entry.bucket, entry.nuid),
        )
        seq = 0
        for _ in range(entry.chunks):
            try:
                message = await self._context.get_msg(
                    stream, seq + 1, where, direct=True, next=True
                )
            except nats.js.errors.NotFoundError:
                return  # fewer than there should be: the size tells
            except FAILURES as error:
                msg = f"{entry.name}: lost on the way ({why(error)})"
                raise ArchiveError(msg) from error
            seq = message.seq or 0
            yield message.data or b""


@contextmanager
def _whole(target: Path) -> Iterator[BinaryIO]:
    """Open a new file that is there whole afterwards, or not at all.

    Raises:
        ArchiveError: It can't be written.
    """
    part = target.with_name(f".{target.name}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            with part.open("wb") as file:
                yield file
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        msg = f"{target}: can't be written ({error.strerror})"
        raise ArchiveError(msg) from error


def _checked(entry: Entry) -> str:
    """Return an entry's name if a file may have it.

    Raises:
        ArchiveError: It may not, or can't be a recording.
    """
    name = entry.name
    is_plain = name.isprintable() and not _NO_NAME & set(name) and name[:1] != "."
    if not (is_plain and name.endswith(_ENDING) and len(name) <= _LONGEST):
        msg = f"{ascii(name)[:60]}: is no name of a recording"
        raise ArchiveError(msg)
    if not 0 <= entry.size <= MOST_BYTES:
        msg = f"{name}: is too large to be a recording"
        raise ArchiveError(msg)
    return name
