"""``rep-monitor history`` as a person uses it."""

import asyncio
import csv
import io
import json
import math
import re
import shutil
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import typer

from monitor.cli.history_words import since, value
from monitor.config import read_settings
from monitor.demo_session import DemoSession, demo_recording
from monitor.history.recorded import facts_of
from monitor.model.errors import HistoryError
from monitor.pipeline import PipelineSettings
from monitor.recording.journal import journal_path
from tests.cli.conftest import Ran

STRONG = """\
Date,Workout Name,Duration,Exercise Name,Set Order,Weight (kg),Reps,Seconds,RPE
2026-08-10 18:00:00,Legs,1h,Hip Thrust (Barbell),W,40,10,0,
2026-08-10 18:00:00,Legs,1h,[red]Odd\x1b[1m,1,80,8,0,8
"""


Run = Callable[..., Ran]


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = demo_recording(PipelineSettings(), 1, 45.0)
    path = tmp_path_factory.mktemp("history") / "monday.mcap"
    asyncio.run(DemoSession(made, math.inf, path).run([]))
    return path


@pytest.fixture
def folder(recording: Path, tmp_path: Path) -> Path:
    made = tmp_path / "recordings"
    made.mkdir()
    shutil.copy(recording, made)
    return made


@pytest.fixture
def history(command: Callable[..., Ran], folder: Path) -> Run:
    """Runs a command about the history of the folder."""

    def run(*arguments: str | Path) -> Ran:
        return command("history", *arguments, "--recordings", folder)

    return run


def test_the_sets_of_new_recordings_are_there_at_once(
    history: Run, recording: Path
) -> None:
    ran = history()

    (only,) = facts_of(recording).sets
    header, row, *more = ran.out.splitlines()
    columns = "date exercise set kind load reps scored clean faults margin RPE pain"
    assert header.split() == columns.split()
    assert "Hip thrust" in row
    assert f" {sum(kept.rep.full for kept in only.reps)} " in row
    assert more == []
    assert (ran.code, ran.err) == (0, "")


def test_the_options_may_stand_before_a_command(
    command: Callable[..., Ran], folder: Path
) -> None:
    ran = command("history", "--recordings", folder, "lifters")

    assert ran.out == "Virtual lifter: 1 sessions, 1 sets\n"


def test_json_and_csv_hold_all_figures(history: Run) -> None:
    told = json.loads(history("--json").out)
    (row,) = csv.DictReader(io.StringIO(history("--csv").out))

    (of_set,) = told["sets"]
    assert told["schema"] == 1
    assert of_set["session"] == row["session"] == "monday.mcap"
    assert of_set["load_kg"] is None
    assert row["load_kg"] == ""
    assert float(row["margin_deg"]) == of_set["margin_deg"]
    assert [each["session"] for each in told["sessions"]] == ["monday.mcap"]
    assert history("--json", "--csv").code == 2


def test_an_edit_is_kept_beside_the_recording_and_taken_back(
    history: Run, folder: Path
) -> None:
    assert history("edit", "monday.mcap", "set/1/load_kg", "135 lb").code == 0
    history("edit", "monday.mcap", "set/1/pain", "3 low_back")
    shown = history().out.splitlines()[1]
    lines = journal_path(folder / "monday.mcap").read_text().splitlines()

    assert "135 lb" in shown
    assert "3, low back" in shown
    assert len(lines) == 2
    assert "as before" in history("undo").out
    assert "as before" in history("undo").out
    assert history("undo").out == "There is nothing to take back.\n"
    assert "135 lb" not in history().out
    history("redo")
    assert "135 lb" in history().out
    assert history("redo", "--session", "monday.mcap").code == 0


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("set/1/load_kg", "10000", "must be 0 to 1000 kg"),
        ("set/1/load_kg", "heavy", "is not 60, 62.5 kg or 135 lb"),
        ("set/9/rpe", "8", "has no such set"),
        ("set/1/rpe", "nan", "must be 1 to 10"),
        ("colour", "blue", "can't be edited"),
    ],
)
def test_an_edit_that_makes_no_sense_is_one_sentence(
    history: Run, field: str, text: str, said: str
) -> None:
    ran = history("edit", "monday.mcap", field, text)

    assert ran.code == 1
    assert said in ran.err
    assert ran.err.count("\n") == 1
    assert history("edit", "x.mcap", "set/1/rpe", "8").code == 1


def test_a_rebuild_tells_what_it_found(history: Run, folder: Path) -> None:
    history("edit", "monday.mcap", "set/1/rpe", "8")
    (folder / "broken.mcap").write_bytes(b"no recording")
    before = history("--json").out

    ran = history("rebuild")

    assert ran.out.endswith("history.sqlite3: 1 sessions, 1 sets\n")
    assert "broken.mcap" in ran.err
    assert history("--json").out == before


def test_a_damaged_history_is_made_anew_and_said(history: Run, folder: Path) -> None:
    before = history("--csv").out
    for name in ("history.sqlite3-wal", "history.sqlite3-shm"):
        (folder / name).unlink(missing_ok=True)
    (folder / "history.sqlite3").write_bytes(b"not a database, for sure" * 99)

    ran = history("--csv")

    assert ran.out == before
    assert "is damaged: it was moved aside as history.damaged-1.sqlite3" in ran.err


