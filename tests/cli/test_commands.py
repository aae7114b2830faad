"""Every command on real, small files, as a person would run it."""

import csv
import io
import json
import math
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.recording.exporters import export_csv
from monitor.recording.recording import read_recording
from tests.cli.conftest import Ran
from tests.detection.own_example import EXAMPLE

PROFILES = Path(__file__).parents[2] / "firmware_profiles"
DEMO = ("demo", "--seed", "1", "--duration", "42", "--speed", "max")
SENSOR_COLUMNS = ("t_s", "placement", "ax", "ay", "az", "gx", "gy", "gz")
CSV_S = 20.0  # so much of the demo as Sensor CSV: calibration and the way to the bench


Command = Callable[..., Ran]


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Return a recorded demo, made in a process of its own, and what it said."""
    path = tmp_path_factory.mktemp("demo") / "demo.mcap"
    ran = apart(*DEMO, "--record", path)
    assert ran.stderr == ""
    return path, ran.stdout


@pytest.fixture(scope="module")
def demo(live: tuple[Path, str]) -> Path:
    """Return the recorded demo."""
    return live[0]


def apart(
    *arguments: str | Path, check: bool = True
) -> "subprocess.CompletedProcess[str]":
    """Run the program in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "monitor", *map(str, arguments)],
        check=check,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8", "XDG_CONFIG_HOME": "/none"},
        timeout=60,
    )


@pytest.fixture(scope="module")
def sensor_csv(demo: Path) -> Path:
    """Return the beginning of the demo as Sensor CSV, with arrivals."""
    exported = demo.with_name("exported.csv")
    export_csv(read_recording(demo), exported)
    path = demo.with_name("sensors.csv")
    with exported.open() as source, path.open("w", newline="") as out:
        rows = csv.reader(source)
        next(rows)
        writer = csv.writer(out)
        writer.writerow([*SENSOR_COLUMNS, "t_arrival_s"])
        for row in rows:
            if (t := float(row[0])) < CSV_S:  # five samples a notification or so
                writer.writerow([*row[:8], math.ceil(t * 20 + 0.5) / 20])
    return path


# Each command does its work


def test_a_demo_in_a_pipe_prints_plain_lines(live: tuple[Path, str]) -> None:
    said = live[1]

    assert "\x1b" not in said
    for line in ("Armed", "Rep 3", "DANGER Lumbar extension", "Set 1 over"):
        assert line in said
    assert "No medical advice" in said


def test_a_replay_says_what_the_session_said(
    live: tuple[Path, str], command: Command
) -> None:
    path, said = live

    replay = command("replay", path, "--speed", "max")

    assert replay.code == 0
    assert f"{replay.out}Recorded: {path}\n" == said


def test_an_analysis_is_a_table_for_people(demo: Path, command: Command) -> None:
    ran = command("analyze", demo)

    assert ran.code == 0
    assert "hip thrust" in ran.out
    assert "no medical advice" in ran.out


def test_an_analysis_is_json_for_programs(demo: Path, command: Command) -> None:
    ran = command("analyze", demo, "--json", "-")

    said = json.loads(ran.out)
    assert (said["schema"], said["file"]) == (1, "demo.mcap")
    assert sum(count["delta"] for count in said["counts"]) == len(said["reps"])


def test_several_files_are_a_list_whatever_the_jobs(
    sensor_csv: Path, tmp_path: Path, command: Command
) -> None:
    one, two = tmp_path / "one.json", tmp_path / "two.json"

    command("analyze", sensor_csv, "--json", one)
    ran = apart("analyze", sensor_csv, sensor_csv, "--json", two, "--jobs", "2")

    assert ran.stdout == ""
    assert json.loads(two.read_text()) == [json.loads(one.read_text())] * 2


def test_an_error_in_another_process_is_one_sentence_too(tmp_path: Path) -> None:
    missing = tmp_path / "missing.csv"

    ran = apart("analyze", missing, missing, "--jobs", "2", check=False)

    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr.startswith("rep-monitor: missing.csv")
    assert ran.stderr.count("\n") == 1


