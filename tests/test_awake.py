"""The computer stays awake while a session runs, and may sleep afterwards."""

import asyncio
import ctypes
import os
import subprocess
import sys
import time
from collections.abc import Iterator

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


def told_while_awake(during: object = None) -> list[str]:
    told: list[str] = []

    async def session() -> None:
        async with kept_awake(told.append, [SleepKeeper(), ScreenKeeper()]):
            if callable(during):
                during()

    asyncio.run(session())
    return told


def test_sleep_and_blanking_are_held_off_for_the_session_alone(bus: Bus) -> None:
    desk = Inhibitors(bus, (LOGIND, SAVER))
    held: list[tuple[int, int]] = []

    told = told_while_awake(lambda: held.append((desk.locks, len(desk.cookies))))

    assert told == []
    assert held == [(1, 1)]
    assert (desk.locks, len(desk.cookies)) == (0, 0)
    assert [name for name, _ in desk.asked] == ["Inhibit", "Inhibit", "UnInhibit"]
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
    assert not desk.cookies
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

    end = time.monotonic() + 10
    while desk.locks and time.monotonic() < end:
        time.sleep(0.01)
    assert desk.locks == 0
    desk.close()


class Kernel:
    """What of Windows is called."""

    def __init__(self, answer: int = 1) -> None:
        self.states: list[int] = []
        self._answer = answer

    def SetThreadExecutionState(self, state: int) -> int:  # noqa: N802  Windows' own
        self.states.append(state)
        return self._answer


def test_windows_is_asked_and_released() -> None:
    kernel, told = Kernel(), list[str]()

    async def session() -> None:
        async with kept_awake(told.append, [WindowsKeeper(kernel)]):
            assert kernel.states == [0x80000003]

    asyncio.run(session())
    assert kernel.states == [0x80000003, 0x80000000]
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
        self._answer = answer

    def CFStringCreateWithCString(  # noqa: N802  macOS' own
        self, allocator: object, text: bytes, encoding: int
    ) -> int:
        return len(text)

    def IOPMAssertionCreateWithName(  # noqa: N802  macOS' own
        self, kind: object, level: int, why: object, made: object
    ) -> int:
        if not self._answer:
            ctypes.cast(made, ctypes.POINTER(ctypes.c_uint32))[0] = 7  # type: ignore[arg-type]
            self.held.add(7)
        return self._answer

    def IOPMAssertionRelease(self, made: ctypes.c_uint32) -> None:  # noqa: N802
        self.held.discard(made.value)


@pytest.mark.parametrize("answer", [0, 1])
def test_macos_is_asked_and_released(answer: int) -> None:
    framework, told = Framework(answer), list[str]()

    async def session() -> None:
        keeper = MacKeeper(framework, framework)
        async with kept_awake(told.append, [keeper]):
            assert framework.held == (set() if answer else {7})

    asyncio.run(session())
    assert framework.held == set()
    assert len(told) == answer
