"""``rep-monitor repair``: a closed copy of a recording that was cut."""

from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.options import Out, examples

NAME = "repair"
EXAMPLES = examples("rep-monitor repair cut.mcap -o whole.mcap")


def command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A cut recording.")],
    out: Out,
) -> None:
    """Write all that is whole in a cut recording into a closed copy."""
    from monitor.recording.repair import repair

    saved = repair(file, out)
    typer.echo(f"{out}: {saved.records} records, {saved.duration_s:.1f} s")
