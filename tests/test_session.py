import asyncio
from collections.abc import AsyncIterator, Iterable
from itertools import count

import numpy as np
import pytest

from monitor.model.blocks import Posture, Samples
from monitor.model.events import (
    Alert,
    Cue,
    Level,
    NeutralDrift,
    Output,
    RecordingStopped,
)
from monitor.model.records import Placement, Record, StartSet, Tick
from monitor.session import (
    Latency,
    Mailbox,
    SessionEnded,
    Stopwatch,
    run,
    run_to_end,
)

ALERT = Alert(1.0, 1.0, Level.DANGER, Cue.DANGER, "Lower back past the limit")


class Echo:
    """Stands for a pipeline: an event for each tick, an alert for each set."""

    def feed(self, record: Record) -> list[Output]:
        return [ALERT] if isinstance(record, StartSet) else [NeutralDrift(record.t, 0)]


class Kept:
    def __init__(self) -> None:
        self.outputs: list[Output] = []

    def put(self, output: Output, /) -> None:
        self.outputs.append(output)


async def given(records: Iterable[Record]) -> AsyncIterator[Record]:
    for record in records:
        yield record


async def failing() -> AsyncIterator[Record]:
    yield Tick(0.0)
    raise OSError("radio")


def posture(start_s: float, n: int = 10) -> Posture:
    t = start_s + np.arange(n) / 100
    no, yes = np.zeros(n), np.ones(n, bool)
    return Posture(t, no, no, no, no, no, yes, yes, yes, ~yes, no)


def samples(start_s: float) -> Samples:
    t = start_s + np.arange(5) / 100
    vectors, no = np.zeros((5, 3)), np.zeros(5, bool)
    return Samples(Placement.PELVIS, t, vectors, vectors, np.zeros((5, 6)), no)


def test_every_output_reaches_every_sink_in_order() -> None:
    sinks = [Kept(), Kept()]

    asyncio.run(run(given([Tick(0.0), StartSet(1.0), Tick(2.0)]), Echo(), sinks))

    expected = [NeutralDrift(0.0, 0), ALERT, NeutralDrift(2.0, 0)]
    assert [sink.outputs for sink in sinks] == [expected, expected]


def test_reports_reach_the_sinks_behind_the_record_that_they_followed() -> None:
    sink = Kept()
    stopped = RecordingStopped(0.0, "disk full")
    reports = iter([[stopped], []])

    asyncio.run(
        run(given([Tick(0.0), Tick(1.0)]), Echo(), [sink], lambda: next(reports))
    )

    assert sink.outputs == [NeutralDrift(0.0, 0), stopped, NeutralDrift(1.0, 0)]


def test_the_stopwatch_tells_how_long_deciding_took() -> None:
    times = iter([0.0, 1.0, 10.0, 13.0])
    watch = Stopwatch(lambda: next(times))

    asyncio.run(run(given([StartSet(0.0), Tick(0.0)]), Echo(), [], stopwatch=watch))

    assert watch.latency() == Latency(2, mean_s=2.0, worst_s=3.0, worst_alert_s=1.0)


def test_a_stopwatch_that_saw_nothing_says_so() -> None:
    assert Stopwatch().latency() == Latency(0, 0.0, 0.0, 0.0)


def test_the_end_of_a_session_is_its_last_news() -> None:
    mailbox = Mailbox()

    asyncio.run(run_to_end(run(given([Tick(0.0)]), Echo(), [mailbox]), mailbox))

    assert mailbox.take_news() == [NeutralDrift(0.0, 0), SessionEnded(None)]


def test_what_ends_a_session_does_not_die_silently() -> None:
    mailbox = Mailbox()

    asyncio.run(run_to_end(run(failing(), Echo(), [mailbox]), mailbox))

    drift, ended = mailbox.take_news()
    assert drift == NeutralDrift(0.0, 0)
    assert isinstance(ended, SessionEnded)
    assert isinstance(ended.error, OSError)


def test_a_session_that_is_cancelled_is_cancelled() -> None:
    mailbox = Mailbox()

    async def cancelled() -> None:
        raise asyncio.CancelledError

    async def session() -> None:
        with pytest.raises(asyncio.CancelledError):
            await run_to_end(cancelled(), mailbox)

    asyncio.run(session())

    assert mailbox.take_news() == []


def test_a_mailbox_gives_everything_once_and_in_order() -> None:
    mailbox = Mailbox()
    first, second, sampled = posture(0.0), posture(0.1), samples(0.0)

    outputs: list[Output] = [first, ALERT, sampled, second]
    for output in outputs:
        mailbox.put(output)

    assert mailbox.take_postures() == [first, second]
    assert mailbox.take_samples() == [sampled]
    assert mailbox.take_news() == [ALERT]
    assert mailbox.take_postures() == []
    assert mailbox.take_samples() == []
    assert mailbox.take_news() == []


def test_a_reader_that_stays_away_misses_the_oldest_and_is_told_how_many() -> None:
    mailbox = Mailbox(kept_s=30.0)

    for n in range(600):
        mailbox.put(posture(n * 0.1))
        mailbox.put(samples(n * 0.05))

    kept = mailbox.take_postures()
    assert kept[-1].t[-1] - kept[0].t[-1] <= 30.0
    assert len(kept) * 10 + mailbox.dropped_postures == 6000
    assert mailbox.dropped_postures == pytest.approx(3000, abs=20)
    assert mailbox.dropped_samples == 0


def test_events_and_alerts_are_never_dropped() -> None:
    mailbox = Mailbox(kept_s=1.0)

    for n in range(5000):
        mailbox.put(NeutralDrift(float(n), 0.0))

    assert len(mailbox.take_news()) == 5000


def test_an_empty_block_is_nothing_to_wait_for() -> None:
    mailbox = Mailbox()

    mailbox.put(posture(0.0, n=0))

    assert mailbox.take_postures() == []


def test_two_threads_lose_nothing_between_them() -> None:
    mailbox = Mailbox()
    taken: list[object] = []

    async def both() -> None:
        numbers = count()

        def put() -> None:
            for n in range(20_000):
                mailbox.put(NeutralDrift(float(n), next(numbers)))

        putting = asyncio.create_task(asyncio.to_thread(put))
        while not putting.done():
            taken.extend(mailbox.take_news())
            await asyncio.sleep(0)
        taken.extend(mailbox.take_news())

    asyncio.run(both())

    assert taken == [NeutralDrift(float(n), n) for n in range(20_000)]
