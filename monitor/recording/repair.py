"""Makes a closed copy of a recording that was cut."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from mcap.records import Channel

from monitor.model.errors import RecordingError
from monitor.recording import topics
from monitor.recording.journal import append_edit, read_journal
from monitor.recording.mcap_reader import Messages, contents
from monitor.recording.whole_file import new_file

_TOPICS: Final = topics.OUTPUT_TOPICS | topics.record_decoders().keys()


@dataclass(frozen=True, slots=True)
class Repaired:
    """What a repair saved.

    Attributes:
        messages: Records and outputs.
        records: Records among them, which are what a replay reads.
        duration_s: From the first record to the last.
    """

    messages: int
    records: int
    duration_s: float


def repair(path: Path, out: Path) -> Repaired:
    """Copy all that is whole in a cut recording into a closed one.

    The original is not changed; what its journal holds is copied too.

    Raises:
        RecordingError: It can't be read, is damaged otherwise or not at all, or
            ``out`` exists or can't be written.
    """
    found = contents(path)
    if found.notice is None:
        msg = f"{path.name}: was closed properly; there is nothing to repair"
        raise RecordingError(msg)
    messages = 0
    times: list[int] = []
    with new_file(out, found.metadata) as copy:
        for topic, message in Messages(found, _known):
            copy.add(topic, message.log_time, message.data)
            messages += 1
            if topic.startswith(topics.RECORDS):
                times.append(message.log_time)
    for edit in read_journal(path).edits:
        append_edit(out, edit)
    duration_s = (max(times) - min(times)) / 1e9 if times else 0.0
    return Repaired(messages, len(times), duration_s)


def _known(channel: Channel) -> str | None:
    return channel.topic if channel.topic in _TOPICS else None
