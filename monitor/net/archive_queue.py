"""Recordings that wait for the gym's archive: a folder of slips on the station's disk.

A slip is written when a recording begins under its lifter's consent, and is that
consent: no recording without one is ever offered, and taking the consent back tears it
up. What leaves is a copy with the lifter's pseudonym, made once the recording is
closed; the copy is kept until the archive has it, so that a cut can be resumed.
"""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import msgspec
from filelock import FileLock, Timeout
from msgspec.structs import replace

from monitor.consent import Consent, Share
from monitor.model.errors import MonitorError
from monitor.recording.shared_copy import write_shared_copy

_SLIP: Final = ".slip"
_COPY: Final = ".mcap"
BUSY: Final = "a session of this station runs and sends them at its end"


class QueueError(MonitorError):
    """The queue can't be read or written; one sentence."""


class Slip(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A recording that may go to the archive.

    Attributes:
        id: What its copy is called: the UTC of its beginning, and something random.
        recording: Where it is.
        lifter: The pseudonym in the copy.
        owner: Whose consent it is, see ``attached.owner``.
        pain: Whether pain, notes and warning signs may leave as well.
        closed: Whether the recording is whole.
    """

    id: str
    recording: str
    lifter: str
    owner: str
    pain: bool
    closed: bool = False


class ArchiveQueue:
    """The slips of one station, and the copies that belong to them.

    Any number of programs may use one at the same time; only one sends, see ``held``.
    """

    def __init__(self, folder: Path) -> None:
        """Take the folder; it is made once something waits."""
        self._folder = folder

    @contextmanager
    def held(self) -> Iterator[bool]:
        """Yield whether nobody else sends from here for as long as this is entered.

        Raises:
            QueueError: The folder can't be made.
        """
        lock = FileLock(self._folder / "lock", timeout=0)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            lock.acquire()
        except Timeout:
            yield False
            return
        except OSError as error:
            raise self._unusable(error) from error
        try:
            yield True
        finally:
            lock.release()

    def begin(self, recording: Path, lifter: str, owner: str, *, pain: bool) -> str:
        """Write a slip for a recording that begins; return its id.

        Raises:
            QueueError: It can't be written.
        """
        began = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"
        where = str(recording.absolute())
        self._write(Slip(began, where, lifter, owner, pain))
        return began

    def close(self, slip_id: str) -> None:
        """Note that a recording is whole, unless the consent was taken back.

        Raises:
            QueueError: It can't be written.
        """
        slip = self.find(slip_id)
        if slip is not None:
            self._write(replace(slip, closed=True))

    def slips(self) -> list[Slip]:
        """Return all, the oldest first; what can't be read is none."""
        found = (self._read(path) for path in sorted(self._folder.glob(f"*{_SLIP}")))
        return [slip for slip in found if slip is not None]

    def find(self, slip_id: str) -> Slip | None:
        """Return a slip as it is now; None if the recording may no longer leave."""
        return self._read(self._slip(slip_id))

    def has_copy(self, slip: Slip) -> bool:
        """Whether its copy is made."""
        return self._copy(slip.id).exists()

    def copy(self, slip: Slip) -> Path | None:
        """Return the copy that may leave, made now if it wasn't; blocks.

        Returns:
            None if the recording was removed: then its slip is, too.

        Raises:
            RecordingError: The recording can't be read, or the copy not written.
            QueueError: Its disk isn't there, or what is in the way can't be removed.
        """
        recording, copy = Path(slip.recording), self._copy(slip.id)
        if not recording.exists():
            self._drop_removed(slip)
            return None
        if not copy.exists():
            part = copy.with_suffix(".part")
            self._remove(part)
            write_shared_copy(recording, part, slip.lifter, pain=slip.pain)
            self._put_in_place(part, copy)
        return copy

    def forget_removed(self) -> None:
        """Forget recordings that are no longer there, and their copies.

        Raises:
            QueueError: One can't be removed.
        """
        for slip in self.slips():
            recording = Path(slip.recording)
            if recording.parent.exists() and not recording.exists():
                self.drop(slip.id)

    def _drop_removed(self, slip: Slip) -> None:
        folder = Path(slip.recording).parent
        if not folder.exists():  # such as a disk that isn't plugged in
            msg = f"{folder}: is not there now"
            raise QueueError(msg)
        self.drop(slip.id)

    def drop(self, slip_id: str) -> None:
        """Forget a recording: the archive has it, or may not have it.

        Raises:
            QueueError: It can't be removed.
        """
        for path in (self._slip(slip_id), self._copy(slip_id)):
            self._remove(path)

    def keep_to(self, owner: str, consent: Consent) -> None:
        """Forget what its lifter no longer allows.

        Raises:
            QueueError: It can't be written.
        """
        for slip in self.slips():
            if slip.owner != owner:
                continue
            if consent.share is not Share.HISTORY:
                self.drop(slip.id)
            elif slip.pain and not consent.pain:
                self._write(replace(slip, pain=False))
                self._remove(self._copy(slip.id))

    def _slip(self, slip_id: str) -> Path:
        return self._folder / f"{slip_id}{_SLIP}"

    def _copy(self, slip_id: str) -> Path:
        return self._folder / f"{slip_id}{_COPY}"

    def _read(self, path: Path) -> Slip | None:
        try:
            return msgspec.json.decode(path.read_bytes(), type=Slip)
        except (OSError, msgspec.DecodeError, UnicodeDecodeError):
            return None

    def _write(self, slip: Slip) -> None:
        """Write a slip so that a power cut leaves the old or the new one."""
        path = self._slip(slip.id)
        new = path.with_suffix(".new")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with new.open("wb") as file:
                file.write(msgspec.json.encode(slip))
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise self._unusable(error) from error
        self._put_in_place(new, path)

    def _put_in_place(self, new: Path, path: Path) -> None:
        try:
            new.replace(path)
        except OSError as error:
            raise self._unusable(error) from error

    def _remove(self, path: Path) -> None:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise self._unusable(error) from error

    def _unusable(self, error: OSError) -> QueueError:
        return QueueError(
            f"{self._folder}: what waits for the archive can't be kept there"
            f" ({error.strerror})"
        )
