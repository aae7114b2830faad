"""What waits for the archive, and why it may."""

from pathlib import Path

import pytest

from monitor.consent import Consent, Share
from monitor.demo_session import demo_recording
from monitor.model.records import Note
from monitor.net.archive_queue import ArchiveQueue, QueueError
from monitor.pipeline import PipelineSettings
from monitor.recording.recording import read_recording, write_recording

ANN, BOB = "Lifter ANNAA", "Lifter BBBBB"
HISTORY = Consent(Share.HISTORY)


@pytest.fixture
def queue(tmp_path: Path) -> ArchiveQueue:
    return ArchiveQueue(tmp_path / "queue")


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("recording") / "session.mcap"
    session = demo_recording(PipelineSettings(), 1, 12.0)
    write_recording(path, session.header, [Note(0.0, "tired"), *session.records])
    return path.read_bytes()


@pytest.fixture
def recording(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "session.mcap"
    path.write_bytes(content)
    return path


def begun(queue: ArchiveQueue, recording: Path, owner: str = ANN) -> str:
    return queue.begin(recording, "The Hulk", owner, pain=True)


def test_a_slip_outlives_the_program(queue: ArchiveQueue, tmp_path: Path) -> None:
    slip_id = begun(queue, tmp_path / "session.mcap")
    before = queue.slips()
    queue.close(slip_id)

    (after,) = ArchiveQueue(tmp_path / "queue").slips()

    assert [each.closed for each in before] == [False]
    assert after.closed
    assert Path(after.recording) == tmp_path / "session.mcap"


def test_who_takes_the_consent_back_has_nothing_waiting_and_others_do(
    queue: ArchiveQueue, recording: Path
) -> None:
    mine, other = begun(queue, recording), begun(queue, recording, BOB)
    (slip,) = [each for each in queue.slips() if each.id == mine]
    copy = queue.copy(slip)

    queue.keep_to(ANN, Consent(Share.STATE))
    queue.close(mine)  # its session ends only now

    assert [each.id for each in queue.slips()] == [other]
    assert copy is not None
    assert not copy.exists()
    assert recording.exists()


def test_without_pain_the_copy_is_made_anew(
    queue: ArchiveQueue, recording: Path
) -> None:
    begun(queue, recording)
    (slip,) = queue.slips()
    copy = queue.copy(slip)
    assert copy is not None
    assert any(isinstance(each, Note) for each in read_recording(copy).records)

    queue.keep_to(ANN, HISTORY)
    (slip,) = queue.slips()
    copy = queue.copy(slip)

    assert copy is not None
    found = read_recording(copy)
    assert found.header.wearer == "The Hulk"
    assert not any(isinstance(each, Note) for each in found.records)


def test_a_recording_that_was_removed_is_never_sent(
    queue: ArchiveQueue, recording: Path
) -> None:
    begun(queue, recording)
    (slip,) = queue.slips()
    queue.copy(slip)
    recording.unlink()

    assert queue.copy(slip) is None
    assert queue.slips() == []
    assert not queue.has_copy(slip)


def test_a_recording_whose_disk_is_away_waits(
    queue: ArchiveQueue, recording: Path, tmp_path: Path
) -> None:
    away = tmp_path / "disk" / "session.mcap"
    begun(queue, away)
    begun(queue, recording)
    (slip, _) = sorted(queue.slips(), key=lambda each: each.recording != str(away))
    recording.unlink()

    queue.forget_removed()

    assert queue.slips() == [slip]
    with pytest.raises(QueueError, match="is not there now"):
        queue.copy(slip)
    assert queue.slips() == [slip]


def test_one_sends_at_a_time(queue: ArchiveQueue, tmp_path: Path) -> None:
    with queue.held() as first, ArchiveQueue(tmp_path / "queue").held() as second:
        assert (first, second) == (True, False)
    with queue.held() as again:
        assert again


def test_what_is_no_slip_is_none(queue: ArchiveQueue, tmp_path: Path) -> None:
    begun(queue, tmp_path / "a.mcap")
    (tmp_path / "queue" / "0.slip").write_bytes(b"\xff{")

    assert [each.owner for each in queue.slips()] == [ANN]


def test_a_folder_that_can_not_be_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")

    with pytest.raises(QueueError, match="can't be kept there"):
        begun(ArchiveQueue(tmp_path / "file"), tmp_path / "a.mcap")
