"""Runs a source through a pipeline into sinks."""

import gc
import time
from collections import deque
from collections.abc import AsyncIterable, Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, Protocol, TypeVar

from monitor.model.blocks import Posture, Samples
from monitor.model.events import Alert, Event, LinkStatus, Output
from monitor.model.records import Record

KEPT_S: Final = 30.0

Block = TypeVar("Block", Posture, Samples)


class Sink(Protocol):
    """Where outputs end. ``put`` returns at once and does not raise."""

    def put(self, output: Output, /) -> None:
        """Take one output."""


class Feed(Protocol):
    """What records are fed to: the pipeline."""

    def feed(self, record: Record) -> list[Output]:
        """Return everything that follows from one record, in order of time."""


@dataclass(frozen=True, slots=True)
class Latency:
    """How long deciding took: computing alone, from record to outputs.

    Attributes:
        records: How many were fed.
        mean_s: Mean over all records; 0 without any.
        worst_s: The longest.
        worst_alert_s: The longest among records that raised an alert; 0 if none did.
    """

    records: int
    mean_s: float
    worst_s: float
    worst_alert_s: float


class Stopwatch:
    """Measures decision latency; apart from what a replay compares."""

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        """Start at zero.

        Args:
            clock: s, monotonic, fine.
        """
        self._clock = clock
        self._records = 0
        self._total_s = 0.0
        self._worst_s = 0.0
        self._worst_alert_s = 0.0

    def feed(self, pipeline: Feed, record: Record) -> list[Output]:
        """Feed a record and keep how long it took."""
        start = self._clock()
        outputs = pipeline.feed(record)
        took_s = self._clock() - start
        self._records += 1
        self._total_s += took_s
        self._worst_s = max(self._worst_s, took_s)
        if any(isinstance(output, Alert) for output in outputs):
            self._worst_alert_s = max(self._worst_alert_s, took_s)
        return outputs

    def latency(self) -> Latency:
        """Return what was measured so far."""
        mean_s = self._total_s / self._records if self._records else 0.0
        return Latency(self._records, mean_s, self._worst_s, self._worst_alert_s)


def no_reports() -> list[Output]:
    """Report nothing."""
    return []


async def run(
    source: AsyncIterable[Record],
    pipeline: Feed,
    sinks: Sequence[Sink],
    reports: Callable[[], Iterable[Output]] = no_reports,
    stopwatch: Stopwatch | None = None,
) -> None:
    """Carry every record of the source to the sinks, until the source ends.

    Args:
        source: Records in order of time.
        pipeline: What turns them into outputs.
        sinks: Where the outputs go, the most urgent first.
        reports: Asked after each record for outputs that have no record as their
            cause, such as those of ``RecordingWriter.reports``.
        stopwatch: Keeps how long the pipeline took.
    """
    watch = stopwatch or Stopwatch()
    gc.freeze()  # what is loaded stays: looking through it again costs a quarter
    async for record in source:
        for output in [*watch.feed(pipeline, record), *reports()]:
            for sink in sinks:
                sink.put(output)


@dataclass(frozen=True, slots=True)
class SessionEnded:
    """The last word of a session.

    Attributes:
        error: What ended it; None if its source just came to its end.
    """

    error: Exception | None


News = LinkStatus | Event | Alert | SessionEnded


async def run_to_end(session: Awaitable[None], mailbox: "Mailbox") -> None:
    """Await a session's ``run``; its end, good or bad, is the mailbox's last news."""
    error: Exception | None = None
    try:
        await session
    except Exception as failure:  # noqa: BLE001  the one place: nothing dies silently
        error = failure
    mailbox.end(SessionEnded(error))


class Mailbox:
    """A sink that hands outputs to another thread without ever waiting for it.

    One thread puts, one takes. A reader that stays away longer than ``kept_s`` of
    session time misses the oldest postures and samples, and can tell how many. The
    rest is never dropped.
    """

    def __init__(self, kept_s: float = KEPT_S) -> None:
        """Start empty.

        Args:
            kept_s: Span of postures and of samples that may wait.
        """
        self._kept_s = kept_s
        self._postures: deque[Posture] = deque()
        self._samples: deque[Samples] = deque()
        self._news: deque[News] = deque()
        self._dropped_postures = 0
        self._dropped_samples = 0

    @property
    def dropped_postures(self) -> int:
        """Grid samples that no one took in time, since the start."""
        return self._dropped_postures

    @property
    def dropped_samples(self) -> int:
        """Samples of either sensor that no one took in time, since the start."""
        return self._dropped_samples

    def put(self, output: Output, /) -> None:
        """Take one output (session thread)."""
        match output:
            case Posture():
                self._dropped_postures += self._keep(self._postures, output)
            case Samples():
                self._dropped_samples += self._keep(self._samples, output)
            case _:
                self._news.append(output)

    def end(self, ended: SessionEnded) -> None:
        """Take the last word (session thread)."""
        self._news.append(ended)

    def _keep(self, blocks: deque[Block], newest: Block) -> int:
        if not len(newest.t):
            return 0
        blocks.append(newest)
        since = float(newest.t[-1]) - self._kept_s
        dropped = 0
        with suppress(IndexError):  # the other thread may take the last one meanwhile
            while blocks[0].t[-1] < since:
                dropped += len(blocks.popleft().t)
        return dropped

    def take_postures(self) -> list[Posture]:
        """Remove and return the waiting postures, oldest first (reader's thread)."""
        return _taken(self._postures)

    def take_samples(self) -> list[Samples]:
        """Remove and return the waiting samples, oldest first (reader's thread)."""
        return _taken(self._samples)

    def take_news(self) -> list[News]:
        """Remove and return what was reported, oldest first (reader's thread)."""
        return _taken(self._news)


Item = TypeVar("Item")


def _taken(waiting: deque[Item]) -> list[Item]:
    taken: list[Item] = []
    with suppress(IndexError):  # empty
        while True:
            taken.append(waiting.popleft())
    return taken
