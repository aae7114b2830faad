"""A gym's address: written for its owner alone, read again, refused if it is none."""

import stat
import sys
from pathlib import Path

import pytest

from monitor.model.errors import ConfigError
from monitor.net.address import Address, read_address, write_address


def test_an_address_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "gyms" / "iron-station.toml"
    address = Address(("tls://gym.local:4222",), "iron", "rack-1", "SUSEED", "PEM")

    write_address(address, path)

    assert read_address(path) == address
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("server", ["foo", "http://x", "nats://", "nats://a b"])
def test_what_is_no_server_is_refused(server: str) -> None:
    with pytest.raises(ValueError, match="is no server"):
        Address((server,), "iron", "rack-1")


@pytest.mark.parametrize(
    "text",
    ["", "servers = [", 'servers = ["foo"]\ngym = "iron"\nuser = "a"', "gym = 3"],
)
def test_a_file_that_is_none_is_one_sentence(tmp_path: Path, text: str) -> None:
    path = tmp_path / "iron-coach.toml"
    path.write_text(text)

    with pytest.raises(ConfigError, match=r"iron-coach\.toml: is no address"):
        read_address(path)
