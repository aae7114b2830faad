"""The computer stays awake while a session runs, and may sleep afterwards."""

import asyncio
import ctypes
import gc
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from monitor.awake import (
    MacKeeper,
    ScreenKeeper,
    SleepKeeper,
    WindowsKeeper,
    kept_awake,
)
from tests.rig.bus import Bus
from tests.rig.inhibitors import Inhibitors

LOGIND, SAVER = "org.freedesktop.login1", "org.freedesktop.ScreenSaver"
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="D-Bus is Linux's")


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bus]:
    made = Bus()
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", made.address)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", made.address)
    yield made
    made.close()


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < end, "it doesn't come about"
        time.sleep(0.01)


def told_while_awake(during: Callable[[], None] | None = None) -> list[str]:
    told: list[str] = []

    async def session() -> None:
        async with kept_awake(told.append, [SleepKeeper(), ScreenKeeper()]):
            if during is not None:
                await asyncio.to_thread(during)

    asyncio.run(session())
    return told


def test_sleep_and_blanking_are_held_off_for_the_session_alone(bus: Bus) -> None:
    desk = Inhibitors(bus, (LOGIND, SAVER))
    held: list[tuple[int, int]] = []

    told = told_while_awake(lambda: held.append((desk.locks, len(desk.cookies))))

    assert told == []
    assert held == [(1, 1)]
    until(lambda: not desk.locks and not desk.cookies)
    asked = sorted(desk.asked, key=str)
    assert [name for name, _ in asked] == ["Inhibit", "Inhibit", "UnInhibit"]
    assert asked[0][1][0] == "rep-monitor"
    what, who, _, mode = asked[1][1]
    assert (what, who, mode) == ("sleep:idle", "rep-monitor", "block")
    assert asked[2][1] == [40]
    desk.close()


def test_a_desktop_with_its_screen_saver_at_the_older_path_is_asked(bus: Bus) -> None:
    desk = Inhibitors(bus, (LOGIND, SAVER), path="/ScreenSaver")
    held: list[int] = []

    assert told_while_awake(lambda: held.append(len(desk.cookies))) == []
    assert held == [1]
    until(lambda: not desk.cookies)
    desk.close()


def test_it_says_that_the_screen_may_go_blank(bus: Bus) -> None:
    desk = Inhibitors(bus, (LOGIND,))

    (told,) = told_while_awake()

    assert "blank" in told
    desk.close()


def test_it_says_that_the_computer_may_sleep(bus: Bus) -> None:
    desk = Inhibitors(bus, (SAVER,))

    (told,) = told_while_awake()

    assert "sleep" in told
    until(lambda: not desk.cookies)
    desk.close()


def test_without_any_bus_the_session_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SYSTEM", "SESSION"):
        monkeypatch.setenv(f"DBUS_{name}_BUS_ADDRESS", "unix:path=/nonexistent/bus")

    assert len(told_while_awake()) == 2


