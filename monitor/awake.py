"""Keeps the computer from sleeping and from blanking the screen during a session.

What can't be had is said in a sentence and costs nothing else: a session is never held
up by it. When the program ends, however it ends, the system takes back what it gave.
"""

import asyncio
import ctypes
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Any, Final, Protocol

NAME: Final = "rep-monitor"
WHY: Final = "A training session is being watched"
ANSWER_S: Final = 2.0

_LOGIND: Final = "org.freedesktop.login1"
_SCREENSAVER: Final = "org.freedesktop.ScreenSaver"
_PATHS: Final = ("/org/freedesktop/ScreenSaver", "/ScreenSaver")


class Keeper(Protocol):
    """One way to keep one thing from happening."""

    @property
    def problem(self) -> str:
        """What happens if it can't be had, one sentence that says what to do."""

    async def hold(self) -> None:
        """Begin; raises whatever prevents it."""

    async def release(self) -> None:
        """End what was begun, if anything was; raises nothing."""


@asynccontextmanager
async def kept_awake(
    tell: Callable[[str], None], keepers: list[Keeper] | None = None
) -> AsyncIterator[None]:
    """Keep the computer awake for as long as the context lasts.

    Args:
        tell: Told in one sentence each what could not be had.
        keepers: What to try; what this system offers if not given.
    """
    tried = usual_keepers() if keepers is None else keepers
    async with AsyncExitStack() as held:
        for keeper in tried:
            held.push_async_callback(keeper.release)
        async with asyncio.TaskGroup() as group:
            for keeper in tried:
                group.create_task(_begun(keeper, tell))
        yield


async def _begun(keeper: Keeper, tell: Callable[[str], None]) -> None:
    try:
        async with asyncio.timeout(ANSWER_S):
            await keeper.hold()
    except Exception:  # noqa: BLE001  whatever it is, it must not end a session
        tell(keeper.problem)


def usual_keepers() -> list[Keeper]:
    """Return what this system offers."""
    if sys.platform == "win32":
        return [WindowsKeeper(ctypes.windll.kernel32)]
    if sys.platform == "darwin":
        return [MacKeeper(_mac_frameworks)]
    return [SleepKeeper(), ScreenKeeper()]


class SleepKeeper:
    """Linux: a lock of logind's, held by an open file."""

    problem = (
        "This computer may go to sleep during the session: logind can't hold it off;"
        " turn off automatic suspend in its settings."
    )

    def __init__(self) -> None:
        self._file: int | None = None

    async def hold(self) -> None:
        """Take the lock."""
        from dbus_fast import BusType, Message  # noqa: PLC0415  Linux alone

        bus = await _connected(BusType.SYSTEM, with_files=True)
        try:
            reply = await _called(
                bus,
                Message(
                    destination=_LOGIND,
                    path="/org/freedesktop/login1",
                    interface=f"{_LOGIND}.Manager",
                    member="Inhibit",
                    signature="ssss",
                    body=["sleep:idle", NAME, WHY, "block"],
                ),
            )
            self._file = reply.unix_fds[reply.body[0]]
        finally:
            await _left(bus)

    async def release(self) -> None:
        """Let the lock go."""
        file, self._file = self._file, None
        if file is not None:
            with suppress(OSError):
                os.close(file)


class ScreenKeeper:
    """Linux: the desktop's screen saver; it forgets us when our connection ends."""

    problem = (
        "The screen may go blank during the session: the desktop can't hold it off;"
        " turn off blanking in its settings."
    )

    def __init__(self) -> None:
        self._bus: Any = None
        self._cookie: int | None = None
        self._path = _PATHS[0]

    async def hold(self) -> None:
        """Ask the desktop."""
        from dbus_fast import BusType  # noqa: PLC0415  Linux alone

        self._bus = await _connected(BusType.SESSION)
        for path in _PATHS:
            with suppress(DeniedError):
                call = _to_screen_saver(path, "Inhibit", "ss", NAME, WHY)
                reply = await _called(self._bus, call)
                self._cookie, self._path = reply.body[0], path
                return
        raise DeniedError

    async def release(self) -> None:
        """Tell the desktop that it may."""
        bus, self._bus = self._bus, None
        cookie, self._cookie = self._cookie, None
        if bus is None:
            return
        try:
            if cookie is not None and bus.connected:
                async with asyncio.timeout(ANSWER_S):
                    await bus.send(
                        _to_screen_saver(self._path, "UnInhibit", "u", cookie)
                    )
        except Exception:  # noqa: BLE001  a desktop that has gone needs no word
            return
        finally:
            await _left(bus)


