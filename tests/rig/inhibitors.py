"""A scripted logind and a scripted screen saver on a private bus."""

import asyncio
import os
import threading
from typing import Any, Final

from dbus_fast import Message, MessageType
from dbus_fast.aio import MessageBus

from tests.rig.bus import Bus

_SAVER: Final = "org.freedesktop.ScreenSaver"
_UNKNOWN: Final = "org.freedesktop.DBus.Error.UnknownObject"


class Inhibitors:
    """Takes locks and cookies; every knob may be turned from any thread."""

    def __init__(
        self,
        bus: Bus,
        names: tuple[str, ...],
        *,
        answers: bool = True,
        path: str = "/org/freedesktop/ScreenSaver",
    ) -> None:
        self._address, self._names = bus.address, names
        self.answers = answers
        self._path = path  # of the screen saver
        self.asked: list[tuple[str, list[Any]]] = []
        self.cookies: set[int] = set()
        self._locks: list[int] = []
        self._loop = asyncio.new_event_loop()
        self._bus: MessageBus | None = None
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._appear(), self._loop).result(10)

    @property
    def locks(self) -> int:
        """How many locks are held: a lock ends when its other end is closed."""
        held = 0
        for read in self._locks:
            try:
                held += os.read(read, 1) != b""
            except BlockingIOError:
                held += 1
        return held

    def close(self) -> None:
        """Go away."""
        asyncio.run_coroutine_threadsafe(self._leave(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()
        for read in self._locks:
            os.close(read)

    async def _appear(self) -> None:
        self._bus = MessageBus(bus_address=self._address, negotiate_unix_fd=True)
        await self._bus.connect()
        self._bus.add_message_handler(self._on_message)
        for name in self._names:
            await self._bus.request_name(name)

    async def _leave(self) -> None:
        assert self._bus is not None
        self._bus.disconnect()

    def _on_message(self, message: Message) -> Message | bool:
        if message.message_type is not MessageType.METHOD_CALL:
            return False
        if message.member not in {"Inhibit", "UnInhibit"}:
            return False
        self.asked.append((message.member, message.body))
        if not self.answers:
            return True
        return (
            self._cookie(message)
            if message.interface == _SAVER
            else self._lock(message)
        )

    def _cookie(self, message: Message) -> Message:
        if message.path != self._path:
            return Message.new_error(message, _UNKNOWN, "no such object")
        if message.member == "UnInhibit":
            self.cookies.discard(message.body[0])
            return Message.new_method_return(message, "", [])
        cookie = 40 + len(self.cookies)
        self.cookies.add(cookie)
        return Message.new_method_return(message, "u", [cookie])

    def _lock(self, message: Message) -> bool:
        read, write = os.pipe()
        os.set_blocking(read, False)
        self._locks.append(read)
        reply = Message.new_method_return(message, "h", [0], [write])
        assert self._bus is not None
        self._bus.send(reply).add_done_callback(lambda _: os.close(write))
        return True
