"""Recording on and off within a session: each file is whole, and replays."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from monitor.demo_session import demo_recording
from monitor.model.events import (
    Calibrated,
    Output,
    RecordingStopped,
    RepCounted,
    SetStarted,
)
from monitor.model.records import EndSession, Record, UseCalibration
from monitor.pipeline import PipelineSettings
from monitor.recording.recording import Recording, read_recording
from monitor.recording.switch import RecordingSwitch
from monitor.session import run


@pytest.fixture(scope="module")
def session() -> Recording:
    return demo_recording(PipelineSettings(), 1, 66.0)


def recorded(
    session: Recording, spans: list[tuple[float, float, Path]]
) -> list[Output]:
    """Run a session that is recorded in these spans; return its outputs."""
    switch = RecordingSwitch(lambda: session.header)
    outputs: list[Output] = []

    class Sink:
        def put(self, output: Output, /) -> None:
            outputs.append(output)

    async def source() -> AsyncIterator[Record]:
        for record in session.records:
            for start_s, end_s, path in spans:
                if switch.path is None and start_s <= record.t < end_s:
                    switch.try_to_start(path)
                if switch.path == path and record.t >= end_s:
                    switch.stop()
            yield record

    sinks: list[RecordingSwitch | Sink] = [switch, Sink()]
    asyncio.run(
        run(switch.passing(source()), session.pipeline(), sinks, switch.reports)
    )
    switch.finish()
    return outputs


def replayed(path: Path) -> list[Output]:
    recording = read_recording(path)
    assert recording.notice is None
    pipeline = recording.pipeline()
    return [output for each in recording.records for output in pipeline.feed(each)]


def reps(outputs: list[Output], since_s: float = 0.0) -> list[float]:
    counted = (each for each in outputs if isinstance(each, RepCounted))
    return [each.rep.onset_s for each in counted if each.rep.onset_s > since_s]


def test_recorded_from_the_start_it_is_the_session(
    session: Recording, tmp_path: Path
) -> None:
    whole = tmp_path / "whole.mcap"
    outputs = recorded(session, [(-1.0, 1e9, whole)])

    assert list(read_recording(whole).records) == list(session.records)
    assert reps(replayed(whole)) == reps(outputs)


def test_begun_in_the_middle_it_knows_calibration_and_set(
    session: Recording, tmp_path: Path
) -> None:
    late = tmp_path / "late.mcap"
    outputs = recorded(session, [(38.0, 1e9, late)])

    again = replayed(late)
    assert isinstance(next(e for e in again if isinstance(e, Calibrated)), Calibrated)
    assert any(isinstance(each, SetStarted) for each in again)
    first = next(iter(read_recording(late).records))
    assert first.t == pytest.approx(38.0, abs=0.2)
    kinds = {type(each) for each in read_recording(late).records}
    assert UseCalibration in kinds
    expected = reps(outputs, since_s=42.0)
    assert reps(again, since_s=42.0) == pytest.approx(expected, abs=0.1)


def test_two_files_of_one_session_are_both_whole(
    session: Recording, tmp_path: Path
) -> None:
    first, second = tmp_path / "first.mcap", tmp_path / "second.mcap"
    recorded(session, [(-1.0, 35.0, first), (40.0, 1e9, second)])

    for path in (first, second):
        records = list(read_recording(path).records)
        assert read_recording(path).notice is None
        assert isinstance(records[-1], EndSession)


def test_a_file_that_is_there_is_not_touched_and_said(
    session: Recording, tmp_path: Path
) -> None:
    taken = tmp_path / "taken.mcap"
    taken.write_text("mine")

    outputs = recorded(session, [(10.0, 11.0, taken)])

    assert taken.read_text() == "mine"
    assert [each for each in outputs if isinstance(each, RecordingStopped)]
