from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.alerts.settings import AlertSettings, CueMoment
from monitor.config import (
    Settings,
    parse_settings,
    read_settings,
    settings_path,
    write_settings,
)
from monitor.model.body import Limits, LimitSource
from monitor.model.errors import ConfigError
from monitor.model.records import ExerciseName
from monitor.pipeline import PipelineSettings

FILE = Path("mine.toml")


def changed() -> Settings:
    pipeline = PipelineSettings(
        exercise=ExerciseName.GLUTE_BRIDGE,
        limits=Limits(12.0, 18.0, LimitSource.COACH),
        alerts=AlertSettings(moment=CueMoment.REP_END),
    )
    return Settings(pipeline=pipeline, wearer="A. B.")


def test_nothing_said_means_the_defaults() -> None:
    assert parse_settings("", FILE) == Settings()


def test_a_setting_is_read_from_its_table() -> None:
    read = parse_settings('[pipeline.alerts]\nmoment = "set_end"\n', FILE)

    assert read.pipeline.alerts.moment is CueMoment.SET_END


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("wearer = 3", "mine.toml: wearer: expected `str`, got `int`"),
        ('[pipeline]\nexercise = "squat"', "pipeline.exercise: .*'squat'"),
        ("[pipeline.alerts]\nloud = true", "pipeline.alerts: .*`loud`"),
        ("[pipeline.alerts]\nwait_s = 9", "pipeline.alerts: wait_s must lie"),
        ("[pipeline.limits]\nextension_deg = 0.0", "pipeline.limits: limits must lie"),
        (
            "[pipeline.limits]\nextention_deg = 9.0",
            "pipeline.limits.extention_deg: unknown key",
        ),
        ("[pipeline", "is no TOML"),
        ("a = " + "[" * 5000, "is no TOML"),
    ],
)
def test_a_wrong_setting_is_one_sentence_with_file_and_key(
    text: str, sentence: str
) -> None:
    with pytest.raises(ConfigError, match=sentence) as raised:
        parse_settings(text, FILE)

    assert "\n" not in str(raised.value)


def test_a_file_that_was_named_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="there is no such settings file"):
        read_settings(tmp_path / "none.toml")


@pytest.mark.parametrize("content", [b"\xff\xfe", b'a = "\xc3"'])
def test_a_file_that_is_no_text_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(content)

    with pytest.raises(ConfigError, match="not UTF-8"):
        read_settings(path)


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="can't be read"):
        read_settings(tmp_path)


def test_the_usual_file_need_not_exist(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))

    if not settings_path().exists():
        assert read_settings() == Settings()


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "new" / "mine.toml"

    write_settings(changed(), path)

    assert read_settings(path) == changed()


def test_only_what_differs_from_the_defaults_is_written(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"

    write_settings(Settings(wearer="A. B."), path)

    assert path.read_text() == 'wearer = "A. B."\n'


def test_comments_and_order_stay(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(
        "# mine\n"
        "[pipeline.alerts]\n"
        "band_deg = 2.0  # small\n"
        'moment = "set_end"\n'
        "\n"
        "[pipeline.limits]  # from the coach\n"
        "extension_deg = 9.0\n"
    )
    read = read_settings(path)
    alerts = msgspec.structs.replace(read.pipeline.alerts, moment=CueMoment.IN_REP)
    pipeline = msgspec.structs.replace(read.pipeline, alerts=alerts)

    write_settings(msgspec.structs.replace(read, pipeline=pipeline), path)

    assert path.read_text() == (
        "# mine\n"
        "[pipeline.alerts]\n"
        "band_deg = 2.0  # small\n"
        'moment = "in_rep"\n'
        "\n"
        "[pipeline.limits]  # from the coach\n"
        "extension_deg = 9.0\n"
    )


def test_a_damaged_file_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text("[pipeline")

    with pytest.raises(ConfigError, match="is no TOML"):
        write_settings(changed(), path)

    assert path.read_text() == "[pipeline"


def test_folders_may_begin_at_home() -> None:
    read = Settings(recordings="~/reps", profiles="~/profiles")

    assert read.recordings_path == Path.home() / "reps"
    assert read.profiles_path == Path.home() / "profiles"
    assert Settings().profiles_path is None


@settings(max_examples=50, deadline=None)
@given(text=st.text(max_size=80) | st.from_regex(r"\[?[a-z.]{1,20}\]?( = [0-9\[{]+)?"))
def test_any_text_is_settings_or_an_error_for_people(text: str) -> None:
    problem = ""
    try:
        parse_settings(text, FILE)
    except ConfigError as error:
        problem = str(error)

    assert problem == "" or problem.startswith("mine.toml: ")
