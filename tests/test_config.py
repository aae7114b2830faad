import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.alerts.settings import AlertSettings, CueMoment
from monitor.config import (
    Axis,
    ColourScheme,
    Curves,
    DoubleTap,
    RawCurves,
    Settings,
    WindowSettings,
    parse_settings,
    read_settings,
    settings_path,
    write_settings,
)
from monitor.model.body import Limits, LimitSource
from monitor.model.errors import ConfigError
from monitor.model.events import Cue
from monitor.model.records import ExerciseName, Placement
from monitor.pipeline import PipelineSettings
from monitor.sound.settings import Bluetooth, SoundSettings, SpeakCount
from monitor.training.checklist import Answers
from monitor.training.settings import TrainingSettings

FILE = Path("mine.toml")
yes_or_no = st.none() | st.booleans()
any_answers = st.builds(Answers, condition=st.booleans(), sitting=yes_or_no)


def changed() -> Settings:
    pipeline = PipelineSettings(
        exercise=ExerciseName.GLUTE_BRIDGE,
        limits=Limits(12.0, 18.0, LimitSource.COACH),
        alerts=AlertSettings(moment=CueMoment.REP_END),
    )
    sound = SoundSettings(
        volume=0.3,
        cues_off=(Cue.CAUTION, Cue.REP_PARTIAL),
        speak_count=SpeakCount.LOCKOUT,
        device='Kopfhörer "links"',
        bluetooth=Bluetooth.YES,
    )
    return Settings(pipeline=pipeline, window=window(), sound=sound, wearer="A. B.")


def window() -> WindowSettings:
    return WindowSettings(
        scheme=ColourScheme.LIGHT,
        flash=False,
        mirrored=True,
        curves=Curves(gyro=RawCurves(Placement.PELVIS, (Axis.Y,))),
        span_s=20.0,
        planned_reps=8,
        rest_s=120.0,
        keys={"marker": "M; PgUp", "mute": ""},
        double_tap=DoubleTap.END_SET,
        record=False,
        recent=("/home/a/2024 Ü.mcap", "C:\\b.mcap"),
        geometry="AdnQywAD",
    )


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
        ('[window]\nscheme = "pink"', "window.scheme: .*'pink'"),
        ("[window]\nspan_s = 4.0", "window: span_s must lie between 5 and 60"),
        ("[window]\nspan_s = nan", "window: span_s must lie between 5 and 60"),
        ("[window]\nplanned_reps = -1", "window: planned_reps must lie between 0"),
        ("[window]\nrest_s = 901.0", "window: rest_s must lie between 0 and 900"),
        ("[window]\nrecent = [" + '"a",' * 13 + "]", "window: recent must name at"),
        ('[window]\ngeometry = "€"', "window: geometry must be base64"),
        ("[window]\nloud = true", "window: .*`loud`"),
        ("[window.keys]\nmarker = 3", "window.keys.*: expected `str`, got `int`"),
        ("[window.curves.gyro]\naxes = []", "window.curves.gyro: axes must name"),
        ('[window.curves.gyro]\naxes = ["x", "x"]', "gyro: axes must name one"),
        ('[window.curves.gyro]\nsensor = "foot"', "gyro.sensor: .*'foot'"),
        ('[window]\ndouble_tap = "dance"', "window.double_tap: .*'dance'"),
        ("[sound]\nvolume = 2.0", "sound: volume must lie between 0 and 1"),
        ('[sound]\ncues_off = ["none"]', "sound: cues_off must name each cue once"),
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


def test_lists_and_their_comments_stay_while_they_hold_the_same(
    tmp_path: Path,
) -> None:
    path = tmp_path / "mine.toml"
    text = (
        "[window]\n"
        "recent = [\n"
        '    "a.mcap",  # the good one\n'
        '    "b.mcap",\n'
        "]\n"
        "\n"
        "[window.keys]  # for the pedal\n"
        'marker = "F5"  # left\n'
    )
    path.write_text(text)

    write_settings(read_settings(path), path)

    assert path.read_text() == text


def test_a_key_that_is_the_usual_one_again_leaves_the_file(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('[window.keys]  # mine\nmarker = "F5"\nmute = "F6"  # pedal\n')
    read = read_settings(path)
    fewer = msgspec.structs.replace(read.window, keys={"mute": "F6"})

    write_settings(msgspec.structs.replace(read, window=fewer), path)

    assert path.read_text() == '[window.keys]  # mine\nmute = "F6"  # pedal\n'


def test_a_list_that_is_empty_again_is_written_as_such(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    write_settings(changed(), path)

    write_settings(Settings(), path)

    assert read_settings(path) == Settings()


def test_a_file_name_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    odd = Settings(window=WindowSettings(recent=("\udcff.mcap",)))

    with pytest.raises(ConfigError, match="is no text"):
        write_settings(odd, path)

    assert list(tmp_path.iterdir()) == []


@settings(max_examples=50, deadline=None)
@given(
    keys=st.dictionaries(st.text(max_size=20), st.text(max_size=20), max_size=4),
    recent=st.lists(st.text(max_size=30), max_size=12),
)
def test_any_text_of_a_person_is_written_and_read_again(
    tmp_path_factory: pytest.TempPathFactory, keys: dict[str, str], recent: list[str]
) -> None:
    path = tmp_path_factory.mktemp("texts") / "mine.toml"
    given = Settings(window=WindowSettings(keys=keys, recent=tuple(recent)))

    write_settings(given, path)

    assert read_settings(path) == given


@settings(max_examples=25, deadline=None)
@given(st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=9), any_answers))
def test_what_lifters_said_is_written_read_and_removed_again(
    tmp_path_factory: pytest.TempPathFactory, answers: dict[str, Answers]
) -> None:
    path = tmp_path_factory.mktemp("said") / "mine.toml"
    told = Settings(training=TrainingSettings(answers=answers))

    write_settings(told, path)
    assert read_settings(path) == told

    write_settings(Settings(), path)
    assert read_settings(path) == Settings()
    assert "condition" not in path.read_text(encoding="utf-8")


def test_reading_settings_loads_nothing_heavy() -> None:
    code = (
        "import sys, monitor.config\n"
        "print({'scipy', 'PySide6', 'sounddevice'} & set(sys.modules))"
    )

    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert run.stdout == "set()\n"


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
