"""Planks and twists as a person would run them: demo, analysis, list of exercises."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Ran

Command = Callable[..., Ran]
FAST = ("--headless", "--speed", "max")


@pytest.mark.parametrize(
    ("exercise", "said"),
    [
        ("plank", "Set 1 over: held"),
        ("russian_twist", "twists, "),
    ],
)
def test_a_demo_is_recorded_and_analyzed(
    command: Command, tmp_path: Path, exercise: str, said: str
) -> None:
    path, out = tmp_path / "held.mcap", tmp_path / "held.json"

    shown = command("demo", *FAST, "--exercise", exercise, "--record", path)
    analyzed = command("analyze", path, "--json", out)

    assert (shown.code, analyzed.code) == (0, 0)
    assert said in shown.out
    (found,) = [json.loads(out.read_text(encoding="utf-8"))]
    assert found["exercise"] == exercise
    if exercise == "russian_twist":
        assert {rep["side"] for rep in found["reps"]} == {"left", "right"}
        assert found["holds"] == []
    else:
        (hold,) = found["holds"]
        assert 0 < hold["clean_s"] < hold["held_s"]
        assert found["sets"][0]["reps"] == 0
        assert found["alerts"]


def test_the_exercises_say_what_sees_them(command: Command) -> None:
    said = " ".join(command("exercises").out.split())

    for name in ("plank", "side_plank", "russian_twist"):
        assert name in said
    assert "gravity" in said
    assert "drift up to" in said
