from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from monitor.dsp.rows import joined_between, joined_rows, joined_whole, usable
from monitor.model.blocks import Joined

Make = Callable[..., Any]


@pytest.fixture
def joined(make_wearer: Make) -> Joined:
    made = make_wearer().joined(np.arange(100.0), np.arange(100.0), start=2.0)
    assert isinstance(made, Joined)
    return made


def test_a_window_holds_both_of_its_ends_in_either_order(joined: Joined) -> None:
    rows = joined_between(joined, (2.5, 2.25))

    assert rows.t[0] == pytest.approx(2.25)
    assert rows.t[-1] == pytest.approx(2.5)
    assert len(rows.lumbar.up) == len(rows.t) == 26


def test_pieces_make_up_the_whole_again(joined: Joined) -> None:
    pieces = [joined_rows(joined, slice(a, a + 30)) for a in range(0, 100, 30)]

    whole = joined_whole(pieces)

    assert (whole.t == joined.t).all()
    assert (whole.pelvis.up == joined.pelvis.up).all()
    assert (whole.lumbar.valid == joined.lumbar.valid).all()


def test_rows_without_the_sensor_are_not_usable(joined: Joined, without: Make) -> None:
    holed = without(joined, "pelvis", slice(10, 20))

    assert np.flatnonzero(~usable(holed.pelvis)).tolist() == list(range(10, 20))
    assert usable(holed.lumbar).all()
