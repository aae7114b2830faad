import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.dsp.join import Join, JoinSettings
from monitor.model.blocks import Attitude, Joined
from monitor.model.records import TRUNK, Placement

BOTH = frozenset(TRUNK)


def attitude(placement: Placement, t: np.ndarray, valid: bool = True) -> Attitude:
    n = len(t)
    ramp = np.column_stack([t, 2 * t, 3 * t])
    return Attitude(
        placement=placement,
        t=t,
        quaternion=np.tile([1.0, 0, 0, 0], (n, 1)),
        channels=np.column_stack([ramp] * 4 + [np.full(n, valid), np.zeros(n)]),
    )


def joined(
    join: Join, pieces: list[tuple[Placement, np.ndarray]], now: float = 0.0
) -> list[Joined]:
    fed = [join.feed(now, attitude(placement, t)) for placement, t in pieces]
    return [each for each in fed if each is not None]


def test_nothing_comes_before_both_sensors_cover_a_grid_point() -> None:
    join = Join(BOTH)

    assert join.feed(0.0, attitude(Placement.PELVIS, np.arange(50) / 100)) is None


def test_rows_lie_on_the_line_between_the_samples() -> None:
    join = Join(BOTH)
    t = 0.0037 + np.arange(60) / 60

    (block,) = joined(join, [(Placement.PELVIS, t), (Placement.LUMBAR, t + 0.002)])

    np.testing.assert_allclose(block.pelvis.up[:, 0], block.t, atol=1e-12)
    np.testing.assert_allclose(block.lumbar.gyro[1:, 1], 2 * block.t[1:], atol=1e-12)
    np.testing.assert_allclose(block.t, np.arange(1, 99) / 100, atol=1e-12)
    assert block.pelvis.present.all()


@given(
    cuts=st.lists(st.integers(1, 199), unique=True).map(sorted),
    late=st.floats(0, 0.009),
)
@settings(max_examples=50)
def test_the_cuts_between_blocks_do_not_matter(cuts: list[int], late: float) -> None:
    t = np.arange(200) / 100
    whole = joined(Join(BOTH), [(Placement.PELVIS, t), (Placement.LUMBAR, t + late)])
    join = Join(BOTH)

    parts = []
    for part in np.split(t, cuts):
        pieces = [(Placement.PELVIS, part), (Placement.LUMBAR, part + late)]
        parts += joined(join, pieces)

    for name in ("t", "pelvis.up", "lumbar.up", "lumbar.present", "pelvis.valid"):
        np.testing.assert_array_equal(_column(parts, name), _column(whole, name))


def _column(blocks: list[Joined], name: str) -> np.ndarray:
    columns = []
    for block in blocks:
        value: object = block
        for part in name.split("."):
            value = getattr(value, part)
        columns.append(np.asarray(value))
    return np.concatenate(columns)


def test_a_silent_sensor_is_waited_for_and_then_left_out() -> None:
    join = Join(BOTH, JoinSettings(wait_s=0.6))
    t = np.arange(100) / 100
    joined(join, [(Placement.PELVIS, t), (Placement.LUMBAR, t)], now=1.0)

    assert joined(join, [(Placement.PELVIS, t + 1)], now=1.5) == []
    alone = join.advance(1.7)

    assert alone is not None
    assert alone.t[-1] == pytest.approx(1.99)
    assert alone.pelvis.present.all()
    assert not alone.lumbar.present[5:].any()
    assert np.isnan(alone.lumbar.up[5:]).all()


def test_a_session_with_one_sensor_waits_for_nobody() -> None:
    join = Join(frozenset({Placement.LUMBAR}))

    (block,) = joined(join, [(Placement.LUMBAR, np.arange(10) / 100)])

    assert block.lumbar.present.all()
    assert not block.pelvis.present.any()


def test_a_sensor_that_comes_back_is_joined_again_from_then_on() -> None:
    join = Join(BOTH)
    t = np.arange(100) / 100
    joined(join, [(Placement.PELVIS, t), (Placement.LUMBAR, t)], now=1.0)
    joined(join, [(Placement.PELVIS, t + 1)], now=2.0)

    back = joined(join, [(Placement.LUMBAR, t + 1.5), (Placement.PELVIS, t + 2)], 3.0)

    times = np.concatenate([each.t for each in back])
    present = np.concatenate([each.lumbar.present for each in back])
    assert (np.diff(times) > 0).all()
    assert present[times > 2.02].all()


def test_a_gap_too_long_to_bridge_is_not_present() -> None:
    join = Join(BOTH)
    t = np.concatenate((np.arange(50), np.arange(80, 130))) / 100
    full = np.arange(130) / 100

    (block,) = joined(join, [(Placement.PELVIS, full), (Placement.LUMBAR, t)])

    gap = (block.t > 0.495) & (block.t < 0.805)
    assert not block.lumbar.present[gap].any()
    assert block.lumbar.present[~gap].all()


def test_swapped_sensors_change_places() -> None:
    join = Join(BOTH)
    t = np.arange(10) / 100
    join.feed(0.0, attitude(Placement.PELVIS, t, valid=False))
    join.swap()

    block = join.feed(0.0, attitude(Placement.PELVIS, t))

    assert block is not None
    assert block.pelvis.valid.all()
    assert not block.lumbar.valid.any()
