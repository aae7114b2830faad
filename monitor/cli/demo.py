"""``rep-monitor demo``: a virtual lifter's session, from bytes to alerts."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.options import (
    After,
    Exercise,
    Headless,
    Lsl,
    LslMarkers,
    Screenshot,
    SettingsFile,
    Speed,
    examples,
    lsl_wish,
    no_lsl_in_window,
    wanted,
)

if TYPE_CHECKING:
    from monitor.gui.studio import DemoWish

NAME = "demo"
EXAMPLES = examples(
    "rep-monitor demo",
    "rep-monitor demo --exercise romanian_deadlift --seed 7 --speed 2",
    "rep-monitor demo --headless --record demo.mcap --speed max",
    "rep-monitor demo --screenshot live.png --after 50",
    "rep-monitor demo --lifters 8",
)
DURATION_S = 75.0


def command(  # noqa: PLR0913  a parameter is an option
    *,
    exercise: Exercise = None,
    seed: Annotated[
        int, typer.Option("--seed", min=0, help="Same seed, same session.")
    ] = 1,
    duration: Annotated[
        float,
        typer.Option("--duration", min=5.0, max=7200.0, metavar="S", help="Length, s."),
    ] = DURATION_S,
    speed: Speed = 1.0,
    record: Annotated[
        Path | None,
        typer.Option("--record", metavar="FILE", help="Record the session."),
    ] = None,
    headless: Headless = False,
    screenshot: Screenshot = None,
    after: After = 50.0,
    lifters: Annotated[
        int,
        typer.Option(
            "--lifters",
            min=1,
            max=64,
            metavar="N",
            help="So many lifters at once, as a coach sees them; --record names a"
            " folder then.",
        ),
    ] = 1,
    lsl: Lsl = False,
    lsl_markers: LslMarkers = None,
    settings_file: SettingsFile = None,
) -> None:
    """Show a virtual lifter's session live: count, lumbar angle, alerts."""
    from monitor.gui.display import has_display
    from monitor.gui.studio import DemoWish

    wish = DemoWish(wanted(exercise), seed, duration, speed, record)
    if lifters > 1 and screenshot is not None:
        from monitor.cli.lifters import picture_of_room

        picture_of_room(wish, lifters, (screenshot, after), record, settings_file)
    elif lifters > 1:
        from monitor.cli.lifters import print_lines, show

        shown = has_display() and not headless
        (show if shown else print_lines)(wish, lifters, record, settings_file)
    elif screenshot is not None:
        from monitor.cli.window import picture_of_demo

        picture_of_demo(wish, screenshot, after, settings_file)
    elif has_display() and not headless:
        no_lsl_in_window(lsl, lsl_markers)
        from monitor.cli.window import show_demo

        show_demo(wish, settings_file)
    else:
        _play(wish, lsl, lsl_markers, settings_file)


def _play(
    wish: "DemoWish",
    lsl: bool,  # noqa: FBT001  an option
    lsl_markers: str | None,
    settings_file: Path | None,
) -> None:
    from rich.console import Console

    from monitor.cli.play import play
    from monitor.config import read_settings
    from monitor.demo_session import (
        NOBODY,
        DemoSession,
        demo_recording,
        demo_settings,
    )
    from monitor.lsl.attached import attached
    from monitor.view.state import beginning

    to_lsl = lsl_wish(read_settings(settings_file).lsl, lsl, lsl_markers)
    settings = demo_settings(wish.exercise, settings_file)
    session = demo_recording(settings, wish.seed, wish.duration_s)
    running = DemoSession(session, wish.speed, wish.record)
    with attached(to_lsl, NOBODY, running.command) as sinks:
        shown = beginning(settings)
        play(lambda sink: running.run([sink, *sinks]), shown, Console())
    if wish.record is not None:
        typer.echo(f"Recorded: {wish.record}")
