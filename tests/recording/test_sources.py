import asyncio
import math
from collections.abc import AsyncIterator, Iterable
from pathlib import Path

import pytest

from monitor.model.records import Record, StartSet, Tick
from monitor.recording.file_records import FileRecords
from monitor.recording.mcap_reader import contents
from monitor.recording.sources import merged, paced, recorded
from monitor.recording.writer import RecordingWriter

TICKS: list[Record] = [Tick(5.0), Tick(5.1), Tick(5.1), Tick(7.0)]


class Time:
    """A clock that only moves when somebody sleeps, or by ``step`` at every look."""

    def __init__(self, step: float = 0.0) -> None:
        self.now = 100.0
        self.step = step
        self.slept: list[float] = []

    def clock(self) -> float:
        self.now += self.step
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


async def collected(source: AsyncIterator[Record]) -> list[Record]:
    return [record async for record in source]


async def given(records: Iterable[Record]) -> AsyncIterator[Record]:
    for record in records:
        yield record


def test_records_come_at_the_pace_of_their_times_and_unchanged() -> None:
    time = Time()

    found = asyncio.run(collected(paced(TICKS, clock=time.clock, sleep=time.sleep)))

    assert found == TICKS
    assert [each for each in time.slept if each] == pytest.approx([0.1, 1.9])


def test_twice_the_speed_is_half_the_wait() -> None:
    time = Time()

    asyncio.run(collected(paced(TICKS, 2.0, clock=time.clock, sleep=time.sleep)))

    assert sum(time.slept) == pytest.approx(1.0)


def test_a_slow_consumer_is_caught_up_with_not_waited_for_again() -> None:
    time = Time(step=3.0)

    asyncio.run(collected(paced(TICKS, clock=time.clock, sleep=time.sleep)))

    assert sum(time.slept) == 0.0


def test_as_fast_as_it_goes_others_still_get_their_turn() -> None:
    time = Time()
    many = [Tick(float(n)) for n in range(1000)]

    found = asyncio.run(
        collected(paced(many, math.inf, clock=time.clock, sleep=time.sleep))
    )

    assert found == many
    assert time.slept == [0] * 10


@pytest.mark.parametrize("speed", [0.0, -1.0, math.nan])
def test_a_speed_that_leads_nowhere_is_refused(speed: float) -> None:
    with pytest.raises(ValueError, match="speed must be positive"):
        asyncio.run(collected(paced(TICKS, speed)))


@pytest.mark.parametrize("patient", [True, False])
def test_what_passes_is_recorded(tmp_path: Path, patient: bool) -> None:
    path = tmp_path / "a.mcap"

    with RecordingWriter(path, {}) as writer:
        passed = asyncio.run(collected(recorded(given(TICKS), writer, patient=patient)))

    assert passed == TICKS
    assert list(FileRecords(contents(path))) == TICKS


def test_a_patient_source_waits_for_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.recording.sources.PATIENCE", 10)
    many = [Tick(float(n)) for n in range(2000)]

    with RecordingWriter(tmp_path / "a.mcap", {}) as writer:

        async def most_waiting() -> int:
            source = recorded(given(many), writer, patient=True)
            return max([writer.waiting async for _ in source])

        most = asyncio.run(most_waiting())

    assert most <= 11


def test_merged_sources_give_every_record_and_keep_each_ones_order() -> None:
    ticks: list[Record] = [Tick(float(n)) for n in range(5)]
    sets: list[Record] = [StartSet(float(n)) for n in range(3)]

    found = asyncio.run(collected(merged(given(ticks), given(sets))))

    assert [record for record in found if isinstance(record, Tick)] == ticks
    assert [record for record in found if isinstance(record, StartSet)] == sets
    assert len(found) == 8


def test_records_are_stamped_where_they_are_merged_and_never_backwards() -> None:
    times = iter([3.0, 2.0, 4.0])
    source = given([Tick(0.0), StartSet(0.0), Tick(0.0)])

    found = asyncio.run(collected(merged(source, clock=lambda: next(times))))

    assert found == [Tick(3.0), StartSet(3.0), Tick(4.0)]


def test_what_runs_in_the_background_is_not_waited_for() -> None:
    closed: list[str] = []

    async def forever() -> AsyncIterator[Record]:
        try:
            yield StartSet(0.0)
            await asyncio.Event().wait()
        finally:
            closed.append("background")

    found = asyncio.run(collected(merged(given(TICKS), background=[forever()])))

    assert [record for record in found if isinstance(record, Tick)] == TICKS
    assert closed == ["background"]


def test_a_source_that_fails_ends_the_merge_and_closes_the_others() -> None:
    closed: list[str] = []

    async def failing() -> AsyncIterator[Record]:
        yield Tick(0.0)
        raise OSError("cable")

    async def other() -> AsyncIterator[Record]:
        try:
            await asyncio.Event().wait()
            yield Tick(0.0)
        finally:
            closed.append("other")

    with pytest.raises(OSError, match="cable"):
        asyncio.run(collected(merged(failing(), other())))
    assert closed == ["other"]


def test_a_merge_left_early_closes_its_sources() -> None:
    closed: list[str] = []

    async def forever() -> AsyncIterator[Record]:
        try:
            while True:
                await asyncio.sleep(0)
                yield Tick(0.0)
        finally:
            closed.append("forever")

    async def first() -> None:
        source = merged(forever())
        async for _ in source:
            break
        await source.aclose()

    asyncio.run(first())

    assert closed == ["forever"]
