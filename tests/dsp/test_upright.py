import numpy as np
import pytest

from monitor.dsp.upright import PostureMemory, StillPosture, StillPostureSettings
from monitor.model.blocks import FloatArray, Posture


def posture(pelvis: FloatArray, lumbar: FloatArray, start: float = 0.0) -> Posture:
    here = np.isfinite(pelvis) & np.isfinite(lumbar)
    return Posture(
        t=start + np.arange(len(pelvis)) / 100.0,
        pelvis_pitch_deg=pelvis,
        lumbar_pitch_deg=lumbar,
        lumbar_flexion_deg=lumbar - pelvis,
        pelvis_rate_dps=np.gradient(pelvis) * 100,
        lumbar_rate_dps=np.gradient(lumbar) * 100,
        pelvis_valid=np.isfinite(pelvis),
        lumbar_valid=np.isfinite(lumbar),
        valid=here,
        doubtful=~here,
        pelvis_roll_deg=np.zeros(len(pelvis)),
    )


def looks(*blocks: Posture) -> list[tuple[float, StillPosture]]:
    memory = PostureMemory(2.0, StillPostureSettings())
    return [look for block in blocks for look in memory.feed(block)]


def test_nothing_is_said_before_enough_has_been_seen() -> None:
    found = looks(posture(np.zeros(260), np.ones(260)))

    assert found[0][0] == pytest.approx(1.99)
    assert found[0][1] == StillPosture(True, 0.0, 1.0)
    assert len(found) == 7


def test_moving_is_not_still() -> None:
    swing = 5 * np.sin(np.arange(300) / 30)

    assert not any(look.still for _, look in looks(posture(swing, swing)))


def test_a_gap_starts_it_anew() -> None:
    zero = np.zeros(150)

    assert looks(posture(zero, zero), posture(zero, zero, start=3.0)) == []


def test_a_missing_sensor_has_no_angle_and_the_other_decides() -> None:
    (look, *_) = (x for _, x in looks(posture(np.full(200, np.nan), np.zeros(200))))

    assert look == StillPosture(True, None, 0.0)
    assert look.upright(3.0)


def test_with_both_sensors_missing_nothing_is_still_or_upright() -> None:
    gone = np.full(200, np.nan)
    (look, *_) = (x for _, x in looks(posture(gone, gone)))

    assert not look.still
    assert not look.upright(90.0)


def test_upright_asks_both_pitches() -> None:
    assert StillPosture(True, 2.0, -2.5).upright(3.0)
    assert not StillPosture(True, 2.0, -3.5).upright(3.0)
