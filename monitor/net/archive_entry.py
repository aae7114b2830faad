"""How a recording lies in a gym's archive: the standard layout of object stores."""

import base64

import msgspec

from monitor.net.archive_source import CHUNK_BYTES, Source
from monitor.net.told import now_utc


class Options(msgspec.Struct, frozen=True):
    """How an object was cut into chunks."""

    max_chunk_size: int = CHUNK_BYTES


class Entry(msgspec.Struct, frozen=True):
    """An object's entry.

    Attributes:
        name: The recording's file name.
        bucket: Which archive.
        nuid: What its chunks are called.
        size: In bytes.
        mtime: When it was archived, ISO 8601; empty if not told.
        chunks: How many there are.
        digest: See ``digest_words``; empty if not told.
        options: How it was cut.
        deleted: It has been removed.
    """

    name: str
    bucket: str
    nuid: str
    size: int
    mtime: str = ""
    chunks: int = 0
    digest: str = ""
    options: Options | None = None
    deleted: bool = False


def entry_of(source: Source, bucket: str) -> Entry:
    """Return the entry of a recording whose chunks have all arrived."""
    return Entry(
        name=source.path.name,
        bucket=bucket,
        nuid=source.nuid,
        size=source.size,
        mtime=now_utc(),
        chunks=source.chunks,
        digest=digest_words(source.digest),
        options=Options(),
    )


def digest_words(digest: bytes) -> str:
    """Return a SHA-256 as an entry tells it."""
    return "SHA-256=" + base64.urlsafe_b64encode(digest).decode()


def stream_of(bucket: str) -> str:
    """Return the stream below a bucket."""
    return f"OBJ_{bucket}"


def entry_subject(bucket: str, name: str) -> str:
    """Return where the entry of a recording of this name lies."""
    return f"$O.{bucket}.M.{base64.urlsafe_b64encode(name.encode()).decode()}"


def chunk_subject(bucket: str, nuid: str) -> str:
    """Return where a recording's chunks lie."""
    return f"$O.{bucket}.C.{nuid}"
