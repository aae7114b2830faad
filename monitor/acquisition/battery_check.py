"""Asks a sensor that isn't linked for its charge."""

from contextlib import suppress
from functools import partial

from monitor.acquisition.radio import Advertisement, Radio
from monitor.acquisition.start import Replies, battery_characteristics, read_battery
from monitor.model.errors import DecodeError, LinkError
from monitor.profiles import Profile


async def battery_of(
    radio: Radio, sensor: Advertisement, profile: Profile
) -> float | None:
    """Return the charge, percent; None if the sensor doesn't tell it now."""
    battery = profile.battery
    if battery is None:
        return None
    with suppress(LinkError, DecodeError):
        peer = await radio.connect(sensor, lambda: None)
        try:
            replies = Replies()
            for each in battery_characteristics(battery):
                await peer.subscribe(each, partial(replies.take, each))
            return await read_battery(battery, peer, replies)
        finally:
            await peer.disconnect()
    return None
