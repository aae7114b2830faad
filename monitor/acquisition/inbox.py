"""Where everything that happens in a live session is put in order of time."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable

from monitor.model.records import Record


class Inbox:
    """A source of records: whoever has one puts it in, the session takes them out.

    Used on the session's event loop alone; other threads go through
    ``loop.call_soon_threadsafe``.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        """Start empty.

        Args:
            clock: Session s.
        """
        self._clock = clock
        self._newest = 0.0
        self._waiting: deque[Record] = deque()
        self._more = asyncio.Event()
        self._closed = False
        self._error: BaseException | None = None

    def now(self) -> float:
        """Return the session time, never less than before: a record's stamp."""
        self._newest = max(self._newest, self._clock())
        return self._newest

    def put(self, record: Record) -> None:
        """Add a record, stamped by ``now`` just before; dropped once closed."""
        if not self._closed:
            self._waiting.append(record)
            self._more.set()

    def close(self) -> None:
        """Let the source end once what waits was taken."""
        self._closed = True
        self._more.set()

    def fail_with(self, task: asyncio.Future[None]) -> None:
        """Let the source end with a task's error, if it has one; for its callback."""
        if not task.cancelled() and task.exception() is not None:
            self._error = task.exception()
            self.close()

    async def records(self) -> AsyncIterator[Record]:
        """Yield the records in order, until the inbox is closed.

        Raises:
            BaseException: What a task ended with that puts records in here.
        """
        while True:
            while self._waiting:
                yield self._waiting.popleft()
            if self._error is not None:
                raise self._error
            if self._closed:
                return
            self._more.clear()
            await self._more.wait()
