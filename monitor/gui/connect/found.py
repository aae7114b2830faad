"""A sensor that was found, as a person sees it; no radio here."""

from dataclasses import dataclass


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
        return bool(self.profile) and not self.problem

    @property
    def signal(self) -> str:
        """The signal as bars and in dBm."""
        if self.rssi_dbm is None:
            return "in use or linked"
        bars = sum(self.rssi_dbm > least for least in (-90, -80, -70, -60))
        return f"{'▮' * bars}{'▯' * (4 - bars)} {self.rssi_dbm:.0f} dBm"
