"""``rep-monitor swap``: the sensors were on each other's place."""

from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.options import examples

NAME = "swap"
EXAMPLES = examples("rep-monitor swap monday.mcap")


def command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A recording.")],
) -> None:
    """Take pelvis for lumbar and lumbar for pelvis from now on; again takes it back.

    The recording stays as it is: the swap is an edit in the journal beside it.
    """
    from monitor.recording.recording import read_recording
    from monitor.recording.roles import swap

    read_recording(file)
    done = swap(file)
    typer.echo(f"{file.name}: the sensors are {'swapped' if done else 'as recorded'}")
