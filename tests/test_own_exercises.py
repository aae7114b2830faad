"""A person's own exercise: read strictly, trained, recorded, replayed elsewhere."""

import asyncio
import math
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.acquisition.simulation.nearest import nearest_motion
from monitor.analysis.analyze import AnalyzeOptions, analyzed
from monitor.demo_session import DemoSession, demo_recording
from monitor.detection.own_exercise import OwnExercise
from monitor.history.fold import SessionFold
from monitor.history.set_fold import SetFold
from monitor.model.blocks import Posture, Samples
from monitor.model.errors import ConfigError, ProfileError
from monitor.model.events import Output, SetEnded, SetStarted
from monitor.model.records import ExerciseName, SetExercise, SetSide, Side
from monitor.own_exercises import (
    found_own_exercise,
    own_exercise_files,
    parse_own_exercise,
)
from monitor.pipeline import Pipeline, PipelineSettings, with_exercise
from monitor.playback.opening import recomputed
from monitor.playback.rescoring import rescored, traceable
from monitor.recording.recording import Recording, read_recording
from monitor.view.past import exercise_words
from monitor.view.state import beginning
from tests.detection.own_example import EXAMPLE, HERE


def changed(**values: object) -> str:
    """The example with other values; None leaves a key out."""
    text = EXAMPLE
    for key, value in values.items():
        line = "" if value is None else f"{key} = {value}"
        text = re.sub(rf"^{key} = .*$", line, text, flags=re.MULTILINE)
    return text


def test_the_example_of_the_document_is_read() -> None:
    own = parse_own_exercise(EXAMPLE, HERE)

    assert own.title == "Cable pull-through"
    assert own.form.sign == 1.0
    assert own.form.watches_flexion
    assert own.form.far_deg == (20.0, 100.0)
    assert nearest_motion(own) is ExerciseName.ROMANIAN_DEADLIFT


@pytest.mark.parametrize(
    ("change", "key", "problem"),
    [
        ({"title": None}, "title", "missing"),
        ({"title": '""'}, "title", "1 to 60 printable"),
        ({"title": '"a\\tb"'}, "title", "printable"),
        ({"signal": '"knee"'}, "signal", "invalid enum value 'knee'"),
        ({"outward": '"up"'}, "outward", "invalid enum value"),
        ({"near_deg": "[25, -25]"}, "near_deg", "must rise"),
        ({"near_deg": "[25]"}, "near_deg", "length 2"),
        ({"near_deg": "[-400, 25]"}, "near_deg", "between -180 and 180"),
        ({"far_deg": "[-60, -40]"}, "far_deg", "further forward than near_deg"),
        ({"stay_deg": "[-10, 120]"}, "stay_deg", "must hold near_deg and far_deg"),
        ({"min_rom_deg": "3"}, "usual_rom_deg", "at least 5"),
        ({"usual_rom_deg": "110"}, "usual_rom_deg", "must lie between"),
        ({"min_rom_deg": "nan"}, "usual_rom_deg", "must lie between"),
        ({"max_rom_deg": "inf"}, "usual_rom_deg", "at most 180"),
        ({"proof": "0"}, "proof", "1 to 6"),
        ({"tail_s": "9.0"}, "tail_s", "0 to 5 seconds"),
        ({"one_leg": "1"}, "one_leg", "expected bool"),
        ({"schema": "2"}, "schema", "reads schema 1"),
        ({"tail_s": "1.0\nknee = 3"}, "knee", "unknown key"),
    ],
)
def test_what_is_wrong_is_named_in_one_sentence(
    change: dict[str, Any], key: str, problem: str
) -> None:
    with pytest.raises(ProfileError) as raised:
        parse_own_exercise(changed(**change), Path("pull_through.toml"))

    said = str(raised.value)
    assert said.startswith(f"pull_through.toml: {key}: ")
    assert problem.lower() in said.lower()
    assert "\n" not in said


@given(text=st.text(max_size=300))
@settings(max_examples=200, deadline=None)
def test_any_text_is_an_exercise_or_a_problem(text: str) -> None:
    try:
        parse_own_exercise(text, HERE)
    except ProfileError as error:
        said = str(error)
    else:
        return
    assert len(said) < 400


def test_a_file_that_is_not_there_or_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_bytes(b"\xff\xfe")
    for path, problem in (
        (tmp_path / "no.toml", "No such"),
        (tmp_path / "bad.toml", "UTF-8"),
    ):
        with pytest.raises(ProfileError, match=problem):
            found_own_exercise(str(path))
    with pytest.raises(ConfigError, match="no file of one's own"):
        found_own_exercise("squat")


def test_backward_ranges_are_turned_to_rise_outwards() -> None:
    text = changed(
        outward='"backward"', near_deg="[-80, -15]", far_deg="[-130, -52]",
        stay_deg="[-150, -8]", signal='"both"',
    )  # fmt: skip

    form = parse_own_exercise(text, HERE).form

    assert (form.sign, form.pelvis_weight) == (-1.0, 0.5)
    assert form.near_deg == (15.0, 80.0)
    assert form.far_deg == (52.0, 130.0)


