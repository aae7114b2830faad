import json
import typing
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mcap.reader import make_reader

from monitor.model.blocks import Posture
from monitor.model.body import Limits
from monitor.model.events import (
    Alert,
    Calibrated,
    Cue,
    Event,
    Level,
    LinkStatus,
    NeutralDrift,
    Output,
    Rep,
    RepCounted,
    SetStarted,
)
from monitor.model.records import ExerciseName, LinkState, Placement
from monitor.recording import schemas
from monitor.recording.file_records import stored_outputs
from monitor.recording.mcap_writer import McapFile, create

KINDS: dict[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "boolean": bool,
    "integer": int,
    "number": (int, float),
}

LINK = LinkStatus(1.0, Placement.PELVIS, LinkState.STREAMING, 99.9, 100, 0, None, 0.02)
REP = Rep(1, 1, True, 2.0, 3.0, None, None, 40.0, peak_extension_deg=11.0)
ALERT = Alert(2.5, 2.4, Level.DANGER, Cue.DANGER, "Lower back past the limit", 1, 1)


def posture(n: int = 3) -> Posture:
    t = np.arange(n) / 100
    angle = np.array([1.23456789, np.nan, -90.0])[:n]
    valid = np.isfinite(angle)
    doubtful = np.zeros(n, bool)
    flags = valid, valid, valid, doubtful
    return Posture(t, angle, angle, angle, angle, angle, *flags, angle)


def written(path: Path, outputs: list[Output]) -> Path:
    with create(path) as file:
        mcap = McapFile(file, {"format": "1"})
        for output in outputs:
            mcap.write_output(output)
        mcap.finish()
    return path


def problems(
    value: Any,  # noqa: ANN401  JSON
    schema: dict[str, Any],
    at: str = "",
) -> list[str]:
    """The few words of JSON Schema that these schemas use, checked."""
    kind = schema["type"]
    fits: bool = isinstance(value, KINDS[kind])
    if not fits or (isinstance(value, bool) and kind != "boolean"):
        return [f"{at} is no {kind}: {value!r}"]
    if kind == "array":
        return [p for item in value for p in problems(item, schema["items"], f"{at}[]")]
    if kind != "object":
        return []
    missing = [f"{at}.{key} missing" for key in schema["required"] if key not in value]
    unknown = [
        f"{at}.{key} unknown" for key in value if key not in schema["properties"]
    ]
    inside = [
        problem
        for key in value.keys() & schema["properties"].keys()
        for problem in problems(value[key], schema["properties"][key], f"{at}.{key}")
    ]
    return missing + unknown + inside


def read(path: Path) -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
    with path.open("rb") as file:
        found = []
        for schema, channel, message in make_reader(file).iter_messages():
            assert schema is not None
            assert schema.encoding == "jsonschema"
            assert channel.message_encoding == "json"
            content = json.loads(message.data)
            found.append((channel.topic, json.loads(schema.data), content))
    return found


def test_other_tools_read_the_derived_channels_by_their_schemas(tmp_path: Path) -> None:
    limits = Limits()
    started = SetStarted(1.5, 1, ExerciseName.HIP_THRUST, limits)
    path = written(
        tmp_path / "a.mcap", [posture(), LINK, started, RepCounted(2.6, REP), ALERT]
    )

    found = read(path)

    assert {topic for topic, _, _ in found} == set(schemas.SCHEMAS)
    for _, schema, content in found:
        assert problems(content, schema) == []


def test_a_posture_is_a_message_a_grid_sample_and_leaves_out_what_is_not_valid(
    tmp_path: Path,
) -> None:
    rows = [content for _, _, content in read(written(tmp_path / "a", [posture()]))]

    assert rows[0] == {
        "t_s": 0.0,
        "pelvis_pitch_deg": 1.235,
        "lumbar_pitch_deg": 1.235,
        "lumbar_flexion_deg": 1.235,
        "valid": True,
    }
    assert rows[1] == {"t_s": 0.01, "valid": False}
    assert len(rows) == 3


def test_an_event_says_its_name_and_an_alert_its_age(tmp_path: Path) -> None:
    path = written(tmp_path / "a.mcap", [RepCounted(2.6, REP), ALERT])

    (_, event), (_, alert) = stored_outputs(path)

    assert event["event"] == "RepCounted"
    assert event["rep"]["peak_extension_deg"] == 11.0
    assert "end_s" not in event["rep"]
    assert alert["age_s"] == pytest.approx(0.1)


def test_an_infinite_number_is_left_out(tmp_path: Path) -> None:
    ((_, event),) = stored_outputs(
        written(tmp_path / "a", [NeutralDrift(1.0, float("inf"))])
    )

    assert event == {"event": "NeutralDrift", "t": 1.0}


@pytest.mark.parametrize(
    "kind", [*typing.get_args(Event), Alert, LinkStatus], ids=lambda kind: kind.__name__
)
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_every_kind_of_output_fits_its_schema(
    data: st.DataObject,
    kind: type,
    anything_of: Callable[[type], st.SearchStrategy[Any]],
) -> None:
    output = data.draw(anything_of(kind))

    ((topic, _, content),) = schemas.messages(output)

    assert problems(msgspec.json.decode(content), schemas.SCHEMAS[topic]) == []


def test_the_schemas_use_only_what_viewers_understand() -> None:
    def plain(schema: dict[str, Any]) -> bool:
        inner = schema.get("properties", {}).values()
        items = [schema["items"]] if schema["type"] == "array" else []
        return schema["type"] in KINDS and all(plain(each) for each in [*inner, *items])

    assert all(plain(schema) for schema in schemas.SCHEMAS.values())
    assert Calibrated.__name__ not in schemas.SCHEMAS
