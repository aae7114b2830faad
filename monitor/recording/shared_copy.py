"""A copy of a recording for others: what was measured, and no more than is shared.

The copy holds records alone: whoever opens it computes anew what came of them. Where
somebody else put the sensors on, it ends: that person was not asked.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from monitor.model.records import (
    EndSession,
    EndSet,
    NewWearer,
    Note,
    Record,
    SetPain,
    TellMorningAfter,
    TellRedFlags,
)
from monitor.recording.file_records import stored_outputs
from monitor.recording.recording import read_recording, write_recording
from monitor.recording.topics import EVENTS

_ABOUT_PAIN = SetPain | TellRedFlags | TellMorningAfter | Note


def write_shared_copy(path: Path, out: Path, wearer: str, *, pain: bool) -> None:
    """Write what of a recording may leave this computer; the recording stays.

    Args:
        path: A recording, closed or cut.
        out: Must not exist; nothing is left behind if this fails.
        wearer: What the wearer is called in it.
        pain: Whether pain, notes and warning signs are in it.

    Raises:
        RecordingError: The recording can't be read, or the copy not written.
    """
    recording = read_recording(path)
    header = replace(recording.header, wearer=wearer)
    stops = frozenset() if pain else _stops(path)
    records = _of_one_wearer(recording.records)
    kept = records if pain else _without_pain(records, stops)
    write_recording(out, header, kept)


def _of_one_wearer(records: Iterable[Record]) -> Iterator[Record]:
    for record in records:
        if isinstance(record, NewWearer):
            yield EndSession(record.t)
            return
        yield record


def _without_pain(
    records: Iterable[Record], stops: frozenset[float]
) -> Iterator[Record]:
    """Leave out what was told of pain; a set that it ended still ends there."""
    for record in records:
        if not isinstance(record, _ABOUT_PAIN):
            yield record
        elif record.t in stops:
            yield EndSet(record.t)


def _stops(path: Path) -> frozenset[float]:
    """Return when what a person told ended a set, session s."""
    return frozenset(
        output["t"]
        for topic, output in stored_outputs(path)
        if topic == EVENTS and output.get("event") == "StopAsked" and "t" in output
    )
