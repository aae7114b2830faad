"""What a radio can do for us: the border that fakes stand at in tests.

Behind this border is `bleak`, before it all is ours. Whatever goes wrong behind it
arrives here as a ``LinkError``: one sentence that says what, and what to do.
"""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Protocol

Take = Callable[[bytes], None]


@dataclass(frozen=True, slots=True)
class Advertisement:
    """What a sensor says of itself before a link is made.

    Attributes:
        address: Bluetooth address; on macOS an id that this host has given it.
        name: Local name; empty if it tells none.
        rssi_dbm: Strength of the signal; None if the link is up already.
        services: UUIDs it advertises, in lower case.
        company_ids: Of its manufacturer data.
        handle: What the radio itself knows it by.
    """

    address: str
    name: str = ""
    rssi_dbm: float | None = None
    services: frozenset[str] = frozenset()
    company_ids: frozenset[int] = frozenset()
    handle: object = field(default=None, repr=False, compare=False)


class Peer(Protocol):
    """A sensor whose link is up and whose services are known.

    All methods raise ``LinkError``, and nothing else.
    """

    @property
    def payload_bytes(self) -> int:
        """The longest notification that the link can carry."""

    async def subscribe(self, characteristic: str, take: Take) -> None:
        """Have ``take`` called with each notification, in order of arrival."""

    async def write(
        self, characteristic: str, content: bytes, *, response: bool
    ) -> None:
        """Write to a characteristic, UUID or service/UUID in lower case.

        ``response`` waits for the sensor's acknowledgement.
        """

    async def read(self, characteristic: str) -> bytes:
        """Read a characteristic."""

    async def disconnect(self) -> None:
        """Take the link down and let go of all that belongs to it; never raises.

        Must be called after a loss too: what is not let go delivers twice.
        """


class Radio(Protocol):
    """One Bluetooth adapter. All methods raise ``LinkError``, and nothing else."""

    def scanning(
        self, heard: Callable[[Advertisement], None]
    ) -> AbstractAsyncContextManager[None]:
        """Call ``heard`` with each advertisement for as long as the context lasts.

        One scan at a time.
        """

    async def connected(self) -> list[Advertisement]:
        """Return sensors whose link is up already, as after a crash of ours."""

    async def connect(self, sensor: Advertisement, on_lost: Callable[[], None]) -> Peer:
        """Make a link and find out the services; one at a time.

        Args:
            sensor: As heard lately.
            on_lost: Called once if the link goes down without our doing.
        """
