from collections.abc import Callable

import numpy as np
import pytest

from monitor.model.errors import SoundError
from monitor.sound.output import LONGEST_PAUSE_S, Output
from monitor.sound.portaudio import Fill


class FakeStream:
    """A stream whose blocks are asked for by hand."""

    latency_s = 0.01
    rate_hz = 44_100.0

    def __init__(self, device: str, fill: Fill) -> None:
        self.device, self._fill = device, fill
        self.active, self.closed = True, False

    def is_active(self) -> bool:
        return self.active

    def close(self) -> None:
        self.closed = True

    def block(self) -> float:
        """Ask for a block; return its loudest sample."""
        out = np.zeros((64, 1), np.float32)
        self._fill(out)
        return float(np.abs(out).max())


class Room:
    """A computer's sound hardware, a clock, and what was reported."""

    def __init__(self) -> None:
        self.now_s = 100.0
        self.missing = ""
        self.streams: list[FakeStream] = []
        self.tries: list[float] = []
        self.reports: list[tuple[bool, str]] = []
        self.jobs: list[Callable[[], None]] = []
        self.hangs = False

    def open(self, device: str, fill: Fill) -> FakeStream:
        self.tries.append(self.now_s)
        if self.missing:
            raise SoundError(self.missing)
        self.streams.append(FakeStream(device, fill))
        self.streams[-1].block()
        return self.streams[-1]

    def clock(self) -> float:
        return self.now_s

    def start(self, job: Callable[[], None]) -> None:
        if self.hangs:
            self.jobs.append(job)
        else:
            job()

    def report(self, available: bool, reason: str) -> None:
        self.reports.append((available, reason))

    def output(self, device: str = "") -> Output:
        return Output(self.report, device, self, self.clock, self.start)

    def pass_time(self, output: Output, seconds: int, *, playing: bool = True) -> None:
        for _ in range(seconds):
            self.now_s += 1.0
            if playing and self.streams and not self.streams[-1].closed:
                self.streams[-1].block()
            output.check()


@pytest.fixture
def room() -> Room:
    return Room()


SOUND = np.full(32, 0.5, np.float32)


def test_an_output_is_reported_once_and_plays(room: Room) -> None:
    output = room.output()

    room.pass_time(output, 5)
    output.play(SOUND, at_once=True)

    assert room.reports == [(True, "")]
    assert output.rate_hz == 44_100.0
    assert room.streams[0].block() == 0.5


def test_without_a_device_the_reason_is_told_and_nothing_is_kept(room: Room) -> None:
    room.missing = "no sound output found"
    output = room.output()
    output.check()
    output.play(SOUND, at_once=True)

    room.missing = ""
    room.pass_time(output, 10)

    assert room.reports == [(False, "no sound output found"), (True, "")]
    assert room.streams[0].block() == 0.0


def test_pauses_between_tries_grow_up_to_a_limit(room: Room) -> None:
    room.missing = "no sound output found"
    output = room.output()
    output.check()

    room.pass_time(output, 60)

    pauses = np.diff(room.tries)
    assert pauses[:3].tolist() == [1.0, 2.0, 4.0]
    assert set(pauses[3:]) == {LONGEST_PAUSE_S}


@pytest.mark.parametrize("fault", ["inactive", "stalled"])
def test_a_stream_that_stops_is_told_closed_and_reopened(
    room: Room, fault: str
) -> None:
    output = room.output()
    room.pass_time(output, 20)

    room.streams[0].active = fault != "inactive"
    room.pass_time(output, 2, playing=False)
    room.pass_time(output, 2)

    assert room.streams[0].closed
    assert len(room.streams) == 2
    assert room.reports[:2] == [
        (True, ""),
        (False, "the sound output has stopped"),
    ] or (
        room.reports == [(True, "")]  # it was back within the same look
    )
    assert output.available


def test_a_new_stream_may_take_its_time(room: Room) -> None:
    output = room.output()

    room.pass_time(output, 3, playing=False)
    room.pass_time(output, 3)

    assert len(room.streams) == 1


def test_a_stream_that_dies_young_is_not_reopened_at_once(room: Room) -> None:
    output = room.output()
    for _ in range(40):
        room.streams[-1].active = False
        room.pass_time(output, 1)

    assert len(room.streams) < 10


def test_a_device_that_hangs_is_told_and_blocks_nobody(room: Room) -> None:
    room.hangs = True
    output = room.output()
    room.pass_time(output, 10)

    assert room.reports == [(False, "the sound output does not answer")]
    assert len(room.jobs) == 1

    room.hangs = False
    room.jobs[0]()
    room.pass_time(output, 1)
    assert output.available


def test_another_device_can_be_chosen(room: Room) -> None:
    output = room.output("old")
    room.pass_time(output, 3)

    output.use("new")
    room.pass_time(output, 3)

    assert [each.device for each in room.streams] == ["old", "new"]
    assert room.streams[0].closed
    assert output.device == "new"


def test_a_closed_output_stays_closed(room: Room) -> None:
    output = room.output()
    output.close()

    room.pass_time(output, 20)
    output.play(SOUND, at_once=True)

    assert len(room.streams) == 1
    assert room.streams[0].closed


def test_a_device_that_opens_after_the_end_is_closed_again(room: Room) -> None:
    room.hangs = True
    output = room.output()
    output.close()

    room.jobs[0]()

    assert room.streams[0].closed
    assert not output.available
