"""The processes that run this computer's lifters, as the window knows them."""

import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Final

from monitor.config import Settings
from monitor.gui.coach.host import run_host
from monitor.gui.coach.host_words import (
    Do,
    End,
    FromHost,
    Over,
    Place,
    Raised,
    Seen,
    ToHost,
)
from monitor.model.events import Alert
from monitor.model.records import Stamped
from monitor.session import Mailbox, SessionEnded

SHARE: Final = (
    4  # lifters of a host, as long as there are cores: they wait for each other
)
END_WAIT_S: Final = 15.0
BROKEN: Final = (
    "The program that ran this session broke off; what was recorded until then is"
    " whole after `rep-monitor repair`."
)

Alerted = Callable[[str, Alert], None]
Run = Callable[[Settings, Sequence[Place], Connection], None]


def hosts_for(lifters: int, cores: int) -> int:
    """Return how many processes run so many lifters: no more than cores."""
    return max(1, min(cores, -(-lifters // SHARE)))


class HostedSession:
    """A session that a host runs, as a feed knows it.

    Attributes:
        mailbox: What it has put out since it is watched.
        remarks: Sentences for the person, in order.
    """

    def __init__(self, station: str, send: Callable[[ToHost], None]) -> None:
        """Name a session of a host."""
        self._station, self._send = station, send
        self.mailbox = Mailbox()
        self.remarks: deque[str] = deque()

    def start(self) -> None:
        """Do nothing: its host has started it."""

    def command(self, make: Stamped) -> None:
        """Hand it what a person wants; it gets the time where it arrives."""
        self._send(Do(self._station, make(0.0)))

    def take(self, seen: Seen) -> None:
        """Take what it has put out."""
        for output in seen.outputs:
            self.mailbox.put(output)

    def end(self) -> None:
        """Let the mailbox know that nothing comes any more."""
        self.mailbox.end(SessionEnded(None))


class Hosts:
    """Starts the processes, takes what they say, hands them what is wanted."""

    def __init__(
        self,
        settings: Settings,
        places: Sequence[Place],
        alerted: Alerted,
        run: Run = run_host,
    ) -> None:
        """Start nothing yet.

        Args:
            settings: In force.
            places: The lifters, in the room's order.
            alerted: Told of a station's alert at once, on a thread of its own.
            run: What each process does.
        """
        self._settings, self._alerted, self._run = settings, alerted, run
        count = hosts_for(len(places), os.cpu_count() or 1)
        self._shares = [places[n::count] for n in range(count)]
        self._said: deque[FromHost] = deque()
        self._processes: list[multiprocessing.process.BaseProcess] = []
        self._connections: dict[str, Connection] = {}
        self._readers: list[threading.Thread] = []

    def start(self) -> None:
        """Start the processes and with them all sessions."""
        context = multiprocessing.get_context("spawn")
        for n, share in enumerate(self._shares, 1):
            ours, theirs = context.Pipe()
            process = context.Process(
                target=self._run,
                args=(self._settings, share, theirs),
                name=f"lifters-{n}",
            )
            process.start()
            theirs.close()  # so that its end is noticed
            self._processes.append(process)
            self._connections |= {place.station: ours for place in share}
            stations = [place.station for place in share]
            reader = threading.Thread(
                target=self._read, args=(ours, stations), daemon=True
            )
            reader.start()
            self._readers.append(reader)

    def take(self) -> list[FromHost]:
        """Return what was said since the last time."""
        said: list[FromHost] = []
        with suppress(IndexError):  # other threads only append
            while True:
                said.append(self._said.popleft())
        return said

    def send(self, station: str, wanted: ToHost) -> None:
        """Hand a station's host something; to one that is gone, nothing."""
        connection = self._connections.get(station)
        if connection is not None:
            with suppress(OSError):
                connection.send(wanted)

    def end(self) -> None:
        """Have every session end in good order."""
        for connection in set(self._connections.values()):
            with suppress(OSError):
                connection.send(End())

    def join(self, timeout_s: float = END_WAIT_S) -> None:
        """Wait for the processes; one that doesn't end is ended."""
        for process in self._processes:
            process.join(timeout_s)
            if process.is_alive():
                process.kill()
                process.join()
        for reader in self._readers:
            reader.join()
        for connection in set(self._connections.values()):
            connection.close()
        self._connections.clear()

    def _read(self, connection: Connection, stations: Sequence[str]) -> None:
        """Take what a host says, until it is gone."""
        running = set(stations)
        while (batch := _received(connection)) is not None:
            for said in batch:
                self._take(said, running)
        for station in sorted(running):
            self._said.append(Over(station, BROKEN))

    def _take(self, said: FromHost, running: set[str]) -> None:
        if isinstance(said, Raised):
            self._alerted(said.station, said.alert)
            return
        if isinstance(said, Over):
            running.discard(said.station)
        self._said.append(said)


def _received(connection: Connection) -> list[FromHost] | None:
    """Return what a host says next; None once it is gone."""
    try:
        return list(connection.recv())
    except (EOFError, OSError):
        return None
