"""The charge, as sensors tell it."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.decoding.battery import BatteryDecoder, battery_percent
from monitor.model.errors import DecodeError


@pytest.mark.parametrize("payload", [b"\x57", b"\x57\x01"])
def test_the_first_byte_is_percent_whatever_follows(payload: bytes) -> None:
    assert battery_percent(BatteryDecoder.PERCENT, payload) == 87


@pytest.mark.parametrize("payload", [b"", b"\x65", b"\xff\x00"])
def test_what_is_no_charge_is_refused(payload: bytes) -> None:
    with pytest.raises(DecodeError, match="not a charge in percent"):
        battery_percent(BatteryDecoder.PERCENT, payload)


@pytest.mark.parametrize(
    ("decoder", "payload", "percent"),
    [
        (BatteryDecoder.METAWEAR, "118c633410", 99.0),  # from the vendor's own tests
        (BatteryDecoder.WITMOTION, "557164008e01" + "00" * 14, 100.0),  # 3.98 V
        (BatteryDecoder.WITMOTION, "557164007b01" + "00" * 14, 50.0),  # 3.79 V
        (BatteryDecoder.WITMOTION, "55716400c800" + "00" * 14, 0.0),
        (BatteryDecoder.BLUEST, "0100e903", None),  # 100.1 %
        (BatteryDecoder.BLUEST, "0100fd01", 50.9),
        (BatteryDecoder.METAWEAR, "118d633410", None),
        (BatteryDecoder.WITMOTION, "5561", None),
    ],
)
def test_each_make_tells_it_its_own_way(
    decoder: BatteryDecoder, payload: str, percent: float | None
) -> None:
    if percent is None:
        with pytest.raises(DecodeError):
            battery_percent(decoder, bytes.fromhex(payload))
    else:
        assert battery_percent(decoder, bytes.fromhex(payload)) == percent


@given(st.sampled_from(BatteryDecoder), st.binary(max_size=24))
def test_any_payload_is_a_charge_or_refused(
    decoder: BatteryDecoder, payload: bytes
) -> None:
    with suppress(DecodeError):
        assert 0.0 <= battery_percent(decoder, payload) <= 100.0
