"""``rep-monitor export`` in each format, from the command line."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from monitor.cli.app import commands
from monitor.demo_session import demo_recording
from monitor.model.records import SetPain
from monitor.pipeline import PipelineSettings
from monitor.recording.recording import write_recording

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


@pytest.fixture(scope="module")
def painful(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A recording whose set was ended by pain."""
    path = tmp_path_factory.mktemp("painful") / "session.mcap"
    session = demo_recording(PipelineSettings(), 1, 51.0)
    records = [*session.records, SetPain(50.0, 7.0)]
    write_recording(path, session.header, sorted(records, key=lambda each: each.t))
    return path


@pytest.mark.parametrize("name", ["events-csv", "vtt", "c3d"])
def test_pain_is_in_no_format_unless_it_is_asked_for(
    name: str, painful: Path, tmp_path: Path
) -> None:
    found = []
    for more in ([], ["--pain"]):
        out = tmp_path / f"a{len(more)}.{name}"
        asked = ["export", str(painful), "--format", name, "-o", str(out), *more]
        assert CliRunner().invoke(commands(), asked).exit_code == 0
        found.append(out.read_bytes().lower())

    assert b"pain" not in found[0]
    assert b"stopasked" not in found[0]
    assert found[1] != found[0]
    assert name == "c3d" or b"pain" in found[1]  # it cuts its labels short
