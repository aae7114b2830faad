import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from monitor.sound.mixer import VOICES, WAITING, Mixer

Samples = NDArray[np.float32]


def filled(mixer: Mixer, n: int, channels: int = 1) -> Samples:
    out = np.full((n, channels), 9.0, np.float32)
    mixer.fill(out)
    return out


def constant(level: float, n: int) -> Samples:
    return np.full(n, level, np.float32)


def test_nothing_played_is_silence() -> None:
    np.testing.assert_array_equal(filled(Mixer(), 64, 2), np.zeros((64, 2)))


@given(sizes=st.lists(st.integers(1, 50), min_size=1, max_size=30))
def test_the_cuts_between_blocks_do_not_matter(sizes: list[int]) -> None:
    sound = np.linspace(-0.5, 0.5, 200, dtype=np.float32)
    mixer = Mixer()
    mixer.play(sound, at_once=True)

    heard = np.concatenate([filled(mixer, n)[:, 0] for n in sizes])

    n = min(len(heard), len(sound))
    np.testing.assert_array_equal(heard[:n], sound[:n])
    assert not heard[n:].any()


def test_every_channel_is_the_same() -> None:
    mixer = Mixer()
    mixer.play(constant(0.3, 10), at_once=True)

    out = filled(mixer, 10, 2)

    np.testing.assert_array_equal(out[:, 0], out[:, 1])


def test_tones_sound_together_and_never_beyond_full_scale() -> None:
    mixer = Mixer()
    mixer.play(constant(0.7, 10), at_once=True)
    mixer.play(constant(0.7, 5), at_once=True)

    np.testing.assert_allclose(filled(mixer, 10)[:, 0], [1.0] * 5 + [0.7] * 5)


def test_the_same_tone_twice_at_one_time_is_no_louder() -> None:
    mixer, sound = Mixer(), constant(0.3, 10)
    mixer.play(sound, at_once=True)
    mixer.play(sound, at_once=True)

    np.testing.assert_allclose(filled(mixer, 5)[:, 0], 0.3)

    mixer.play(sound, at_once=True)
    np.testing.assert_allclose(filled(mixer, 5)[:, 0], 0.6)


def test_words_wait_for_the_tone_and_for_one_another() -> None:
    mixer = Mixer()
    mixer.play(constant(0.1, 4), at_once=False)
    mixer.play(constant(0.2, 4), at_once=False)
    mixer.play(constant(0.5, 4), at_once=True)

    levels = [float(filled(mixer, 4)[0, 0]) for _ in range(5)]

    assert levels == pytest.approx([0.5, 0.1, 0.2, 0.0, 0.0])


def test_a_tone_sounds_over_words_that_have_begun() -> None:
    mixer = Mixer()
    mixer.play(constant(0.1, 8), at_once=False)
    filled(mixer, 4)

    mixer.play(constant(0.5, 4), at_once=True)

    np.testing.assert_allclose(filled(mixer, 4)[:, 0], 0.6)


def test_a_tone_too_many_ends_the_oldest() -> None:
    mixer = Mixer()
    for level in [0.5] + [0.01] * VOICES:
        mixer.play(constant(level, 10), at_once=True)

    np.testing.assert_allclose(filled(mixer, 10)[:, 0], 0.01 * VOICES, rtol=1e-5)


def test_only_the_newest_words_are_kept_waiting() -> None:
    mixer = Mixer()
    for level in range(WAITING + 3):
        mixer.play(constant(level / 10, 1), at_once=False)

    heard = [round(float(filled(mixer, 1)[0, 0]) * 10) for _ in range(WAITING)]
    assert heard == list(range(3, WAITING + 3))


def test_a_hush_fades_what_sounds_and_forgets_what_waits() -> None:
    mixer = Mixer()
    mixer.play(constant(0.5, 100), at_once=True)
    mixer.play(constant(0.5, 100), at_once=False)
    filled(mixer, 10)

    mixer.hush()
    fading = filled(mixer, 10)[:, 0]

    np.testing.assert_allclose(fading, np.linspace(0.5, 0.0, 10), atol=1e-6)
    assert not filled(mixer, 200).any()


def test_what_is_played_after_a_hush_is_heard() -> None:
    mixer = Mixer()
    mixer.play(constant(0.5, 100), at_once=True)
    mixer.hush()
    mixer.play(constant(0.2, 20), at_once=True)
    filled(mixer, 10)

    np.testing.assert_allclose(filled(mixer, 10)[:, 0], 0.2)
