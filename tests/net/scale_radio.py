"""Time on the air: of sensors at one Bluetooth adapter, of states on a gym's Wi-Fi.

Sizes and pauses are those of the standards; what adapters hold is what others found,
named in docs/scale.md.
"""

import math
from dataclasses import dataclass
from typing import Final

from tests.net.scale import Flow, Load

SENSORS: Final = 2  # of a lifter
SHORT_PDU, LONG_PDU = 27, 251  # bytes a Bluetooth packet carries; with its extension
# A link's turn in each interval, and the packets that fit: Nordic's usual ones.
TURN_MS, TURN_PACKETS = 3.75, 3
INTERVALS_MS: Final = (7.5, 15.0, 30.0, 50.0)
# Links that an adapter holds at once.
ADAPTERS: Final = (
    ("CSR dongles", 5),
    ("Broadcom; a Raspberry Pi 4", 7),
    ("a Windows tablet", 8),
)
MOST_AIR: Final = 0.5  # share of a Wi-Fi channel that states may take
_ATT_L2CAP: Final = 3 + 4
_BLE_AROUND: Final = 10  # bytes around what a packet carries: preamble to checksum
_IFS_US: Final = 150.0


@dataclass(frozen=True, slots=True)
class SensorKind:
    """What a sensor sends.

    Attributes:
        name: For people.
        profile: Its firmware profile.
        samples: In a notification.
    """

    name: str
    profile: str
    samples: int


KINDS: Final = (
    SensorKind("Movella DOT", "movella_dot", 1),
    SensorKind("WitMotion", "witmotion", 1),
    SensorKind("Nordic Thingy:52", "nordic_thingy52", 1),
    SensorKind("reference layout, 3 samples each", "reference", 3),
)


def packets(value_bytes: int, pdu: int) -> int:
    """Return the Bluetooth packets that a notification takes."""
    return math.ceil((value_bytes + _ATT_L2CAP) / pdu)


def notification_us(value_bytes: int, pdu: int) -> float:
    """Return the time on the air of a notification, at 1 Mbit/s and with its polls."""
    count = packets(value_bytes, pdu)
    carried = value_bytes + _ATT_L2CAP + count * _BLE_AROUND
    polls = count * _BLE_AROUND
    return 8.0 * (carried + polls) + 2 * count * _IFS_US


def links_in(interval_ms: float) -> int:
    """Return how many links have their turn in an interval."""
    return int(interval_ms / TURN_MS)


def packets_per_s(interval_ms: float) -> float:
    """Return the packets a second that a link carries, in its turn alone."""
    return TURN_PACKETS * 1000 / interval_ms


# Wi-Fi (OFDM at 5 GHz): slot, pauses and frames, us
_SLOT, _SIFS, _DIFS, _PREAMBLE, _SYMBOL = 9.0, 16.0, 34.0, 20.0, 4.0
_WAIT: Final = 7.5 * _SLOT  # before a frame, on average
_MAC: Final = 36  # bytes around a frame: header, LLC, checksum
_TCP_IP, _TLS = 52, 22


def frame_us(payload: int, mbit_s: float) -> float:
    """Return the time on the air of a Wi-Fi frame and its acknowledgement."""
    return _DIFS + _WAIT + _sent_us(payload + _MAC, mbit_s) + _SIFS + _sent_us(14, 24.0)


def _sent_us(size: int, mbit_s: float) -> float:
    return _PREAMBLE + _SYMBOL * math.ceil((22 + 8 * size) / (_SYMBOL * mbit_s))


def message_us(size: int, mbit_s: float) -> float:
    """Return the time on the air of a message in TLS, with the answer of TCP."""
    return frame_us(size + _TLS + _TCP_IP, mbit_s) + frame_us(_TCP_IP, mbit_s)


def station_air(flows: list[Flow], mbit_s: float) -> float:
    """Return the share of a channel that one station's sending takes."""
    return 1e-6 * sum(f.per_s * message_us(f.up, mbit_s) for f in flows)


def tablet_air(flows: list[Flow], mbit_s: float) -> float:
    """Return the share of a channel that one station takes on its way to a tablet."""
    each = (f.per_s * f.to_tablet * message_us(f.down, mbit_s) for f in flows)
    return 1e-6 * sum(each)


def stations_on_air(load: Load, mbit_s: float, tablets: int, *, cabled: bool) -> int:
    """Return how many stations a channel carries.

    Args:
        load: What stations send.
        mbit_s: How fast frames are sent.
        tablets: How many watch, in the same channel.
        cabled: Stations send by cable.
    """
    own = 0.0 if cabled else station_air(load.flows, mbit_s)
    each = own + tablets * tablet_air(load.flows, mbit_s)
    return int(MOST_AIR / each)
