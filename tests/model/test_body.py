import math

import msgspec
import pytest

from monitor.model.body import Limits, LimitSource


def test_limits_are_15_degrees_of_extension_and_20_of_flexion_by_default() -> None:
    assert Limits() == Limits(15.0, 20.0, LimitSource.DEFAULT)


@pytest.mark.parametrize("degrees", [1.0, 90.0])
def test_the_ends_of_the_range_are_limits(degrees: float) -> None:
    assert Limits(degrees, degrees).flexion_deg == degrees


@pytest.mark.parametrize("degrees", [0.99, -15.0, 90.1, 0.0, math.nan, math.inf])
def test_nonsense_is_refused(degrees: float) -> None:
    with pytest.raises(ValueError, match="between 1 and 90 degrees"):
        Limits(extension_deg=degrees)
    with pytest.raises(ValueError, match="between 1 and 90 degrees"):
        Limits(flexion_deg=degrees)


def test_nonsense_is_refused_from_a_file_too() -> None:
    with pytest.raises(msgspec.ValidationError, match="between 1 and 90"):
        msgspec.json.decode(b'{"extension_deg": 400}', type=Limits)
