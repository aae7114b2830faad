"""``rep-monitor replay``: a recording in the live view."""

from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.options import Lumbar, Pelvis, Speed, examples

NAME = "replay"
EXAMPLES = examples(
    "rep-monitor replay session.mcap", "rep-monitor replay session.csv --speed max"
)


def command(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A recording, or what import reads.")
    ],
    speed: Speed = 1.0,
    pelvis: Pelvis = None,
    lumbar: Lumbar = None,
) -> None:
    """Play a recording back through the whole path, in the live view."""
    from rich.console import Console

    from monitor.cli.files import Roles, opened, say_notice
    from monitor.cli.play import play
    from monitor.recording.sources import paced
    from monitor.session import run
    from monitor.view.state import beginning

    recording = opened([file], Roles(pelvis, lumbar)).ready()
    say_notice(recording)
    source, pipeline = paced(recording.records, speed), recording.pipeline()
    state = beginning(recording.header.settings)
    play(lambda sink: run(source, pipeline, [sink]), state, Console())