def test_what_no_motion_is_like_can_t_be_demonstrated() -> None:
    own = parse_own_exercise(changed(far_deg="[95, 100]", min_rom_deg="90",
                                     usual_rom_deg="100"), HERE)  # fmt: skip

    with pytest.raises(ConfigError, match="Cable pull-through: no simulated motion"):
        nearest_motion(own)


def test_settings_that_say_own_say_what_it_is() -> None:
    with pytest.raises(ValueError, match=r"needs detection\.own"):
        PipelineSettings(exercise=ExerciseName.OWN)
    with pytest.raises(msgspec.ValidationError, match=r"needs detection\.own"):
        msgspec.json.decode(b'{"exercise": "own"}', type=PipelineSettings)


@pytest.fixture(scope="module")
def own() -> OwnExercise:
    return parse_own_exercise(EXAMPLE, HERE)


@pytest.fixture(scope="module")
def session(own: OwnExercise) -> Recording:
    return demo_recording(with_exercise(PipelineSettings(), own), 5, 75.0)


def outputs(recording: Recording) -> list[Output]:
    """All that is told; samples and postures are left out."""
    pipeline = recording.pipeline()
    return [
        out
        for record in recording.records
        for out in pipeline.feed(record)
        if not isinstance(out, Samples | Posture)
    ]


def test_its_reps_are_counted_and_its_title_is_told(session: Recording) -> None:
    told = outputs(session)
    analysis = analyzed(session, "own").analysis

    (began,) = (each for each in told if isinstance(each, SetStarted))
    (ended,) = (each for each in told if isinstance(each, SetEnded))
    assert (began.exercise, began.title) == (ExerciseName.OWN, "Cable pull-through")
    assert ended.reps >= 6
    assert (analysis.exercise, analysis.exercise_title) == ("own", "Cable pull-through")
    first = next(rep for rep in analysis.reps if rep.full)
    assert first.onset_s is not None
    assert first.reach_s is not None
    assert first.eccentric_s == pytest.approx(first.reach_s - first.onset_s)
    settings = session.header.settings
    assert beginning(settings).title == "Cable pull-through"
    assert settings.kept_exercise == "own:Cable pull-through"


def test_a_recording_holds_all_that_a_replay_needs(
    session: Recording, tmp_path: Path
) -> None:
    path = tmp_path / "own.mcap"
    asyncio.run(DemoSession(session, math.inf, path).run([]))

    again = read_recording(path)

    assert again.header.settings.detection.own == session.header.settings.detection.own
    assert outputs(again) == outputs(session)


def test_it_is_judged_anew_like_any_other(session: Recording) -> None:
    playback = recomputed(session)

    assert traceable(playback)
    assert traceable(playback, ExerciseName.OWN)
    again = rescored(playback, None, ExerciseName.OWN)
    assert [rep.rep_id for rep in again.reps] == [rep.rep_id for rep in playback.reps()]
    other = rescored(playback, None, ExerciseName.ROMANIAN_DEADLIFT)
    assert len(other.reps) >= 6


def test_a_recording_can_be_analyzed_as_one_s_own(own: OwnExercise) -> None:
    deadlifts = demo_recording(
        PipelineSettings(exercise=ExerciseName.ROMANIAN_DEADLIFT), 5, 60.0
    )

    analysis = analyzed(deadlifts, "x", AnalyzeOptions(own)).analysis

    assert analysis.exercise_title == "Cable pull-through"
    assert analysis.sets


def test_a_change_to_an_own_exercise_that_there_is_none_of_changes_nothing() -> None:
    pipeline = Pipeline({}, PipelineSettings())

    assert pipeline.feed(SetExercise(1.0, ExerciseName.OWN)) == []


def test_the_history_names_it_by_its_title_and_knows_its_leg(own: OwnExercise) -> None:
    one_leg = msgspec.structs.replace(own, one_leg=True)
    fold = SetFold(one_leg)
    fold.keep(SetSide(0.5, Side.LEFT))
    fold.put(SetStarted(1.0, 1, ExerciseName.OWN, PipelineSettings().limits, own.title))

    (facts,) = fold.facts([1])

    assert facts.exercise == "own:Cable pull-through"
    assert facts.side is Side.LEFT


def test_the_history_of_a_session_names_it_alike(session: Recording) -> None:
    fold = SessionFold(session.header, "own.mcap", "{}")

    assert fold.facts().exercise == session.header.settings.kept_exercise
    assert exercise_words(fold.facts().exercise) == "Cable pull-through"


def test_files_are_found_by_their_stems(tmp_path: Path) -> None:
    for name in ("b.toml", "a.toml", "readme.txt"):
        (tmp_path / name).write_text(EXAMPLE)

    assert list(own_exercise_files(tmp_path)) == ["a", "b"]
    assert own_exercise_files(tmp_path / "none") == {}
