"""``rep-monitor replay``: a recording in the live view."""

from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.options import (
    After,
    Headless,
    Lumbar,
    Pelvis,
    Screenshot,
    Speed,
    examples,
)

NAME = "replay"
EXAMPLES = examples(
    "rep-monitor replay session.mcap", "rep-monitor replay session.csv --speed max"
)


def command(  # noqa: PLR0913  a parameter is an option
    *,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A recording, or what import reads.")
    ],
    speed: Speed = 1.0,
    pelvis: Pelvis = None,
    lumbar: Lumbar = None,
    headless: Headless = False,
    screenshot: Screenshot = None,
    after: After = 50.0,
) -> None:
    """Play a recording back through the whole path, in the live view."""
    from monitor.gui.display import has_display

    if screenshot is not None:
        from monitor.cli.window import picture_of_replay

        picture_of_replay(file, screenshot, after)
    elif has_display() and not (headless or pelvis or lumbar):
        from monitor.cli.window import show_replay

        show_replay(file, speed)
    else:
        _play(file, speed, pelvis, lumbar)


def _play(file: Path, speed: float, pelvis: str | None, lumbar: str | None) -> None:
    from rich.console import Console

    from monitor.analysis.opened import Roles, opened
    from monitor.cli.files import say_notice
    from monitor.cli.play import play
    from monitor.recording.sources import paced
    from monitor.session import run
    from monitor.view.state import beginning

    recording = opened([file], Roles(pelvis, lumbar)).ready()
    say_notice(recording)
    source, pipeline = paced(recording.records, speed), recording.pipeline()
    state = beginning(recording.header.settings)
    play(lambda sink: run(source, pipeline, [sink]), state, Console())
