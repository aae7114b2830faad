"""Which sensors a session uses, without a radio: said, or remembered."""

from pathlib import Path

import pytest

from monitor.acquisition.kits import Kit, KitSensor, remember
from monitor.acquisition.linkable import linkable
from monitor.cli.pairing import Wish, chosen
from monitor.config import kits_path
from monitor.model.errors import ConfigError
from monitor.model.records import Placement
from monitor.profiles import find_profiles

PROFILES = find_profiles()
HOME = Kit("home", KitSensor("A", "reference"), KitSensor("B", "reference"))
GYM = Kit("gym", KitSensor("C", "movella_dot"), KitSensor("D", "movella_dot", "hci1"))


@pytest.fixture(autouse=True)
def remembered(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setattr("monitor.config.user_config_path", lambda *_, **__: tmp_path)
    for kit in (GYM, HOME):
        remember(kit, kits_path())


def test_the_pair_used_last_is_used_again() -> None:
    assert chosen(Wish(), PROFILES) == HOME


def test_a_pair_is_called_by_its_name() -> None:
    assert chosen(Wish(kit="gym"), PROFILES) == GYM


def test_a_remembered_pair_takes_other_adapters_and_another_profile() -> None:
    kit = chosen(Wish(adapters=["hci0", "hci2"], profile="movella_dot_26"), PROFILES)
    assert (kit.pelvis.adapter, kit.lumbar.adapter) == ("hci0", "hci2")
    assert kit.pelvis.profile == kit.lumbar.profile == "movella_dot_26"


def test_the_profile_of_a_known_address_is_remembered() -> None:
    kit = chosen(Wish(pelvis="d", lumbar="A", adapters=["hci3"]), PROFILES)
    assert (kit.pelvis.profile, kit.lumbar.profile) == ("movella_dot", "reference")
    assert (kit.pelvis.adapter, kit.lumbar.adapter) == ("hci3", "hci3")


def test_three_adapters_are_too_many() -> None:
    with pytest.raises(ConfigError, match="at most two"):
        chosen(Wish("A", "B", adapters=["1", "2", "3"]), PROFILES)


def test_sensors_of_one_adapter_share_its_radio() -> None:
    pelvis, lumbar = linkable(HOME, PROFILES)
    assert pelvis.radio is lumbar.radio
    assert (pelvis.placement, lumbar.placement) == (Placement.PELVIS, Placement.LUMBAR)
    assert [each.profile.streams["imu"].rate_hz for each in (pelvis, lumbar)] == [
        100,
        100,
    ]
    faster = linkable(HOME, PROFILES, 200.0)
    assert faster[0].profile.streams["imu"].rate_hz == 200.0


def test_a_profile_that_is_gone_is_told() -> None:
    with pytest.raises(ConfigError, match="not there any more"):
        linkable(Kit("x", KitSensor("A", "gone"), KitSensor("B", "gone")), PROFILES)