def test_a_log_comes_in_and_a_lifter_goes(
    history: Run, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "strong.csv"
    log.write_text(STRONG)

    assert history("import", log).code == 2  # whose is it?
    first = history("import", log, "--lifter", "Ann")
    again = history("import", log, "--lifter", "Ann")

    assert "2 sets; 1 workouts are new" in first.out
    assert "0 workouts are new, 0 changed, 1 were known" in again.out
    table = history("--lifter", "Ann", "--since", "2026-08-01").out
    assert "warm-up" in table
    assert "[red]odd?" in table  # nothing that steers a terminal
    assert len(history("--exercise", "hip_thrust").out.splitlines()) == 3

    monkeypatch.setattr(sys, "stdin", io.StringIO("n\n"))
    assert history("delete", "Ann").code != 0
    assert "Ann" in history("lifters").out
    gone = history("delete", "Ann", "--yes")
    assert gone.out.endswith("Ann: removed, with 1 files\n")
    assert history("lifters").out == "Virtual lifter: 1 sessions, 1 sets\n"
    assert (folder / "monday.mcap").exists()
    assert history("delete", "Ann", "--yes").code == 1


def test_a_removed_recording_is_no_recent_one(history: Run, folder: Path) -> None:
    settings_file = folder.parent / "settings.toml"
    recent = [str(folder / "monday.mcap"), "/elsewhere/tuesday.mcap"]
    settings_file.write_text(
        f"wearer = 'Virtual lifter'\n[window]\nrecent = {recent}\n"
    )

    ran = history("delete", "Virtual lifter", "--yes", "--settings", settings_file)

    assert ran.code == 0
    assert "still name this lifter as the wearer" in ran.err
    assert read_settings(settings_file).window.recent == ("/elsewhere/tuesday.mcap",)
    assert not (folder / "monday.mcap").exists()


def test_everything_can_be_exported(history: Run, tmp_path: Path) -> None:
    history("edit", "monday.mcap", "set/1/note", "süß")

    ran = history("export", "-o", tmp_path / "out")
    alone = history("export", "-o", tmp_path / "all.json", "--pain")

    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {
        "lifters.csv",
        "sessions.csv",
        "sets.csv",
        "reps.csv",
        "edits.csv",
        "history.json",
    }
    assert (ran.code, alone.code) == (0, 0)
    whole = json.loads((tmp_path / "all.json").read_text())
    (session,) = whole["sessions"]
    assert session["facts"]["sets"][0]["notes"] == ["süß"]
    assert session["edits"][0]["id"] == "set/1/note"
    with (tmp_path / "out" / "reps.csv").open() as file:
        reps = list(csv.DictReader(file))
    assert len(reps) == len(session["facts"]["sets"][0]["reps"])
    assert history("export", "-o", "/proc/nowhere/x").code == 1


TOLD = (
    ("set/1/pain", "4 low_back"),
    ("set/1/note", "süß"),
    ("session/note", "slept badly"),
    ("session/red_flags", "fever"),
    ("session/pain", "3"),
)
WORDS = ("low_back", "süß", "s\\u00fc\\u00df", "slept", "fever", "red_flags", "note")


@pytest.mark.parametrize(
    "asked", [("--csv",), ("--json",), ("export", "-o", "OUT"), ("export", "-o", "J")]
)
def test_pain_is_in_no_export_unless_it_is_asked_for(
    history: Run, tmp_path: Path, asked: tuple[str, ...]
) -> None:
    for field, words in TOLD:
        assert history("edit", "monday.mcap", field, words).code == 0

    def written(*more: str) -> str:
        out = tmp_path / f"out{len(more)}"
        places = {"OUT": str(out), "J": str(out.with_suffix(".json"))}
        ran = history(*(places.get(each, each) for each in asked), *more)
        files = sorted(path for path in tmp_path.rglob("out*/*") if path.is_file())
        files += tmp_path.glob("out*.json")
        texts = [path.read_text() for path in files if f"out{len(more)}" in str(path)]
        return "".join([ran.out if asked[0] != "export" else "", *texts])

    without, with_it = written(), written("--pain")

    told = [json.loads(row) for row in _values(without)]
    assert not [word for word in WORDS[:5] if word in without]
    assert all(each in (None, []) for each in told)
    assert "low_back" in with_it


def _values(text: str) -> list[str]:
    """Return what stands under the names of what is told of pain, in JSON."""
    return re.findall(r'"(?:pain|red_flags|notes|morning_worse)": (\S+?),?\n', text)


def test_an_empty_history_says_so(command: Callable[..., Ran], tmp_path: Path) -> None:
    ran = command("history", "--recordings", tmp_path)

    assert ran.code == 0
    assert ran.err == "The history holds no such sets.\n"


def test_a_folder_that_is_not_there_is_not_made(
    command: Callable[..., Ran], tmp_path: Path
) -> None:
    ran = command("history", "--recordings", tmp_path / "none")

    assert ran.code == 1
    assert ran.err.endswith("none: there is no such folder\n")
    assert not (tmp_path / "none").exists()


NOW = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)


def test_since_is_a_date_or_a_span() -> None:
    assert since("4w", NOW) == datetime(2026, 10, 30, 12, 0, tzinfo=UTC)
    assert since("2026-11-01", NOW).date().isoformat() == "2026-11-01"
    for absurd in ("", "4", "9999w", "0001-01-01", "2026-11-28", "x", "-4w", "1e9d"):
        with pytest.raises(typer.BadParameter):
            since(absurd, NOW)


def test_values_are_read_as_people_write_them() -> None:
    assert value("set/1/rpe", "8,5") == 8.5
    assert value("set/1/rpe", "-") is None
    assert value("session/morning_worse", "Yes") is True
    assert value("session/red_flags", "fever, trauma") == ("fever", "trauma")
    assert value("session/red_flags", "none") == ()
    assert value("session/lifter", "-") == "-"
    assert value("set/1/added", "2") == 2
    assert value("set/1/kind", "working") == "working"
    for field, text in (
        ("set/1/rpe", "hard"),
        ("set/1/pain", "3 ear"),
        ("set/1/pain", "much"),
        ("rep/1/struck", "maybe"),
    ):
        with pytest.raises(HistoryError):
            value(field, text)
