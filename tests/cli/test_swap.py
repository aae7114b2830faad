"""``rep-monitor swap``: the sensors were on each other's place."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from monitor.acquisition.simulation.session import SimulatedSession
from monitor.analysis.simulated import simulated_recording
from monitor.recording.recording import write_recording
from monitor.recording.roles import swapped

Command = Callable[..., Any]


def test_a_swapped_recording_is_analysed_as_the_right_one(
    command: Command, tmp_path: Path, short_session: SimulatedSession
) -> None:
    recording = simulated_recording(short_session)
    right, wrong = tmp_path / "right" / "x.mcap", tmp_path / "wrong" / "x.mcap"
    for path, records in (
        (right, recording.records),
        (wrong, map(swapped, recording.records)),
    ):
        path.parent.mkdir()
        write_recording(path, recording.header, records)
    expected = command("analyze", right, "--json", "-").out
    before = command("analyze", wrong, "--json", "-").out

    assert command("swap", wrong).out == "x.mcap: the sensors are swapped\n"
    assert command("analyze", wrong, "--json", "-").out == expected != before
    assert command("swap", wrong).out == "x.mcap: the sensors are as recorded\n"
    assert command("analyze", wrong, "--json", "-").out == before


def test_what_is_no_recording_gets_no_journal(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("x")

    ran = command("swap", path)

    assert ran.code == 1
    assert list(tmp_path.iterdir()) == [path]
