"""``rep-monitor compare``: ours against a laboratory's reference."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from monitor.cli.options import (
    Bows,
    Exercise,
    Lumbar,
    Neutral,
    Pelvis,
    SettingsFile,
    examples,
    wanted,
)

NAME = "compare"
EXAMPLES = examples(
    "rep-monitor compare session.mcap vicon.csv",
    "rep-monitor compare session.mcap vicon.csv --align sync",
)


def command(  # noqa: PLR0913, PLR0917  a parameter is an option
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A recording, or what import reads.")
    ],
    reference: Annotated[
        Path, typer.Argument(metavar="REFERENCE.csv", help="The reference's CSV.")
    ],
    align: Annotated[
        Literal["sync", "xcorr"] | None,
        typer.Option("--align", help="Find the lag by taps, or by correlation."),
    ] = None,
    exercise: Exercise = None,
    neutral: Neutral = None,
    bows: Bows = None,
    pelvis: Pelvis = None,
    lumbar: Lumbar = None,
    settings_file: SettingsFile = None,
) -> None:
    """Compare angles and reps with a reference; the lag is told, never hidden."""
    from rich.console import Console

    from monitor.analysis.analyze import AnalyzeOptions, analyzed
    from monitor.analysis.compare import Align, compared
    from monitor.analysis.compare_tables import comparison_tables
    from monitor.analysis.opened import Roles, opened
    from monitor.analysis.reference import read_reference
    from monitor.cli.analyze import windows
    from monitor.cli.files import say_notice
    from monitor.config import read_settings

    options = AnalyzeOptions(wanted(exercise), None, windows(neutral, bows))
    theirs = read_reference(reference)
    roles, settings = Roles(pelvis, lumbar), read_settings(settings_file).pipeline
    session = opened([file], roles, settings)
    say_notice(session.recording)
    ours = analyzed(session.recording, session.name, options, imported=session.imported)
    lag = None if align is None else Align(align)
    Console().print(
        comparison_tables(compared(ours.analysis, ours.series, theirs, lag))
    )
