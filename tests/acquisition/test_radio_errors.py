"""What bleak raises, in words."""

from collections.abc import Callable

import pytest
from bleak.exc import (
    BleakBluetoothNotAvailableError,
    BleakBluetoothNotAvailableReason,
    BleakCharacteristicNotFoundError,
    BleakDBusError,
    BleakDeviceNotFoundError,
    BleakError,
    BleakGATTProtocolError,
)

from monitor.acquisition.radio_errors import FAILURES, explained

NOT_AVAILABLE = [
    BleakBluetoothNotAvailableError("no", reason)
    for reason in BleakBluetoothNotAvailableReason
]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (NOT_AVAILABLE[0], "no Bluetooth adapter"),
        (NOT_AVAILABLE[1], "can't do Low Energy"),
        (NOT_AVAILABLE[2], "is off"),
        (BleakDBusError("org.freedesktop.DBus.Error.AccessDenied", ["x"]), "denies"),
        (
            BleakDBusError("org.freedesktop.DBus.Error.ServiceUnknown", ["x"]),
            "isn't running",
        ),
        (BleakDBusError("org.bluez.Error.InProgress", []), "another program"),
        (BleakDBusError("org.bluez.Error.NotReady", ["Resource Not Ready"]), "is off"),
        (
            BleakDBusError(
                "org.bluez.Error.Failed", ["le-connection-sync-connect-limit"]
            ),
            "adapter is full",
        ),
        (
            BleakDBusError("org.bluez.Error.Failed", ["le-connection-abort-by-local"]),
            "nearer",
        ),
        (BleakDBusError("org.bluez.Error.Failed", ["Something new"]), "Something new"),
        (FileNotFoundError(2, "No such file"), "no system bus"),
        (PermissionError(13, "no"), "denies"),
        (TimeoutError(), "does not answer"),
        (BleakCharacteristicNotFoundError("2a19"), "no characteristic 2a19"),
        (BleakDeviceNotFoundError("A", "gone"), "not to be found"),
        (
            BleakError("failed to discover services, device disconnected"),
            "told its services",
        ),
        (BleakError("adapter 'hci7' not found"), "doctor"),
        (BleakGATTProtocolError(3), "refused"),
        (AssertionError(), "AssertionError"),
        (EOFError(), "EOFError"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_each_is_one_sentence(
    error: Exception, said: str, one_line: Callable[[str], bool]
) -> None:
    assert isinstance(error, FAILURES)
    assert said in explained(error)
    assert one_line(explained(error))


@pytest.mark.parametrize("error", NOT_AVAILABLE, ids=lambda error: error.reason.name)
def test_no_reason_is_left_without_a_word(
    error: BleakBluetoothNotAvailableError,
) -> None:
    assert "Bluetooth" in explained(error)
