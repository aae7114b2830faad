"""Reads a sensor's charge from what it tells of its battery."""

from enum import StrEnum

from monitor.model.errors import DecodeError


class BatteryDecoder(StrEnum):
    """The battery formats that a profile may name. There are no others."""

    PERCENT = "percent"  # the first byte is percent; as 0x2A19 of Bluetooth
    METAWEAR = "metawear"  # an answer 11 8C, then percent and millivolts
    WITMOTION = "witmotion"  # an answer 55 71 64 00, then hundredths of a volt
    BLUEST = "bluest"  # a u16 stamp, then tenths of a percent


# Hundredths of a volt and percent, from WitMotion's own documents: at least so much.
_WITMOTION_CURVE = (
    (397, 100),
    (393, 90),
    (387, 75),
    (382, 60),
    (379, 50),
    (377, 40),
    (373, 30),
    (370, 20),
    (368, 15),
    (350, 10),
    (340, 5),
    (0, 0),
)


def battery_percent(decoder: BatteryDecoder, payload: bytes) -> float:
    """Return the charge, 0 to 100 %.

    Raises:
        DecodeError: The payload does not fit, or tells more than 100 %.
    """
    match decoder:
        case BatteryDecoder.PERCENT:
            percent = float(_number(payload, 0, 1, b""))
        case BatteryDecoder.METAWEAR:
            percent = float(_number(payload, 2, 1, b"\x11\x8c"))
        case BatteryDecoder.WITMOTION:
            percent = _witmotion(_number(payload, 4, 2, b"\x55\x71\x64\x00"))
        case BatteryDecoder.BLUEST:
            percent = _number(payload, 2, 2, b"") / 10.0
    if percent > 100.0:
        raise _misfit(payload)
    return percent


def _number(payload: bytes, start: int, size: int, begins: bytes) -> int:
    if len(payload) < start + size or not payload.startswith(begins):
        raise _misfit(payload)
    return int.from_bytes(payload[start : start + size], "little")


def _witmotion(centivolt: int) -> float:
    return float(next(share for least, share in _WITMOTION_CURVE if centivolt >= least))


def _misfit(payload: bytes) -> DecodeError:
    msg = f"{payload[:4].hex() or 'no bytes'}: not a charge in percent"
    return DecodeError(msg)
