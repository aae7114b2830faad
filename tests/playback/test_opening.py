from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from monitor.acquisition.simulation.csv_file import write_sensor_csv
from monitor.acquisition.simulation.session import SimulatedSession
from monitor.analysis.analyze import replayed
from monitor.analysis.opened import Roles, opened
from monitor.analysis.simulated import simulated_recording
from monitor.model.blocks import Posture, Samples
from monitor.model.errors import RecordingError
from monitor.model.records import TRUNK, ExerciseName, Marker
from monitor.pipeline import PipelineSettings
from monitor.playback.opening import recomputed, stored
from monitor.playback.progress import Cancelled
from monitor.playback.series import joined
from monitor.playback.store import Playback
from monitor.recording.recording import Recording, metadata_of, write_recording
from monitor.recording.topics import EVENTS, POSTURE
from monitor.recording.whole_file import new_file

Reference = Callable[[str], Recording]
Played = Callable[[str], Playback]
MARKER = Marker(30.0, "here")


def live(path: Path, recording: Recording) -> Path:
    """Write a recording as a live session does: records, and what was told."""
    with new_file(path, metadata_of(recording.header)) as mcap:
        for record, outputs in replayed(recording):
            mcap.write_record(record)
            for output in outputs:
                mcap.write_output(output)
    return path


@pytest.fixture(scope="module")
def marked(recording: Reference) -> Recording:
    """A session with a marker."""
    found = recording("hip_thrust")
    records = sorted([*found.records, MARKER], key=lambda record: record.t)
    return Recording(found.header, records)


@pytest.fixture(scope="module")
def file(marked: Recording, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return live(tmp_path_factory.mktemp("live") / "session.mcap", marked)


@pytest.fixture(scope="module")
def day(file: Path) -> Playback:
    """What was stored on the day."""
    found = stored(file)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def anew(marked: Recording) -> Playback:
    return recomputed(marked)


def test_all_that_comes_out_is_kept_in_order(marked: Recording) -> None:
    outputs = [(r.t, o) for r, given in replayed(marked) for o in given]
    news = [pair for pair in outputs if not isinstance(pair[1], Samples | Posture)]
    blocks = [o for _, o in outputs if isinstance(o, Posture)]

    found = recomputed(marked)

    assert list(found.news.outputs) == [output for _, output in news]
    assert found.news.times.tolist() == [t for t, _ in news]
    whole = joined(blocks)
    np.testing.assert_array_equal(found.posture.t, whole.t)
    np.testing.assert_array_equal(
        found.posture.lumbar_flexion_deg, whole.lumbar_flexion_deg
    )
    np.testing.assert_array_equal(found.posture.doubtful, whole.doubtful)
    assert found.markers == [MARKER]
    assert found.is_complete


def test_times_of_postures_and_samples_increase(anew: Playback) -> None:
    assert (np.diff(anew.posture.t) > 0).all()
    assert set(anew.raw) == set(TRUNK)
    for raw in anew.raw.values():
        assert (np.diff(raw.t) > 0).all()
        assert raw.values.shape == (len(raw.t), 6)


def test_what_was_stored_is_what_is_computed_anew(
    day: Playback, anew: Playback
) -> None:
    assert list(day.news.outputs) == list(anew.news.outputs)
    np.testing.assert_allclose(day.posture.t, anew.posture.t, atol=1e-6)
    np.testing.assert_array_equal(day.posture.valid, anew.posture.valid)
    np.testing.assert_allclose(
        day.posture.lumbar_flexion_deg, anew.posture.lumbar_flexion_deg, atol=6e-4
    )
    np.testing.assert_allclose(
        day.posture.pelvis_pitch_deg, anew.posture.pelvis_pitch_deg, atol=6e-4
    )
    assert not day.is_complete


@pytest.mark.parametrize(
    "name", ["glute_bridge", "romanian_deadlift", "trunk_bend", "walking_and_bending"]
)
def test_the_outputs_of_every_reference_recording_can_be_stored_and_read(
    recording: Reference, played: Played, tmp_path: Path, name: str
) -> None:
    found = stored(live(tmp_path / "again.mcap", recording(name)))

    assert found is not None
    assert list(found.news.outputs) == list(played(name).news.outputs)


def test_stored_news_are_told_in_order_of_time(day: Playback) -> None:
    assert (np.diff(day.news.times) >= 0).all()


def test_a_file_without_outputs_has_nothing_stored(
    marked: Recording, tmp_path: Path
) -> None:
    path = tmp_path / "bare.mcap"
    write_recording(path, marked.header, marked.records)

    assert stored(path) is None


@pytest.mark.parametrize(
    ("topic", "content"),
    [
        (EVENTS, b'{"event": "RepDreamt", "t": 1.0}'),
        (EVENTS, b'{"t": 1.0}'),
        (EVENTS, b'{"event": "RepCounted", "t": 1.0, "rep": 7}'),
        (EVENTS, b"{"),
        (POSTURE, b'{"t_s": "now"}'),
        (POSTURE, b"]"),
    ],
)
def test_outputs_of_another_version_are_as_good_as_none(
    marked: Recording, tmp_path: Path, topic: str, content: bytes
) -> None:
    path = tmp_path / "odd.mcap"
    with new_file(path, metadata_of(marked.header)) as mcap:
        mcap.add(POSTURE, 0, b'{"t_s": 1.0, "valid": false}')
        mcap.add(topic, 0, content)

    assert stored(path) is None


def test_what_is_no_recording_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "no.mcap"
    path.write_bytes(b"nothing")

    with pytest.raises(RecordingError):
        stored(path)


def test_a_foreign_file_is_opened_by_way_of_the_same_type(
    short_session: SimulatedSession, tmp_path: Path
) -> None:
    path = tmp_path / "session.csv"
    write_sensor_csv(short_session, path)
    settings = PipelineSettings(exercise=ExerciseName.HIP_THRUST)

    found = recomputed(opened([path], Roles(), settings).ready())

    assert len(found.reps()) == 4
    assert np.isfinite(found.posture.lumbar_flexion_deg).mean() > 0.9


def test_whoever_waits_is_told_the_time_reached(
    short_session: SimulatedSession,
) -> None:
    told: list[float] = []

    def go_on(t: float) -> bool:
        told.append(t)
        return True

    recomputed(simulated_recording(short_session), go_on)

    assert told == sorted(told)
    assert len(told) > 1


def test_a_job_that_is_no_longer_wanted_ends(short_session: SimulatedSession) -> None:
    with pytest.raises(Cancelled):
        recomputed(simulated_recording(short_session), lambda t: t < 5.0)
