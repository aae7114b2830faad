"""What recordings of people, made by others, must give through the whole path.

Nothing of them is in the repository: where their folder is missing, all is skipped.
"""

import csv
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from monitor.analysis.analyze import Analyzed, AnalyzeOptions, analyzed
from monitor.analysis.calibrated import (
    EditedRecords,
    Windows,
    run_chains,
    with_calibration,
)
from monitor.analysis.results import Analysis
from monitor.detection.forms import FORMS
from monitor.model.events import NoticeKind
from monitor.model.records import ExerciseName, UseCalibration
from monitor.pipeline import PipelineSettings
from monitor.recording.importers.importing import Import, imported
from monitor.recording.recording import Recording

SUBJECTS = ("pp02", "pp05", "pp07", "pp11", "pp13")
TRIALS = [(subject, number) for subject in SUBJECTS for number in range(3)]
BENDING_BACK = ("pp02", "pp05", "pp11")  # each time past 12°, by the data's own table
NEUTRAL_S = 1.5
PAUSE_S = 8.0  # after which a set is over
CMU = "cmu_exercise/parsed_h5_csv/SUB22"
OTHERS = {
    "squats": (f"{CMU}/SqDL", "Pelvis", "Chest"),
    "lunges": (f"{CMU}/Lunge", "Pelvis", "Chest"),
    "walk": ("opensense/walk/*.txt", "00B42279", "00B42268"),
    "dot app": ("vendor_exports/movella_dot_fw3.0/*.csv", "LF", "LT"),
    "dot log": ("vendor_exports/xsens_dot_fw2.0_realtime/*.csv", "Pelvis", None),
    "witmotion": ("vendor_exports/witmotion_ble_py/*.csv", None, "20250425"),
    "movesense": ("vendor_exports/movesense_json/*.json", None, "Movesense"),
    "metabase": ("barbell_metamotion/A-dead-heavy_*", "C42732BE255C", None),
    "sitting": ("barbell_metamotion/A-rest-sitting_*", "C42732BE255C", None),
}
WITHOUT_BENDS = tuple(e for e in FORMS if e is not ExerciseName.TRUNK_BEND)


@dataclass(frozen=True)
class Trial:
    """A seated trial: three bends forward and back, to the sides, rotations."""

    folder: Path
    peaks_s: tuple[float, ...]

    @property
    def session(self) -> Import:
        return imported([self.folder], "Sensor 3", "Sensor 2", PipelineSettings())

    def judged(self, limit_deg: float, before_s: float, after_s: float) -> Analysis:
        session = self.session
        first, last = session.span_s
        bows = max(first, self.peaks_s[0] - before_s), self.peaks_s[-1] + after_s
        options = AnalyzeOptions(
            ExerciseName.TRUNK_BEND,
            limit_deg,
            Windows((last - NEUTRAL_S, last), bows),
        )
        return analyzed(session.recording, "", options, imported=True).analysis


Judge = Callable[[str, int], tuple[Trial, Analysis]]


@pytest.fixture(scope="module")
def trials(real_data: Path) -> dict[tuple[str, int], Trial]:
    folder = real_data / "qsense_trunk"
    with (folder / "trials_derived.csv").open(encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: row["trial"])
    found: dict[tuple[str, int], Trial] = {}
    for row in rows:
        subject = row["subject"].removeprefix("807_")
        number = sum(name == subject for name, _ in found)
        peaks = tuple(float(each) for each in row["naive_flex_peaks_s"].split())
        path = folder / row["subject"] / "QSense" / row["trial"]
        found[subject, number] = Trial(path, peaks)
    return found


@pytest.fixture(scope="module")
def judge(trials: dict[tuple[str, int], Trial]) -> Judge:
    @cache
    def judged(subject: str, number: int) -> tuple[Trial, Analysis]:
        trial = trials[subject, number]
        limit = 15.0 if subject == "pp07" else 8.0
        return trial, trial.judged(limit, before_s=2.0, after_s=2.0)

    return judged


