"""Keeps the computer from sleeping and from blanking the screen during a session.

What can't be had is said in a sentence and costs nothing else: a session is never held
up by it. When the program ends, however it ends, the system takes back what it gave.
"""

import asyncio
import ctypes
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
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
        """End; raises nothing."""


@asynccontextmanager
async def kept_awake(
    tell: Callable[[str], None], keepers: list[Keeper] | None = None
) -> AsyncIterator[None]:
    """Keep the computer awake for as long as the context lasts.

    Args:
        tell: Told in one sentence each what could not be had.
        keepers: What to try; what this system offers if not given.
    """
    held: list[Keeper] = []
    for keeper in usual_keepers() if keepers is None else keepers:
        try:
            async with asyncio.timeout(ANSWER_S):
                await keeper.hold()
        except Exception:  # noqa: BLE001  whatever it is, it must not end a session
            tell(keeper.problem)
            await keeper.release()
        else:
            held.append(keeper)
    try:
        yield
    finally:
        for keeper in held:
            await keeper.release()


def usual_keepers() -> list[Keeper]:
    """Return what this system offers."""
    if sys.platform == "win32":
        return [WindowsKeeper(ctypes.windll.kernel32)]
    if sys.platform == "darwin":
        return [MacKeeper()]
    return [SleepKeeper(), ScreenKeeper()]


class SleepKeeper:
    """Linux: a lock of logind's, held by an open file."""

    problem = (
        "This computer may go to sleep during the session: logind can't be asked; turn"
        " off automatic suspend in its settings."
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
            bus.disconnect()

    async def release(self) -> None:
        """Let the lock go."""
        file, self._file = self._file, None
        if file is not None:
            with suppress(OSError):
                os.close(file)


class ScreenKeeper:
    """Linux: the desktop's screen saver; it forgets us when our connection ends."""

    problem = (
        "The screen may go blank during the session: the desktop can't be asked; turn"
        " off blanking in its settings."
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
                reply = await self._ask(path, "Inhibit", "ss", [NAME, WHY])
                self._cookie, self._path = reply.body[0], path
                return
        raise DeniedError

    async def release(self) -> None:
        """Tell the desktop that it may."""
        bus, self._bus = self._bus, None
        if bus is None:
            return
        with suppress(Exception):  # a desktop that has gone needs no word
            if self._cookie is not None:
                async with asyncio.timeout(ANSWER_S):
                    await self._ask(self._path, "UnInhibit", "u", [self._cookie], bus)
        bus.disconnect()

    async def _ask(
        self,
        path: str,
        member: str,
        signature: str,
        body: list[object],
        bus: Any = None,  # noqa: ANN401  the library's own
    ) -> Any:  # noqa: ANN401  the library's own
        from dbus_fast import Message  # noqa: PLC0415  Linux alone

        call = Message(
            destination=_SCREENSAVER,
            path=path,
            interface=_SCREENSAVER,
            member=member,
            signature=signature,
            body=body,
        )
        return await _called(bus or self._bus, call)


class DeniedError(Exception):
    """A service answered with an error."""


async def _connected(kind: Any, *, with_files: bool = False) -> Any:  # noqa: ANN401
    from dbus_fast.aio import MessageBus  # noqa: PLC0415  Linux alone

    bus = MessageBus(bus_type=kind, negotiate_unix_fd=with_files)
    await bus.connect()
    return bus


async def _called(bus: Any, call: Any) -> Any:  # noqa: ANN401  the library's own
    from dbus_fast import MessageType  # noqa: PLC0415  Linux alone

    reply = await bus.call(call)
    if reply is None or reply.message_type is MessageType.ERROR:
        raise DeniedError
    return reply


class WindowsKeeper:
    """Windows: a state of the thread that asks for it; ended by the same thread."""

    problem = (
        "This computer may sleep or blank its screen during the session: turn both off"
        " in the power settings."
    )
    CONTINUOUS: Final = 0x80000000
    SYSTEM: Final = 0x00000001
    DISPLAY: Final = 0x00000002

    def __init__(self, kernel: Any) -> None:  # noqa: ANN401  a foreign library
        self._kernel = kernel

    async def hold(self) -> None:
        """Ask for it."""
        wanted = self.CONTINUOUS | self.SYSTEM | self.DISPLAY
        if not self._kernel.SetThreadExecutionState(wanted):
            raise DeniedError

    async def release(self) -> None:
        """Ask for it no more."""
        self._kernel.SetThreadExecutionState(self.CONTINUOUS)


class MacKeeper:
    """macOS: an assertion of IOKit's; it ends with the process."""

    problem = WindowsKeeper.problem
    KIND: Final = "PreventUserIdleDisplaySleep"
    ON: Final = 255
    UTF8: Final = 0x08000100

    def __init__(self, iokit: Any = None, core: Any = None) -> None:  # noqa: ANN401
        self._iokit, self._core = iokit, core
        self._id: int | None = None

    async def hold(self) -> None:
        """Make the assertion."""
        frameworks = "/System/Library/Frameworks"
        if self._iokit is None:
            self._iokit = ctypes.CDLL(f"{frameworks}/IOKit.framework/IOKit")
            self._core = ctypes.CDLL(
                f"{frameworks}/CoreFoundation.framework/CoreFoundation"
            )
            self._core.CFStringCreateWithCString.restype = ctypes.c_void_p
        made = ctypes.c_uint32()
        kind, why = self._text(self.KIND), self._text(WHY)
        failed = self._iokit.IOPMAssertionCreateWithName(
            kind, self.ON, why, ctypes.byref(made)
        )
        if failed:
            raise DeniedError
        self._id = made.value

    async def release(self) -> None:
        """Take the assertion back."""
        made, self._id = self._id, None
        if made is not None:
            self._iokit.IOPMAssertionRelease(ctypes.c_uint32(made))

    def _text(self, text: str) -> ctypes.c_void_p:
        made = self._core.CFStringCreateWithCString(None, text.encode(), self.UTF8)
        return ctypes.c_void_p(made)
