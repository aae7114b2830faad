"""Which sensors are near, and which profile knows each."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import pytest

from monitor.acquisition.radio import Advertisement, Peer
from monitor.acquisition.scan import Found, profile_of, scan
from monitor.profiles import find_profiles

Virtually = Callable[[Coroutine[Any, Any, Any]], Any]
PROFILES = find_profiles()
REFERENCE = frozenset({"d517a100-97e1-4ee8-999d-7c36549134ca"})


class Heard:
    """A radio that hears a row of advertisements, one a second."""

    def __init__(
        self, *heard: Advertisement, held: tuple[Advertisement, ...] = ()
    ) -> None:
        self.heard, self.held = heard, held
        self.scans = 0

    @asynccontextmanager
    async def scanning(
        self, hear: Callable[[Advertisement], None]
    ) -> AsyncIterator[None]:
        self.scans += 1
        task = asyncio.ensure_future(self._speak(hear))
        try:
            yield
        finally:
            task.cancel()
            self.scans -= 1

    async def _speak(self, hear: Callable[[Advertisement], None]) -> None:
        for each in self.heard:
            await asyncio.sleep(1.0)
            hear(each)

    async def connected(self) -> list[Advertisement]:
        return list(self.held)

    async def connect(self, sensor: Advertisement, on_lost: Callable[[], None]) -> Peer:
        raise NotImplementedError


def scanned(
    virtually: Virtually,
    radio: Heard,
    timeout_s: float = 6.0,
    enough: Callable[[list[Found]], bool] = lambda _: False,
) -> tuple[list[Found], float]:
    async def run() -> tuple[list[Found], float]:
        found = await scan(radio, PROFILES, timeout_s, enough)
        return found, asyncio.get_running_loop().time()

    result: tuple[list[Found], float] = virtually(run())
    assert radio.scans == 0
    return result


@pytest.mark.parametrize(
    ("sensor", "profile"),
    [
        (Advertisement("A", "REPMON-7", services=REFERENCE), "reference"),
        (Advertisement("A", "REPMON-7"), None),  # name and service, both must fit
        (Advertisement("A", "Xsens DOT"), "movella_dot"),
        (Advertisement("A", "Movella DOT"), "movella_dot"),
        (Advertisement("A", "Polar Sense 12345678"), "polar_verity_sense"),
        (Advertisement("A", "Polar H10 12345678"), "polar_h10"),
        (Advertisement("A", "Polar OH1 12345678"), "polar_h10"),  # no gyroscope either
        (Advertisement("A", "Movesense 174630000192"), "movesense"),
        (Advertisement("A", "WT901BLE68"), "witmotion"),
        (Advertisement("A", "Thingy"), "nordic_thingy52"),
        (Advertisement("A", "CC2650 SensorTag"), "ti_sensortag"),
        (Advertisement("A", "x", company_ids=frozenset({0x30})), "st_bluest"),
        (Advertisement("A", "x", company_ids=frozenset({0x822})), "adafruit_sense"),
        (Advertisement("A", "Nano33BLE-12ab"), "arduino_nano33"),
        (Advertisement("A", "Headphones"), None),
        (Advertisement("A"), None),
    ],
)
def test_the_profile_that_knows_it(sensor: Advertisement, profile: str | None) -> None:
    assert profile_of(sensor, PROFILES) == profile


def test_known_ones_come_first_then_the_strongest(virtually: Virtually) -> None:
    radio = Heard(
        Advertisement("1", "Headphones", -40.0),
        Advertisement("2", "Xsens DOT", -80.0),
        Advertisement("3", "Xsens DOT", -60.0),
    )
    found, took_s = scanned(virtually, radio)
    assert [each.sensor.address for each in found] == ["3", "2", "1"]
    assert took_s == 6.0


def test_a_name_and_a_service_may_come_one_after_the_other(
    virtually: Virtually,
) -> None:
    radio = Heard(
        Advertisement("1", "", -60.0, REFERENCE),
        Advertisement("1", "REPMON-1", -55.0),
    )
    (found,), _ = scanned(virtually, radio)
    assert found.profile == "reference"
    assert found.sensor.rssi_dbm == -55.0


def test_it_ends_when_there_is_enough(virtually: Virtually) -> None:
    radio = Heard(*[Advertisement(str(k), "Xsens DOT", -60.0) for k in range(5)])
    found, took_s = scanned(virtually, radio, 60.0, lambda found: len(found) >= 2)
    assert len(found) == 2
    assert took_s == 2.0


def test_links_that_are_up_are_found_though_they_do_not_advertise(
    virtually: Virtually,
) -> None:
    radio = Heard(held=(Advertisement("9", "Xsens DOT"),))
    (found,), _ = scanned(virtually, radio)
    assert found.is_linked
    assert found.profile == "movella_dot"