def assert_the_three_bends(trial: Trial, found: Analysis) -> None:
    full = [rep for rep in found.reps if rep.full]
    assert len(full) == 3
    for rep, peak in zip(full, trial.peaks_s, strict=True):
        assert rep.onset_s is not None
        assert rep.end_s is not None
        assert rep.onset_s < peak < rep.end_s
    assert sum(count.delta for count in found.counts) == 3


def cycles(trial: Trial, found: Analysis) -> list[int]:
    """How many alerts begin between each bend and the next, or the set's end."""
    edges = [*trial.peaks_s, found.sets[-1].end_s + PAUSE_S]
    times = [alert.sample_s for alert in found.alerts]
    return [int(count) for count in np.histogram(times, bins=edges)[0]]


@pytest.mark.parametrize(("subject", "number"), TRIALS)
def test_three_bends_are_three_reps(judge: Judge, subject: str, number: int) -> None:
    trial, found = judge(subject, number)

    assert_the_three_bends(trial, found)


@pytest.mark.parametrize(("subject", "number"), TRIALS)
def test_bending_to_the_sides_and_turning_is_nothing(
    judge: Judge, subject: str, number: int
) -> None:
    trial, found = judge(subject, number)

    last = trial.peaks_s[-1]
    assert all(rep.onset_s is not None and rep.onset_s < last for rep in found.reps)
    assert all(alert.sample_s < last + PAUSE_S for alert in found.alerts)
    assert len(found.sets) == 1


@pytest.mark.parametrize(("subject", "number"), [t for t in TRIALS if t[0] != "pp07"])
def test_bending_back_is_told_in_every_cycle_in_which_it_was_measured(
    judge: Judge, subject: str, number: int
) -> None:
    trial, found = judge(subject, number)

    peaks = [rep.peak_extension_deg or 0.0 for rep in found.reps if rep.full]
    told = [count > 0 for count in cycles(trial, found)]
    assert told == [peak > found.limit_deg for peak in peaks]
    if subject in BENDING_BACK:
        assert told == [True, True, True]


@pytest.mark.parametrize("number", range(3))
def test_bending_back_within_the_limit_is_never_told(judge: Judge, number: int) -> None:
    _, found = judge("pp07", number)

    assert found.limit_deg == 15.0
    assert found.alerts == []


@pytest.mark.parametrize(
    ("subject", "number", "before_s", "after_s"),
    [
        ("pp02", 0, np.inf, 1.0),
        ("pp05", 1, 1.0, 1.0),
        ("pp07", 2, np.inf, 4.0),
        ("pp11", 2, 0.5, 0.5),
        ("pp13", 0, 4.0, 4.0),
    ],
)
def test_where_the_window_of_the_bends_is_cut_does_not_matter(
    trials: dict[tuple[str, int], Trial],
    subject: str,
    number: int,
    before_s: float,
    after_s: float,
) -> None:
    trial = trials[subject, number]

    found = trial.judged(8.0, before_s, after_s)

    assert_the_three_bends(trial, found)
    if subject in BENDING_BACK:
        assert min(cycles(trial, found)) > 0


@pytest.fixture(scope="module")
def whole_body(real_data: Path) -> Recording:
    """Stands at 40 s of its time axis, sits down at 50, gets up at 80, walks at 95."""
    path = real_data / "qmt_full_body" / "full_body_example_data.mat"
    return imported([path], "hip", "lower_back", PipelineSettings()).recording


@pytest.mark.parametrize(
    "windows",
    [
        Windows((41.0, 44.5), (45.0, 51.5)),  # standing; bending while sitting down
        Windows((85.0, 87.0), (78.0, 82.0)),  # standing; bending while getting up
    ],
)
def test_walking_is_no_rep(whole_body: Recording, windows: Windows) -> None:
    ready = with_calibration(whole_body, windows).recording

    for exercise in FORMS:
        found = analyzed(ready, "", AnalyzeOptions(exercise))
        walking = found.series.t > 97.0
        assert found.series.valid[walking].mean() > 0.99
        late = [rep for rep in found.analysis.reps if (rep.end_s or 0.0) > 85.0]
        assert not [rep for rep in late if rep.full]
        assert sum(c.delta for c in found.analysis.counts if c.t_s > 85.0) == 0
        if exercise in WITHOUT_BENDS:
            assert found.analysis.reps == []
            assert found.analysis.counts == []
        else:  # a stoop of 18° before the first step is half a bend
            assert all((rep.onset_s or 0.0) < 96.0 for rep in late)
        assert not [alert for alert in found.analysis.alerts if alert.sample_s > 85.0]


