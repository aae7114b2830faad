import numpy as np
import pytest

from monitor.detection.boundaries import Boundaries
from monitor.detection.scoring import lumbar
from monitor.detection.track import Stretch

T = np.arange(400) / 100.0
BOUNDS = Boundaries(onset_s=1.0, reach_s=1.5, leave_s=2.0, end_s=2.5, rom_deg=40.0)


def stretch(seen_from_s: float) -> Stretch:
    """An arch of 20 degrees throughout, not measured before this time."""
    flexion = np.where(seen_from_s <= T, -20.0, np.nan)
    return Stretch(T, T, T, T, flexion, np.zeros(len(T), dtype=np.bool_), T)


def test_an_arch_in_the_tail_belongs_to_a_rep_that_was_seen() -> None:
    found = lumbar(stretch(2.3), BOUNDS, 15.0)

    assert found.extension_deg == pytest.approx(20.0)
    assert found.share == pytest.approx(0.13, abs=0.02)


def test_a_rep_that_was_not_seen_has_no_peak_from_its_tail() -> None:
    found = lumbar(stretch(2.6), BOUNDS, 15.0)

    assert found.share == 0.0
    assert (found.extension_deg, found.flexion_deg) == (None, None)
    assert found.over_s == 0.0
