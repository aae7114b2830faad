"""What goes wrong in a radio, in a sentence each: what, and what to do."""

import sys

from bleak.exc import (
    BleakBluetoothNotAvailableError,
    BleakBluetoothNotAvailableReason,
    BleakCharacteristicNotFoundError,
    BleakDBusError,
    BleakDeviceNotFoundError,
    BleakError,
    BleakGATTProtocolError,
)

if sys.platform == "linux":
    from dbus_fast.errors import DBusFastError as BusError
else:

    class BusError(Exception):
        """There is no D-Bus here."""


# What bleak raises at its border. The last ones are slips of its own, such as an
# assertion that a bus is there when it has just died: a session must outlive them.
FAILURES = (
    BleakError,
    BusError,
    OSError,
    TimeoutError,
    EOFError,
    AssertionError,
    LookupError,
    AttributeError,
    ValueError,
)

_UNAVAILABLE = {
    BleakBluetoothNotAvailableReason.NO_BLUETOOTH: (
        "this computer has no Bluetooth adapter: plug one in"
    ),
    BleakBluetoothNotAvailableReason.NO_BLE_CENTRAL_ROLE: (
        "this Bluetooth adapter can't do Low Energy: plug in one that can"
    ),
    BleakBluetoothNotAvailableReason.POWERED_OFF: (
        "Bluetooth is off: turn it on in the system's settings"
    ),
    BleakBluetoothNotAvailableReason.DENIED_BY_USER: (
        "Bluetooth was denied to this program: allow it in the system's settings"
    ),
}
_DENIED = (
    "the system denies Bluetooth to this program: allow it in the system's settings,"
    " or ask who looks after this computer"
)
_BUS = {
    "AccessDenied": _DENIED,
    "ServiceUnknown": (
        "the Bluetooth service isn't running: start it with 'systemctl start bluetooth'"
    ),
    "NotReady": "Bluetooth is off: turn it on in the system's settings",
    "InProgress": "another program is using Bluetooth right now: close it, or wait",
    "NoReply": "the Bluetooth service does not answer: restart it if this stays so",
    "UnknownObject": "the sensor or its adapter has gone: bring it back",
    "UnknownMethod": "the sensor or its adapter has gone: bring it back",
}
_BUS["NameHasNoOwner"] = _BUS["ServiceUnknown"]
_BUS["Disconnected"] = _BUS["ServiceUnknown"]
# Of org.bluez.Error.Failed, see src/error.c of BlueZ.
_FULL = "the adapter is full: end another link, or use a second adapter"
_DETAILS = {
    "connect-limit": _FULL,
    "memory-allocation": _FULL,
    "Too many links": _FULL,
    "connection-refused": "the sensor refused the link: does another program use it?",
    "abort-by-local": "the link broke while it was made: bring the sensor nearer",
    "gatt-browsing": "the sensor broke off while telling its services",
    "Host is down": "the sensor does not answer: is it on and near?",
    "Not connected": "the link went down",
}


_KINDS: tuple[tuple[type[BaseException], str], ...] = (
    (BleakDeviceNotFoundError, "the sensor is not to be found: is it on and near?"),
    (TimeoutError, "the sensor does not answer: is it on and near?"),
    (
        FileNotFoundError,
        "there is no system bus here: start D-Bus and the Bluetooth service",
    ),
    (PermissionError, _DENIED),
)


def explained(error: BaseException) -> str:
    """Return what a failure means, as a sentence without a full stop."""
    match error:
        case BleakBluetoothNotAvailableError():
            return _UNAVAILABLE.get(error.reason, _DENIED)
        case BleakDBusError():
            return _bus_error(error)
        case BleakCharacteristicNotFoundError(char_specifier=missing):
            return (
                f"the sensor has no characteristic {missing}: the profile is not that"
                " of its firmware"
            )
        case BleakGATTProtocolError():
            return f"the sensor refused what it was asked for ({error.args[-1]})"
        case _:
            known = (text for kind, text in _KINDS if isinstance(error, kind))
            return next(known, None) or _other(error)


def _bus_error(error: BleakDBusError) -> str:
    details = error.dbus_error_details or ""
    for part, meaning in _DETAILS.items():
        if part in details:
            return meaning
    kind = error.dbus_error.rpartition(".")[2]
    return _BUS.get(kind, f"Bluetooth reports {kind}: {details or 'no details'}")


def _other(error: BaseException) -> str:
    text = " ".join(str(error).split()) or type(error).__name__
    if "adapter" in text and "not found" in text:
        return f"{text}: 'rep-monitor doctor' lists the adapters"
    if "device disconnected" in text:
        return "the link went down while the sensor told its services"
    return f"the radio reports: {text}"
