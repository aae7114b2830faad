"""Judges one recording again, and tells what was said of it on the day."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from mcap.records import Channel

from monitor.analysis.calibrated import closed, overridden
from monitor.analysis.rep_ledger import finite
from monitor.archive.changes import changes, day_of, standing
from monitor.archive.outcome import Asked, Judged, RepRow
from monitor.detection.exercises import EXERCISES
from monitor.history.edits import applied
from monitor.history.fold import SessionFold
from monitor.model.blocks import Posture, Samples
from monitor.model.events import Alert, Phase, Rep
from monitor.model.history import KeptRep, SessionFacts, SetFacts
from monitor.model.records import ExerciseName, Notification, Record
from monitor.playback.derived import StoredNews, stored_news
from monitor.recording.file_records import UNDECODABLE
from monitor.recording.journal import Edit, read_journal
from monitor.recording.mcap_reader import Messages, contents
from monitor.recording.recording import (
    Recording,
    header_of,
    metadata_of,
    read_recording,
)
from monitor.recording.roles import are_swapped
from monitor.recording.topics import (
    ALERTS,
    EVENTS,
    LINK_STATUS,
    record_decoders,
    topic_name,
)

_OF_SESSION: Final = "session/"  # begins the ids of what isn't of a set or a rep
_NOTIFICATIONS: Final = topic_name(Notification)
OTHER_VERSION: Final = (
    "what was said on the day is of another version of the program and is not compared"
)

Read = Callable[[bytes], Record | StoredNews]


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of a recording, once."""

    facts: SessionFacts
    alerts: list[Alert]

    def edited(self, edits: Sequence[Edit]) -> "Said":
        """Return it as a person corrected it later; alerts stay as they were."""
        return Said(applied(self.facts, edits), self.alerts)


def judged(path: Path, asked: Asked) -> Judged:
    """Judge a recording again; its journal counts.

    Args:
        path: A recording of this program.
        asked: By what, instead of what the recording says.

    Raises:
        RecordingError: It can't be read, is no recording, or is damaged.
    """
    recording = read_recording(path)
    chosen = closed(overridden(recording, asked.exercise, asked.extension_deg))
    edits = _edits_for(path, asked)
    now = said_now(chosen, path.name).edited(edits)
    notice = recording.notice
    try:
        day = said_on_the_day(path)
    except (*UNDECODABLE, KeyError, ValueError):
        day, notice = None, notice or OTHER_VERSION
    if day is not None and not are_swapped(path):  # else they are of the other places
        day = day.edited(edits)
    reps_now = standing(now.facts)
    pairs = None if day is None else day_of(reps_now, standing(day.facts))
    told = None
    if day is not None and pairs is not None:
        told = changes(pairs, day.alerts, now.alerts)
    return Judged(
        lifter=now.facts.lifter,
        started_utc=now.facts.started_utc,
        program=now.facts.program,
        duration_s=now.facts.duration_s,
        reps=sum(each.rep.full for each in reps_now),
        rows=list(_rows(now.facts, pairs.day if pairs is not None else {})),
        changes=told,
        notice=notice,
    )


def _edits_for(path: Path, asked: Asked) -> list[Edit]:
    """Return the journal's edits; as another exercise, sets and reps are others."""
    edits = read_journal(path).edits
    if asked.exercise is None:
        return edits
    return [edit for edit in edits if edit.id.startswith(_OF_SESSION)]


def said_now(recording: Recording, name: str) -> Said:
    """Replay a recording and fold what it gives."""
    fold = SessionFold(recording.header, name, _settings(recording))
    alerts: list[Alert] = []
    for record, outputs in recording.pipeline().feed_many(recording.records):
        fold.keep(record)
        for output in outputs:
            match output:
                case Samples() | Posture():
                    continue
                case Alert():
                    alerts.append(output)
                case _:
                    pass
            fold.put(output)
    return Said(fold.facts(), alerts)


def _settings(recording: Recording) -> str:
    return metadata_of(recording.header)["settings"]


