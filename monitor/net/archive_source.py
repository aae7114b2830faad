"""A recording on its way to an archive: only read, in chunks, as it was at first."""

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from monitor.consent import Consent, Share
from monitor.model.errors import MonitorError

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


def chunk_of(source: Source, index: int) -> bytes:
    """Return a chunk of a recording, never a short one but at its end.

    Raises:
        ArchiveError: It can't be read, or has changed.
    """
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


def demand(consent: Consent) -> None:
    """Go on only if recordings are shared.

    Raises:
        ArchiveError: They are not.
    """
    if consent.share is not Share.HISTORY:
        raise ArchiveError(_NO_LONGER)


def demand_unchanged(source: Source) -> None:
    """Go on only if the file is still the one that was examined.

    Raises:
        ArchiveError: It isn't.
    """
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
