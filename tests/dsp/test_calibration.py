from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.dsp.calibration import (
    POOR_QUALITY,
    calibration_from_windows,
    calibration_notices,
)
from monitor.dsp.frames import pitch_deg
from monitor.model.blocks import Joined
from monitor.model.body import CalibrationSource, PelvisSite, Sites
from monitor.model.errors import CalibrationRefused
from monitor.model.events import NoticeKind

Make = Callable[..., Any]
BOWS = [(1.2, 50.0), (1.2, 0.0), (0.4, 0.0)] * 3
STILL = (0.5, 5.5)
BOWING = (6.0, 14.5)


@pytest.fixture
def session(make_wearer: Make, curve: Make) -> Make:
    """Six seconds still, three bows, three seconds still."""

    def make(seed: int = 0, share: float = 0.6, **traits: float) -> Joined:
        lumbar = curve([(6, 0), *BOWS, (3, 0)])
        made = make_wearer(seed=seed, **traits).joined(share * lumbar, lumbar)
        assert isinstance(made, Joined)
        return made

    return make


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(seed=st.integers(0, 10_000))
def test_any_mounting_gives_the_body_s_pitch(
    session: Make, make_wearer: Make, seed: int
) -> None:
    joined, mount = session(seed), make_wearer(seed=seed).mounting(1)

    made = calibration_from_windows(joined, STILL, BOWING, Sites())

    assert made.lumbar is not None
    assert np.array(made.lumbar.cranial) @ mount[:, 2] > np.cos(np.radians(0.5))
    assert np.array(made.lumbar.mediolateral) @ mount[:, 1] > np.cos(np.radians(1.0))


def test_the_frame_s_axes_are_unit_vectors_at_right_angles(session: Make) -> None:
    made = calibration_from_windows(session(), STILL, BOWING, Sites())

    assert made.pelvis is not None
    y, z = np.array(made.pelvis.mediolateral), np.array(made.pelvis.cranial)
    assert np.linalg.norm(y) == pytest.approx(1)
    assert np.linalg.norm(z) == pytest.approx(1)
    assert y @ z == pytest.approx(0, abs=1e-9)


def test_the_gyro_bias_is_that_of_the_neutral_posture(session: Make) -> None:
    made = calibration_from_windows(session(gyro_bias_dps=2.0), STILL, BOWING, Sites())

    assert made.lumbar is not None
    assert np.degrees(np.abs(made.lumbar.gyro_bias)) == pytest.approx(2.0, abs=0.15)


def test_windows_sites_and_source_are_kept(session: Make) -> None:
    sites = Sites(pelvis=PelvisSite.ILIAC_CREST, belt=True)

    made = calibration_from_windows(
        session(), STILL, BOWING, sites, CalibrationSource.COMMAND
    )

    assert made.neutral_s == STILL
    assert made.bows_s == BOWING
    assert made.sites == sites
    assert made.source is CalibrationSource.COMMAND


def test_bows_may_come_before_neutral(session: Make) -> None:
    after = (14.6, 17.2)

    made = calibration_from_windows(session(), after, BOWING, Sites())

    assert made.lumbar is not None
    assert np.nanmax(pitch_deg(session().lumbar.up, made.lumbar)) == pytest.approx(
        50, abs=1.0
    )


@pytest.mark.parametrize("start", [6.2, 6.9, 7.6, 9.0, 10.1])
def test_one_second_of_a_bow_tells_forward_from_backward(
    session: Make, start: float
) -> None:
    made = calibration_from_windows(
        session(), (2.0, 3.0), (start, start + 1.0), Sites()
    )

    assert made.lumbar is not None
    assert np.nanmax(pitch_deg(session().lumbar.up, made.lumbar)) > 40


def test_leaning_back_between_the_bows_keeps_forward_forward(
    make_wearer: Make, curve: Make
) -> None:
    cycle = [(1.2, 40.0), (1.2, 0.0), (1.0, -25.0), (1.0, 0.0)]
    lumbar = curve([(5, 0), *cycle * 3, (2, 0)])
    joined = make_wearer().joined(0.2 * lumbar, lumbar)

    made = calibration_from_windows(joined, (0.0, 4.0), (5.0, 18.0), Sites())

    assert made.pelvis is not None
    assert made.lumbar is not None
    assert np.nanmax(pitch_deg(joined.lumbar.up, made.lumbar)) > 38
    assert np.nanmax(pitch_deg(joined.pelvis.up, made.pelvis)) > 7


def test_a_window_that_holds_lying_down_too_keeps_forward_forward(
    make_wearer: Make, curve: Make
) -> None:
    lumbar = curve([(5, 0), *BOWS, (3, -90), (10, -90)])
    joined = make_wearer().joined(lumbar, lumbar)

    made = calibration_from_windows(joined, (0.0, 4.0), (5.0, 26.0), Sites())

    assert made.lumbar is not None
    assert np.nanmin(pitch_deg(joined.lumbar.up, made.lumbar)) < -85


def test_a_good_calibration_has_a_quality_near_1(session: Make) -> None:
    joined = session()

    made = calibration_from_windows(joined, STILL, BOWING, Sites())

    assert made.quality > 0.95
    assert calibration_notices(joined, made) == []


def test_short_windows_pass_with_a_poor_quality_and_a_notice(
    make_wearer: Make, curve: Make
) -> None:
    lumbar = curve([(2, 0), (1, 8), (1, 0)])
    joined = make_wearer(noise_dps=3.0).joined(lumbar, lumbar)

    made = calibration_from_windows(joined, (0.5, 1.5), (2.0, 4.0), Sites())
    notices = calibration_notices(joined, made)

    assert made.quality < POOR_QUALITY
    assert [each.kind for each in notices] == [NoticeKind.CALIBRATION_POOR]
    assert "bows" in notices[0].text


def test_a_missing_sensor_has_no_frame(session: Make, without: Make) -> None:
    joined = without(session(), "pelvis", slice(None))

    made = calibration_from_windows(joined, STILL, BOWING, Sites())

    assert made.pelvis is None
    assert made.lumbar is not None


def test_missing_rows_are_left_out(session: Make, without: Make) -> None:
    joined = without(without(session(), "pelvis", slice(700, 740)), "lumbar", slice(90))

    made = calibration_from_windows(joined, STILL, BOWING, Sites())

    assert made.pelvis is not None
    assert made.quality > 0.9


def test_windows_outside_the_file_are_refused_with_the_reason(session: Make) -> None:
    with pytest.raises(CalibrationRefused, match=r"100\.0 to 105\.0 s"):
        calibration_from_windows(session(), (100.0, 105.0), BOWING, Sites())


def test_bows_without_movement_are_refused_with_the_reason(session: Make) -> None:
    with pytest.raises(CalibrationRefused, match="hardly turned"):
        calibration_from_windows(session(), (0.0, 2.0), (2.0, 5.0), Sites())


def test_swapped_sensors_are_noticed(session: Make) -> None:
    joined = session()
    swapped = replace(joined, pelvis=joined.lumbar, lumbar=joined.pelvis)

    made = calibration_from_windows(swapped, STILL, BOWING, Sites())
    notices = calibration_notices(swapped, made)

    assert [each.kind for each in notices] == [NoticeKind.SENSORS_SWAPPED]
    assert "look swapped" in notices[0].text


def test_a_hip_hinge_with_a_flat_back_is_no_swap(session: Make) -> None:
    joined = session(share=1.05)

    made = calibration_from_windows(joined, STILL, BOWING, Sites())

    assert calibration_notices(joined, made) == []
