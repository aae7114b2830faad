"""What a recording tells of its session: from what was told on the day.

Nothing is computed anew unless it must be: where the file holds no outputs, or those
of another version, or its sensors were swapped afterwards, so that what was told is of
the wrong places.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

from mcap.records import Channel

from monitor.history.fold import SessionFold
from monitor.model.errors import RecordingError
from monitor.model.history import SessionFacts
from monitor.model.records import Notification
from monitor.playback.derived import stored_news
from monitor.recording import topics
from monitor.recording.file_records import LIMIT_S, UNDECODABLE
from monitor.recording.mcap_reader import Contents, Messages, contents
from monitor.recording.recording import header_of, metadata_of, read_recording
from monitor.recording.roles import are_swapped

_NEWS: Final = topics.OUTPUT_TOPICS - {topics.POSTURE}

_Take = Callable[[SessionFold, bytes], None]


def facts_of(path: Path) -> SessionFacts:
    """Return what a recording tells of its session, without later edits.

    Args:
        path: A recording, closed or cut.

    Raises:
        RecordingError: It can't be read, is no recording, or is damaged.
    """
    found = contents(path)
    told = None if are_swapped(path) else _as_told(found)
    facts = _computed(path) if told is None else told
    return replace(facts, cut=found.notice is not None)


def _as_told(found: Contents) -> SessionFacts | None:
    """Return the facts of the day; None if the outputs aren't there or not ours."""
    header = header_of(found.metadata, found.path.name)
    fold = SessionFold(header, found.path.name, found.metadata["settings"])
    takers = _Takers(found.path.name)
    try:
        for take, message in Messages(found, takers):
            take(fold, message.data)
    except _OfAnotherVersion:
        return None
    return fold.facts() if takers.any_news else None


class _OfAnotherVersion(Exception):  # noqa: N818  a finding
    """An output can't be understood."""


class _Takers:
    """Finds what takes a channel's messages; samples' and angles' are left out."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._table = topics.record_decoders()
        self.any_news = False

    def __call__(self, channel: Channel) -> _Take | None:
        topic = channel.topic
        if topic in _NEWS:
            self.any_news = True
            return _news_taker(topic)
        if topic.startswith(topics.topic_name(Notification)):
            return None
        if topic not in self._table or channel.message_encoding != "msgpack":
            return None
        return _record_taker(self._table[topic], self._name)


def _record_taker(decoder: topics.RecordDecoder, name: str) -> _Take:
    decode = decoder.decode

    def take(fold: SessionFold, content: bytes) -> None:
        try:
            record = decode(content)
        except UNDECODABLE as error:
            msg = f"{name}: holds a record that can't be understood: {error}"
            raise RecordingError(msg) from error
        if not abs(record.t) <= LIMIT_S:  # nor if it is NaN
            msg = f"{name}: holds a record whose time is no session time"
            raise RecordingError(msg)
        fold.keep(record)

    return take


def _news_taker(topic: str) -> _Take:
    def take(fold: SessionFold, content: bytes) -> None:
        try:
            news = stored_news(topic, content)
        except (*UNDECODABLE, KeyError, ValueError) as error:
            raise _OfAnotherVersion from error
        fold.put(news)

    return take


def _computed(path: Path) -> SessionFacts:
    """Feed the recording through the whole path: some 30 times slower."""
    recording = read_recording(path)
    header = recording.header
    fold = SessionFold(header, path.name, metadata_of(header)["settings"])
    for record, outputs in recording.pipeline().feed_many(recording.records):
        fold.keep(record)
        for output in outputs:
            fold.put(output)
    return fold.facts()
