import pysubs2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.formats.gathered import Gathered
from monitor.formats.subtitles import SubtitleFormat, cues, offset_of, subtitles
from monitor.model.errors import RecordingError


@pytest.mark.parametrize("wanted", SubtitleFormat)
def test_what_is_written_is_read_back(
    content: Gathered, wanted: SubtitleFormat
) -> None:
    expected = cues(content, -20.0)

    found = pysubs2.SSAFile.from_string(subtitles(content, -20.0, wanted), str(wanted))

    assert [each.text for each in found] == [cue.text for cue in expected]
    for each, cue in zip(found, expected, strict=True):
        assert each.start == pytest.approx(1000 * cue.start_s, abs=1)
        assert each.end == pytest.approx(1000 * cue.end_s, abs=1)


def test_reps_are_told_with_peak_and_verdict_and_alerts_and_markers_too(
    content: Gathered,
) -> None:
    texts = [cue.text for cue in cues(content, 0.0)]

    assert any("PAST LIMIT" in text and text.startswith("Rep ") for text in texts)
    assert any(text.startswith("! Lumbar extension") for text in texts)
    assert "[start of film]" in texts
    assert any("größer" in text and "\x1b" not in text for text in texts)


def test_a_video_is_aligned_by_a_marker(content: Gathered) -> None:
    offset_s = offset_of(content, taps=False, marker="of FILM", at_s=3.0)

    assert offset_s == 3.0 - content.markers[0].t
    told = next(cue for cue in cues(content, offset_s) if cue.text == "[start of film]")
    assert told.start_s == pytest.approx(3.0)


@pytest.mark.parametrize(("taps", "marker"), [(True, None), (False, "no such")])
def test_what_is_not_there_can_t_align(
    content: Gathered, taps: bool, marker: str | None
) -> None:
    with pytest.raises(RecordingError, match="to align by"):
        offset_of(content, taps=taps, marker=marker, at_s=0.0)


@given(st.floats(-200, 200))
def test_no_subtitle_begins_before_the_video_or_ends_before_it_begins(
    content: Gathered, offset_s: float
) -> None:
    for cue in cues(content, offset_s):
        assert 0.0 <= cue.start_s < cue.end_s
        assert "\n" not in cue.text
        assert "-->" not in cue.text
