"""``rep-monitor live``: a session with real sensors."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.coach_options import Sharing
from monitor.cli.options import (
    Adapters,
    Exercise,
    Lsl,
    LslMarkers,
    SettingsFile,
    examples,
    lsl_wish,
    no_lsl_in_window,
    shared_with,
    wanted,
)

NAME = "live"
EXAMPLES = examples(
    "rep-monitor live",
    "rep-monitor live --exercise glute_bridge --kit gym",
    "rep-monitor live --pelvis C0:..:01 --lumbar C0:..:02 --profile movella_dot",
    "rep-monitor live --headless --events - --duration 60",
    "rep-monitor live --lifters room.toml",
)


def command(  # noqa: PLR0913  a parameter is an option
    *,
    exercise: Exercise = None,
    pelvis: Annotated[
        str | None,
        typer.Option("--pelvis", metavar="ADDR", help="The sensor on the pelvis."),
    ] = None,
    lumbar: Annotated[
        str | None,
        typer.Option("--lumbar", metavar="ADDR", help="The one on the lower back."),
    ] = None,
    profile: Annotated[
        str | None,
        typer.Option("--profile", metavar="NAME", help="Firmware profile of both."),
    ] = None,
    rate: Annotated[
        float | None,
        typer.Option("--rate", metavar="HZ", help="Another of the profile's rates."),
    ] = None,
    adapter: Adapters = None,
    kit: Annotated[
        str | None,
        typer.Option(
            "--kit", metavar="NAME", help="A remembered pair, or its new name."
        ),
    ] = None,
    record: Annotated[
        Path | None,
        typer.Option("--record", metavar="FILE", help="Record to this file."),
    ] = None,
    headless: Annotated[
        bool,
        typer.Option("--headless", help="Plain lines; no terminal, nobody to ask."),
    ] = False,
    events: Annotated[
        str | None,
        typer.Option(
            "--events", metavar="FILE|-", help="Write what happens, JSON a line."
        ),
    ] = None,
    duration: Annotated[
        float | None,
        typer.Option(
            "--duration",
            min=0.1,
            metavar="S",
            help="End so long after all sensors stream.",
        ),
    ] = None,
    calibration: Annotated[
        str,
        typer.Option(
            "--calibration",
            metavar="auto|FILE",
            help="Find it in the stream, or carry it over from a recording.",
        ),
    ] = "auto",
    thigh_left: Annotated[
        str | None,
        typer.Option(
            "--thigh-left",
            metavar="ADDRESS",
            help="A third sensor, of the pelvis's make, on the left thigh.",
        ),
    ] = None,
    thigh_right: Annotated[
        str | None,
        typer.Option("--thigh-right", metavar="ADDRESS", help="Likewise, the right."),
    ] = None,
    lifters: Annotated[
        Path | None,
        typer.Option(
            "--lifters",
            metavar="FILE.toml",
            help="Several lifters at once, each with sensors of their own, as this file"
            " says; --record names a folder then.",
        ),
    ] = None,
    lsl: Lsl = False,
    lsl_markers: LslMarkers = None,
    gym: Annotated[
        str | None,
        typer.Option("--gym", metavar="NAME", help="Let this gym's coach see it."),
    ] = None,
    share: Sharing = None,
    settings_file: SettingsFile = None,
) -> None:
    """Watch a session with two sensors: count reps, tell hyperextension, record."""
    from monitor.cli.live_lifters import several
    from monitor.cli.live_run import Asked, run, show
    from monitor.cli.pairing import Wish
    from monitor.config import read_settings
    from monitor.gui.display import has_display
    from monitor.model.records import Placement

    if lifters is not None:
        one_s_own = {
            "--pelvis": pelvis,
            "--lumbar": lumbar,
            "--profile": profile,
            "--rate": rate,
            "--adapter": adapter,
            "--kit": kit,
            "--exercise": exercise,
            "--events": events,
            "--calibration": None if calibration == "auto" else calibration,
            "--thigh-left": thigh_left,
            "--thigh-right": thigh_right,
            "--lsl": lsl or lsl_markers,
            "--gym": gym or share,
        }
        several(lifters, one_s_own, record, duration, settings_file, headless=headless)
        return
    settings = shared_with(read_settings(settings_file), gym, share)
    in_window = has_display() and not headless and events is None
    may_ask = not headless and not in_window and sys.stdin.isatty()
    asked = Asked(
        Wish(pelvis, lumbar, profile, adapter or (), kit, may_ask=may_ask),
        {Placement.THIGH_LEFT: thigh_left, Placement.THIGH_RIGHT: thigh_right},
        rate,
        wanted(exercise),
        record,
        duration,
        calibration,
    )
    if in_window:
        no_lsl_in_window(lsl, lsl_markers)
        is_told = gym is not None or share is not None
        show(asked, settings, settings_file, settings.coach if is_told else None)
    else:
        to_lsl = lsl_wish(settings.lsl, lsl, lsl_markers)
        run(asked, settings, to_lsl, events, headless=headless)
