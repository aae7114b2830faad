"""Sensors swapped after the session, by the journal alone."""

from dataclasses import replace
from pathlib import Path

import pytest

from monitor.acquisition.simulation.session import SimulatedSession
from monitor.analysis.simulated import simulated_recording
from monitor.model.body import Calibration, CalibrationSource, SegmentFrame
from monitor.model.records import (
    BatteryLevel,
    CarryCalibration,
    LinkChange,
    LinkState,
    Notification,
    Placement,
    Record,
    SignalStrength,
    StartTableCheck,
    Tick,
    UseCalibration,
)
from monitor.recording.journal import read_journal
from monitor.recording.recording import read_recording, write_recording
from monitor.recording.roles import are_swapped, swap, swapped

PELVIS, LUMBAR = Placement.PELVIS, Placement.LUMBAR


def frame(bias: float) -> SegmentFrame:
    axis = (1.0, 0.0, 0.0)
    fields = dict.fromkeys(SegmentFrame.__dataclass_fields__, axis)
    return SegmentFrame(**{**fields, "gyro_bias": (bias, bias, bias)})


CALIBRATION = Calibration(
    frame(1.0), frame(2.0), (0.0, 1.0), (2.0, 3.0), 1.0, CalibrationSource.AUTO
)


@pytest.mark.parametrize(
    "record",
    [
        Notification(1.0, PELVIS, "imu", b"x"),
        LinkChange(1.0, LUMBAR, LinkState.LOST, "why"),
        BatteryLevel(1.0, PELVIS, 50.0),
        SignalStrength(1.0, LUMBAR, -60.0),
        StartTableCheck(1.0, PELVIS, "2026-11-26"),
        UseCalibration(1.0, CALIBRATION),
        CarryCalibration(1.0, CALIBRATION, 60.0, same_wearer=True),
        Tick(1.0),
    ],
    ids=lambda record: type(record).__name__,
)
def test_twice_swapped_is_as_before(record: Record) -> None:
    assert swapped(swapped(record)) == record
    assert (swapped(record) == record) is isinstance(record, Tick)


def test_frames_change_places_in_a_calibration() -> None:
    got = swapped(UseCalibration(1.0, CALIBRATION))
    assert isinstance(got, UseCalibration)
    assert got.calibration == replace(CALIBRATION, pelvis=frame(2.0), lumbar=frame(1.0))


@pytest.fixture
def wrong(tmp_path: Path, short_session: SimulatedSession) -> Path:
    """A recording of the short session with the sensors on each other's place."""
    recording = simulated_recording(short_session)
    path = tmp_path / "wrong.mcap"
    write_recording(path, recording.header, map(swapped, recording.records))
    return path


def test_a_swapped_recording_reads_as_the_right_one_and_is_untouched(
    wrong: Path, short_session: SimulatedSession
) -> None:
    before = wrong.read_bytes()
    assert swap(wrong) is True

    found = read_recording(wrong)

    assert list(found.records) == short_session.records
    assert list(found.records) == list(found.records)  # again and again
    assert wrong.read_bytes() == before
    assert [edit.new for edit in read_journal(wrong).edits] == ["swapped"]


def test_it_can_be_taken_back(wrong: Path) -> None:
    first = list(read_recording(wrong).records)
    assert [swap(wrong), swap(wrong)] == [True, False]
    assert not are_swapped(wrong)
    assert list(read_recording(wrong).records) == first
    assert len(read_journal(wrong).edits) == 2  # nothing is taken out of a journal
