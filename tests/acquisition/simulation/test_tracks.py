import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.acquisition.simulation.tracks import Track, Wave

RATE_HZ = 1000.0


def test_a_move_starts_and_ends_where_it_should() -> None:
    track = Track(start=5.0)
    track.move_to(-40.0, start_s=1.0, duration_s=0.8)

    values = track.values(3000, RATE_HZ)

    np.testing.assert_allclose(values[:1000], 5.0)
    np.testing.assert_allclose(values[1800:], -40.0)
    np.testing.assert_allclose(values[1400], -17.5)


@given(
    moves=st.lists(
        st.tuples(st.floats(0.0, 2.0), st.floats(0.3, 1.5), st.floats(-60.0, 60.0)),
        min_size=1,
        max_size=6,
    )
)
@settings(max_examples=40, deadline=None)
def test_overlapping_moves_have_no_jump_in_speed(
    moves: list[tuple[float, float, float]],
) -> None:
    track = Track()
    for start, duration, target in moves:
        track.move_to(target, start, duration)

    values = track.values(4000, RATE_HZ)

    accelerations = np.diff(values, 2) * RATE_HZ**2
    # Minimum jerk peaks at 5.78 delta / T²; at most 120° a move over 0.3 s.
    assert np.abs(accelerations).max() <= 5.8 * 120.0 / 0.3**2 * len(moves)
    np.testing.assert_allclose(values[-1], track.level, atol=1e-9)


def test_a_dip_leaves_the_level_as_it_was() -> None:
    track = Track(start=2.0)
    track.dip(-8.0, start_s=0.5, there_and_back_s=1.0)

    values = track.values(2000, RATE_HZ)

    np.testing.assert_allclose(values[[0, 1000, 1999]], [2.0, -6.0, 2.0])


def test_a_wave_begins_and_ends_at_rest() -> None:
    track = Track(waves=[Wave(1.0, 4.0, amplitude=3.0, rate_hz=2.0, phase=0.7)])

    values = track.values(6000, RATE_HZ)

    assert np.abs(values[:1000]).max() == 0
    assert np.abs(values[5001:]).max() == 0
    assert 2.9 < np.abs(values).max() <= 3.0
    assert np.abs(np.diff(values)).max() < 1.2 * 3.0 * 2 * np.pi * 2.0 / RATE_HZ
