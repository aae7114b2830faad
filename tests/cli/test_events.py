"""The lines of ``--events``."""

import json
import os
import subprocess
import sys
import typing
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from monitor.acquisition.simulation.session import SimulatedSession
from monitor.cli.events import EventsSink
from monitor.model.blocks import Posture, Samples
from monitor.model.errors import RecordingError
from monitor.model.events import LinkStatus, Output
from monitor.model.records import Record
from monitor.view.event_lines import event_line
from tests.cli.event_examples import EXAMPLES
from tests.cli.event_examples import lines as examples

# Says more than a pipe holds, then ends as the program does.
TALKER = """
import sys
from monitor.cli import events
from monitor.model.events import Phase, PhaseChanged

events.CLOSE_S = 0.2
print("before")
with events.EventsSink("-") as sink:
    for i in range(5000):
        sink.put(PhaseChanged(float(i), Phase.HOLD))
print(sink.problem, file=sys.stderr)
"""


def kinds(union: object) -> list[type]:
    """All members of a union of unions."""
    members = typing.get_args(union)
    found = [kinds(each) if typing.get_args(each) else [each] for each in members]
    return [kind for row in found for kind in row]


@pytest.fixture(scope="module")
def outputs(
    short_session: SimulatedSession, fed: Callable[[list[Record]], list[Output]]
) -> list[Output]:
    return fed(short_session.records)


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_every_output_but_samples_and_postures_is_a_line(
    tmp_path: Path, outputs: list[Output]
) -> None:
    with EventsSink(str(tmp_path / "events")) as sink:
        for output in outputs:
            sink.put(output)

    told = lines(tmp_path / "events")

    wanted = [o for o in outputs if not isinstance(o, (Samples, Posture))]
    assert [each["event"] for each in told] == [type(o).__name__ for o in wanted]
    assert {"LinkStatus", "RepCounted", "Calibrated", "Alert"} <= {
        each["event"] for each in told
    }
    assert all(isinstance(each["t_s"], float) for each in told)
    assert "NaN" not in (tmp_path / "events").read_text()
    assert sink.problem == ""


def test_the_document_shows_an_example_of_every_kind_of_event(
    repository: Path,
) -> None:
    text = (repository / "docs" / "events_json.md").read_text(encoding="utf-8")
    wanted = set(kinds(Output)) - {Samples, Posture}

    assert {type(example) for example in EXAMPLES} == wanted
    assert all(f"`{kind.__name__}`" in text for kind in wanted)
    shown = text.split("```json\n")[1].split("```")[0]
    assert shown == examples(), "python -m tests.cli.event_examples prints them anew"


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: type(each).__name__)
def test_a_line_holds_all_that_an_event_has(example: Output) -> None:
    told = json.loads(event_line(example))
    names = [field.name for field in fields(example)]
    assert list(told) == ["event", *("t_s" if n == "t" else n for n in names)]


def test_fields_that_are_not_measured_are_null(outputs: list[Output]) -> None:
    status = next(o for o in outputs if isinstance(o, LinkStatus))
    told = json.loads(event_line(status))
    assert told["rssi_dbm"] is None
    assert told["placement"] == status.placement.value


def test_a_disk_that_is_full_is_told_once_at_the_end(outputs: list[Output]) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("there is no /dev/full here")
    sink = EventsSink(str(full))
    for output in outputs:
        sink.put(output)
    sink.close()
    assert "events could not be written" in sink.problem


def test_a_file_that_can_not_be_made_is_told(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="can't be written"):
        EventsSink(str(tmp_path / "nowhere" / "events"))


def talker(out: int, repository: Path) -> subprocess.Popen[str]:
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONUNBUFFERED"}
    return subprocess.Popen(
        [sys.executable, "-c", TALKER],
        stdout=out,
        stderr=subprocess.PIPE,
        text=True,
        cwd=repository,
        env=environment,
    )


def test_a_reader_that_does_not_read_does_not_keep_the_program(
    repository: Path,
) -> None:
    reading, writing = os.pipe()
    with talker(writing, repository) as process:
        _, err = process.communicate(timeout=30)
    os.close(writing)
    os.close(reading)

    assert process.returncode == 0
    assert err == "standard output: nobody reads the events\n"


def test_a_reader_that_has_gone_is_told_once_and_ends_nothing(
    repository: Path,
) -> None:
    reading, writing = os.pipe()
    with talker(writing, repository) as process:
        os.close(writing)
        assert os.read(reading, 7) == b"before\n"  # in order, whatever is buffered
        os.close(reading)
        _, err = process.communicate(timeout=30)

    assert process.returncode == 0
    assert err.count("\n") == 1
    assert "events could not be written" in err


def test_all_lines_come_to_a_reader_in_order(repository: Path) -> None:
    with talker(subprocess.PIPE, repository) as process:
        out, err = process.communicate(timeout=30)

    rows = [json.loads(line) for line in out.splitlines()[1:]]
    assert (process.returncode, err) == (0, "\n")
    assert [row["t_s"] for row in rows] == list(range(5000))
