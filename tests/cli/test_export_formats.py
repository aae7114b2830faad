"""``rep-monitor export`` in each format, from the command line."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from monitor.cli.app import commands

RECORDING = Path("recordings/hip_thrust.mcap").resolve()
BEGINS = {
    "angles-csv": b"t_s,utc,pelvis_pitch_deg",
    "angles-parquet": b"PAR1",
    "events-csv": b"t_s,utc,event",
    "xdf": b"XDF:",
    "sto": b"DataRate=",
    "c3d": b"\x02P",
    "srt": b"1\n",
    "vtt": b"WEBVTT",
}


@pytest.mark.parametrize(("name", "first"), BEGINS.items(), ids=BEGINS.keys())
def test_each_format_is_written(name: str, first: bytes, tmp_path: Path) -> None:
    out = tmp_path / f"a.{name}"

    run = CliRunner().invoke(
        commands(), ["export", str(RECORDING), "--format", name, "-o", str(out)]
    )

    assert run.exit_code == 0, run.output
    assert out.read_bytes().startswith(first)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--format", "csv", "--offset", "2"], "are for subtitles"),
        (["--format", "srt", "--align", "taps"], "go together"),
        (["--format", "srt", "--align", "sun", "--at", "1"], "neither taps nor marker"),
        (["--format", "srt", "--align", "taps", "--at", "1"], "no sync taps"),
        (["--format", "c3d", "-o", "-"], "standard output"),
    ],
)
def test_what_can_t_be_is_told(options: list[str], said: str, tmp_path: Path) -> None:
    arguments = ["export", str(RECORDING), *options]
    if "-o" not in options:
        arguments += ["-o", str(tmp_path / "out")]

    run = CliRunner().invoke(commands(), arguments)

    assert run.exit_code != 0
    flat = " ".join(f"{run.output} {run.exception}".replace("│", " ").split())
    assert said in flat
    assert not (tmp_path / "out").exists()
