"""Reads a sensor's charge from what its battery characteristic holds."""

from enum import StrEnum

from monitor.model.errors import DecodeError


class BatteryDecoder(StrEnum):
    """The battery formats that a profile may name. There are no others."""

    PERCENT = "percent"  # the first byte is percent; as 0x2A19 of Bluetooth


def battery_percent(decoder: BatteryDecoder, payload: bytes) -> float:
    """Return the charge, 0 to 100 %.

    Raises:
        DecodeError: The payload is empty, or tells more than 100 %.
    """
    match decoder:
        case BatteryDecoder.PERCENT:
            if not payload or payload[0] > 100:
                msg = f"{payload[:4].hex() or 'no bytes'}: not a charge in percent"
                raise DecodeError(msg)
            return float(payload[0])