class DeniedError(Exception):
    """A service answered with an error."""


async def _connected(kind: Any, *, with_files: bool = False) -> Any:  # noqa: ANN401
    from dbus_fast.aio import MessageBus  # noqa: PLC0415  Linux alone

    bus = MessageBus(bus_type=kind, negotiate_unix_fd=with_files)
    await bus.connect()
    return bus


async def _left(bus: Any) -> None:  # noqa: ANN401  the library's own
    bus.disconnect()  # asks for it: its socket is closed by a later turn of the loop
    with suppress(Exception):
        async with asyncio.timeout(ANSWER_S):
            await bus.wait_for_disconnect()


def _to_screen_saver(path: str, member: str, signature: str, *body: object) -> Any:  # noqa: ANN401
    from dbus_fast import Message  # noqa: PLC0415  Linux alone

    return Message(
        destination=_SCREENSAVER,
        path=path,
        interface=_SCREENSAVER,
        member=member,
        signature=signature,
        body=list(body),
    )


async def _called(bus: Any, call: Any) -> Any:  # noqa: ANN401  the library's own
    from dbus_fast import MessageType  # noqa: PLC0415  Linux alone

    reply = await bus.call(call)
    if reply is None or reply.message_type is MessageType.ERROR:
        raise DeniedError
    return reply


class WindowsKeeper:
    """Windows: a state of the thread that asks for it; ended by the same thread.

    A session's thread runs its loop from the first to the last, so both calls are its.
    """

    problem = (
        "This computer may sleep or blank its screen during the session: turn both off"
        " in the power settings."
    )
    CONTINUOUS: Final = 0x80000000
    SYSTEM: Final = 0x00000001
    DISPLAY: Final = 0x00000002

    def __init__(self, kernel: Any) -> None:  # noqa: ANN401  a foreign library
        self._kernel = kernel
        self._is_held = False

    async def hold(self) -> None:
        """Ask for it."""
        self._set(self.CONTINUOUS | self.SYSTEM | self.DISPLAY)
        self._is_held = True

    async def release(self) -> None:
        """Ask for it no more."""
        is_held, self._is_held = self._is_held, False
        if is_held:
            with suppress(DeniedError):  # it ends with the thread all the same
                self._set(self.CONTINUOUS)

    def _set(self, state: int) -> None:
        if not self._kernel.SetThreadExecutionState(ctypes.c_uint32(state)):
            raise DeniedError


class MacKeeper:
    """macOS: an assertion of IOKit's; it ends with the process."""

    problem = WindowsKeeper.problem
    KIND: Final = "PreventUserIdleDisplaySleep"  # nor does the computer sleep then
    ON: Final = 255
    UTF8: Final = 0x08000100

    def __init__(self, frameworks: Callable[[], tuple[Any, Any]]) -> None:
        """Prepare.

        Args:
            frameworks: Loads IOKit and CoreFoundation.
        """
        self._load = frameworks
        self._iokit: Any = None
        self._id: int | None = None

    async def hold(self) -> None:
        """Make the assertion."""
        self._iokit, core = self._load()
        made = ctypes.c_uint32()
        texts = [
            core.CFStringCreateWithCString(None, text.encode(), self.UTF8)
            for text in (self.KIND, WHY)
        ]
        failed = self._iokit.IOPMAssertionCreateWithName(
            texts[0], self.ON, texts[1], ctypes.byref(made)
        )
        for text in texts:
            core.CFRelease(text)
        if failed:
            raise DeniedError
        self._id = made.value

    async def release(self) -> None:
        """Take the assertion back."""
        made, self._id = self._id, None
        if made is not None:
            self._iokit.IOPMAssertionRelease(made)


def _mac_frameworks() -> tuple[Any, Any]:
    """Return IOKit and CoreFoundation, told the types of what is called of them."""
    folder = "/System/Library/Frameworks"
    iokit = ctypes.CDLL(f"{folder}/IOKit.framework/IOKit")
    core = ctypes.CDLL(f"{folder}/CoreFoundation.framework/CoreFoundation")
    text, number = ctypes.c_void_p, ctypes.c_uint32
    made = ctypes.POINTER(number)
    core.CFStringCreateWithCString.argtypes = [text, ctypes.c_char_p, number]
    core.CFStringCreateWithCString.restype = text
    core.CFRelease.argtypes = [text]
    core.CFRelease.restype = None
    iokit.IOPMAssertionCreateWithName.argtypes = [text, number, text, made]
    iokit.IOPMAssertionRelease.argtypes = [number]
    return iokit, core
