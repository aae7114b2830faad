"""A recording goes to an archive that is a folder, whole or not at all."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from monitor.net.archive_source import (
    CHUNK_BYTES,
    ArchiveError,
    Consented,
    Source,
    chunk_of,
    demand,
    demand_unchanged,
    examined,
)


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
    demand(consent())
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
        demand_unchanged(source)
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
            demand(consent())
            file.write(chunk_of(source, index))
        file.flush()
        os.fsync(file.fileno())


def _equal_chunks(source: Source, file: BinaryIO) -> int:
    """Return how many whole chunks of a partial copy are the recording's."""
    count = 0
    for index, chunk in enumerate(_whole_chunks(file)):
        if index >= source.chunks or chunk != chunk_of(source, index):
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
