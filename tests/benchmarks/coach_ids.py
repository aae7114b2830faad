"""Measures the memory that a server takes for the ids by which it knows a repeat.

    python -m tests.benchmarks.coach_ids [--messages 400000]

Publishes as many events without ids and, to a server of its own, with them.
"""

import argparse
import asyncio
import tempfile
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from monitor.net.messages import encode
from monitor.net.subjects import Branch, subject
from tests.net.scale import event
from tests.net.server import ADMIN, GYM, STATIONS, connected, gym

AT_ONCE = 500


async def memory_of(messages: int, header: str, folder: Path) -> int:
    """Return a server's memory after so many events, in bytes."""
    where, body = subject(GYM, STATIONS[0], Branch.EVENT), encode(event())
    async with gym(folder) as server, connected(server, ADMIN) as client:
        js = client.jetstream()
        for first in range(0, messages, AT_ONCE):
            futures = [
                await js.publish_async(where, body, headers={header: f"{n:032x}"})
                for n in range(first, first + AT_ONCE)
            ]
            await asyncio.gather(*futures)
        return int(psutil.Process(server.pid).memory_info().rss)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--messages", type=int, default=400_000)
    messages = parser.parse_args().messages
    with tempfile.TemporaryDirectory() as folder:
        without = asyncio.run(memory_of(messages, "Other", Path(folder, "without")))
        with_ids = asyncio.run(memory_of(messages, "Nats-Msg-Id", Path(folder, "with")))
    print(f"{messages} events: {without / 1e6:.0f} MB without ids,")  # noqa: T201
    each = (with_ids - without) / messages
    print(f"{with_ids / 1e6:.0f} MB with them, {each:.0f} bytes each")  # noqa: T201


if __name__ == "__main__":
    main()
