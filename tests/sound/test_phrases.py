import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts.wording import SPOKEN
from monitor.model.errors import SoundError
from monitor.model.events import Cue
from monitor.sound.phrases import (
    CLIPS,
    MOST,
    Clips,
    Phrase,
    Word,
    clip_path,
    languages,
    read_phrasebook,
    resampled,
)
from monitor.sound.render_clips import LOUDNESS, PEAK, RATE_HZ, finished, loudness

ENGLISH = Clips("en")
each_language = pytest.mark.parametrize("language", languages())
each_phrase = pytest.mark.parametrize("phrase", ENGLISH.phrasebook.texts())


@each_language
def test_a_language_can_say_everything(language: str) -> None:
    book = read_phrasebook(language)

    assert set(book.cues) == {cue for cue, text in SPOKEN.items() if text}
    assert set(book.words) == set(Word)
    assert list(book.numbers) == list(range(MOST + 1))


@each_language
def test_every_clip_has_a_text_and_no_cue_has_more_than_three_words(
    language: str,
) -> None:
    book = read_phrasebook(language)

    clips = set((CLIPS / language).glob("*.wav"))
    assert clips == {clip_path(language, phrase) for phrase in book.texts()}
    assert all(len(text.split()) <= 3 for text in book.cues.values())


def test_cues_are_spoken_as_they_are_worded() -> None:
    assert ENGLISH.phrasebook.cues == {cue: t for cue, t in SPOKEN.items() if t}


def test_all_clips_together_are_small() -> None:
    assert sum(path.stat().st_size for path in CLIPS.rglob("*.wav")) < 2_000_000


@each_phrase
def test_a_clip_is_short_equally_loud_and_without_clicks(phrase: Phrase) -> None:
    clip = ENGLISH.spoken([phrase], RATE_HZ)

    assert 0.2 < len(clip) / RATE_HZ < 1.5
    assert np.abs(clip).max() <= PEAK + 0.01
    assert loudness(clip) == pytest.approx(LOUDNESS, rel=0.25)
    assert max(abs(clip[0]), abs(clip[-1])) < 0.002


def test_an_utterance_is_its_parts_in_turn() -> None:
    eight, reps = (ENGLISH.spoken([p], 48_000.0) for p in (8, Word.REPS))

    both = ENGLISH.spoken([8, Word.REPS], 48_000.0)

    np.testing.assert_array_equal(both, np.concatenate([eight, reps]))


@pytest.mark.parametrize("phrase", [MOST + 1, -1, Cue.REP_SCORED])
def test_what_can_not_be_said_is_left_out_whole(phrase: Phrase) -> None:
    assert len(ENGLISH.spoken([phrase, Word.REPS], 48_000.0)) == 0


def test_a_language_that_is_not_there_is_an_error() -> None:
    with pytest.raises(SoundError, match="no spoken clips for the language 'xx'"):
        Clips("xx")


@given(
    rate_hz=st.sampled_from([16_000, 22_050, 44_100, 48_000]),
    wanted_hz=st.sampled_from([16_000, 44_100, 48_000, 96_000]),
    tone_hz=st.integers(200, 6_000),
)
def test_another_rate_changes_neither_pitch_nor_length(
    rate_hz: int, wanted_hz: int, tone_hz: int
) -> None:
    t = np.arange(rate_hz // 4) / rate_hz
    edge = np.hanning(len(t))
    sound = (0.5 * edge * np.sin(2 * np.pi * tone_hz * t)).astype(np.float32)

    other = resampled(sound, rate_hz, wanted_hz)

    t = np.arange(len(other)) / len(other) * len(sound) / rate_hz
    expected = 0.5 * np.hanning(len(t)) * np.sin(2 * np.pi * tone_hz * t)
    assert len(other) == pytest.approx(wanted_hz / 4, abs=5)
    np.testing.assert_allclose(other, expected, atol=0.02)


@given(level=st.floats(0.01, 1.0), before_s=st.floats(0, 0.5), after_s=st.floats(0, 1))
def test_a_rendered_voice_is_trimmed_and_made_as_loud_as_others(
    level: float, before_s: float, after_s: float
) -> None:
    t = np.arange(11_025) / 22_050
    voice = (level * np.sin(2 * np.pi * 300 * t)).astype(np.float32)
    silences = round(before_s * 22_050), round(after_s * 22_050)

    clip = finished(np.pad(voice, silences), 22_050)

    assert len(clip) / RATE_HZ == pytest.approx(0.52, abs=0.01)
    assert loudness(clip) == pytest.approx(LOUDNESS, rel=0.02)
