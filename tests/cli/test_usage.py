"""What goes wrong for people is one sentence and the right exit code."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Ran

Command = Callable[..., Ran]

COMMANDS = (
    ("demo",),
    ("replay",),
    ("import",),
    ("export",),
    ("repair",),
    ("analyze",),
    ("compare",),
    ("profiles", "list"),
    ("profiles", "check"),
    ("exercises",),
    ("benchmark",),
)
READERS = (
    ("replay", "FILE", "--speed", "max"),
    ("import", "FILE", "-o", "OUT"),
    ("export", "FILE", "-o", "OUT"),
    ("repair", "FILE", "-o", "OUT"),
    ("analyze", "FILE"),
    ("analyze", "FILE", "--json", "-"),
    ("compare", "FILE", "FILE"),
    ("profiles", "check", "FILE"),
)


def bad_files(folder: Path) -> dict[str, Path]:
    """Make files of every wrong kind."""
    files = {
        "missing": folder / "missing.csv",
        "empty": folder / "empty.csv",
        "garbage": folder / "garbage.mcap",
        "magic only": folder / "magic.mcap",
        "text": folder / "text.csv",
        "folder": folder / "folder",
    }
    files["empty"].write_bytes(b"")
    files["garbage"].write_bytes(bytes(range(256)) * 20)
    files["magic only"].write_bytes(b"\x89MCAP0\r\n" + b"\x00" * 50)
    files["text"].write_text("once upon a time\n\nthere was, a file\n")
    files["folder"].mkdir()
    return files


@pytest.mark.parametrize("arguments", READERS, ids=" ".join)
@pytest.mark.parametrize(
    "kind", ["missing", "empty", "garbage", "magic only", "text", "folder"]
)
def test_a_file_that_will_not_do_is_one_sentence(
    tmp_path: Path, command: Command, arguments: tuple[str, ...], kind: str
) -> None:
    file, out = bad_files(tmp_path)[kind], tmp_path / "out"
    places = {"FILE": file, "OUT": out}

    ran = command(*(places.get(each, each) for each in arguments))

    said = ran.err.strip().split("\n")
    assert ran.code == 1
    assert said[-1].startswith("rep-monitor: ")
    assert len(said) == 1
    assert "Traceback" not in ran.err
    assert not out.exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("fly",),
        ("demo", "--speed", "fast"),
        ("demo", "--speed", "0"),
        ("demo", "--exercise", "squat"),
        ("demo", "--seed", "-1"),
        ("demo", "--duration", "0"),
        ("demo", "--loud"),
        ("replay",),
        ("import", "x.csv"),
        ("export", "x.mcap", "--format", "xml", "-o", "y"),
        ("repair", "x.mcap"),
        ("analyze",),
        ("analyze", "x.csv", "--neutral", "1:2"),
        ("analyze", "x.csv", "--bows", "2:1", "--neutral", "1:2"),
        ("analyze", "x.csv", "--limit", "0"),
        ("analyze", "x.csv", "--jobs", "0"),
        ("analyze", "x.csv", "y.csv", "--timeseries", "t.csv"),
        ("analyze", "x.csv", "--json", "-", "--timeseries", "-"),
        ("compare", "x.csv"),
        ("compare", "x.csv", "y.csv", "--align", "luck"),
        ("profiles", "check"),
        ("profiles", "burn"),
    ],
    ids=" ".join,
)
def test_wrong_usage_exits_2(command: Command, arguments: tuple[str, ...]) -> None:
    ran = command(*arguments)

    assert ran.code == 2
    assert ran.out == ""
    assert "Error" in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("arguments", [(), ("profiles",)])
def test_nothing_asked_shows_the_help(
    command: Command, arguments: tuple[str, ...]
) -> None:
    ran = command(*arguments)

    assert "Usage" in ran.out + ran.err


@pytest.mark.parametrize("name", COMMANDS, ids=" ".join)
def test_every_command_has_help_with_examples(
    command: Command, name: tuple[str, ...]
) -> None:
    ran = command(*name, "--help")

    assert ran.code == 0
    assert "rep-monitor " + " ".join(name) in ran.out.split("Examples:")[1]


def test_the_version_is_told(command: Command) -> None:
    ran = command("--version")

    assert (ran.code, ran.out.split()[0]) == (0, "rep-monitor")


def test_an_existing_recording_is_not_overwritten(
    tmp_path: Path, command: Command
) -> None:
    path = tmp_path / "mine.mcap"
    path.write_text("mine")

    ran = command("demo", "--duration", "5", "--speed", "max", "--record", path)

    assert (ran.code, path.read_text()) == (1, "mine")


def test_what_is_read_is_not_overwritten(tmp_path: Path, command: Command) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("mine")

    ran = command("export", path, "-o", path)
    other = command("analyze", path, "--json", path)

    assert (ran.code, other.code, path.read_text()) == (1, 1, "mine")


def test_a_place_that_can_not_be_written_is_one_sentence(
    tmp_path: Path, command: Command
) -> None:
    path = tmp_path / "none" / "demo.mcap"

    ran = command("demo", "--duration", "5", "--speed", "max", "--record", path)

    assert ran.code == 1
    assert len(ran.err.strip().split("\n")) == 1


def test_help_is_quick_because_nothing_heavy_is_imported() -> None:
    program = (
        "import sys\n"
        "from monitor.__main__ import main\n"
        "sys.argv = ['rep-monitor', '--help']\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy = {'numpy', 'scipy', 'vqf', 'mcap', 'PySide6', 'bleak'}\n"
        "found = heavy & set(sys.modules)\n"
        "sys.exit(str(found) if found else 0)\n"
    )

    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )

    assert (ran.returncode, ran.stderr) == (0, "")


def test_a_reader_that_has_enough_ends_the_program_quietly() -> None:
    demo = [sys.executable, "-m", "monitor", "exercises"]
    with subprocess.Popen(
        demo, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        said = running.stderr.read()
        running.wait(timeout=60)

    assert b"Traceback" not in said
