from dataclasses import replace

import numpy as np
import pytest

from monitor.acquisition.simulation.session import SimulatedSession
from monitor.analysis.calibrated import Windows, run_chains, with_calibration
from monitor.analysis.simulated import simulated_recording
from monitor.model.body import TableCheck
from monitor.model.events import NoticeKind
from monitor.model.records import (
    Calibrate,
    Placement,
    Tick,
    UseCalibration,
    UseTableCheck,
)


def test_the_calibration_is_the_first_record_and_replaces_all_others(
    short: SimulatedSession,
) -> None:
    recording = simulated_recording(short)
    asked = replace(recording, records=[*short.records, Calibrate(short.duration_s)])

    found = with_calibration(asked)

    first, *others = found.recording.records
    assert found.calibration is not None
    assert first == UseCalibration(short.records[0].t, found.calibration)
    assert not any(isinstance(each, Calibrate | UseCalibration) for each in others)


def test_both_frames_carry_a_small_accelerometer_bias(short: SimulatedSession) -> None:
    windows = Windows(short.truth.neutral_s, short.truth.bows_s)

    calibration = with_calibration(simulated_recording(short), windows).calibration

    assert calibration is not None
    for frame in (calibration.pelvis, calibration.lumbar):
        assert frame is not None
        assert 0 < np.linalg.norm(frame.accel_bias) < 0.5
        assert np.dot(frame.cranial, frame.mediolateral) == pytest.approx(0, abs=1e-9)


def test_a_recording_without_samples_is_refused(short: SimulatedSession) -> None:
    empty = replace(simulated_recording(short), records=[Tick(0.0), Tick(0.1)])

    found = with_calibration(empty)

    assert found.calibration is None
    assert [each.kind for each in found.notices] == [NoticeKind.CALIBRATION_REFUSED]
    assert "no samples" in found.notices[0].text


def test_a_recorded_table_check_corrects_the_chains(short: SimulatedSession) -> None:
    recording = simulated_recording(short)
    check = TableCheck((0.0, 0.0, 1.0), (1.0, 1.0, 1.0), "2026-11-01")
    first = UseTableCheck(0.0, Placement.PELVIS, check)
    few = [record for record in short.records if record.t < 5.0]

    plain = run_chains(replace(recording, records=few))
    checked = run_chains(replace(recording, records=[first, *few]))

    both = plain.pelvis.present & checked.pelvis.present
    shift = (plain.pelvis.accel - checked.pelvis.accel)[both]
    np.testing.assert_allclose(shift, np.tile([0.0, 0.0, 1.0], (both.sum(), 1)))
