"""What of a recording leaves a lifter's computer."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.demo_session import demo_recording
from monitor.model.errors import RecordingError
from monitor.model.events import RepCounted, SetEnded
from monitor.model.records import (
    EndSession,
    NewWearer,
    Note,
    Record,
    RedFlag,
    SetLoad,
    SetPain,
    TellMorningAfter,
    TellRedFlags,
)
from monitor.pipeline import PipelineSettings
from monitor.recording.recording import Recording, read_recording, record_session
from monitor.recording.shared_copy import write_shared_copy

NAME = "Lifter K7Q2M"
STOP_S = 50.0
TOLD: list[Record] = [
    SetLoad(3.0, 60.0),
    SetPain(4.0, 1.0),
    Note(5.0, "slept on the sofa"),
    TellMorningAfter(6.0, worse=True),
    TellRedFlags(7.0, ()),
    SetPain(STOP_S, 7.0),
    TellRedFlags(STOP_S + 0.5, (RedFlag.FEVER,)),
]
HIDDEN = (SetPain, Note, TellMorningAfter, TellRedFlags)


@pytest.fixture(scope="module")
def session() -> Recording:
    return demo_recording(PipelineSettings(), 1, 66.0)


def recorded(session: Recording, told: Iterable[Record], path: Path) -> Path:
    """Record a session as it runs, with what was told in it."""
    header = replace(session.header, wearer="Ann Lee")
    records = sorted([*session.records, *told], key=lambda record: record.t)
    pipeline = session.pipeline()
    with record_session(path, header) as writer:
        for record in records:
            writer.keep(record)
            for output in pipeline.feed(record):
                writer.put(output)
    return path


def of_replay(path: Path) -> list[tuple[type, int, float]]:
    """Return the sets and reps that a replay finds."""
    recording = read_recording(path)
    found: list[tuple[type, int, float]] = []
    for _, outputs in recording.pipeline().feed_many(recording.records):
        for output in outputs:
            if isinstance(output, SetEnded):
                found.append((SetEnded, output.reps, output.t))
            elif isinstance(output, RepCounted):
                found.append((RepCounted, output.rep.set_index, output.t))
    return found


def test_neither_name_nor_pain_is_in_a_copy_and_it_replays_the_same(
    tmp_path: Path, session: Recording
) -> None:
    path = recorded(session, TOLD, tmp_path / "session.mcap")
    out = tmp_path / "copy.mcap"

    write_shared_copy(path, out, NAME, pain=False)

    copy = read_recording(out)
    assert copy.notice is None
    assert copy.header.wearer == NAME
    assert not [each for each in copy.records if isinstance(each, HIDDEN)]
    assert SetLoad(3.0, 60.0) in list(copy.records)
    assert of_replay(out) == of_replay(path)
    assert any(t == STOP_S for kind, _, t in of_replay(out) if kind is SetEnded)
    content = b"".join(repr(each).encode() for each in copy.records) + out.read_bytes()
    for word in (b"Ann", b"sofa", b"fever", b"StopAsked"):
        assert word not in content


def test_with_pain_a_copy_holds_every_record(
    tmp_path: Path, session: Recording
) -> None:
    path = recorded(session, TOLD, tmp_path / "session.mcap")

    write_shared_copy(path, tmp_path / "copy.mcap", NAME, pain=True)

    copy = read_recording(tmp_path / "copy.mcap")
    assert list(copy.records) == list(read_recording(path).records)
    assert copy.header.wearer == NAME


def test_a_copy_ends_where_somebody_else_puts_the_sensors_on(
    tmp_path: Path, session: Recording
) -> None:
    path = recorded(session, [NewWearer(30.0, "Bob")], tmp_path / "session.mcap")

    write_shared_copy(path, tmp_path / "copy.mcap", NAME, pain=True)

    records = list(read_recording(tmp_path / "copy.mcap").records)
    assert records[-1] == EndSession(30.0)
    assert not any(isinstance(each, NewWearer) for each in records)


def test_a_recording_that_was_cut_is_copied_up_to_the_cut(
    tmp_path: Path, session: Recording
) -> None:
    path = recorded(session, TOLD, tmp_path / "session.mcap")
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])

    write_shared_copy(path, tmp_path / "copy.mcap", NAME, pain=False)

    copy = read_recording(tmp_path / "copy.mcap")
    assert copy.notice is None
    assert len(list(copy.records)) > 100


def test_what_is_none_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "none.mcap").write_bytes(b"no recording")

    with pytest.raises(RecordingError):
        write_shared_copy(
            tmp_path / "none.mcap", tmp_path / "copy.mcap", NAME, pain=False
        )

    assert not (tmp_path / "copy.mcap").exists()
