"""``rep-monitor demo``: a virtual lifter's session, from bytes to alerts."""

from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.options import Exercise, SettingsFile, Speed, examples

NAME = "demo"
EXAMPLES = examples(
    "rep-monitor demo",
    "rep-monitor demo --exercise romanian_deadlift --seed 7 --speed 2",
    "rep-monitor demo --record demo.mcap --speed max",
)
DURATION_S = 75.0


def command(  # noqa: PLR0913, PLR0917  a parameter is an option
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
    settings_file: SettingsFile = None,
) -> None:
    """Show a virtual lifter's session live: count, lumbar angle, alerts."""
    from rich.console import Console

    from monitor.cli.play import play
    from monitor.demo_session import DemoSession, demo_recording, demo_settings
    from monitor.view.state import beginning

    session = demo_recording(demo_settings(exercise, settings_file), seed, duration)
    running = DemoSession(session, speed, record)
    state = beginning(session.header.settings)
    play(lambda sink: running.run([sink]), state, Console())
    if record is not None:
        typer.echo(f"Recorded: {record}")
