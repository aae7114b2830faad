"""One scan, links in turn: on a radio that keeps account of who disturbs whom."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import pytest

from monitor.acquisition.bleak_radio import BleakRadio
from monitor.acquisition.radio import Advertisement, Peer
from monitor.acquisition.scanner import Scanner, scanner_of
from monitor.model.errors import LinkError

Virtually = Callable[[Coroutine[Any, Any, Any]], Any]
A, B = "aa:00", "BB:00"


class Air:
    """A radio on which sensors are heard at set times."""

    def __init__(self, heard_at: dict[str, float], held: tuple[str, ...] = ()) -> None:
        self.heard_at = heard_at
        self.held = held
        self.log: list[tuple[float, str]] = []
        self.busy = ""
        self.error: LinkError | None = None

    def _note(self, what: str) -> None:
        self.log.append((asyncio.get_running_loop().time(), what))

    @asynccontextmanager
    async def scanning(
        self, heard: Callable[[Advertisement], None]
    ) -> AsyncIterator[None]:
        assert not self.busy, f"a scan while {self.busy}"
        self.busy = "scanning"
        self._note("scan")
        speakers = [
            asyncio.ensure_future(self._speak(address, at, heard))
            for address, at in self.heard_at.items()
        ]
        try:
            yield
        finally:
            for each in speakers:
                each.cancel()
            self._note("scan ends")
            self.busy = ""

    async def _speak(
        self, address: str, at: float, heard: Callable[[Advertisement], None]
    ) -> None:
        now = asyncio.get_running_loop().time()
        await asyncio.sleep(max(at - now, 0.01))
        heard(Advertisement(address, rssi_dbm=-60.0))

    async def connected(self) -> list[Advertisement]:
        return [Advertisement(address) for address in self.held]

    async def connect(self, sensor: Advertisement, on_lost: Callable[[], None]) -> Peer:
        assert not self.busy, f"a link while {self.busy}"
        self.busy = "connecting"
        self._note(f"connect {sensor.address}")
        try:
            await asyncio.sleep(1.0)
            if self.error:
                raise self.error
            return None  # type: ignore[return-value]
        finally:
            self.busy = ""
            self._note("connected")


async def get(scanner: Scanner, address: str, *, maybe_held: bool = False) -> float:
    found = await scanner.find(address, maybe_held=maybe_held)
    await scanner.connect(found, lambda: None)
    return asyncio.get_running_loop().time()


def test_two_are_found_in_one_scan_and_connected_in_turn(virtually: Virtually) -> None:
    async def run() -> tuple[list[float], list[tuple[float, str]]]:
        air = Air({"AA:00": 0.5, "BB:00": 0.5})
        scanner = Scanner(air, 3.0)
        times = list(await asyncio.gather(get(scanner, A), get(scanner, B)))
        return times, air.log

    times, log = virtually(run())
    assert sorted(times) == [1.5, 2.5]
    assert [what for _, what in log].count("scan") == 1


def test_who_was_found_goes_before_the_search_for_others(virtually: Virtually) -> None:
    async def run() -> list[float]:
        air = Air({"AA:00": 0.5, "BB:00": 20.0})
        scanner = Scanner(air, 3.0)
        return list(await asyncio.gather(get(scanner, A), get(scanner, B)))

    assert virtually(run()) == [1.5, 21.0]


def test_a_dead_scan_is_made_anew(virtually: Virtually) -> None:
    async def run() -> list[tuple[float, str]]:
        air = Air({"AA:00": 7.0})
        await get(Scanner(air, 3.0), A)
        return air.log

    scans = [t for t, what in virtually(run()) if what == "scan"]
    assert scans == [0.0, 3.0, 6.0]


def test_a_link_that_is_up_is_adopted_without_a_scan(virtually: Virtually) -> None:
    async def run() -> list[tuple[float, str]]:
        air = Air({}, held=("AA:00",))
        await get(Scanner(air, 3.0), A, maybe_held=True)
        return air.log

    assert [what for _, what in virtually(run())] == ["connect AA:00", "connected"]


def test_a_link_told_of_is_believed_only_after_a_scan(virtually: Virtually) -> None:
    async def run() -> float:
        return await get(Scanner(Air({}, held=("AA:00",)), 3.0), A)

    assert virtually(run()) == 4.0


def test_a_refusal_tells_how_many_links_there_are(virtually: Virtually) -> None:
    async def run() -> None:
        air = Air({"AA:00": 0.1}, held=("1", "2", "3"))
        air.error = LinkError("refused")
        await get(Scanner(air, 3.0), A)

    with pytest.raises(LinkError, match="holds 3 links already"):
        virtually(run())


def test_after_a_refusal_the_search_goes_on(virtually: Virtually) -> None:
    async def run() -> list[object]:
        air = Air({"AA:00": 0.5, "BB:00": 5.0})
        scanner = Scanner(air, 3.0)

        async def refused() -> None:
            air.error = LinkError("refused")
            with pytest.raises(LinkError):
                await get(scanner, A)
            air.error = None

        return list(await asyncio.gather(refused(), get(scanner, B)))

    assert virtually(run())[1] == 6.0


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a choice")
def test_sessions_of_one_loop_share_an_adapter_s_scanner() -> None:
    async def two() -> list[Scanner]:
        radios = [BleakRadio("hci1"), BleakRadio("hci1"), BleakRadio("hci0")]
        return [scanner_of(radio, 3.0) for radio in radios]

    first, again, other = asyncio.run(two())
    elsewhere = asyncio.run(two())[0]

    assert first is again
    assert first is not other
    assert elsewhere is not first
