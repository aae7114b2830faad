"""A lifter at the window sees who sees the session, stops it, and calls for help."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from nats.js.errors import KeyNotFoundError
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from monitor.config import read_settings
from monitor.consent import CoachSettings, Consent, Share
from monitor.gui.main_window import MainWindow
from monitor.gui.session_thread import SessionThread
from monitor.gui.sharing.desk import NEXT, NO_GYM
from monitor.gui.studio import DemoWish
from monitor.model.loads import Load
from monitor.net.address import write_address
from monitor.net.attached import NOTHING_SHARED, enrolment_path
from monitor.net.messages import (
    Answer,
    Command,
    EventKind,
    EventTold,
    MarkSet,
    Plan,
    PlannedSet,
    Say,
    State,
    decode_acknowledged,
    decode_state,
    decode_told,
    encode,
)
from monitor.net.shared import CALLED, NOT_SHARED, STOPPED, SharedNow
from monitor.net.subjects import Branch, state_bucket, stream, subject
from tests.net.server import ADMIN, COACH, GYM, STATIONS, Server, connected, prepare

STATION = STATIONS[0]
LONG_MS = 20_000
STATE = Consent(Share.STATE)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = Server(tmp_path / "server")
    made.start()

    async def fill() -> None:
        async with connected(made, ADMIN) as client:
            await prepare(client, made.stations)

    asyncio.run(fill())
    yield made
    made.stop()


def retained(server: Server) -> State | None:
    """Return the state that the server keeps."""

    async def read() -> State | None:
        async with connected(server, ADMIN) as client:
            bucket = await client.jetstream().key_value(state_bucket(GYM))
            try:
                return decode_state((await bucket.get(STATION)).value or b"")
            except KeyNotFoundError:
                return None

    return asyncio.run(read())


def events(server: Server) -> list[EventTold]:
    """Return what the server keeps of what was told."""

    async def read() -> list[EventTold]:
        async with connected(server, ADMIN) as client:
            js = client.jetstream()
            last = (await js.stream_info(stream(GYM))).state.last_seq
            got = [await js.get_msg(stream(GYM), n) for n in range(1, last + 1)]
        told = [decode_told(each.data or b"") for each in got]
        return [each for each in told if isinstance(each, EventTold)]

    return asyncio.run(read())


def lift(window: MainWindow, consent: Consent = STATE) -> None:
    """Begin a demo that a gym may see as far as this."""
    coach = CoachSettings(enrolment=GYM, consent=consent)
    window.save(replace(window.settings, coach=coach))
    window.sessions.start_demo(DemoWish(is_heard=False, is_recorded=False))
    window.sessions.lift()


@pytest.fixture
def shared(server: Server, window: MainWindow, qtbot: QtBot) -> MainWindow:
    write_address(server.address(STATION), enrolment_path(GYM))
    lift(window)
    qtbot.waitUntil(lambda: retained(server) is not None, timeout=LONG_MS)
    return window


def now(window: MainWindow) -> SharedNow:
    feed = window.live.feed
    assert feed is not None
    thread = feed.thread_of_session
    assert isinstance(thread, SessionThread)
    shared = thread.shared
    assert shared is not None
    return shared.now


def test_it_is_always_seen_who_sees_what_as_the_settings_say(
    shared: MainWindow, qtbot: QtBot
) -> None:
    bar = shared.sessions.sharing.bar

    qtbot.waitUntil(bar.isVisible, timeout=LONG_MS)
    assert bar.words.text() == "● Shared with iron: state"
    for page in (shared.sessions.get_ready, shared.sessions.lift):
        page()
        assert bar.isVisible()
    coach = replace(shared.settings.coach, consent=Consent(Share.HISTORY))
    shared.save(replace(shared.settings, coach=coach))
    words = "● Shared with iron: history"
    qtbot.waitUntil(lambda: bar.words.text() == words, timeout=LONG_MS)


def test_a_click_stops_it_at_once_and_another_goes_on(
    shared: MainWindow, server: Server, qtbot: QtBot
) -> None:
    bar = shared.sessions.sharing.bar
    qtbot.waitUntil(bar.isVisible, timeout=LONG_MS)

    qtbot.mouseClick(bar.toggle, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: retained(server) is None, timeout=LONG_MS)
    qtbot.waitUntil(lambda: shared.toast.text == STOPPED, timeout=LONG_MS)
    stopped = bar.words.text()
    qtbot.waitUntil(
        lambda: events(server)[-1].kind is EventKind.CONSENT, timeout=LONG_MS
    )
    count = len(events(server))
    qtbot.keyClick(shared, Qt.Key.Key_Space)  # a set begins, and stays here
    qtbot.wait(300)
    later = len(events(server))
    bar.toggle.click()
    qtbot.waitUntil(lambda: retained(server) is not None, timeout=LONG_MS)

    assert stopped == "○ Not shared with iron"
    assert later == count
    assert bar.words.text() == "● Shared with iron: state"


def test_the_keys_do_it_too(shared: MainWindow, server: Server, qtbot: QtBot) -> None:
    bar = shared.sessions.sharing.bar

    qtbot.keyClick(shared, Qt.Key.Key_H)
    qtbot.waitUntil(lambda: now(shared).help, timeout=LONG_MS)
    qtbot.waitUntil(lambda: "take it back" in bar.help.text(), timeout=LONG_MS)
    said = shared.toast.text

    def is_seen() -> bool:
        state = retained(server)
        return state is not None and state.help

    qtbot.waitUntil(is_seen, timeout=LONG_MS)
    qtbot.waitUntil(
        lambda: EventKind.HELP in [each.kind for each in events(server)],
        timeout=LONG_MS,
    )
    qtbot.keyClick(shared, Qt.Key.Key_G)
    qtbot.waitUntil(lambda: not now(shared).is_shared, timeout=LONG_MS)
    qtbot.keyClick(shared, Qt.Key.Key_H)
    qtbot.waitUntil(lambda: shared.toast.text == NOT_SHARED, timeout=LONG_MS)

    assert said == CALLED


def test_without_a_gym_there_is_no_bar_and_it_is_said(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.sessions.start_demo(DemoWish(is_heard=False, is_recorded=False))
    window.sessions.lift()

    qtbot.keyClick(window, Qt.Key.Key_H)

    assert window.toast.text == NO_GYM
    assert not window.sessions.sharing.bar.isVisible()


def test_what_begins_with_the_next_session_is_said(
    window: MainWindow, qtbot: QtBot
) -> None:
    lift(window, Consent())

    coach = replace(window.settings.coach, consent=STATE)
    window.save(replace(window.settings, coach=coach))

    assert window.toast.text == NEXT


def coach_sends(server: Server, *commands: Command) -> list[Answer]:
    """Send commands as the coach does; return how each was taken."""

    async def send() -> list[Answer]:
        where, answers = subject(GYM, STATION, Branch.COMMAND), []
        async with connected(server, COACH) as client:
            for command in commands:
                reply = await client.request(where, encode(command), timeout=5)
                answers.append(decode_acknowledged(reply.data).answer)
                await asyncio.sleep(0.3)
        return answers

    return asyncio.run(send())


def test_what_a_coach_sends_stays_until_it_is_dealt_with(
    shared: MainWindow, server: Server, qtbot: QtBot
) -> None:
    cards, bar = shared.sessions.sharing.cards, shared.sessions.sharing.bar
    row = PlannedSet("glute_bridge", 2, 12, 40.0, 10.0)
    mark, say = MarkSet("command-1", "Kim", "knees"), Say("command-2", "Kim", "<b>up")

    answers = coach_sends(server, mark, say, Plan("command-3", "Kim", (row,)))
    qtbot.waitUntil(cards.proposal.isVisible, timeout=LONG_MS)
    newest = cards.message.words.text()
    cards.message.buttons[0].click()
    marked = "Kim has marked: knees"
    qtbot.waitUntil(lambda: cards.message.words.text() == marked, timeout=LONG_MS)
    qtbot.keyClick(shared, Qt.Key.Key_D)
    qtbot.waitUntil(lambda: not cards.message.isVisible(), timeout=LONG_MS)
    qtbot.keyClick(shared, Qt.Key.Key_Y)
    qtbot.waitUntil(bar.leave.isVisible, timeout=LONG_MS)

    assert answers == [Answer.TAKEN, Answer.SHOWN, Answer.SHOWN]
    assert newest == "Kim: <b>up   (1 more)"
    assert not cards.proposal.isVisible()
    feed = shared.live.feed
    assert feed is not None
    assert shared.live.view.planned_reps == 12
    assert shared.sessions.telling.keys.told == Load(40.0)
    qtbot.keyClick(shared, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: feed.state.in_set, timeout=LONG_MS)
    assert feed.state.limits.extension_deg == 10.0
    assert feed.state.title == "Glute bridge"

    def told() -> list[str]:
        kinds = [each for each in events(server) if each.kind is EventKind.ANSWER]
        return [f"{each.command} {each.text}" for each in kinds]

    qtbot.waitUntil(lambda: told() == ["command-3 taken"], timeout=LONG_MS)
    bar.leave.click()
    qtbot.waitUntil(lambda: not bar.plan.text(), timeout=LONG_MS)
    assert shared.live.view.planned_reps == shared.settings.window.planned_reps

    coach_sends(server, Say("command-4", "Kim", "lighter"))
    qtbot.waitUntil(cards.message.isVisible, timeout=LONG_MS)
    cards.message.buttons[1].click()  # no more messages
    qtbot.waitUntil(lambda: not now(shared).accepts, timeout=LONG_MS)
    assert coach_sends(server, Say("command-5", "Kim", "more")) == [Answer.REFUSED]


def test_what_was_said_at_the_start_goes_before_the_settings_and_is_not_kept(
    window: MainWindow, home: Path, qtbot: QtBot
) -> None:
    window.sessions.studio.coach = CoachSettings(enrolment=GYM)

    window.sessions.start_demo(DemoWish(is_heard=False, is_recorded=False))
    qtbot.waitUntil(lambda: window.toast.text == NOTHING_SHARED, timeout=LONG_MS)
    window.save(window.settings)

    assert read_settings(home / "settings.toml").coach == CoachSettings()
    assert window.sessions.studio.coach is not None
    coach = CoachSettings(enrolment=GYM, consent=STATE)
    window.save(replace(window.settings, coach=coach))
    assert window.sessions.studio.coach is None
