"""Which sensors are near, and what is known of each."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from fnmatch import fnmatchcase

from monitor.acquisition.radio import Advertisement, Radio
from monitor.decoding.profile_text import Match
from monitor.profiles import Profile


@dataclass(frozen=True, slots=True)
class Found:
    """A sensor that was heard.

    Attributes:
        sensor: What it said, as last heard.
        profile: Key of the profile that knows it; None if none does.
        is_linked: Its link is up already, so it doesn't advertise.
    """

    sensor: Advertisement
    profile: str | None
    is_linked: bool = False


def fits(match: Match, sensor: Advertisement) -> bool:
    """Tell whether all that a profile demands is advertised."""
    if match.local_name and not any(
        fnmatchcase(sensor.name, pattern) for pattern in match.local_name
    ):
        return False
    if match.service is not None and match.service.lower() not in sensor.services:
        return False
    return match.company_id is None or match.company_id in sensor.company_ids


def profile_of(sensor: Advertisement, profiles: Mapping[str, Profile]) -> str | None:
    """Return the key of the profile that knows a sensor; of several the most exact.

    More demands are more exact; of equals the first key in the alphabet wins, so that
    a variant of a profile sorts behind it.
    """
    fitting = [
        (-_demands(profile.match), key)
        for key, profile in profiles.items()
        if profile.match is not None and fits(profile.match, sensor)
    ]
    return min(fitting)[1] if fitting else None


def _demands(match: Match) -> int:
    given = (match.local_name, match.service, match.company_id)
    return sum(bool(each) for each in given)


async def scan(
    radio: Radio,
    profiles: Mapping[str, Profile],
    timeout_s: float,
    enough: Callable[[list[Found]], bool] = lambda _: False,
) -> list[Found]:
    """Listen for sensors.

    Args:
        radio: The adapter.
        profiles: Those that sensors are known by.
        timeout_s: How long.
        enough: Ends the scan early, given what was found so far.

    Returns:
        Known ones first, then by strength.

    Raises:
        LinkError: There is no Bluetooth.
    """
    heard = {each.address: each for each in await radio.connected()}
    linked = set(heard)
    news = asyncio.Event()

    def hear(sensor: Advertisement) -> None:
        before = heard.get(sensor.address)
        heard[sensor.address] = _together(before, sensor)
        news.set()

    def found() -> list[Found]:
        return [
            Found(each, profile_of(each, profiles), each.address in linked)
            for each in heard.values()
        ]

    with suppress(TimeoutError):
        async with asyncio.timeout(timeout_s), radio.scanning(hear):
            while not enough(found()):
                news.clear()
                await news.wait()
    return sorted(found(), key=_order)


def _together(before: Advertisement | None, now: Advertisement) -> Advertisement:
    """Return what two advertisements of one sensor tell: a name may come later."""
    if before is None:
        return now
    return Advertisement(
        address=now.address,
        name=now.name or before.name,
        rssi_dbm=now.rssi_dbm if now.rssi_dbm is not None else before.rssi_dbm,
        services=now.services | before.services,
        company_ids=now.company_ids | before.company_ids,
        handle=now.handle,
    )


def _order(found: Found) -> tuple[bool, float, str]:
    strength = found.sensor.rssi_dbm
    return (
        found.profile is None,
        -(strength if strength is not None else -200.0),
        found.sensor.address,
    )
