import asyncio
import dataclasses
import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from monitor.acquisition.simulation.scenarios import demo
from monitor.model.body import Limits
from monitor.model.errors import ImportFileError, ProfileError, RecordingError
from monitor.model.events import Output, RepCounted
from monitor.model.records import TRUNK, ExerciseName, Placement, Record, Tick
from monitor.pipeline import PipelineSettings
from monitor.profiles import find_profiles
from monitor.recording.file_records import stored_outputs
from monitor.recording.mcap_writer import McapFile, create
from monitor.recording.recording import (
    Header,
    Recording,
    header_of,
    metadata_of,
    read_recording,
    record_session,
    write_recording,
)
from monitor.recording.sources import paced, recorded
from monitor.session import run

PROFILE = find_profiles()["reference"].text
HEADER = Header(
    started_utc="2026-11-22T09:00:00.000+00:00",
    program="rep-monitor 0.1.0",
    profiles=dict.fromkeys(TRUNK, PROFILE),
    settings=PipelineSettings(
        exercise=ExerciseName.GLUTE_BRIDGE, limits=Limits(extension_deg=12.5)
    ),
    wearer="Zoë 🏋",
    source="a.csv, b.csv",
)


def same(one: object, other: object) -> bool:
    """Equal to the last bit, arrays and NaN included."""
    if isinstance(one, np.ndarray):
        return (
            isinstance(other, np.ndarray)
            and one.dtype == other.dtype
            and one.tobytes() == other.tobytes()
        )
    if isinstance(one, float) and isinstance(other, float):
        return one.hex() == other.hex()
    if dataclasses.is_dataclass(one):
        return type(one) is type(other) and all(
            same(getattr(one, field.name), getattr(other, field.name))
            for field in dataclasses.fields(one)
        )
    return one == other


def outputs(recording: Recording) -> list[Output]:
    pipeline = recording.pipeline()
    return [output for r in recording.records for output in pipeline.feed(r)]


class Kept:
    def __init__(self) -> None:
        self.outputs: list[Output] = []

    def put(self, output: Output, /) -> None:
        self.outputs.append(output)


@pytest.fixture(scope="module")
def session() -> Recording:
    simulated = demo(ExerciseName.HIP_THRUST, 1, 24.0)
    texts = {place: find_profiles()[s].text for place, s in simulated.profiles.items()}
    header = dataclasses.replace(HEADER, profiles=texts, settings=PipelineSettings())
    return Recording(header, simulated.records)


def test_a_header_survives_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.mcap"

    count = write_recording(path, HEADER, [Tick(0.0), Tick(0.1)])
    found = read_recording(path)

    assert count == 2
    assert found.header == HEADER
    assert list(found.records) == [Tick(0.0), Tick(0.1)]
    assert found.notice is None


def test_a_recording_of_one_sensor_has_one_profile(tmp_path: Path) -> None:
    path = tmp_path / "a.mcap"
    header = dataclasses.replace(HEADER, profiles={Placement.LUMBAR: PROFILE})

    write_recording(path, header, [])

    assert read_recording(path).header == header


def test_a_replay_of_a_recorded_session_is_identical_output_by_output(
    tmp_path: Path, session: Recording
) -> None:
    path = tmp_path / "live.mcap"
    live = Kept()

    with record_session(path, session.header) as writer:
        source = recorded(paced(session.records, math.inf), writer, patient=True)
        asyncio.run(run(source, session.pipeline(), [writer, live], writer.reports))
    replayed = outputs(read_recording(path))

    counted = [o.rep.rep_id for o in live.outputs if isinstance(o, RepCounted)]
    assert counted
    assert len(replayed) == len(live.outputs)
    assert all(same(*pair) for pair in zip(replayed, live.outputs, strict=True))
    on_the_day = [event for topic, event in stored_outputs(path) if topic == "/events"]
    said = [e["rep"]["rep_id"] for e in on_the_day if e["event"] == "RepCounted"]
    assert said == counted


def test_an_existing_file_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "a.mcap"
    path.write_bytes(b"precious")

    with pytest.raises(RecordingError, match=r"^a\.mcap: exists already"):
        write_recording(path, HEADER, [])
    with pytest.raises(RecordingError, match=r"^a\.mcap: exists already"):
        record_session(path, HEADER)

    assert path.read_bytes() == b"precious"


def test_an_import_that_fails_leaves_no_recording(tmp_path: Path) -> None:
    def failing() -> Iterator[Record]:
        yield Tick(0.0)
        raise ImportFileError("b.csv", "no number", 3)

    with pytest.raises(ImportFileError):
        write_recording(tmp_path / "a.mcap", HEADER, failing())

    assert not (tmp_path / "a.mcap").exists()


@pytest.mark.parametrize("key", list(metadata_of(HEADER)))
def test_a_description_that_lacks_something_is_refused(key: str) -> None:
    metadata = metadata_of(HEADER)
    del metadata[key]

    if key.startswith("profile/"):
        assert len(header_of(metadata, "a.mcap").profiles) == 1
    else:
        with pytest.raises(RecordingError, match=r"^a\.mcap: [^\n]+$"):
            header_of(metadata, "a.mcap")


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("format", "2"),
        ("settings", "{"),
        ("settings", '{"exercise": "juggling"}'),
        ("settings", '{"surprise": 1}'),
        ("settings", '{"limits": {"extension_deg": 400}}'),
        ("settings", "[" * 100_000),
        ("profile/knee", PROFILE),
    ],
)
def test_a_description_that_makes_no_sense_is_refused(key: str, text: str) -> None:
    metadata = metadata_of(HEADER) | {key: text}

    with pytest.raises(RecordingError, match=r"^a\.mcap: [^\n]+$"):
        header_of(metadata, "a.mcap")


@pytest.mark.parametrize(
    "text", ["", "schema = 99", "x = ", "a = " + "[" * 5000, "\x00"]
)
def test_a_profile_that_cannot_be_used_is_said_with_the_files_name(
    tmp_path: Path, text: str
) -> None:
    path = tmp_path / "a.mcap"
    header = dataclasses.replace(HEADER, profiles={Placement.PELVIS: text})
    write_recording(path, header, [])

    with pytest.raises(
        RecordingError, match=r"^a\.mcap: holds a firmware profile that can't be used: "
    ):
        read_recording(path)
    with pytest.raises(ProfileError):
        Recording(header, []).pipeline()


def test_a_cut_recording_comes_with_a_notice(tmp_path: Path) -> None:
    path = tmp_path / "a.mcap"
    with create(path) as file:
        mcap = McapFile(file, metadata_of(HEADER))
        mcap.write_record(Tick(1.0))
        mcap.sync()

    found = read_recording(path)

    assert found.notice is not None
    assert "rep-monitor repair" in found.notice
    assert list(found.records) == [Tick(1.0)]
