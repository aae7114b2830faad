"""Records a session at the pace of real time until it is killed; no test by itself.

Prints the time of each record as it is handed to the writer.
"""

import asyncio
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

from monitor.model.events import NeutralDrift, Output
from monitor.model.records import Notification, Placement, Record, Tick
from monitor.recording.sources import paced, recorded
from monitor.recording.writer import RecordingWriter
from monitor.session import run


def session() -> Iterator[Record]:
    """Ten minutes of two sensors: 20 notifications a second each, and the ticks."""
    for n in range(600 * 20):
        t = n / 20
        yield Notification(t, Placement.PELVIS, "imu", bytes(120))
        yield Notification(t, Placement.LUMBAR, "imu", bytes(120))
        if n % 2 == 0:
            yield Tick(t)


class Telling:
    """Stands for the pipeline."""

    def feed(self, record: Record) -> list[Output]:
        """Return an event for each record."""
        return [NeutralDrift(record.t, 0.0)]


async def told(source: AsyncIterator[Record]) -> AsyncIterator[Record]:
    """Print each record's time as it passes."""
    async for record in source:
        print(record.t, flush=True)  # noqa: T201
        yield record


def main() -> None:
    """Record into the file that the first argument names."""
    with RecordingWriter(Path(sys.argv[1]), {"format": "1"}) as writer:
        source = recorded(told(paced(session())), writer)
        asyncio.run(run(source, Telling(), [writer], writer.reports))


if __name__ == "__main__":
    main()
