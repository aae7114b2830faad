"""Every recording that ships, fed again, gives the events that it gave before.

Golden files hold one event a line: samples, postures and link states are left out.
"""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import msgspec
import pytest

from monitor.model.blocks import Posture, Samples
from monitor.model.events import LinkStatus, Output, RepCounted, RepRevised
from monitor.recording.recording import Recording, read_recording

RECORDINGS = Path(__file__).parents[2] / "recordings"
REFERENCE = sorted(RECORDINGS.glob("*.mcap"))
LEFT_OUT = (Samples, Posture, LinkStatus)


def events(recording: Recording) -> list[dict[str, Any]]:
    pipeline = recording.pipeline()
    outputs = [output for r in recording.records for output in pipeline.feed(r)]
    return [plain(output) for output in outputs if not isinstance(output, LEFT_OUT)]


def plain(output: Output) -> dict[str, Any]:
    named = {"event": type(output).__name__, **asdict(output)}
    encoded: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(named))
    if isinstance(output, RepCounted | RepRevised) and not output.rep.by_hand:
        del encoded["rep"]["by_hand"]  # is said of added reps alone
    return encoded


def approximate(value: Any) -> Any:  # noqa: ANN401  nested JSON
    """Numbers anywhere inside may differ by rounding on another machine."""
    match value:
        case bool():
            return value
        case float() | int():
            return pytest.approx(value, abs=1e-6)
        case list():
            return [approximate(each) for each in value]
        case dict():
            return {key: approximate(each) for key, each in value.items()}
        case _:
            return value


@pytest.mark.parametrize("path", REFERENCE, ids=lambda path: path.stem)
def test_a_replay_gives_the_events_it_gave_before(
    path: Path, update_golden: bool
) -> None:
    found = events(read_recording(path))

    golden = path.with_suffix(".events.json")
    if update_golden:
        lines = ",\n".join(json.dumps(event, ensure_ascii=False) for event in found)
        golden.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    expected = json.loads(golden.read_text(encoding="utf-8"))

    assert [each["event"] for each in found] == [each["event"] for each in expected]
    for event, before in zip(found, expected, strict=True):
        assert event == approximate(before)


def test_a_replay_is_the_same_each_time() -> None:
    if not REFERENCE:
        pytest.skip("recordings/ holds no recording")
    smallest = min(REFERENCE, key=lambda path: path.stat().st_size)

    assert events(read_recording(smallest)) == events(read_recording(smallest))
