"""What nats-server writes into its log, as far as its supervisor reads it."""

import re
from contextlib import suppress
from pathlib import Path
from typing import Final

NAME: Final = "nats.log"
_BAD: Final = re.compile(r"\[(?:FTL|ERR)\] (.*)")
_RELOADED: Final = re.compile(r"\[INF\] Reloaded server configuration")


class ServerLog:
    """The log of a server."""

    def __init__(self, folder: Path) -> None:
        """Read the log in a server's folder; it may not be there yet."""
        self._file = folder / NAME

    def size(self) -> int:
        """Return how long it is, bytes; 0 before there is one."""
        with suppress(OSError):
            return self._file.stat().st_size
        return 0

    def tells_reload(self, start: int) -> bool:
        """Whether a reload was logged after so many bytes.

        Raises:
            OSError: It can't be read.
        """
        data = self._file.read_bytes()
        since = data[start if start <= len(data) else 0 :]  # changed for a new one
        return _RELOADED.search(since.decode(errors="replace")) is not None

    def last_words(self) -> str:
        """Return the last error in it; empty without one."""
        with suppress(OSError):
            lines = self._file.read_text(errors="replace").splitlines()
            bad = [found[1] for each in lines[-50:] if (found := _BAD.search(each))]
            return bad[-1][:200] if bad else ""
        return ""
