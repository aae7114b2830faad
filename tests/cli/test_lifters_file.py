"""A file of lifters: what it says, and one sentence for whatever is wrong in it."""

from pathlib import Path

import pytest

from monitor.acquisition.kits import Kit, KitSensor
from monitor.cli.lifters_file import MOST_LIFTERS, Known, read_lifters
from monitor.config import Settings
from monitor.model.errors import ConfigError
from monitor.model.records import ExerciseName
from monitor.profiles import find_profiles

GYM = Kit("gym", KitSensor("AA:01", "movella_dot"), KitSensor("AA:02", "movella_dot"))
KNOWN = Known([GYM], find_profiles(), Settings())
ANN = '[[lifter]]\nstation = "rack-1"\nname = "Ann"\nkit = "gym"\n'
BOB = (
    '[[lifter]]\nstation = "rack-2"\nname = "Bob"\npelvis = "BB:01"\nlumbar = "BB:02"\n'
    'profile = "reference"\n'
)


def file(folder: Path, text: str) -> Path:
    path = folder / "room.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_lifters_have_their_own_sensors_exercise_load_and_settings(
    tmp_path: Path,
) -> None:
    (tmp_path / "bob.toml").write_text(
        '[pipeline.limits]\nextension_deg = 12.0\n[coach]\nenrolment = "iron"\n'
    )
    more = 'adapter = "hci1"\nexercise = "glute_bridge"\nload_kg = 40\n'
    path = file(tmp_path, f'{ANN}{BOB}{more}settings = "bob.toml"\n')

    ann, bob = read_lifters(path, KNOWN)

    assert (ann.station, ann.name, ann.kit) == ("rack-1", "Ann", GYM)
    assert (ann.exercise, ann.load_kg, ann.settings.wearer) == (None, None, "Ann")
    assert bob.kit.pelvis == KitSensor("BB:01", "reference", "hci1")
    assert (bob.exercise, bob.load_kg) == (ExerciseName.GLUTE_BRIDGE, 40.0)
    assert bob.settings.pipeline.limits.extension_deg == 12.0
    assert bob.settings.wearer == "Bob"
    assert bob.settings.coach.enrolment == ""


def test_a_profile_that_a_kit_remembers_need_not_be_said(tmp_path: Path) -> None:
    text = ANN.replace('kit = "gym"', 'pelvis = "aa:02"\nlumbar = "aa:01"')

    (ann,) = read_lifters(file(tmp_path, text), KNOWN)

    assert ann.kit.pelvis == KitSensor("aa:02", "movella_dot")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "room.toml: 1 to 64 lifters"),
        ("lifter = 3", "room.toml: 1 to 64 lifters"),
        (ANN * (MOST_LIFTERS + 1), "room.toml: 1 to 64 lifters"),
        ("[[lifter", "room.toml: is no TOML"),
        (f"{ANN}[other]\n", "room.toml: other: unknown key"),
        ("lifter = [3]", "room.toml: lifter 1: Expected `object`, got `int`"),
        (
            f"{ANN}load_kg = 'x'\n",
            "lifter 1 (rack-1): load_kg: Expected `float | null`",
        ),
        (f"{ANN}load_kg = -1\n", "lifter 1 (rack-1): load_kg: Expected `float` >= 0.0"),
        (f"{ANN}loud = 1\n", "lifter 1 (rack-1): Object contains unknown field `loud`"),
        (ANN.replace("name", "nome"), "lifter 1 (rack-1): Object "),
        (ANN.replace("rack-1", "Rack 1"), "lifter 1 (Rack 1): station: 1 to 32 of"),
        (ANN.replace('"Ann"', '""'), "lifter 1 (rack-1): name: Expected `str` of len"),
        (ANN.replace("gym", "home"), "kit: 'home' is not remembered; there are: gym"),
        (f'{ANN}pelvis = "AA:01"\n', "lifter 1 (rack-1): kit: name a kit or its addr"),
        (BOB.replace('lumbar = "BB:02"\n', ""), "lifter 1 (rack-2): kit: name a remem"),
        (BOB.replace("BB:02", "bb:01"), "lumbar: BB:01 can't be both"),
        (BOB.replace("reference", "acme"), "profile: there is no 'acme'; there are "),
        (BOB.replace("reference", "polar_h10"), "profile: Polar H10"),
        (BOB.replace('profile = "reference"\n', ""), "profile: no kit remembers BB:01"),
        (f'{ANN}exercise = "dance"\n', "lifter 1 (rack-1): exercise: dance: no exerc"),
        (f'{ANN}exercise = "own"\n', "lifter 1 (rack-1): exercise: own: no exercise"),
        (f'{ANN}exercise = "x.toml"\n', "lifter 1 (rack-1): exercise: "),
        (f'{ANN}settings = "x.toml"\n', "lifter 1 (rack-1): settings: "),
        (ANN + BOB.replace("rack-2", "rack-1"), "lifter 2 (rack-1): station: Ann lif"),
        (
            ANN + BOB.replace("Bob", "ann"),
            "lifter 2 (rack-2): name: rack-1 has that name too",
        ),
        (
            ANN + BOB.replace("BB:02", "aa:01"),
            "lifter 2 (rack-2): lumbar: AA:01 is a sensor of Ann's already",
        ),
        (
            ANN + BOB.replace("BB:01", "AA:01"),
            "lifter 2 (rack-2): pelvis: AA:01 is a sensor of Ann's already",
        ),
    ],
)
def test_what_is_wrong_is_told_with_file_lifter_and_field(
    tmp_path: Path, text: str, said: str
) -> None:
    with pytest.raises(ConfigError) as raised:
        read_lifters(file(tmp_path, text), KNOWN)

    sentence = str(raised.value)
    assert sentence.startswith("room.toml: ")
    assert said in sentence
    assert "\n" not in sentence
    assert "$" not in sentence


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"can't be read \(No such file"):
        read_lifters(tmp_path / "none.toml", KNOWN)


def test_the_document_s_example_is_read(tmp_path: Path) -> None:
    text = (Path(__file__).parents[2] / "docs" / "coach.md").read_text(encoding="utf-8")
    example = next(each for each in text.split("```") if each.startswith("toml\n[[li"))
    (tmp_path / "bob.toml").write_text("")
    kits = [Kit("gym 1", GYM.pelvis, GYM.lumbar)]
    known = Known(kits, KNOWN.profiles, KNOWN.settings)

    ann, bob = read_lifters(file(tmp_path, example.removeprefix("toml\n")), known)

    assert (ann.kit.name, bob.load_kg) == ("gym 1", 60.0)
