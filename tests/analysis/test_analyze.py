from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from monitor.acquisition.simulation.csv_file import write_sensor_csv
from monitor.acquisition.simulation.session import SimulatedSession
from monitor.analysis.accuracy import session_figures
from monitor.analysis.analyze import Analyzed, AnalyzeOptions, analyzed
from monitor.analysis.calibrated import EditedRecords, Windows, overridden
from monitor.analysis.simulated import simulated_recording
from monitor.model.body import CalibrationSource, LimitSource
from monitor.model.events import NoticeKind
from monitor.model.records import (
    EndSession,
    ExerciseName,
    Mute,
    Record,
    SetExercise,
    Tick,
)
from monitor.pipeline import PipelineSettings
from monitor.recording.importers.importing import import_files
from monitor.recording.recording import Recording, read_recording, write_recording


@pytest.fixture(scope="module")
def live(session: SimulatedSession) -> Analyzed:
    return analyzed(simulated_recording(session), "short")


@pytest.fixture(scope="module")
def foreign(
    session: SimulatedSession, tmp_path_factory: pytest.TempPathFactory
) -> Recording:
    path = tmp_path_factory.mktemp("foreign") / "short.csv"
    write_sensor_csv(session, path)
    return import_files([path], None, None, PipelineSettings())


def test_every_rep_is_found_and_counted_as_it_was_made(
    session: SimulatedSession, live: Analyzed
) -> None:
    figures = session_figures(live.analysis, live.series, session.truth)

    assert figures.calibrated
    assert (figures.reps.found, figures.reps.true, figures.reps.paired) == (3, 3, 3)
    assert figures.counts.exact == figures.counts.sets == 1


def test_the_angles_lie_on_the_grid_and_are_valid_after_the_calibration(
    session: SimulatedSession, live: Analyzed
) -> None:
    after = live.series.t > session.truth.bows_s[1] + 1.0

    np.testing.assert_allclose(np.diff(live.series.t), 0.01, atol=1e-9)
    assert live.series.valid[after].mean() > 0.99


def test_a_recorded_session_gives_what_it_gave_live(
    session: SimulatedSession, live: Analyzed, tmp_path: Path
) -> None:
    recording = simulated_recording(session)
    path = tmp_path / "short.mcap"
    write_recording(path, recording.header, recording.records)

    again = analyzed(read_recording(path), "short")

    assert again.analysis.to_json() == live.analysis.to_json()


def test_a_foreign_file_is_calibrated_by_what_is_found_in_it(
    session: SimulatedSession, foreign: Recording
) -> None:
    found = analyzed(foreign, "short.csv", imported=True)

    calibration = found.analysis.calibration
    assert calibration is not None
    assert calibration.source is CalibrationSource.AUTO
    assert len([rep for rep in found.analysis.reps if rep.full]) == 3
    assert found.series.valid[found.series.t < session.truth.neutral_s[1]].any()


def test_windows_and_limit_that_are_given_decide(
    session: SimulatedSession, foreign: Recording
) -> None:
    windows = Windows(session.truth.neutral_s, session.truth.bows_s)
    options = AnalyzeOptions(extension_deg=5.0, windows=windows)

    found = analyzed(foreign, "short.csv", options, imported=True).analysis

    assert found.calibration is not None
    assert found.calibration.source is CalibrationSource.WINDOWS
    assert found.calibration.neutral_s == pytest.approx(session.truth.neutral_s)
    assert (found.limit_deg, found.limits.source) == (5.0, LimitSource.COACH)
    assert len(found.alerts) == 3


def test_windows_outside_the_file_give_no_calibration_and_say_why(
    foreign: Recording,
) -> None:
    options = AnalyzeOptions(windows=Windows((900.0, 905.0), (910.0, 915.0)))

    found = analyzed(foreign, "short.csv", options, imported=True).analysis

    refused = [
        notice.text
        for notice in found.notices
        if notice.kind is NoticeKind.CALIBRATION_REFUSED
    ]
    assert any("choose windows inside the file" in text for text in refused)


def test_a_session_that_was_cut_is_ended_once() -> None:
    cut: list[Record] = [Tick(1.0), Tick(2.0)]
    whole: list[Record] = [Tick(1.0), EndSession(2.0)]

    assert list(EditedRecords(cut)) == [*cut, EndSession(2.0)]
    assert list(EditedRecords(whole)) == whole
    assert list(EditedRecords([])) == []


def test_an_exercise_that_is_given_replaces_what_was_recorded(
    session: SimulatedSession,
) -> None:
    chosen = SetExercise(0.5, ExerciseName.GLUTE_BRIDGE)
    recording = replace(
        simulated_recording(session), records=[chosen, Mute(1.0, muted=True)]
    )

    changed = overridden(recording, ExerciseName.TRUNK_BEND)

    assert changed.header.settings.exercise is ExerciseName.TRUNK_BEND
    assert list(changed.records) == [Mute(1.0, muted=True), EndSession(1.0)]
