"""The session's thread, its sound, and what surrounds it."""

import asyncio
import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from monitor.alerts.settings import CueMoment
from monitor.gui.main_window import MainWindow
from monitor.gui.session_thread import Composed, SessionThread
from monitor.gui.sound_desk import heard
from monitor.gui.studio import DemoWish
from monitor.model.records import EndSet, Marker, Record, Stamped
from monitor.pipeline import PipelineSettings
from monitor.recording.switch import Accompany
from monitor.session import SessionEnded, Sink

LONG_MS = 60_000


class Session:
    """Notes what is asked of it; runs until it is ended."""

    def __init__(self, error: Exception | None = None) -> None:
        self.commands: list[Record] = []
        self.thread = threading.get_ident()
        self._ended = threading.Event()
        self._error = error

    def command(self, make: Stamped) -> None:
        self.commands.append(make(1.0))

    def also(self, accompany: Accompany) -> None:
        del accompany

    def record(self, path: Path | None) -> None:
        del path

    def end(self) -> None:
        self._ended.set()

    async def run(self, sinks: Sequence[Sink]) -> None:
        del sinks
        if self._error is not None:
            raise self._error
        while not self._ended.is_set():  # noqa: ASYNC110  set by another thread
            await asyncio.sleep(0.005)


def thread_of(made: list[Session], error: Exception | None = None) -> SessionThread:
    @asynccontextmanager
    async def compose(thread: SessionThread) -> AsyncIterator[Composed]:
        del thread
        made.append(Session(error))
        yield Composed(made[0])

    return SessionThread(compose)


def last(thread: SessionThread) -> object:
    assert thread.join(10.0)
    return thread.mailbox.take_news()[-1]


def test_what_is_wished_before_the_session_is_there_is_not_lost() -> None:
    made: list[Session] = []
    thread = thread_of(made)
    thread.command(lambda t: Marker(t, "early"))
    thread.command(EndSet)
    thread.end()

    thread.start()

    assert last(thread) == SessionEnded(None)
    assert made[0].commands == [Marker(1.0, "early"), EndSet(1.0)]
    assert made[0].thread != threading.get_ident()


def test_what_a_person_does_is_overheard_as_the_session_takes_it() -> None:
    made: list[Session] = []
    overheard: list[tuple[Record, int]] = []
    thread = thread_of(made)
    thread.heard.append(
        lambda record: overheard.append((record, threading.get_ident()))
    )
    thread.command(lambda t: Marker(t, "early"))
    thread.end()

    thread.start()

    assert last(thread) == SessionEnded(None)
    assert overheard == [(made[0].commands[0], made[0].thread)]


def test_an_error_is_the_last_word() -> None:
    error = ValueError("the radio is gone")
    thread = thread_of([], error)

    thread.start()

    assert last(thread) == SessionEnded(error)


def test_wishes_after_the_end_do_no_harm() -> None:
    thread = thread_of([])
    thread.end()
    thread.start()
    assert thread.join(10.0)

    thread.command(EndSet)
    thread.record(None)
    thread.end()


class Speaker:
    """What is asked of a sound sink at the start."""

    def __init__(self, *, wants_rep_end: bool) -> None:
        self.wants_rep_end = wants_rep_end


@pytest.mark.parametrize(
    ("late", "moment", "expected"),
    [
        (False, CueMoment.IN_REP, CueMoment.IN_REP),
        (True, CueMoment.IN_REP, CueMoment.REP_END),
        (True, CueMoment.SET_END, CueMoment.SET_END),
    ],
)
def test_cues_that_would_come_late_wait_for_the_end_of_the_rep(
    late: bool, moment: CueMoment, expected: CueMoment
) -> None:
    plain = PipelineSettings()
    settings = replace(plain, alerts=replace(plain.alerts, moment=moment))

    told = heard(settings, Speaker(wants_rep_end=late))  # type: ignore[arg-type]

    assert told.alerts.moment is expected


def test_without_a_sound_output_the_session_goes_on_and_the_screen_says_so(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PULSE_SERVER", "unix:/nonexistent/pulse")
    window.sessions.start_demo(DemoWish(speed=4.0, is_recorded=False))
    window.sessions.lift()
    feed = window.live.feed
    assert feed is not None

    qtbot.waitUntil(lambda: feed.state.t > 2.0, timeout=LONG_MS)

    desk = window.live.sound
    assert desk is not None
    qtbot.waitUntil(lambda: bool(desk.reason), timeout=LONG_MS)
    top = window.live.view.top.accessibleDescription
    qtbot.waitUntil(lambda: "No sound" in top(), timeout=LONG_MS)
