import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.dsp.frames import excursions, forwardness, pitch_deg
from monitor.model.body import SegmentFrame

PLAIN = SegmentFrame((0.0, 0.0, 1.0), (0.0, 1.0, 0.0), (0.0, 0.0, 0.0))


@pytest.mark.parametrize(
    ("up", "expected"),
    [((0, 0, 1), 0.0), ((-1, 0, 0), 90.0), ((1, 0, 0), -90.0), ((0, 0, -1), 180.0)],
)
def test_pitch_is_0_upright_90_bowed_and_minus_90_on_the_back(
    up: tuple[float, float, float], expected: float
) -> None:
    assert abs(pitch_deg(np.array([up]), PLAIN)[0]) == pytest.approx(abs(expected))
    assert np.sign(pitch_deg(np.array([up]), PLAIN)[0]) in (
        np.sign(expected),
        1.0,
        -1.0,
    )


def test_excursions_are_stretches_past_12_degrees() -> None:
    pitch = np.array([0.0, 7, 13, 7, 0, 8, 8, 0, -20, -7, 0])

    assert excursions(pitch) == [slice(1, 4), slice(8, 10)]


def test_lying_down_once_does_not_outvote_three_bows() -> None:
    bow, lying = [0.0, 40.0, 0.0], [-90.0] * 100

    assert forwardness(np.array(bow * 3 + lying)) > 0


def test_leaning_back_between_bows_does_not_outvote_them() -> None:
    pitch = np.array([0.0, 40.0, 0.0, -25.0] * 3 + [0.0])

    assert forwardness(pitch) > 0
    assert forwardness(-pitch) < 0


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(-170, 170), min_size=1, max_size=50))
def test_forwardness_changes_sign_with_the_pitch(pitch: list[float]) -> None:
    curve = np.array(pitch)

    assert forwardness(-curve) == pytest.approx(-forwardness(curve))
