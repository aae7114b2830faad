"""Sessions of several lifters in one event loop, apart from the window."""

import math
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from monitor.gui.coach.host import OVER, Start, started
from monitor.gui.coach.host_words import (
    Began,
    Do,
    End,
    FromHost,
    Over,
    Place,
    Raised,
    Seen,
    Watch,
)
from monitor.gui.studio import DemoWish, Started, Studio
from monitor.model.events import Alert, Cue, Level, Output, RepCounted, SetEnded
from monitor.model.records import SetLoad
from monitor.net.messages import EventKind, EventTold, SetTold, State
from monitor.session import Sink
from tests.gui.coach.threaded import Threaded

FAST = DemoWish(speed=math.inf, duration_s=60.0, is_heard=False, is_recorded=False)
CALM = replace(FAST, speed=1.0)


def place(n: int, wish: DemoWish = FAST) -> Place:
    return Place(f"rack-{n}", f"Lifter {n}", replace(wish, seed=n))


class Hosted(Threaded):
    """A host on a thread; what it says is read by the test."""

    def __init__(self, *places: Place, start: Start = started) -> None:
        super().__init__(places, start)
        self._unread: list[FromHost] = []

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.join()

    def until(self, is_last: Callable[[FromHost], bool]) -> list[FromHost]:
        """Read until something is said."""
        said: list[FromHost] = []
        while True:
            assert self._unread or self.ours.poll(30), "nothing more was said"
            self._unread += [] if self._unread else self.ours.recv()
            said.append(self._unread.pop(0))
            if is_last(said[-1]):
                return said

    def to_end(self, count: int) -> list[FromHost]:
        """Read until so many sessions are over."""
        over: list[FromHost] = []

        def is_last(said: FromHost) -> bool:
            over.extend([said] if isinstance(said, Over) else [])
            return len(over) == count

        return self.until(is_last)


def is_state(said: FromHost) -> bool:
    return isinstance(said, State)


def test_an_alert_leaves_before_what_is_told_of_it_and_the_end_is_last(
    home: Path,
) -> None:
    with Hosted(place(3)) as host:
        said = host.to_end(1)

    over = said[-1]
    assert isinstance(over, Over)
    assert over.sentence == OVER
    assert over.last is not None
    sets = [each for each in said if isinstance(each, SetTold)]
    assert sets
    assert over.last.view.set_index == sets[-1].index
    told = [n for n, each in enumerate(said) if _is_alert(each)]
    assert told
    for n in told:
        before = said[n - 1]
        assert isinstance(before, Raised)
        assert before.alert.text == _text(said[n])
    numbers = [each.seq for each in said if isinstance(each, EventTold | SetTold)]
    assert numbers == list(range(1, len(numbers) + 1))


def _is_alert(said: FromHost) -> bool:
    return isinstance(said, EventTold) and said.kind is EventKind.ALERT


def _text(said: FromHost) -> str:
    return said.text if isinstance(said, EventTold) else ""


def test_a_session_that_fails_ends_alone(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("no folder")
    bad = replace(FAST, record=file / "x.mcap", is_recorded=True)

    with Hosted(place(1), Place("rack-2", "Bob", bad)) as host:
        said = host.to_end(2)

    over = {each.station: each.sentence for each in said if isinstance(each, Over)}
    assert over["rack-1"] == OVER
    assert over["rack-2"].startswith(f"{OVER}: ")
    assert "x.mcap" in over["rack-2"]
    assert any(isinstance(e, SetTold) and e.station == "rack-1" for e in said)


def test_what_is_wanted_before_a_session_has_begun_is_done(home: Path) -> None:
    host = Hosted(place(1))
    host.ours.send(Do("rack-1", SetLoad(0.0, 62.5)))
    with host:
        said = host.to_end(1)

    loads = [each.load_kg for each in said if isinstance(each, SetTold)]
    assert loads
    assert set(loads) == {62.5}


def test_who_watches_gets_what_is_known_then_everything_that_follows(
    home: Path,
) -> None:
    with Hosted(place(1, CALM)) as host:
        host.until(is_state)
        host.ours.send(Watch("rack-1", wanted=True))
        before = host.until(lambda said: isinstance(said, Began))
        after = host.until(lambda said: isinstance(said, Seen))

        assert not any(isinstance(each, Seen) for each in before)
        began, seen = before[-1], after[-1]
        assert isinstance(began, Began)
        assert isinstance(seen, Seen)
        assert all(output.t >= began.view.t for output in _postures(seen))

        host.ours.send(Watch("rack-1", wanted=False))
        host.ours.send(End())
        rest = host.to_end(1)
    assert sum(isinstance(each, Seen) for each in rest) < 5


def _postures(seen: Seen) -> list[Output]:
    return [output for output in seen.outputs if hasattr(output, "lumbar_flexion_deg")]


def test_sessions_end_in_good_order_when_the_window_is_gone(
    home: Path, tmp_path: Path
) -> None:
    file = tmp_path / "a.mcap"
    wish = replace(CALM, record=file, is_recorded=True)

    with Hosted(place(1, wish)) as host:
        host.until(is_state)

    assert file.exists()
    assert not list(tmp_path.glob("*.part*"))


def test_a_window_that_does_not_listen_makes_no_session_wait(home: Path) -> None:
    ended = threading.Event()

    class Counting:
        def __init__(self) -> None:
            self.reps = 0

        def put(self, output: Output, /) -> None:
            self.reps += isinstance(output, RepCounted)
            if isinstance(output, SetEnded):
                ended.set()

    counting = Counting()

    def start(studio: Studio, of: Place, also: Sequence[Sink]) -> Started:
        return started(studio, of, [*also, _Flood(also[0]), counting])

    with Hosted(place(1), start=start) as host:
        assert ended.wait(30)  # nothing was read yet
        said = host.to_end(1)

    assert counting.reps > 0
    assert sum(isinstance(each, Raised) for each in said) > 2000


class _Flood:
    """Fills the pipe: many alerts for each rep."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink

    def put(self, output: Output, /) -> None:
        if isinstance(output, RepCounted):
            t = output.t
            alert = Alert(t, t, Level.DANGER, Cue.DANGER, "x" * 200)
            for _ in range(1000):
                self._sink.put(alert)