def said_on_the_day(path: Path) -> Said | None:
    """Fold what a recording says was told; None if it says nothing of that.

    Raises:
        RecordingError: It can't be read, is no recording, or is damaged.
        DecodeError: msgspec's, if an output is none of this version.
        KeyError: It holds an event of an unknown name.
    """
    found = contents(path)
    header = header_of(found.metadata, path.name)
    fold = SessionFold(header, path.name, found.metadata["settings"])
    alerts, any_told = list[Alert](), False
    for read, message in Messages(found, _Readers()):
        told = read(message.data)
        if isinstance(told, Record):
            fold.keep(told)
            continue
        any_told = True
        if isinstance(told, Alert):
            alerts.append(told)
        fold.put(told)
    return Said(fold.facts(), alerts) if any_told else None


class _Readers:
    """Finds what reads a channel's messages: commands, and what was told."""

    def __init__(self) -> None:
        self._decoders = record_decoders()

    def __call__(self, channel: Channel) -> Read | None:
        topic = channel.topic
        if topic in {EVENTS, ALERTS, LINK_STATUS}:
            return partial(stored_news, topic)
        if topic.startswith(_NOTIFICATIONS) or topic not in self._decoders:
            return None
        return self._decoders[topic].decode


def _rows(facts: SessionFacts, day: dict[int, Rep]) -> Iterator[RepRow]:
    """Yield all reps.

    Args:
        facts: Of now.
        day: What a rep of now was on the day, by ``rep_id``.
    """
    number = 0
    for each in facts.sets:
        for kept in each.reps:
            number += 1
            yield _row(each, kept, number, day.get(kept.rep.rep_id))


def _row(facts: SetFacts, kept: KeptRep, number: int, day: Rep | None) -> RepRow:
    rep = kept.rep
    concentric, hold, eccentric = _tempo(facts.exercise, rep)
    return RepRow(
        exercise=facts.exercise,
        set_index=facts.index,
        rep=number,
        full_rep=rep.full,
        struck=kept.struck,
        by_hand=rep.by_hand,
        limit_deg=facts.limits.extension_deg,
        limit_source=facts.limits.source,
        load_kg=facts.load_kg,
        set_kind=facts.kind,
        onset_s=finite(rep.onset_s),
        reach_s=finite(rep.reach_s),
        leave_s=finite(rep.leave_s),
        end_s=finite(rep.end_s),
        rom_deg=None if rep.by_hand else finite(rep.rom_deg),
        peak_extension_deg=finite(rep.peak_extension_deg),
        peak_flexion_deg=finite(rep.peak_flexion_deg),
        peak_at=rep.peak_at,
        over_limit_s=finite(rep.over_limit_s),
        change_vs_reference_deg=finite(rep.change_vs_reference_deg),
        bottom_flexion_deg=finite(rep.bottom_flexion_deg),
        top_flexion_deg=finite(rep.top_flexion_deg),
        concentric_s=concentric,
        hold_s=hold,
        eccentric_s=eccentric,
        scored_share=finite(rep.scored_share) or 0.0,
        side=rep.side or kept.side,
        rom_drift_deg=finite(rep.rom_drift_deg),
        roll_range_deg=finite(kept.roll_range_deg),
        roll_at_top_deg=finite(kept.roll_at_top_deg),
        verdict=rep.verdict,
        reason=rep.reason,
        verdict_day=None if day is None else day.verdict,
        full_rep_day=None if day is None else day.full,
    )


def _tempo(exercise: str, rep: Rep) -> tuple[float | None, float | None, float | None]:
    """Concentric phase, hold, eccentric phase, s; None where not measured."""
    try:
        outward = EXERCISES[ExerciseName(exercise)].outward
    except (ValueError, KeyError):  # a person's own: its way out isn't known here
        return None, None, None
    if rep.by_hand:
        return None, None, None
    out = _between(rep.onset_s, rep.reach_s)
    back = _between(rep.leave_s, rep.end_s)
    hold = _between(rep.reach_s, rep.leave_s)
    return (back, hold, out) if outward is Phase.ECCENTRIC else (out, hold, back)


def _between(start: float | None, end: float | None) -> float | None:
    return None if start is None or end is None else finite(end - start)
