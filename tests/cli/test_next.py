"""``rep-monitor next`` as a person uses it: a real recording, told and asked."""

import asyncio
import json
import math
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.config import read_settings
from monitor.demo_session import DemoSession, demo_recording
from monitor.pipeline import PipelineSettings
from monitor.training.checklist import Answers, Cause
from tests.cli.conftest import Ran

LOG = """\
Date,Workout Name,Duration,Exercise Name,Set Order,Weight (kg),Reps,Seconds,RPE
2026-08-10 18:00:00,Legs,1h,Hip Thrust (Barbell),1,{0},8,0,
"""
LIFTER = "Virtual lifter"


Run = Callable[..., Ran]


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = demo_recording(PipelineSettings(), 1, 45.0)
    path = tmp_path_factory.mktemp("next") / "monday.mcap"
    asyncio.run(DemoSession(made, math.inf, path).run([]))
    return path


@pytest.fixture
def folder(recording: Path, tmp_path: Path) -> Path:
    made = tmp_path / "recordings"
    made.mkdir()
    shutil.copy(recording, made)
    return made


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    made = tmp_path / "settings.toml"
    made.write_text("# mine\n", encoding="utf-8")
    return made


@pytest.fixture
def run(command: Run, folder: Path, settings: Path) -> Run:
    """Runs a command about the folder; it must go well."""

    def run_it(*arguments: str | Path) -> Ran:
        where = ("--recordings", folder, "--settings", settings)
        ran = command(*arguments, *where)
        assert ran.code == 0, ran.err
        return ran

    return run_it


def edit(run: Run, field: str, value: str) -> None:
    run("history", "edit", "monday.mcap", field, value)


def test_nothing_is_suggested_on_a_load_that_nobody_told(run: Run) -> None:
    out = run("next").out

    assert out.startswith(f"Hip thrust ({LIFTER})\nNext load: none is suggested\n")
    assert "1 set of unknown load is left out." in out


def test_a_load_is_suggested_with_reason_evidence_and_rule(run: Run) -> None:
    edit(run, "set/1/load_kg", "80 kg")

    out = run("next").out

    assert "Next load: 80 kg" in out
    assert "0 of 3 clean sets with 80 kg" in out
    assert "set 1" in out
    assert "this project's judgement" in out
    assert out.rstrip().endswith("This is no medical advice.")


def test_pain_calls_for_less(run: Run) -> None:
    edit(run, "set/1/load_kg", "80 kg")
    edit(run, "set/1/pain", "6 low_back")

    out = run("next").out

    assert "Next load: 70 kg" in out
    assert "Pain: The last session hurt (6 of 10)" in out


def test_warning_signs_leave_nothing_but_what_they_call_for(run: Run) -> None:
    edit(run, "set/1/load_kg", "80 kg")
    edit(run, "session/red_flags", "fever")

    lines = run("next").out.splitlines()
    told = json.loads(run("next", "--json").out)

    assert len(lines) == 2
    assert "urgent medical care" in lines[1]
    assert (told["next"], told["checklist"]) == (None, [])
    assert told["pain"]["level"] == "urgent"
    assert (told["pain"]["alternatives"], told["pain"]["core"]) == ([], [])


def test_for_programs_there_is_all_of_it(run: Run) -> None:
    edit(run, "set/1/load_kg", "135 lb")

    told = json.loads(run("next", "--json").out)

    assert told["schema"] == 1
    assert told["next"] == {"amount": 135.0, "unit": "lb", "kg": 61.235}
    assert told["reasons"][0]["sets"] == [["monday.mcap", 1]]
    assert [each["cause"] for each in told["checklist"]] == list(Cause)


def test_answers_are_kept_in_the_settings_and_go_with_the_lifter(
    run: Run, settings: Path
) -> None:
    out = run("next", "--answer", "sitting=yes", "--answer", "condition=no").out

    assert "You said: yes." in out
    assert "You said: no." in out
    said = read_settings(settings).training.answers
    assert said == {LIFTER: Answers(condition=False, sitting=True)}
    assert settings.read_text(encoding="utf-8").startswith("# mine")

    run("next", "--answer", "condition=-")
    assert read_settings(settings).training.answers == {LIFTER: Answers(sitting=True)}

    run("history", "delete", LIFTER, "--yes")
    assert LIFTER not in settings.read_text(encoding="utf-8")


@pytest.mark.parametrize("wrong", ["sitting", "sitting=maybe", "load_high=yes", "=yes"])
def test_an_answer_that_makes_no_sense_is_one_sentence(
    command: Run, folder: Path, settings: Path, wrong: str
) -> None:
    ran = command(
        "next", "--answer", wrong, "--recordings", folder, "--settings", settings
    )

    assert ran.code == 2
    assert "is not CAUSE=yes, no or -" in ran.err
    assert read_settings(settings).training.answers == {}


def test_two_lifters_are_never_mixed(command: Run, run: Run, tmp_path: Path) -> None:
    for name, load in (("Ann", 40), ("Bob", 140)):
        log = tmp_path / f"{name}.csv"
        log.write_text(LOG.format(load), encoding="utf-8")
        run("history", "import", log, "--lifter", name)

    told = {
        name: json.loads(run("next", "--lifter", name, "--json").out)
        for name in ("Ann", "Bob")
    }
    assert told["Ann"]["present"]["amount"] == 40.0
    assert told["Bob"]["present"]["amount"] == 140.0

    asked = command("next", "--recordings", tmp_path / "recordings")
    assert asked.code == 2
    assert "several lifters" in asked.err


def test_a_lifter_nobody_knows_and_an_empty_history(run: Run, tmp_path: Path) -> None:
    ran = run("next", "--lifter", "Nobody")

    assert "The history holds nothing of Nobody." in ran.err
    assert "Next load: none is suggested" in ran.out


def test_all_rules_are_shown_with_their_values(run: Run, settings: Path) -> None:
    settings.write_text("[training.load]\nweekly_rise_pct = 0\n", encoding="utf-8")

    out = run("next", "--rules").out

    assert "Weekly rise: off." in out
    assert "convention of training, not a finding" in out
    assert "Warning signs: stop, urgent medical care" in out