def test_a_service_that_never_answers_holds_nothing_up(
    bus: Bus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.awake.ANSWER_S", 0.1)
    desk = Inhibitors(bus, (LOGIND, SAVER), answers=False)

    assert len(told_while_awake()) == 2
    desk.close()


def test_a_bus_that_never_answers_holds_nothing_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.awake.ANSWER_S", 0.2)
    with socket.socket(socket.AF_UNIX) as hung:
        hung.bind(str(tmp_path / "bus"))
        hung.listen()
        for name in ("SYSTEM", "SESSION"):
            monkeypatch.setenv(f"DBUS_{name}_BUS_ADDRESS", f"unix:path={tmp_path}/bus")
        begin = time.monotonic()

        assert len(told_while_awake()) == 2
        assert time.monotonic() - begin < 2.0


def test_a_session_cancelled_while_it_waits_for_the_desktop_lets_go(bus: Bus) -> None:
    desk = Inhibitors(bus, (LOGIND, SAVER))
    seen = asyncio.Event()

    class Waits:
        problem = ""

        async def hold(self) -> None:
            seen.set()
            await asyncio.sleep(60)

        async def release(self) -> None:
            seen.clear()

    async def session() -> None:
        async with kept_awake(print, [SleepKeeper(), ScreenKeeper(), Waits()]):
            pytest.fail("nothing ends this wait but the timeout")

    async def cancelled() -> None:
        task = asyncio.create_task(session())
        await seen.wait()
        await asyncio.to_thread(until, lambda: bool(desk.locks and desk.cookies))
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(asyncio.wait_for(cancelled(), 10))
    until(lambda: not desk.locks and not desk.cookies)
    assert not seen.is_set()
    desk.close()


def test_a_desktop_that_stops_answering_does_not_keep_a_session_from_ending(
    bus: Bus,
) -> None:
    desk = Inhibitors(bus, (LOGIND, SAVER))
    hung_at: list[float] = []

    def hang() -> None:
        desk.answers = False
        hung_at.append(time.monotonic())

    assert told_while_awake(hang) == []
    assert time.monotonic() - hung_at[0] < 1.0
    assert desk.locks == 0
    desk.close()


def test_a_bus_that_ends_first_is_no_trouble(
    bus: Bus, caplog: pytest.LogCaptureFixture
) -> None:
    desk = Inhibitors(bus, (LOGIND, SAVER))

    def crash() -> None:
        bus.kill()
        time.sleep(0.05)

    assert told_while_awake(crash) == []
    gc.collect()  # what asyncio has to complain about, it does now
    assert not caplog.records
    desk.close()


def test_a_program_that_dies_lets_go(bus: Bus) -> None:
    desk = Inhibitors(bus, (LOGIND, SAVER))
    script = (
        "import asyncio, os\n"
        "from monitor.awake import kept_awake\n"
        "async def main():\n"
        "    async with kept_awake(print):\n"
        "        print('held', flush=True)\n"
        "        await asyncio.sleep(60)\n"
        "asyncio.run(main())\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, env=dict(os.environ)
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"held\n"
    assert desk.locks == 1

    process.kill()
    process.wait()
    process.stdout.close()

    until(lambda: not desk.locks)
    desk.close()


class Kernel:
    """What of Windows is called."""

    def __init__(self, answer: int = 1) -> None:
        self.states: list[int] = []
        self.threads: set[int] = set()
        self._answer = answer

    def SetThreadExecutionState(  # noqa: N802  Windows' own
        self, state: ctypes.c_uint32
    ) -> int:
        self.states.append(state.value)
        self.threads.add(threading.get_ident())
        return self._answer


def test_windows_is_asked_and_released() -> None:
    kernel, told = Kernel(), list[str]()

    async def session() -> None:
        async with kept_awake(told.append, [WindowsKeeper(kernel)]):
            assert kernel.states == [0x80000003]

    asyncio.run(session())
    assert kernel.states == [0x80000003, 0x80000000]
    assert kernel.threads == {threading.get_ident()}  # the state is a thread's
    assert told == []


def test_windows_that_refuses_is_told() -> None:
    told: list[str] = []

    async def session() -> None:
        async with kept_awake(told.append, [WindowsKeeper(Kernel(0))]):
            pass

    asyncio.run(session())
    assert "power settings" in told[0]


class Framework:
    """What of macOS is called."""

    def __init__(self, answer: int = 0) -> None:
        self.held: set[int] = set()
        self.texts: list[bytes] = []
        self.kinds: list[bytes] = []
        self.released: list[int] = []
        self._answer = answer

    def CFStringCreateWithCString(  # noqa: N802  macOS' own
        self, allocator: object, text: bytes, encoding: int
    ) -> int:
        self.texts.append(text)
        return len(self.texts)

    def CFRelease(self, text: int) -> None:  # noqa: N802  macOS' own
        self.released.append(text)

    def IOPMAssertionCreateWithName(  # noqa: N802  macOS' own
        self, kind: int, level: int, why: int, made: object
    ) -> int:
        self.kinds.append(self.texts[kind - 1])
        if not self._answer:
            ctypes.cast(made, ctypes.POINTER(ctypes.c_uint32))[0] = 7  # type: ignore[arg-type]
            self.held.add(7)
        return self._answer

    def IOPMAssertionRelease(self, made: int) -> None:  # noqa: N802  macOS' own
        self.held.remove(made)


@pytest.mark.parametrize("answer", [0, 1])
def test_macos_is_asked_and_released(answer: int) -> None:
    framework, told = Framework(answer), list[str]()

    async def session() -> None:
        keeper = MacKeeper(lambda: (framework, framework))
        async with kept_awake(told.append, [keeper]):
            assert framework.held == (set() if answer else {7})

    asyncio.run(session())
    assert framework.held == set()
    assert framework.kinds == [b"PreventUserIdleDisplaySleep"]
    assert framework.released == [1, 2]
    assert len(told) == answer


def test_frameworks_that_cannot_be_loaded_are_told() -> None:
    told: list[str] = []

    def missing() -> tuple[object, object]:
        raise OSError

    async def session() -> None:
        async with kept_awake(told.append, [MacKeeper(missing)]):
            pass

    asyncio.run(session())
    assert len(told) == 1
