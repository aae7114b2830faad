import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.dsp.rows import joined_rows
from monitor.dsp.table_check import TableChecking, TableCheckSettings, table_check
from monitor.model.blocks import GRAVITY, FloatArray, Joined, SensorTrack
from monitor.model.errors import CalibrationRefused
from monitor.model.events import Event, Notice, NoticeKind, TableChecked
from monitor.model.records import Placement, StartTableCheck

DATE = "2026-01-31"
FACES = [np.sign(s) * np.eye(3)[i] for i in range(3) for s in (1, -1)]
small = st.floats(-0.3, 0.3)


def measured(
    bias: FloatArray, scale: FloatArray, tilt_deg: float = 0.0, seed: int = 0
) -> list[FloatArray]:
    """What a sensor measures on six faces, each off level by up to this."""
    rng, out = np.random.default_rng(seed), []
    for face in FACES:
        up = face + np.tan(np.radians(tilt_deg)) * rng.uniform(-0.7, 0.7, 3)
        out.append(GRAVITY * up / np.linalg.norm(up) * scale + bias)
    return out


def lying(faces: list[FloatArray], seconds: float = 2.5) -> Joined:
    """One face after the other, turned over by hand for a second."""
    rng, parts = np.random.default_rng(1), []
    for face in faces:
        parts.append(np.tile(face, (round(100 * seconds), 1)))
        parts.append(rng.normal(0, 6, (100, 3)))
    accel = np.concatenate(parts) + 0.01 * rng.normal(size=(sum(map(len, parts)), 3))
    n = len(accel)
    yes, zero = np.ones(n, dtype=np.bool_), np.zeros((n, 3))
    track = SensorTrack(zero, zero, zero, accel, yes, yes, ~yes)
    return Joined(np.arange(n) / 100.0, track, track)


def checked(joined: Joined, placement: Placement = Placement.LUMBAR) -> list[Event]:
    stage = TableChecking()
    stage.start(StartTableCheck(0.0, placement, DATE))
    return stage.feed(joined)


@settings(max_examples=30, deadline=None)
@given(
    bias=st.tuples(small, small, small),
    scale=st.tuples(*[st.floats(0.97, 1.03)] * 3),
    tilt=st.floats(0, 4),
)
def test_bias_and_scale_are_found_even_on_a_table_off_level(
    bias: tuple[float, ...], scale: tuple[float, ...], tilt: float
) -> None:
    check = table_check(measured(np.array(bias), np.array(scale), tilt), DATE)

    assert check.bias == pytest.approx(bias, abs=1e-6)
    assert check.scale == pytest.approx(scale, abs=1e-6)
    assert check.date == DATE


@pytest.mark.parametrize("order", [range(6), (5, 0, 3, 2, 4, 1)])
def test_six_faces_in_any_order_are_found_in_the_stream(order: list[int]) -> None:
    bias, scale = np.array([0.2, -0.1, 0.05]), np.array([1.01, 0.99, 1.0])
    faces = measured(bias, scale)

    (event,) = checked(lying([faces[i] for i in order]))

    assert isinstance(event, TableChecked)
    assert event.placement is Placement.LUMBAR
    assert event.bias == pytest.approx(bias, abs=0.01)
    assert event.scale == pytest.approx(scale, abs=0.001)


def test_how_the_stream_is_cut_changes_nothing() -> None:
    joined = lying(measured(np.zeros(3), np.ones(3)))
    stage = TableChecking()
    stage.start(StartTableCheck(0.0, Placement.PELVIS, DATE))

    pieces: list[Event] = []
    for start in range(0, len(joined.t), 7):
        pieces += stage.feed(joined_rows(joined, slice(start, start + 7)))

    assert pieces == checked(joined, Placement.PELVIS)


def test_missing_faces_are_named_after_three_minutes() -> None:
    four = measured(np.zeros(3), np.ones(3))[:4]

    (notice,) = checked(lying([*four, *[four[0]] * 70]))

    assert isinstance(notice, Notice)
    assert notice.kind is NoticeKind.TABLE_CHECK_REFUSED
    assert "4 of 6 faces seen, +z, -z missing" in notice.text


def test_a_face_that_is_left_too_soon_does_not_count() -> None:
    assert checked(lying(measured(np.zeros(3), np.ones(3)), seconds=1.5)) == []


def test_an_implausible_sensor_is_refused_with_the_reason() -> None:
    with pytest.raises(CalibrationRefused, match="scale off by 20"):
        table_check(measured(np.zeros(3), np.array([1.2, 1.0, 1.0])), DATE)


def test_without_a_start_nothing_happens() -> None:
    stage = TableChecking()

    assert stage.running is None
    assert stage.feed(lying(measured(np.zeros(3), np.ones(3)))) == []


def test_impossible_settings_are_refused() -> None:
    with pytest.raises(ValueError, match="face_s < wait_s"):
        TableCheckSettings(face_s=0.0)
