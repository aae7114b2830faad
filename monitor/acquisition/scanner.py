"""One radio's air time: a scan for all who look for a sensor, links one by one.

A scan and the making of a link disturb each other, and a second scan is refused: so
each has its turn, and a sensor that was found goes before the search for others.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Final
from weakref import WeakValueDictionary

from monitor.acquisition.radio import Advertisement, Peer, Radio
from monitor.model.errors import LinkError

MANY_LINKS: Final = 3  # held by one adapter: worth a word when it refuses another


# Each as long as a session uses it.
_SCANNERS: "WeakValueDictionary[tuple[asyncio.AbstractEventLoop, Radio], Scanner]" = (
    WeakValueDictionary()
)


def scanner_of(radio: Radio, scan_s: float) -> "Scanner":
    """Return a radio's one scanner in the running loop, whichever session asks.

    Args:
        radio: The adapter; equal ones are one.
        scan_s: See ``Scanner``.
    """
    key = asyncio.get_running_loop(), radio
    return _SCANNERS.setdefault(key, Scanner(radio, scan_s))


class Scanner:
    """Finds sensors and makes links on one radio."""

    def __init__(self, radio: Radio, scan_s: float) -> None:
        """Do nothing yet.

        Args:
            radio: The adapter.
            scan_s: A scan is made anew after this.
        """
        self._radio = radio
        self._scan_s = scan_s
        self._turn = asyncio.Lock()
        self._wanted: set[str] = set()
        self._found: dict[str, Advertisement] = {}
        self._enough = asyncio.Event()  # ends the running scan
        self._connects = 0
        self._no_connects = asyncio.Event()
        self._no_connects.set()

    async def find(self, address: str, *, maybe_held: bool) -> Advertisement:
        """Look for a sensor for as long as it takes.

        Args:
            address: As the radio tells it, in whatever case.
            maybe_held: Ask first whether the link is up already, as after a crash.
                It is asked after each scan too, never before one: a service that was
                restarted tells of links that are no more.

        Raises:
            LinkError: The radio can't scan.
        """
        key = address.upper()
        self._wanted.add(key)
        try:
            held = await self._held(key) if maybe_held else None
            while held is None:
                await self._no_connects.wait()
                async with self._turn:
                    await self._scan(key)
                found = self._found.pop(key, None)
                if found is not None:
                    return found
                held = await self._held(key)
            return held
        finally:
            self._wanted.discard(key)
            self._found.pop(key, None)

    async def connect(self, sensor: Advertisement, on_lost: Callable[[], None]) -> Peer:
        """Make a link when no other is being made; a scan is broken off for it.

        Raises:
            LinkError: It could not be made.
        """
        self._connects += 1
        self._no_connects.clear()
        self._enough.set()
        try:
            async with self._turn:
                return await self._radio.connect(sensor, on_lost)
        except LinkError as error:
            msg = f"{error}{await self._burden()}"
            raise LinkError(msg) from error
        finally:
            self._connects -= 1
            if not self._connects:
                self._no_connects.set()

    async def _scan(self, key: str) -> None:
        if key in self._found or self._connects:
            return
        self._enough.clear()
        async with self._radio.scanning(self._hear):
            with suppress(TimeoutError):
                async with asyncio.timeout(self._scan_s):
                    await self._enough.wait()

    def _hear(self, heard: Advertisement) -> None:
        key = heard.address.upper()
        if key in self._wanted:
            self._found[key] = heard
            self._enough.set()

    async def _held(self, key: str) -> Advertisement | None:
        held = await self._radio.connected()
        return next((each for each in held if each.address.upper() == key), None)

    async def _burden(self) -> str:
        with suppress(LinkError):
            links = len(await self._radio.connected())
            if links >= MANY_LINKS:
                return f" (the adapter holds {links} links already)"
        return ""
