"""Options that several commands share, and how their texts are read."""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.model.body import Window
from monitor.model.records import ExerciseName

if TYPE_CHECKING:
    from monitor.config import LslSettings, Settings
    from monitor.consent import Share
    from monitor.pipeline import Chosen


def examples(*lines: str) -> str:
    """Return the end of a help text."""
    return "\n\n".join(["Examples:", *lines])


def speed(text: str) -> float:
    """Read "2", "0.5" or "max"."""
    if text == "max":
        return math.inf
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 < value < math.inf:
        msg = f"{text!r} is neither a positive number nor 'max'."
        raise typer.BadParameter(msg)
    return value


def lsl_wish(chosen: "LslSettings", lsl: bool, markers: str | None) -> "LslSettings":  # noqa: FBT001  an option
    """Return what goes over LSL: as the settings say, or the options."""
    from msgspec.structs import replace

    return replace(chosen, out=chosen.out or lsl, markers=markers or chosen.markers)


def shared_with(
    settings: "Settings", gym: str | None, share: "Share | None"
) -> "Settings":
    """Return the settings with another gym and another consent, where given.

    Raises:
        BadParameter: No gym may be called so.
    """
    from msgspec.structs import replace

    from monitor.cli.coach_options import checked

    if gym is not None:
        checked(gym, "--gym")
    coach = settings.coach
    consent = coach.consent if share is None else replace(coach.consent, share=share)
    enrolment = coach.enrolment if gym is None else gym
    return replace(settings, coach=replace(coach, enrolment=enrolment, consent=consent))


def no_lsl_in_window(lsl: bool, markers: str | None) -> None:  # noqa: FBT001  an option
    """Say where the window has it; options that do nothing would mislead.

    Raises:
        BadParameter: One of the options is given.
    """
    if lsl or markers:
        msg = "in the window, LSL is switched on in the settings; or add --headless."
        raise typer.BadParameter(msg, param_hint="--lsl")


def window(text: str, option: str) -> Window:
    """Read "A:B", both session seconds, A before B."""
    start, colon, end = text.partition(":")
    try:
        found = (float(start), float(end))
    except ValueError:
        found = (math.nan, math.nan)
    if not colon or not -math.inf < found[0] < found[1] < math.inf:
        msg = f"{text!r} is not FROM:TO in seconds, as in 2.5:7."
        raise typer.BadParameter(msg, param_hint=option)
    return found


@dataclass(frozen=True, slots=True)
class Trained:
    """What a person wants to train: a built-in exercise, or one's own."""

    exercise: "Chosen"


def wanted(chosen: Trained | None) -> "Chosen | None":
    """Return the exercise that was asked for, if one was."""
    return None if chosen is None else chosen.exercise


def trained(text: str) -> Trained:
    """Read an exercise's name, or a file of one's own exercise."""
    from monitor.model.errors import ConfigError, ProfileError
    from monitor.own_exercises import found_own_exercise

    built_in = [each for each in ExerciseName if each is not ExerciseName.OWN]
    if text in built_in:
        return Trained(ExerciseName(text))
    try:
        return Trained(found_own_exercise(text))
    except ProfileError as error:
        msg = f"{error}."
        raise typer.BadParameter(msg) from error
    except ConfigError as error:
        msg = f"{error}; there are {', '.join(built_in)}."
        raise typer.BadParameter(msg) from error


def names() -> list[str]:
    """Return what can be typed as an exercise."""
    from monitor.own_exercises import own_exercise_files

    built_in = [str(each) for each in ExerciseName if each is not ExerciseName.OWN]
    return [*built_in, *own_exercise_files()]


Speed = Annotated[
    float,
    typer.Option(
        "--speed",
        parser=speed,
        metavar="X|max",
        help="Times real time; max is as fast as it goes.",
    ),
]
Exercise = Annotated[
    Trained | None,
    typer.Option(
        "--exercise",
        parser=trained,
        metavar="NAME|FILE.toml",
        help="What is trained; see rep-monitor exercises.",
        autocompletion=names,
    ),
]
Lsl = Annotated[
    bool,
    typer.Option("--lsl", help="Stream to the Lab Streaming Layer as well."),
]
LslMarkers = Annotated[
    str | None,
    typer.Option(
        "--lsl-markers",
        metavar="NAME",
        help="Take the texts of this LSL stream as markers.",
    ),
]
SettingsFile = Annotated[
    Path | None,
    typer.Option("--settings", metavar="FILE", help="Settings file to use."),
]
Headless = Annotated[
    bool, typer.Option("--headless", help="No window: the terminal view.")
]
Screenshot = Annotated[
    Path | None,
    typer.Option(
        "--screenshot", metavar="FILE", help="Save a picture of the window and exit."
    ),
]
After = Annotated[
    float,
    typer.Option(
        "--after", min=0.1, metavar="S", help="Take it at this session time, s."
    ),
]
Adapters = Annotated[
    list[str] | None,
    typer.Option(
        "--adapter",
        metavar="NAME",
        help="Bluetooth adapter; given twice: the pelvis sensor's, the lumbar one's.",
    ),
]
Out = Annotated[
    Path, typer.Option("-o", "--output", metavar="OUT", help="File to write.")
]
Limit = Annotated[
    float | None,
    typer.Option(
        "--limit",
        min=1.0,
        max=90.0,
        metavar="DEG",
        help="Judge by this limit of extension past neutral.",
    ),
]
Neutral = Annotated[
    str | None,
    typer.Option(
        "--neutral",
        metavar="A:B",
        help="When neutral was held, s; goes with --bows.",
    ),
]
Bows = Annotated[
    str | None,
    typer.Option(
        "--bows",
        metavar="C:D",
        help="When the bows were made, s; goes with --neutral.",
    ),
]
Pelvis = Annotated[
    str | None,
    typer.Option(
        "--pelvis",
        metavar="NAME",
        help="The pelvis sensor: its file, or its name in a file, or FILE:NAME.",
    ),
]
Lumbar = Annotated[
    str | None,
    typer.Option("--lumbar", metavar="NAME", help="The lumbar sensor, likewise."),
]
