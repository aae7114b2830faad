from typing import Any

import pytest

from monitor.sound.portaudio import is_bluetooth, outputs


def device(name: str, channels: int = 2) -> dict[str, Any]:
    return {
        "name": name,
        "max_output_channels": channels,
        "default_samplerate": 48_000.0,
        "default_low_output_latency": 0.01,
    }


def api(name: str, default: int, *devices: int) -> dict[str, Any]:
    return {"name": name, "default_output_device": default, "devices": list(devices)}


def names(listed: list[dict[str, Any]], *apis: dict[str, Any]) -> list[str]:
    return [each.name for each in outputs(listed, apis)]


def test_the_systems_own_choice_comes_first_and_inputs_are_left_out() -> None:
    listed = [device("hdmi"), device("microphone", 0), device("speakers")]

    assert names(listed, api("ALSA", 2, 0, 1, 2)) == ["speakers", "hdmi"]


def test_of_several_host_apis_the_quick_one_is_taken() -> None:
    listed = [device("Speakers (Ac"), device("Speakers (Acme)")]

    found = names(listed, api("MME", 0, 0), api("Windows WASAPI", 1, 1))

    assert found == ["Speakers (Acme)"]


def test_a_computer_without_outputs_has_none() -> None:
    assert names([]) == []
    assert names([device("microphone", 0)], api("ALSA", -1, 0)) == []


@pytest.mark.parametrize(
    "name",
    [
        "bluez_output.AC_80_0A_00_00_00.1",
        "Anna's AirPods Pro",
        "Headset (WH-1000XM4 Hands-Free AG Audio)",
        "Speaker (Bluetooth A2DP)",
        "Galaxy Buds2",
    ],
)
def test_a_wireless_device_is_known_by_its_name(name: str) -> None:
    assert is_bluetooth(name)


@pytest.mark.parametrize(
    "name", ["", "default", "HDA Intel PCH: ALC257 Analog", "alsa_output.pci-0000_00"]
)
def test_a_device_with_a_cable_is_not_taken_for_wireless(name: str) -> None:
    assert not is_bluetooth(name)
