import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.dsp.calibration_finder import (
    CalibrationFinder,
    FinderSettings,
    find_calibration,
)
from monitor.dsp.rows import joined_rows
from monitor.model.blocks import Joined
from monitor.model.body import Calibration, CalibrationSource, Sites
from monitor.model.errors import CalibrationRefused
from monitor.model.events import Notice, NoticeKind

Make = Callable[..., Any]
BOW = [(1.2, 50.0), (1.2, 0.0), (0.4, 0.0)]
GOOD = [(6.0, 0.0), *BOW * 3, (3.0, 0.0)]


@pytest.fixture
def worn(make_wearer: Make, curve: Make) -> Make:
    def make(pieces: list[tuple[float, float]], **traits: float) -> Joined:
        lumbar = curve(pieces)
        made = make_wearer(**traits).joined(0.6 * lumbar, lumbar)
        assert isinstance(made, Joined)
        return made

    return make


def found(joined: Joined, cuts: list[int] | None = None) -> list[Calibration | Notice]:
    finder, out = CalibrationFinder(FinderSettings(), Sites()), []
    edges = [0, *sorted(set(cuts or range(5, len(joined.t), 5))), len(joined.t)]
    for first, last in itertools.pairwise(edges):
        out += finder.feed(joined_rows(joined, slice(first, last)))
    return out


def refusals(joined: Joined) -> list[str]:
    out = found(joined)
    assert all(isinstance(each, Notice) for each in out)
    return [each.text for each in out if isinstance(each, Notice)]


def test_stillness_and_three_bows_are_found(worn: Make) -> None:
    (made,) = found(worn(GOOD))

    assert isinstance(made, Calibration)
    assert made.source is CalibrationSource.AUTO
    assert made.neutral_s[1] == pytest.approx(6.0, abs=0.35)
    assert made.bows_s == pytest.approx((6.1, 14.0), abs=0.5)
    assert made.quality > 0.9


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(cuts=st.lists(st.integers(1, 1700), max_size=80))
def test_how_the_stream_is_cut_changes_nothing(worn: Make, cuts: list[int]) -> None:
    joined = worn(GOOD)

    assert found(joined, cuts) == found(joined, [1])


def test_a_gyro_bias_of_2_degrees_a_second_passes(worn: Make) -> None:
    assert isinstance(found(worn(GOOD, gyro_bias_dps=2.0))[0], Calibration)


@pytest.mark.parametrize("sensor", ["pelvis", "lumbar"])
def test_one_sensor_alone_will_do(worn: Make, without: Make, sensor: str) -> None:
    (made,) = found(without(worn(GOOD), sensor, slice(None)))

    assert isinstance(made, Calibration)
    assert getattr(made, sensor) is None


def test_losses_are_survived(worn: Make, without: Make) -> None:
    joined = worn(GOOD)
    for start in range(50, 1700, 150):
        joined = without(joined, "lumbar", slice(start, start + 30))

    assert isinstance(found(joined)[0], Calibration)


def test_after_the_first_nothing_is_looked_for_until_asked(worn: Make) -> None:
    twice = worn([*GOOD, *GOOD])
    finder = CalibrationFinder(FinderSettings(), Sites())

    first = finder.feed(joined_rows(twice, slice(0, 1700)))
    idle = finder.feed(joined_rows(twice, slice(1700, 1750)))
    finder.restart(CalibrationSource.COMMAND)
    second = finder.feed(joined_rows(twice, slice(1750, None)))

    assert len(first) == 1
    assert idle == []
    assert isinstance(second[0], Calibration)
    assert second[0].source is CalibrationSource.COMMAND


def test_a_restarted_finder_is_as_new(worn: Make) -> None:
    joined = worn(GOOD)
    finder = CalibrationFinder(FinderSettings(), Sites())
    finder.feed(joined_rows(joined, slice(0, 900)))

    finder.restart(CalibrationSource.AUTO)

    assert finder.feed(joined) == found(joined)


def test_the_rows_since_the_bows_are_held(worn: Make) -> None:
    joined = worn(GOOD)
    finder = CalibrationFinder(FinderSettings(), Sites())
    for start in range(0, 1500, 5):
        if finder.feed(joined_rows(joined, slice(start, start + 5))):
            break

    held = finder.held()

    assert held is not None
    assert held.t[0] == pytest.approx(6.4, abs=0.4)
    assert held.t[-1] == pytest.approx(joined.t[start + 4])
    assert np.allclose(np.diff(held.t), 0.01)


@pytest.mark.parametrize(
    ("pieces", "why"),
    [
        ([(5, 0), *BOW * 2, (20, 0)], "too few bows (2 of 3"),
        ([(1, 20), (1, 0), (1.8, 0), *BOW * 3, (5, 0)], "you moved"),
        ([(5, 0), *BOW, (1.2, -50), (1.2, 0), *BOW, (5, 0)], "the bows differ"),
    ],
)
def test_an_attempt_that_fails_is_told_of_once_with_its_reason(
    worn: Make, pieces: list[tuple[float, float]], why: str
) -> None:
    (text,) = refusals(worn(pieces))

    assert why in text


@pytest.mark.parametrize(
    "pieces",
    [
        [(30, 0)],  # standing
        [(5, 0), (2, 35), (2, -15), (20, -15)],  # sitting down
        [(5, 0), (2, 70), (3, 60), (2, 0), (20, 0)],  # to the floor, once
        [(5, 0), (3, -90), (20, -90)],  # lying down
        [(5, 0), *[(0.5, 6), (0.5, -6)] * 20],  # walking
    ],
)
def test_what_is_no_calibration_is_passed_over(
    worn: Make, pieces: list[tuple[float, float]]
) -> None:
    assert refusals(worn(pieces)) == []


@pytest.mark.parametrize("reps", [3, 4, 9])
def test_thrusts_from_a_still_bottom_are_no_bows(
    make_wearer: Make, curve: Make, reps: int
) -> None:
    pitch = curve([(0.5, -40), (5, -40), *[(0.8, -88), (0.9, -40)] * reps, (5, -40)])
    height = 0.25 * np.clip(-40.0 - pitch, 0, None) / 48.0
    wearer = make_wearer()

    assert refusals(wearer.lifted(wearer.joined(pitch, pitch), height)) == []


def test_a_whole_file_gives_the_first_that_passes(worn: Make) -> None:
    made = find_calibration(worn([(4, 0), *BOW, (12, 0), *GOOD]), Sites())

    assert made.neutral_s[0] > 10


def test_a_whole_file_without_any_says_what_was_looked_for(worn: Make) -> None:
    with pytest.raises(CalibrationRefused, match="bow forward three times"):
        find_calibration(worn([(20, 0)]), Sites())


def test_a_whole_file_says_why_the_last_attempt_failed(worn: Make) -> None:
    with pytest.raises(CalibrationRefused, match="too few bows"):
        find_calibration(worn([(5, 0), *BOW * 2, (20, 0)]), Sites())


def test_refusals_are_notices_of_their_kind(worn: Make) -> None:
    (notice,) = found(worn([(5, 0), *BOW * 2, (20, 0)]))

    assert isinstance(notice, Notice)
    assert notice.kind is NoticeKind.CALIBRATION_REFUSED
