"""What a person tells is refused where it can't be."""

import math
from collections.abc import Callable

import pytest

from monitor.model.records import Record, SetLoad, SetPain, SetRpe


@pytest.mark.parametrize(
    "absurd",
    [
        pytest.param(lambda: SetLoad(0.0, -1.0), id="negative load"),
        pytest.param(lambda: SetLoad(0.0, 10_000.0), id="ten tons"),
        pytest.param(lambda: SetLoad(0.0, math.nan), id="no number"),
        pytest.param(lambda: SetRpe(0.0, 0.0), id="no exertion at all"),
        pytest.param(lambda: SetRpe(0.0, 11.0), id="more than all"),
        pytest.param(lambda: SetPain(0.0, -1.0), id="negative pain"),
        pytest.param(lambda: SetPain(0.0, 10.5), id="past the worst"),
        pytest.param(lambda: SetPain(0.0, math.inf), id="without end"),
    ],
)
def test_absurd_figures_are_refused(absurd: Callable[[], Record]) -> None:
    with pytest.raises(ValueError, match="must lie between"):
        absurd()


def test_an_unknown_load_is_allowed() -> None:
    assert SetLoad(0.0, None).load_kg is None
