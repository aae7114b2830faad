"""``rep-monitor report``, from the command line."""

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from monitor.cli.app import commands

RECORDING = Path("recordings/hip_thrust.mcap").resolve()


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    file = tmp_path / "settings.toml"
    file.write_text(f'recordings = "{(tmp_path / "rec").as_posix()}"\n')
    (tmp_path / "rec").mkdir()
    shutil.copy(RECORDING, tmp_path / "rec")
    return file


def test_a_session_s_report_is_written_beside_it(settings: Path) -> None:
    recording = settings.parent / "rec" / "hip_thrust.mcap"
    run = CliRunner().invoke(commands(), ["report", str(recording)])

    assert run.exit_code == 0, run.output
    html = recording.with_suffix(".html").read_text()
    assert "Set 1: Hip thrust" in html
    assert "How to check this report" in html


def test_a_month_s_report_is_made_of_the_history(
    settings: Path, tmp_path: Path
) -> None:
    out = tmp_path / "month.html"
    options = ["--month", "1970-01", "--lifter", "", "--settings", str(settings)]
    run = CliRunner().invoke(commands(), ["report", *options, "-o", str(out)])

    assert run.exit_code == 0, run.output
    assert "Hip thrust" in out.read_text()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ([], "Name a recording, or a month"),
        (["no.mcap"], "no.mcap"),
        (["--month", "soon"], "is no month"),
        ([str(RECORDING), "-o", "/nowhere/at/all.html"], "written"),
    ],
)
def test_what_can_t_be_is_told_in_one_sentence(options: list[str], said: str) -> None:
    run = CliRunner().invoke(commands(), ["report", *options])

    assert run.exit_code != 0
    assert said in f"{run.output}{run.exception}"
