"""Records a session on a thread of its own: no alert waits for a disk."""

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from types import TracebackType
from typing import IO, Final, Self

from monitor.model.blocks import Samples
from monitor.model.events import Output, RecordingStopped
from monitor.model.records import Record
from monitor.recording.mcap_writer import McapFile, create
from monitor.recording.whole_file import not_created, not_written

SYNC_S: Final = 1.0
MAX_WAITING: Final = 200_000  # items; over half an hour of two sensors

_NO_ROOM: Final = "the disk does not keep up"


class RecordingWriter:
    """Takes records as they pass and outputs as they come; writes both to a file.

    ``keep`` and ``put`` return at once and never raise. If writing fails, the
    recording stops, what was written stays readable, and ``reports`` says so once.
    Used by one thread; it has another for the disk.
    """

    def __init__(
        self,
        path: Path,
        metadata: Mapping[str, str],
        open_file: Callable[[Path], IO[bytes]] = create,
    ) -> None:
        """Create the file and write its description.

        Args:
            path: Must not exist.
            metadata: What describes the session, see ``recording.metadata_of``.
            open_file: Opens the file, exclusively.

        Raises:
            RecordingError: The file exists or can't be written.
        """
        self._path = path
        self._queue: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._reports: SimpleQueue[RecordingStopped] = SimpleQueue()
        self._stopped = False
        self._closed = False
        self._newest = 0.0
        self._file = _opened(path, open_file)
        self._mcap = _started(path, self._file, metadata)
        self._thread = Thread(target=self._serve, name=f"recording {path.name}")
        self._thread.daemon = True
        self._thread.start()

    @property
    def waiting(self) -> int:
        """How many items wait for the disk; 0 once the recording has stopped."""
        return 0 if self._stopped else self._queue.qsize()

    def keep(self, record: Record) -> None:
        """Have a record written, before it is fed."""
        self._newest = record.t
        self._enqueue(partial(self._mcap.write_record, record))

    def put(self, output: Output, /) -> None:
        """Have an output written for other tools; samples are left to the records."""
        if not isinstance(output, Samples):
            self._enqueue(partial(self._mcap.write_output, output))

    def _enqueue(self, write: Callable[[], None]) -> None:
        if self._stopped or self._closed:
            return
        if self._queue.qsize() >= MAX_WAITING:
            self._stop(_NO_ROOM)
            return
        self._queue.put(write)

    def reports(self) -> list[RecordingStopped]:
        """Return what went wrong since the last call: nothing, or that it stopped."""
        news: list[RecordingStopped] = []
        with suppress(Empty):
            while True:
                news.append(self._reports.get_nowait())
        return news

    def close(self) -> None:
        """Write what waits, close the file properly, and end the thread."""
        if not self._closed:
            self._closed = True
            self._queue.put(None)
            self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _serve(self) -> None:
        reason: str | None = "an error in the program"
        try:
            self._write_until_closed()
            reason = None
        except OSError as error:
            reason = error.strerror or str(error)
        except UnicodeEncodeError:
            reason = "a text that is not valid Unicode"
        finally:
            with suppress(OSError):
                self._file.close()
            if reason is not None:
                self._stop(reason)

    def _write_until_closed(self) -> None:
        due = time.monotonic() + SYNC_S
        while True:
            with suppress(Empty):
                write = self._queue.get(timeout=max(0.0, due - time.monotonic()))
                if write is None:
                    break
                write()
            if time.monotonic() >= due:
                self._mcap.sync()
                due = time.monotonic() + SYNC_S
        self._mcap.finish()

    def _stop(self, reason: str) -> None:
        if not self._stopped:
            self._stopped = True
            text = (
                f"{self._path.name} could not be written further ({reason}); "
                "what was written before is kept"
            )
            self._reports.put(RecordingStopped(self._newest, text))


def _opened(path: Path, open_file: Callable[[Path], IO[bytes]]) -> IO[bytes]:
    try:
        return open_file(path)
    except OSError as error:
        raise not_created(path, error) from error


def _started(path: Path, file: IO[bytes], metadata: Mapping[str, str]) -> McapFile:
    try:
        return McapFile(file, metadata)
    except OSError as error:
        with suppress(OSError):
            file.close()
        path.unlink(missing_ok=True)
        raise not_written(path, error) from error
