"""``--events``: everything that a session says, a JSON object a line."""

import os
import select
import sys
from contextlib import suppress
from io import RawIOBase
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Final, Self

from monitor.model.blocks import Posture, Samples
from monitor.model.errors import RecordingError
from monitor.model.events import Output
from monitor.view.event_lines import event_line

MAX_WAITING: Final = 100_000  # lines; a reader that stays away so long misses some
CLOSE_S: Final = 2.0  # the longest wait for a reader that does not read


def _opened(where: str) -> RawIOBase:
    """Open a file without a buffer; ``-`` is standard output.

    Standard output gets a descriptor of its own: the buffer of ``sys.stdout`` has a
    lock, and the program's end would wait for ever behind a write that is stuck.
    """
    if where != "-":
        return Path(where).open("wb", buffering=0)
    sys.stdout.flush()
    return os.fdopen(os.dup(sys.stdout.fileno()), "wb", buffering=0)


def _write_all(out: RawIOBase, content: bytes) -> None:
    rest = memoryview(content)
    while rest:
        written = out.write(rest)
        if written is None:  # somebody made the terminal one that never waits
            select.select([], [out], [])
        else:
            rest = rest[written:]


class EventsSink:
    """Writes outputs as lines, on a thread of its own: no alert waits for a pipe."""

    def __init__(self, where: str) -> None:
        """Open the file; ``-`` is standard output.

        Raises:
            RecordingError: It can't be written.
        """
        try:
            self._out = _opened(where)
        except OSError as error:
            msg = f"{where}: can't be written ({error.strerror})"
            raise RecordingError(msg) from error
        self.is_stdout = where == "-"
        self._where = "standard output" if self.is_stdout else where
        self._waiting: SimpleQueue[Output | None] = SimpleQueue()
        self._missed = 0
        self._is_closed = False
        self.problem = ""
        self._thread = Thread(target=self._serve, name="events", daemon=True)
        self._thread.start()

    def put(self, output: Output, /) -> None:
        """Have an output written; samples and postures are left out."""
        if isinstance(output, (Samples, Posture)) or self.problem:
            return
        if self._waiting.qsize() >= MAX_WAITING:
            self._missed += 1
            return
        self._waiting.put(output)

    def close(self) -> None:
        """Write what waits; then ``problem`` tells what was not written, if any."""
        if self._is_closed:
            return
        self._is_closed = True
        self._waiting.put(None)
        self._thread.join(CLOSE_S)
        if self._thread.is_alive():
            self.problem = f"{self._where}: nobody reads the events"
        elif self._missed and not self.problem:
            self.problem = f"{self._where}: {self._missed} events came too fast for it"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _serve(self) -> None:
        try:
            while (output := self._waiting.get()) is not None:
                _write_all(self._out, event_line(output))
        except (OSError, ValueError, TypeError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            self.problem = f"{self._where}: events could not be written ({reason})"
        finally:
            with suppress(OSError):
                self._out.close()
