"""Sources: composed of one another, each an asynchronous row of records."""

import asyncio
import dataclasses
import math
import time
from collections.abc import (
    AsyncGenerator,
    AsyncIterable,
    Awaitable,
    Callable,
    Iterable,
)
from typing import Final

from monitor.model.records import Record
from monitor.recording.writer import RecordingWriter

Clock = Callable[[], float]
Sleep = Callable[[float], Awaitable[None]]

YIELD_EVERY: Final = 100  # records without a wait, before others get a turn
PATIENCE: Final = (
    5_000  # items that may wait for the disk before a patient source waits
)
PATIENCE_S: Final = 0.01


async def paced(
    records: Iterable[Record],
    speed: float = 1.0,
    *,
    clock: Clock = time.monotonic,
    sleep: Sleep = asyncio.sleep,
) -> AsyncGenerator[Record, None]:
    """Yield records at the pace of their times; the records stay as they are.

    Args:
        records: In order of time.
        speed: Times real time; ``math.inf`` is as fast as it goes.
        clock: s, monotonic.
        sleep: Waits, s.

    Raises:
        ValueError: The speed is not positive.
    """
    if not speed > 0:
        msg = "speed must be positive"
        raise ValueError(msg)
    start = clock()
    first: float | None = None
    for index, record in enumerate(records):
        first = record.t if first is None else first
        wait = start + (record.t - first) / speed - clock()
        if wait > 0:
            await sleep(wait)
        elif index % YIELD_EVERY == 0:
            await sleep(0)
        yield record


async def recorded(
    source: AsyncIterable[Record], writer: RecordingWriter, *, patient: bool = False
) -> AsyncGenerator[Record, None]:
    """Hand each record to the writer as it passes.

    Args:
        source: Where the records come from.
        writer: Where they are kept.
        patient: Let the source wait when the disk falls behind; for sources faster
            than real time, never for live ones.
    """
    async for record in source:
        while patient and writer.waiting > PATIENCE:  # noqa: ASYNC110  not our thread
            await asyncio.sleep(PATIENCE_S)
        writer.keep(record)
        yield record


async def merged(
    *sources: AsyncIterable[Record],
    background: Iterable[AsyncIterable[Record]] = (),
    clock: Clock | None = None,
) -> AsyncGenerator[Record, None]:
    """Merge sources in the order in which their records come.

    Ends when all sources have ended; a source that fails ends it with that error.

    Args:
        sources: What is merged.
        background: Merged too, but not waited for at the end: commands, ticks.
        clock: Session s. If given, each record is stamped with it here, so that
            order and time agree; else the records stay as they are.
    """
    waiting = {_Next(source): True for source in sources}
    waiting |= {_Next(source): False for source in background}
    newest = -math.inf
    try:
        while any(waiting.values()):
            tasks = [each.task for each in waiting]
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for each in [each for each in waiting if each.task.done()]:
                record = each.take()
                if record is None:
                    del waiting[each]
                    continue
                if clock is not None:
                    newest = max(newest, clock())
                    record = dataclasses.replace(record, t=newest)
                yield record
    finally:
        for each in waiting:
            await each.close()


class _Next:
    """The record that a source will bring next."""

    def __init__(self, source: AsyncIterable[Record]) -> None:
        self._source = aiter(source)
        self.task = asyncio.ensure_future(self._fetch())

    async def _fetch(self) -> Record | None:
        return await anext(self._source, None)

    def take(self) -> Record | None:
        record = self.task.result()
        if record is not None:
            self.task = asyncio.ensure_future(self._fetch())
        return record

    async def close(self) -> None:
        self.task.cancel()
        await asyncio.wait([self.task])
        if isinstance(self._source, AsyncGenerator):
            await self._source.aclose()
