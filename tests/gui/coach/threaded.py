"""Sessions of several lifters on a thread of the test's own process."""

import asyncio
import multiprocessing
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

from monitor.config import Settings
from monitor.gui.coach.app import without_record
from monitor.gui.coach.host import Start, hosted, started
from monitor.gui.coach.host_words import Do, End, FromHost, Place, ToHost

if TYPE_CHECKING:
    from monitor.model.records import Record


class Threaded:
    """Runs them as a host's process does.

    Attributes:
        did: What was commanded.
    """

    def __init__(self, places: Sequence[Place], start: Start = started) -> None:
        self.ours, self._theirs = multiprocessing.Pipe()
        self.did: list[Record] = []
        settings, theirs = without_record(Settings()), self._theirs
        self._thread = threading.Thread(
            target=lambda: asyncio.run(hosted(settings, places, theirs, start))
        )

    def start(self) -> None:
        self._thread.start()

    def take(self) -> list[FromHost]:
        said: list[FromHost] = []
        while self.ours.poll():
            said += self.ours.recv()
        return said

    def send(self, station: str, wanted: ToHost) -> None:
        if isinstance(wanted, Do):
            self.did.append(wanted.record)
        self.ours.send(wanted)

    def end(self) -> None:
        self.ours.send(End())

    def join(self) -> None:
        self.ours.close()
        self._thread.join(30)
        self._theirs.close()
        assert not self._thread.is_alive()
