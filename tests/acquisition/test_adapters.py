"""Adapters as BlueZ tells of them."""

from monitor.acquisition.adapters import Adapter, read_adapters


def test_adapters_with_what_they_hold() -> None:
    objects = {
        "/org/bluez": {},
        "/org/bluez/hci1": {
            "org.bluez.Adapter1": {
                "Address": "B", "Powered": False, "Roles": ["peripheral"]
            }
        },
        "/org/bluez/hci0": {
            "org.bluez.Adapter1": {
                "Address": "A", "Powered": True, "Roles": ["central"]
            }
        },
        "/org/bluez/hci0/dev_1": {
            "org.bluez.Device1": {
                "Adapter": "/org/bluez/hci0", "Connected": True, "Alias": "Mouse"
            }
        },
        "/org/bluez/hci0/dev_2": {
            "org.bluez.Device1": {"Adapter": "/org/bluez/hci0", "Connected": False}
        },
    }  # fmt: skip

    assert read_adapters(objects) == [
        Adapter("hci0", "A", is_on=True, can_connect=True, links=("Mouse",)),
        Adapter("hci1", "B", is_on=False, can_connect=False, links=()),
    ]


def test_objects_that_lack_everything_are_no_adapters() -> None:
    assert read_adapters({}) == []
    assert read_adapters({"/x": {"org.bluez.Device1": {"Connected": True}}}) == []
