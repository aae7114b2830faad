"""``rep-monitor export``: a recording's samples for other programs."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.options import Lumbar, Out, Pelvis, examples

NAME = "export"
EXAMPLES = examples(
    "rep-monitor export session.mcap --format csv -o session.csv",
    "rep-monitor export session.mcap --format parquet -o session.parquet",
    "rep-monitor export session.mcap --format notifications -o - | head",
)


class Format(StrEnum):
    """What can be written."""

    CSV = "csv"
    PARQUET = "parquet"
    NOTIFICATIONS = "notifications"


def command(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A recording, or what import reads.")
    ],
    out: Out,
    wanted: Annotated[
        Format,
        typer.Option(
            "--format",
            help="Samples as CSV or Parquet, or the bytes that came from the sensors.",
        ),
    ] = Format.CSV,
    pelvis: Pelvis = None,
    lumbar: Lumbar = None,
) -> None:
    """Write a recording's samples, units in the column names, time from zero."""
    from monitor.analysis.opened import Roles, opened
    from monitor.cli.files import say_notice
    from monitor.cli.output import keep_apart
    from monitor.cli.progress import busy
    from monitor.recording import exporters

    write = {
        Format.CSV: exporters.export_csv,
        Format.PARQUET: exporters.export_parquet,
        Format.NOTIFICATIONS: exporters.export_notifications,
    }[wanted]
    keep_apart(out, [file])
    recording = opened([file], Roles(pelvis, lumbar)).recording
    say_notice(recording)
    with busy("exporting"):
        rows = write(recording, out)
    typer.echo(f"{out}: {rows} rows", err=True)
