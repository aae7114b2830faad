"""Subtitles for a video of the session: reps with their peaks, alerts, markers."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from monitor.formats.gathered import Gathered
from monitor.model.errors import RecordingError
from monitor.model.events import Level, Rep, Verdict

_SHOWN_S: Final = 2.0  # of alerts and markers
_LEAST_S: Final = 0.3  # shorter than that nobody reads
_MOST_TEXT: Final = 200
_TOLD: Final = frozenset({Level.CAUTION, Level.DANGER, Level.STOP})
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_VERDICTS: Final = {
    Verdict.CLEAN: "within limit",
    Verdict.BORDERLINE: "borderline",
    Verdict.FAULT: "PAST LIMIT",
    Verdict.NOT_SCORED: "not scored",
    Verdict.PENDING: "not scored",
}


class SubtitleFormat(StrEnum):
    """Which file is written."""

    SRT = "srt"
    VTT = "vtt"


@dataclass(frozen=True, slots=True)
class Cue:
    """One subtitle.

    Attributes:
        start_s: Video time.
        end_s: Video time, after ``start_s``.
        text: One line.
    """

    start_s: float
    end_s: float
    text: str


def offset_of(
    content: Gathered, *, taps: bool, marker: str | None, at_s: float
) -> float:
    """Return what is added to session time to get video time.

    Args:
        content: The recording.
        taps: The sync taps (three on both sensors held together) fall at ``at_s``.
        marker: Else, the first marker whose text contains this does.
        at_s: Where that is in the video, s.

    Raises:
        RecordingError: There are no such taps, or no such marker.
    """
    if taps:
        t = content.taps_s()
        if t is None:
            msg = "the recording holds no sync taps to align by"
            raise RecordingError(msg)
        return at_s - t
    wanted = marker or ""
    for each in content.markers:
        if wanted.casefold() in each.text.casefold():
            return at_s - each.t
    msg = f"the recording holds no marker {wanted!r} to align by"
    raise RecordingError(msg)


def cues(content: Gathered, offset_s: float) -> list[Cue]:
    """Return the subtitles of a session, in order of time.

    Args:
        content: The recording.
        offset_s: Video time less session time; what lies before the video is left out.
    """
    found = [*_rep_cues(content), *_alert_cues(content), *_marker_cues(content)]
    shifted = [
        Cue(max(0.0, cue.start_s + offset_s), cue.end_s + offset_s, cue.text)
        for cue in found
        if cue.end_s + offset_s > 0.0 and math.isfinite(cue.end_s)
    ]
    return sorted(shifted, key=lambda cue: (cue.start_s, cue.end_s))


def _rep_cues(content: Gathered) -> Iterator[Cue]:
    numbers: dict[int, int] = {}
    for rep in content.reps:
        if rep.full:
            numbers[rep.set_index] = numbers.get(rep.set_index, 0) + 1
        number = numbers.get(rep.set_index, 0)
        end = max(rep.end_s or rep.leave_s or rep.onset_s, rep.onset_s + _LEAST_S)
        yield Cue(rep.onset_s, end, _rep_text(rep, number))


def _rep_text(rep: Rep, number: int) -> str:
    if rep.by_hand:
        return f"Rep {number}: by hand"
    name = f"Rep {number}" if rep.full else "Partial rep"
    peak = rep.peak_extension_deg
    angle = "not measured" if peak is None else f"peak {round(peak)}° extension"
    return f"{name}: {angle}, {_VERDICTS[rep.verdict]}"


def _alert_cues(content: Gathered) -> Iterator[Cue]:
    for alert in content.alerts:
        if alert.level in _TOLD:
            yield Cue(alert.t, alert.t + _SHOWN_S, f"! {_line(alert.text)}")


def _marker_cues(content: Gathered) -> Iterator[Cue]:
    for marker in content.markers:
        text = _line(marker.text) or "Marker"
        yield Cue(marker.t, marker.t + _SHOWN_S, f"[{text}]")


def _line(text: str) -> str:
    """Return a person's words as one line that no format takes for its own."""
    plain = _CONTROL.sub(" ", text).replace("-->", "->")
    plain = re.sub(r"[{}<>&\\]", "", plain)  # styles and escapes of either format
    return plain.strip()[:_MOST_TEXT]


def subtitles(content: Gathered, offset_s: float, wanted: SubtitleFormat) -> str:
    """Return the whole file's text.

    Args:
        content: The recording.
        offset_s: Video time less session time.
        wanted: Which format.
    """
    import pysubs2  # noqa: PLC0415  used by one command alone

    file = pysubs2.SSAFile()
    for cue in cues(content, offset_s):
        start, end = round(1000 * cue.start_s), round(1000 * cue.end_s)
        file.append(
            pysubs2.SSAEvent(start=start, end=max(end, start + 1), text=cue.text)
        )
    return file.to_string(str(wanted))
