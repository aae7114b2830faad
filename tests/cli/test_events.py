"""The lines of ``--events``."""

import json
import typing
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from monitor.acquisition.simulation.session import SimulatedSession
from monitor.cli.events import EventsSink, event_line
from monitor.model.blocks import Posture, Samples
from monitor.model.errors import RecordingError
from monitor.model.events import LinkStatus, Output
from monitor.model.records import Record


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


def test_the_document_names_every_kind_of_event(repository: Path) -> None:
    text = (repository / "docs" / "events_json.md").read_text()
    for kind in kinds(Output):
        assert kind in {Samples, Posture} or f"`{kind.__name__}`" in text


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
