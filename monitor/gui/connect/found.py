"""Sensors that were found, and pairs that are remembered; no radio here."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

_BARS: Final = (-90.0, -80.0, -70.0, -60.0)  # dBm, from which each bar is lit


class Trust(StrEnum):
    """How well a sensor is known."""

    USABLE = "usable"
    UNKNOWN = "unknown"  # no firmware profile knows it
    UNFIT = "unfit"  # known, but not to be used now


@dataclass(frozen=True, slots=True)
class FoundView:
    """One line of the list of sensors.

    Attributes:
        address: What it is linked by.
        name: What it calls itself; empty if it doesn't.
        profile: Key of the firmware profile that knows it; empty if none does.
        firmware: That profile's name for people.
        problem: Why it can't be used; empty if it can.
        rssi_dbm: Strength of its signal; None if not told.
        battery_percent: Its charge; None if not told.
        adapter: The Bluetooth adapter that heard it; empty for the usual one.
    """

    address: str
    name: str = ""
    profile: str = ""
    firmware: str = ""
    problem: str = ""
    rssi_dbm: float | None = None
    battery_percent: float | None = None
    adapter: str = ""

    @property
    def is_usable(self) -> bool:
        """Whether a session can be had with it."""
        return self.trust is Trust.USABLE

    @property
    def trust(self) -> Trust:
        """How well it is known."""
        if not self.profile:
            return Trust.UNKNOWN
        return Trust.UNFIT if self.problem else Trust.USABLE

    @property
    def bars(self) -> int | None:
        """Its signal, 0 to 4; None if not told."""
        if self.rssi_dbm is None:
            return None
        return sum(self.rssi_dbm > least for least in _BARS)

    @property
    def short_address(self) -> str:
        """The end of its address: enough to tell two apart."""
        return self.address if len(self.address) <= 8 else f"…{self.address[-5:]}"


@dataclass(frozen=True, slots=True)
class KitView:
    """A remembered pair.

    Attributes:
        name: What a person called it; a pair without a name has its addresses.
        pelvis: As remembered.
        lumbar: As remembered.
    """

    name: str
    pelvis: FoundView
    lumbar: FoundView

    @property
    def title(self) -> str:
        """Its name, or what its sensors are called if it has none."""
        if self.pelvis.address not in self.name:
            return self.name
        return f"{self.pelvis.short_address} + {self.lumbar.short_address}"
