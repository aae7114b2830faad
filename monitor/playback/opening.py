"""Opens a recording: at once from what was stored, then computed anew."""

import gc
from array import array
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

from monitor.model.blocks import Posture, Samples
from monitor.model.events import Calibrated, Output
from monitor.model.records import (
    Marker,
    Notification,
    Record,
    SwapSensors,
    UseCalibration,
)
from monitor.playback.derived import StoredNews, StoredPostures, stored_news
from monitor.playback.progress import Progress, check
from monitor.playback.series import PostureGatherer, RawGatherer
from monitor.playback.store import News, Playback, Step
from monitor.recording.file_records import UNDECODABLE, stored_messages
from monitor.recording.recording import Recording, read_recording
from monitor.recording.topics import POSTURE
from monitor.view.state import beginning


def recomputed(recording: Recording, progress: Progress | None = None) -> Playback:
    """Feed a recording through the whole path and keep what came out.

    Args:
        recording: What to replay.
        progress: Told the session time that was reached; returns False to cancel.

    Raises:
        Cancelled: As ``progress`` wished.
        RecordingError: The recording is damaged.
    """
    gatherer, pipeline = _Gatherer(), recording.pipeline()
    gc.freeze()  # what is loaded stays: looking through it again costs a quarter
    told = pipeline.feed_many(recording.records)
    for count, (record, outputs) in enumerate(told):
        gatherer.put(record, outputs)
        for t in _found_in_stream(record, outputs):
            gatherer.put_bows(t, pipeline.bows())
        check(progress, count, record.t)
    return gatherer.playback(recording)


def _found_in_stream(record: Record, outputs: Iterable[Output]) -> list[float]:
    """When calibrations came into force that no command gave, session s."""
    if isinstance(record, UseCalibration | SwapSensors):
        return []
    return [each.t for each in outputs if isinstance(each, Calibrated)]


class _Gatherer:
    """Keeps records and outputs in the form that a screen needs."""

    def __init__(self) -> None:
        self._posture, self._raw = PostureGatherer(), RawGatherer()
        self._times: list[float] = []
        self._news: list[Output] = []
        self._steps: list[Step] = []
        self._markers: list[Marker] = []
        self._bows: dict[float, Posture] = {}
        self._clock = array("d")
        self._start_s: float | None = None
        self._end_s = 0.0

    def put(self, record: Record, outputs: Iterable[Output]) -> None:
        """Take a record and what it gave."""
        self._end_s = record.t
        self._clock.append(record.t)
        if self._start_s is None:
            self._start_s = record.t
        if isinstance(record, Marker):
            self._markers.append(record)
        kept = tuple(self._kept(record.t, outputs))
        if kept or not isinstance(record, Notification):
            told = None if isinstance(record, Notification) else record
            self._steps.append(Step(record.t, told, kept))

    def put_bows(self, t: float, bows: Posture | None) -> None:
        """Take the postures of the bows of a calibration found at ``t``."""
        if bows is not None:
            self._bows[t] = bows

    def _kept(self, t: float, outputs: Iterable[Output]) -> Iterator[Output | range]:
        for output in outputs:
            match output:
                case Samples():
                    self._raw.put(output)
                case Posture():
                    first = self._posture.rows
                    self._posture.put(output)
                    yield range(first, self._posture.rows)
                case _:
                    self._times.append(t)
                    self._news.append(output)
                    yield output

    def playback(self, recording: Recording) -> Playback:
        """Return all that was put."""
        start_s = self._start_s or 0.0
        return Playback(
            header=recording.header,
            beginning=beginning(recording.header.settings),
            start_s=start_s,
            end_s=max(self._end_s, start_s + 1e-3),
            posture=self._posture.series(),
            raw=self._raw.series(),
            news=News(np.array(self._times), self._news),
            steps=self._steps,
            markers=self._markers,
            bows=self._bows,
            clock=np.array(self._clock),
            notice=recording.notice,
        )


def stored(path: Path) -> Playback | None:
    """Read what was told when the session was recorded, without computing anything.

    Args:
        path: A recording of this program.

    Returns:
        Angles and news as they were on the day, without samples; None if the file
        holds no such outputs, or holds some of another version.

    Raises:
        RecordingError: It can't be read, is no recording, or is damaged.
    """
    recording = read_recording(path)
    postures, news = StoredPostures(), list[StoredNews]()
    try:
        for topic, content in stored_messages(path):
            if topic == POSTURE:
                postures.put(content)
            else:
                news.append(stored_news(topic, content))
        posture = postures.posture()
    except (*UNDECODABLE, KeyError):
        return None
    return None if posture is None else _of_the_day(recording, posture, news)


def _of_the_day(
    recording: Recording, posture: Posture, news: Sequence[StoredNews]
) -> Playback:
    times = np.array([each.t for each in news])
    start_s, end_s = float(posture.t[0]), float(posture.t[-1])
    return Playback(
        header=recording.header,
        beginning=beginning(recording.header.settings),
        start_s=start_s,
        end_s=max(end_s, start_s + 1e-3),
        posture=posture,
        raw={},
        news=News(np.maximum.accumulate(times), news),
        notice=recording.notice,
    )
