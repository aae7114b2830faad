"""The charge, as sensors tell it."""

import pytest

from monitor.decoding.battery import BatteryDecoder, battery_percent
from monitor.model.errors import DecodeError


@pytest.mark.parametrize("payload", [b"\x57", b"\x57\x01"])
def test_the_first_byte_is_percent_whatever_follows(payload: bytes) -> None:
    assert battery_percent(BatteryDecoder.PERCENT, payload) == 87


@pytest.mark.parametrize("payload", [b"", b"\x65", b"\xff\x00"])
def test_what_is_no_charge_is_refused(payload: bytes) -> None:
    with pytest.raises(DecodeError, match="not a charge in percent"):
        battery_percent(BatteryDecoder.PERCENT, payload)