def test_an_interrupted_demo_ends_cleanly_and_keeps_its_recording(
    tmp_path: Path,
) -> None:
    record = tmp_path / "demo.mcap"
    program = [sys.executable, "-u", "-m", "monitor", "demo", "--record", str(record)]
    with subprocess.Popen(
        program, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout is not None
        assert "No medical advice" in running.stdout.readline()  # it has begun
        running.send_signal(signal.SIGINT)
        said, complaint = running.communicate(timeout=60)

    assert (running.returncode, complaint) == (130, "")
    assert "No sets." in said
    assert read_recording(record).notice is None


def test_an_analysis_by_windows_and_limit_with_the_angles(
    sensor_csv: Path, tmp_path: Path, command: Command
) -> None:
    out, angles = tmp_path / "out.json", tmp_path / "angles.csv"
    windows = ("--neutral", "2.5:7.5", "--bows", "8:16.5")

    ran = command(
        "analyze", sensor_csv, *windows, "--limit", "12", "--exercise",
        "glute_bridge", "--json", out, "--timeseries", angles,
    )  # fmt: skip

    said = json.loads(out.read_text())
    assert ran.code == 0
    assert said["calibration"]["source"] == "windows"
    assert (said["limit_deg"], said["exercise"]) == (12.0, "glute_bridge")
    header, first, *_ = angles.read_text().split("\n")
    assert header == "t_s,pelvis_pitch_deg,lumbar_flexion_deg,valid"
    assert first.count(",") == 3


def test_sensor_data_may_come_from_standard_input(sensor_csv: Path) -> None:
    with sensor_csv.open("rb") as data:
        ran = subprocess.run(
            [sys.executable, "-m", "monitor", "analyze", "-", "--json", "-"],
            stdin=data,
            capture_output=True,
            check=True,
            timeout=60,
        )

    assert json.loads(ran.stdout)["schema"] == 1


def test_an_import_becomes_a_recording_with_its_calibration(
    sensor_csv: Path, tmp_path: Path, command: Command
) -> None:
    out = tmp_path / "imported.mcap"

    ran = command("import", sensor_csv, "-o", out)

    analysis = json.loads(command("analyze", out, "--json", "-").out)
    direct = json.loads(command("analyze", sensor_csv, "--json", "-").out)
    assert ran.code == 0
    assert "pelvis" in ran.out
    assert analysis["reps"] == direct["reps"]
    assert analysis["calibration"]["quality"] == direct["calibration"]["quality"]


def test_a_foreign_file_can_be_replayed(sensor_csv: Path, command: Command) -> None:
    ran = command("replay", sensor_csv, "--speed", "max")

    assert ran.code == 0
    assert "Calibrated" in ran.out


@pytest.mark.parametrize("wanted", ["csv", "notifications"])
def test_an_export_is_a_table(
    demo: Path, tmp_path: Path, command: Command, wanted: str
) -> None:
    out = tmp_path / "out.csv"

    ran = command("export", demo, "--format", wanted, "-o", out)

    rows = list(csv.reader(io.StringIO(out.read_text())))
    assert ran.code == 0
    assert rows[0][0] == "t_s"
    assert f"{len(rows) - 1} rows" in ran.err


def test_a_cut_recording_is_said_to_be_cut_and_can_be_repaired(
    demo: Path, tmp_path: Path, command: Command
) -> None:
    cut, whole = tmp_path / "cut.mcap", tmp_path / "whole.mcap"
    cut.write_bytes(demo.read_bytes()[:-2000])

    replay = command("replay", cut, "--speed", "max")
    repair = command("repair", cut, "-o", whole)

    assert (replay.code, repair.code) == (0, 0)
    assert "repair" in replay.err
    assert command("replay", whole, "--speed", "max").err == ""


def test_a_comparison_with_its_own_angles_agrees(
    demo: Path, tmp_path: Path, command: Command
) -> None:
    angles, reference = tmp_path / "angles.csv", tmp_path / "reference.csv"
    command("analyze", demo, "--json", tmp_path / "x.json", "--timeseries", angles)
    rows = list(csv.DictReader(io.StringIO(angles.read_text())))
    with reference.open("w") as out:
        out.write("t_s,lumbar_flexion_deg,pelvis_pitch_deg\n")
        for row in rows[::2]:
            if row["valid"] == "1":
                values = (
                    row["t_s"],
                    row["lumbar_flexion_deg"],
                    row["pelvis_pitch_deg"],
                )
                out.write(",".join(values) + "\n")

    ran = command("compare", demo, reference, "--align", "xcorr")

    assert ran.code == 0
    assert "0.0" in ran.out


def test_profiles_are_listed_and_checked(command: Command) -> None:
    listed = command("profiles", "list")
    checked = command("profiles", "check", PROFILES / "reference.toml")

    assert (listed.code, checked.code) == (0, 0)
    assert "movella_dot" in listed.out
    assert "imu" in checked.out


def test_the_exercises_are_listed(command: Command) -> None:
    ran = command("exercises")

    assert ran.code == 0
    for name in ("hip_thrust", "glute_bridge", "romanian_deadlift", "trunk_bend"):
        assert name in ran.out


@pytest.fixture
def exercises(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A folder of one's own exercises with the document's example."""
    del command  # it names another place
    monkeypatch.setattr("monitor.own_exercises.exercises_path", lambda: tmp_path)
    (tmp_path / "pull_through.toml").write_text(EXAMPLE, encoding="utf-8")
    return tmp_path


def test_one_s_own_exercise_is_listed_and_a_wrong_file_is_told(
    command: Command, exercises: Path
) -> None:
    (exercises / "wrong.toml").write_text('title = "x"\n')

    ran = command("exercises")

    assert ran.code == 0
    assert "pull_through" in ran.out
    assert "Cable pull-through" in ran.out
    assert ran.err.startswith("wrong.toml: signal: missing")
    assert len(ran.err.splitlines()) == 1


def test_one_s_own_exercise_goes_from_the_demo_to_the_analysis(
    command: Command, exercises: Path
) -> None:
    record = exercises / "own.mcap"

    made = command("demo", "--exercise", "pull_through", "--headless", "--speed",
                   "max", "--duration", "60", "--record", record)  # fmt: skip
    (exercises / "pull_through.toml").unlink()
    ran = command("analyze", record, "--json", "-")

    assert made.code == ran.code == 0
    assert "Cable pull-through" in made.out
    found = json.loads(ran.out)
    assert (found["exercise"], found["exercise_title"]) == ("own", "Cable pull-through")
    assert len(found["reps"]) >= 4


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("squat", "squat: no exercise, and no file"),
        ("wrong.toml", "wrong.toml: signal: missing."),
        ("own", "own: no exercise"),
    ],
)
def test_an_exercise_that_is_none_is_wrong_usage(
    command: Command, exercises: Path, name: str, problem: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(exercises)
    (exercises / "wrong.toml").write_text('title = "x"\n')

    ran = command("demo", "--headless", "--exercise", name)

    assert ran.code == 2
    assert problem in " ".join(ran.err.replace("│", " ").split())


def test_an_archive_is_not_judged_as_one_s_own(
    command: Command, exercises: Path
) -> None:
    ran = command("rescore", exercises, "--exercise", "pull_through")

    assert ran.code == 2
    assert "built-in exercise" in ran.err


def test_a_picture_of_the_demo_is_an_svg(tmp_path: Path, command: Command) -> None:
    out = tmp_path / "demo.svg"

    command("picture", out, "--at", "40")

    assert out.read_text().startswith("<svg")


def test_the_settings_file_is_used(tmp_path: Path, command: Command) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('[pipeline]\nexercise = "glute_bridge"\n')
    record = tmp_path / "bridge.mcap"

    command("demo", "--duration", "5", "--speed", "max", "--settings", file,
            "--record", record)  # fmt: skip

    assert read_recording(record).header.settings.exercise == "glute_bridge"
