from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from monitor.model.events import Cue
from monitor.sound.cues import FREQUENCY_HZ, LOUDEST_DB, SHAPES, Sound, tone

RATE_HZ = 48_000
HEARD = [cue for cue in Cue if cue is not Cue.NONE]
RATES = st.sampled_from([8_000.0, 16_000.0, 22_050.0, 44_100.0, 48_000.0, 96_000.0])
each_cue = pytest.mark.parametrize("cue", HEARD)


def pitch_hz(sound: Sound, rate_hz: float) -> float:
    n = 1 << 17
    spectrum = np.abs(np.fft.rfft(sound, n))
    return float(np.argmax(spectrum)) * rate_hz / n


def level_db(sound: Sound) -> float:
    """Level of the loudest 40 ms."""
    power: NDArray[np.float64] = np.convolve(
        sound.astype(float) ** 2, np.full(1920, 1 / 1920)
    )
    return 10 * float(np.log10(power.max()))


def alike(a: tuple[int, ...], b: tuple[int, ...]) -> bool:
    """Whether two rhythms could be taken for each other."""
    return len(a) == len(b) and all(
        max(x, y) < 1.5 * min(x, y) for x, y in zip(a, b, strict=True)
    )


@given(cue=st.sampled_from(HEARD), rate_hz=RATES)
def test_a_cue_is_finite_in_range_and_starts_and_ends_at_zero(
    cue: Cue, rate_hz: float
) -> None:
    sound = tone(cue, rate_hz)

    assert sound.dtype == np.float32
    assert np.isfinite(sound).all()
    assert np.abs(sound).max() <= 1.0
    assert sound[0] == sound[-1] == 0.0


@given(cue=st.sampled_from(HEARD), rate_hz=RATES)
def test_a_cue_has_its_pitch_at_any_rate(cue: Cue, rate_hz: float) -> None:
    assert pitch_hz(tone(cue, rate_hz), rate_hz) == pytest.approx(
        FREQUENCY_HZ[cue], rel=0.02
    )


def test_the_screen_alone_makes_no_sound() -> None:
    assert len(tone(Cue.NONE, RATE_HZ)) == 0


def test_every_cue_has_a_pitch_of_its_own() -> None:
    pitches = sorted(FREQUENCY_HZ[cue] for cue in HEARD)

    assert min(np.divide(pitches[1:], pitches[:-1])) > 2 ** (1.9 / 12)


def test_every_cue_has_a_rhythm_of_its_own() -> None:
    pairs = combinations(HEARD, 2)

    same = [(a, b) for a, b in pairs if alike(SHAPES[a].rhythm_ms, SHAPES[b].rhythm_ms)]
    assert same == []


@each_cue
def test_no_cue_is_much_louder_than_the_count(cue: Cue) -> None:
    count = level_db(tone(Cue.REP_SCORED, RATE_HZ))

    assert level_db(tone(cue, RATE_HZ)) - count <= LOUDEST_DB


def test_the_danger_cue_is_louder_than_the_count_and_short() -> None:
    danger = tone(Cue.DANGER, RATE_HZ)

    assert level_db(danger) - level_db(tone(Cue.REP_SCORED, RATE_HZ)) > 3
    assert len(danger) / RATE_HZ <= 0.15


def test_the_danger_cue_starts_softly() -> None:
    danger = np.abs(tone(Cue.DANGER, RATE_HZ))
    peak = danger.max()

    first_loud_s = int(np.argmax(danger > 0.9 * peak)) / RATE_HZ
    assert danger[: RATE_HZ * 5 // 1000].max() < 0.3 * peak
    assert 0.010 <= first_loud_s <= 0.020


@each_cue
def test_no_cue_clicks(cue: Cue) -> None:
    sound = tone(cue, RATE_HZ).astype(float)
    steepest = 2 * np.pi * FREQUENCY_HZ[cue] / RATE_HZ * np.abs(sound).max()

    assert np.abs(np.diff(sound)).max() <= 1.05 * steepest
