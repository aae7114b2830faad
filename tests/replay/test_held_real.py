"""Recordings of other sensors, in which nobody planks or twists: none is told."""

from pathlib import Path

import pytest

from monitor.analysis.analyze import AnalyzeOptions, analyzed
from monitor.analysis.calibrated import Windows, with_calibration
from monitor.model.records import ExerciseName
from monitor.pipeline import PipelineSettings
from monitor.recording.importers.importing import import_files
from monitor.recording.recording import Recording


@pytest.fixture(scope="module")
def standing_sitting_walking(real_data: Path) -> Recording:
    """Stands, sits down, gets up and walks, with sensors on pelvis and lower back."""
    path = real_data / "qmt_full_body" / "full_body_example_data.mat"
    found = import_files([path], "hip", "lower_back", PipelineSettings())
    return with_calibration(found, Windows((41.0, 44.5), (45.0, 51.5))).recording


@pytest.mark.parametrize(
    "exercise",
    [ExerciseName.PLANK, ExerciseName.SIDE_PLANK, ExerciseName.RUSSIAN_TWIST],
)
def test_standing_sitting_and_walking_is_neither_a_hold_nor_a_twist(
    standing_sitting_walking: Recording, exercise: ExerciseName
) -> None:
    found = analyzed(standing_sitting_walking, "", AnalyzeOptions(exercise)).analysis

    assert (found.sets, found.reps, found.holds, found.alerts) == ([], [], [], [])
