"""A file through the whole path: records in, an analysis and the angles out."""

import gc
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from monitor.analysis.calibrated import (
    CalibratedRecording,
    Windows,
    closed,
    overridden,
    with_calibration,
)
from monitor.analysis.fold import Fold, Subject
from monitor.analysis.results import Analysis
from monitor.analysis.sensor_tally import SensorFacts
from monitor.analysis.timeseries import AngleCollector, AngleSeries
from monitor.model.blocks import Posture
from monitor.model.events import NoticeKind, Output
from monitor.model.records import Record
from monitor.pipeline import Chosen
from monitor.recording.recording import Recording, sensors

Progress = Callable[[Record], None]


@dataclass(frozen=True, slots=True)
class AnalyzeOptions:
    """What a person may ask for instead of what the file says.

    Attributes:
        exercise: Judge as this exercise throughout.
        extension_deg: Judge by this limit throughout, degrees past neutral.
        windows: Calibrate by these windows.
    """

    exercise: Chosen | None = None
    extension_deg: float | None = None
    windows: Windows | None = None


@dataclass(frozen=True, slots=True)
class Analyzed:
    """What an analysis gives."""

    analysis: Analysis
    series: AngleSeries


def analyzed(
    recording: Recording,
    file: str,
    options: AnalyzeOptions | None = None,
    *,
    imported: bool = False,
    progress: Progress | None = None,
) -> Analyzed:
    """Analyze a recording.

    A session of this program is replayed as it was, so the analysis says what was said
    live. What is imported, and a session for which windows are given, is calibrated
    over the whole first.

    Args:
        recording: What to analyze; its records must be re-iterable.
        file: Its name, for people.
        options: What to judge by instead of what the recording says.
        imported: The records come from a foreign file and hold no calibration.
        progress: Called with every record that was fed in the last run.
    """
    options = options or AnalyzeOptions()
    chosen = overridden(recording, options.exercise, options.extension_deg)
    if imported or options.windows is not None:
        ready = with_calibration(chosen, options.windows)
    else:
        ready = CalibratedRecording(closed(chosen), None, ())
    return _folded(ready, file, progress or _silent)


def _silent(_: Record) -> None:
    pass


def replayed(recording: Recording) -> Iterator[tuple[Record, list[Output]]]:
    """Feed all records to a new pipeline; yield each with what it gave."""
    pipeline = recording.pipeline()
    gc.freeze()  # what is loaded stays: looking through it again costs a quarter
    yield from pipeline.feed_many(recording.records)


def _folded(ready: CalibratedRecording, file: str, progress: Progress) -> Analyzed:
    recording = ready.recording
    fold, angles = Fold(subject_of(recording, file)), AngleCollector()
    end = 0.0
    for record, outputs in replayed(recording):
        fold.feed(record, outputs)
        for output in outputs:
            if isinstance(output, Posture):
                angles.put(output)
        progress(record)
        end = record.t
    _add_notices(fold, ready, end)
    return Analyzed(fold.analysis(), angles.series())


def _add_notices(fold: Fold, ready: CalibratedRecording, end: float) -> None:
    """Add what the pipeline can't know, and leave out what it has said itself."""
    said = {notice.kind for notice in fold.analysis().notices}
    for notice in ready.notices:
        if notice.kind not in said:
            fold.notice(notice.t, notice.kind, notice.text)
    if ready.recording.notice is not None:
        fold.notice(end, NoticeKind.RECORDING, ready.recording.notice)


def subject_of(recording: Recording, file: str) -> Subject:
    """Return what is known of a recording before its first record."""
    settings = recording.header.settings
    return Subject(
        file=file,
        exercise=settings.exercise,
        limits=settings.limits,
        own=settings.detection.own,
        sensors={
            placement: SensorFacts(
                setup.profile,
                max(stream.rate_hz for stream in setup.streams.values()),
            )
            for placement, setup in sensors(recording.header).items()
        },
    )
