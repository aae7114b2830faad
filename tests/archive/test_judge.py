"""One recording, judged again and compared with its day."""

from pathlib import Path

import msgspec
import pytest

from monitor.analysis.analyze import AnalyzeOptions, analyzed
from monitor.archive.judge import judged
from monitor.archive.outcome import Asked, Changes, Judged
from monitor.model.body import LimitSource
from monitor.model.events import Verdict
from monitor.model.records import ExerciseName
from monitor.recording.journal import Edit, append_edit
from monitor.recording.recording import read_recording, write_recording
from tests.archive.conftest import RECORDINGS

HIP_THRUST = RECORDINGS / "hip_thrust.mcap"
STRICT = Asked(extension_deg=5.0)


@pytest.fixture(scope="module")
def strict() -> Judged:
    return judged(HIP_THRUST, STRICT)


def test_the_same_settings_and_program_say_what_the_day_said() -> None:
    found = judged(HIP_THRUST, Asked())

    assert found.changes is not None
    assert not found.changes.any
    assert found.reps == found.changes.reps_day == 8
    assert [row.verdict for row in found.rows] == [
        row.verdict_day for row in found.rows
    ]


def test_a_row_is_what_an_analysis_says_of_the_rep(strict: Judged) -> None:
    options = AnalyzeOptions(extension_deg=5.0)
    reps = analyzed(read_recording(HIP_THRUST), "", options).analysis.reps

    assert len(strict.rows) == len(reps)
    for row, rep in zip(strict.rows, reps, strict=True):
        ours, theirs = (msgspec.to_builtins(each) for each in (row, rep))
        assert (row.rep, row.set_index, row.full_rep) == (rep.index, rep.set, rep.full)
        shared = ours.keys() & theirs.keys()
        assert len(shared) > 15
        assert {k: ours[k] for k in shared} == {k: theirs[k] for k in shared}


def test_a_stricter_limit_is_told_by_rep_and_by_sum(strict: Judged) -> None:
    changed = [row for row in strict.rows if row.verdict is not row.verdict_day]

    assert isinstance(strict.changes, Changes)
    assert {row.limit_deg for row in strict.rows} == {5.0}
    assert {row.limit_source for row in strict.rows} == {LimitSource.COACH}
    assert strict.changes.verdicts_changed == len(changed) > 0
    assert all(row.verdict is not Verdict.CLEAN for row in changed)
    assert strict.changes.alerts_more > 0


def test_as_another_exercise_reps_are_counted_its_way() -> None:
    asked = Asked(exercise=ExerciseName.HIP_THRUST)

    found = judged(RECORDINGS / "glute_bridge.mcap", asked)

    assert {row.exercise for row in found.rows} == {"hip_thrust"}
    assert {row.verdict_day for row in found.rows} > {Verdict.CLEAN}


def test_what_tells_nothing_of_the_day_is_not_compared(tmp_path: Path) -> None:
    recording = read_recording(HIP_THRUST)
    path = tmp_path / "bare.mcap"
    write_recording(path, recording.header, recording.records)

    found = judged(path, Asked())

    assert found.changes is None
    assert found.reps == 8
    assert {row.verdict_day for row in found.rows} == {None}


def test_what_a_person_corrected_later_counts(tmp_path: Path) -> None:
    path = tmp_path / "corrected.mcap"
    path.symlink_to(HIP_THRUST)
    struck = judged(HIP_THRUST, Asked()).rows[1].rep
    for name, new in (
        ("session/lifter", "Ada"),
        ("set/1/load_kg", 80.0),
        (f"rep/{struck}/struck", True),
        ("set/99/load_kg", 1.0),  # of no set: left out
    ):
        append_edit(path, Edit(name, "2026-11-27T12:00:00+00:00", None, new))

    found = judged(path, Asked())
    other = judged(path, Asked(exercise=ExerciseName.GLUTE_BRIDGE))

    assert found.lifter == other.lifter == "Ada"
    assert {row.load_kg for row in found.rows} == {80.0}
    assert [row.struck for row in found.rows].count(True) == 1
    assert found.changes is not None
    assert not found.changes.any
    assert found.reps == found.changes.reps_day == 7