def test_sitting_down_and_walking_are_no_calibration(whole_body: Recording) -> None:
    found = analyzed(whole_body, "", imported=True).analysis

    assert found.calibration is None
    assert (found.reps, found.counts, found.alerts) == ([], [], [])


@cache
def other(folder: Path, name: str) -> Import:
    pattern, pelvis, lumbar = OTHERS[name]
    files = sorted(folder.glob(pattern))
    return imported(files, pelvis, lumbar, PipelineSettings())


def pose(folder: Path) -> Recording:
    path = folder / CMU / "Pose"
    return imported([path], "Pelvis", "Chest", PipelineSettings()).recording


def assert_nothing_happens(found: Analyzed, *but: NoticeKind) -> None:
    said = found.analysis
    assert (said.reps, said.counts, said.alerts, said.sets) == ([], [], [], [])
    usual = {NoticeKind.RECORDING, *but}
    assert {notice.kind for notice in said.notices} <= usual


@pytest.mark.parametrize("exercise", list(FORMS))
@pytest.mark.parametrize("windows", [None, Windows((0.1, 1.4), (0.1, 1.4))])
def test_standing_still_is_nothing(
    real_data: Path, exercise: ExerciseName, windows: Windows | None
) -> None:
    options = AnalyzeOptions(exercise, windows=windows)

    found = analyzed(pose(real_data), "", options, imported=True)

    assert_nothing_happens(found, NoticeKind.CALIBRATION_REFUSED)


@pytest.mark.parametrize("exercise", list(FORMS))
def test_standing_still_is_nothing_where_it_is_measured(
    real_data: Path, exercise: ExerciseName
) -> None:
    squats = other(real_data, "squats")
    made = with_calibration(squats.recording, Windows((1.0, 1.5), squats.span_s))
    assert made.calibration is not None
    standing = pose(real_data)
    first = UseCalibration(0.0, made.calibration)
    records = EditedRecords(standing.records, before=(first,))

    found = analyzed(replace(standing, records=records), "", AnalyzeOptions(exercise))

    assert found.series.valid.sum() > 40
    assert_nothing_happens(found)


@pytest.mark.parametrize("name", OTHERS)
def test_a_file_of_another_maker_is_analyzed(real_data: Path, name: str) -> None:
    session = other(real_data, name)
    start, end = session.span_s

    windows = Windows((start, start + 1.5), (start, end))
    options = AnalyzeOptions(windows=windows)
    found = analyzed(session.recording, name, options, imported=True).analysis

    assert found.calibration is not None
    assert found.duration_s == pytest.approx(end - start)
    assert [each.samples for each in found.sensors] == [
        each.samples for each in session.sensors
    ]
    assert b"NaN" not in found.to_json()
    assert (found.reps, found.counts, found.alerts) == ([], [], [])  # no hip thrust


@pytest.mark.parametrize("exercise", WITHOUT_BENDS)
def test_a_walk_with_a_stoop_holds_no_rep(
    real_data: Path, exercise: ExerciseName
) -> None:
    session = other(real_data, "walk")
    options = AnalyzeOptions(exercise, windows=Windows((0.2, 1.5), (5.0, 20.0)))

    found = analyzed(session.recording, "", options, imported=True).analysis

    assert (found.reps, found.counts, found.alerts) == ([], [], [])


@pytest.mark.parametrize("name", ["walk", "metabase"])
def test_no_grid_point_is_lost_where_no_sample_is(real_data: Path, name: str) -> None:
    session = other(real_data, name)
    assert [sensor.lost for sensor in session.sensors] == [0] * len(session.sensors)

    joined = run_chains(session.recording)

    assert joined.pelvis.present.all()
