from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from monitor.dsp.calibration import calibration_from_windows
from monitor.dsp.carry import CarryCheck, CarrySettings
from monitor.model.blocks import Joined
from monitor.model.body import Calibration, CalibrationSource, Sites
from monitor.model.events import Notice, NoticeKind
from monitor.model.records import CarryCalibration

Make = Callable[..., Any]


@pytest.fixture
def earlier(make_wearer: Make, curve: Make) -> Calibration:
    lumbar = curve([(6, 0), *[(1.2, 50), (1.2, 0), (0.4, 0)] * 3])
    joined = make_wearer().joined(0.6 * lumbar, lumbar)
    return calibration_from_windows(joined, (0.5, 5.5), (6.0, 14.0), Sites())


def asked(calibration: Calibration, age_s: float = 600.0) -> CarryCheck:
    check = CarryCheck()
    assert check.request(CarryCalibration(0.0, calibration, age_s, True)) == []
    return check


def standing(make_wearer: Make, pelvis: float, lumbar: float, seconds: float) -> Joined:
    n = round(100 * seconds)
    made = make_wearer().joined(np.full(n, pelvis), np.full(n, lumbar))
    assert isinstance(made, Joined)
    return made


def refusal(out: list[Calibration | Notice] | list[Notice]) -> str:
    (notice,) = out
    assert isinstance(notice, Notice)
    assert notice.kind is NoticeKind.CALIBRATION_REFUSED
    return notice.text


def test_three_seconds_upright_and_still_carry_it_over(
    earlier: Calibration, make_wearer: Make
) -> None:
    (made,) = asked(earlier).feed(standing(make_wearer, 1.0, 2.0, 5.0))

    assert isinstance(made, Calibration)
    assert made.source is CalibrationSource.CARRIED
    assert made.lumbar == earlier.lumbar


def test_a_pitch_off_by_more_than_3_degrees_refuses_it(
    earlier: Calibration, make_wearer: Make
) -> None:
    out = asked(earlier).feed(standing(make_wearer, 0.0, 5.0, 35.0))

    assert "5° from its neutral" in refusal(out)


def test_never_standing_still_refuses_it(
    earlier: Calibration, make_wearer: Make, curve: Make
) -> None:
    walk = curve([(0.5, 8.0), (0.5, -8.0)] * 35)

    out = asked(earlier).feed(make_wearer().joined(walk, walk))

    assert "nobody stood still" in refusal(out)


def test_after_two_hours_it_is_refused_at_once(earlier: Calibration) -> None:
    out = CarryCheck().request(CarryCalibration(0.0, earlier, 7201.0, True))

    assert "older than 2 h" in refusal(out)


def test_another_wearer_is_refused_at_once(earlier: Calibration) -> None:
    out = CarryCheck().request(CarryCalibration(0.0, earlier, 60.0, False))

    assert "another wearer" in refusal(out)


def test_without_a_request_nothing_happens(make_wearer: Make) -> None:
    assert CarryCheck().feed(standing(make_wearer, 0.0, 0.0, 5.0)) == []


def test_impossible_settings_are_refused() -> None:
    with pytest.raises(ValueError, match="still_s < wait_s"):
        CarrySettings(wait_s=1.0)
