"""The sensors of a pair, ready to be linked."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from monitor.acquisition.bleak_radio import BleakRadio
from monitor.acquisition.kits import Kit
from monitor.acquisition.sensor_link import Sensor
from monitor.model.errors import ConfigError
from monitor.model.records import Placement
from monitor.profiles import Profile, at_rate

if TYPE_CHECKING:
    from monitor.acquisition.radio import Radio


def linkable(
    kit: Kit, profiles: Mapping[str, Profile], rate_hz: float | None = None
) -> list[Sensor]:
    """Return a kit's sensors with their radios, one for each adapter.

    Args:
        kit: The pair.
        profiles: All profiles.
        rate_hz: Samples a second instead of the profiles' own.

    Raises:
        ConfigError: A profile is not there, not fit for a session, or has no such rate.
    """
    radios: dict[str, Radio] = {}
    sensors = []
    for placement, each in (
        (Placement.PELVIS, kit.pelvis),
        (Placement.LUMBAR, kit.lumbar),
    ):
        profile = profiles.get(each.profile)
        if profile is None:
            msg = f"{each.address}: its profile {each.profile} is not there any more"
            raise ConfigError(msg)
        if profile.unfit:
            msg = f"{profile.name} can't be used: {profile.unfit}"
            raise ConfigError(msg)
        if rate_hz is not None:
            profile = at_rate(profile, rate_hz)
        radio = radios.setdefault(each.adapter, BleakRadio(each.adapter))
        sensors.append(Sensor(placement, each.address, profile, radio))
    return sensors


def thigh_sensors(
    kit: Kit, addresses: Mapping[Placement, str | None], profiles: Mapping[str, Profile]
) -> list[Sensor]:
    """Return the sensors of the thighs: of the pelvis's make, on its adapter.

    Args:
        kit: The pair of the trunk.
        addresses: Of each thigh; None without a sensor there.
        profiles: All profiles.
    """
    make = kit.pelvis
    radio = BleakRadio(make.adapter)
    return [
        Sensor(placement, address, profiles[make.profile], radio)
        for placement, address in addresses.items()
        if address is not None
    ]
