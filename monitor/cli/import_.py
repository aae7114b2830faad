"""``rep-monitor import``: files of other programs become a recording."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.options import (
    Exercise,
    Lumbar,
    Out,
    Pelvis,
    SettingsFile,
    examples,
)

if TYPE_CHECKING:
    from monitor.recording.recording import Recording

NAME = "import"
EXAMPLES = examples(
    "rep-monitor import session.csv -o session.mcap",
    "rep-monitor import hip.csv back.csv --pelvis hip.csv --lumbar back.csv -o s.mcap",
    "rep-monitor import trial_folder/ --pelvis Sacrum --lumbar T12 -o trial.mcap",
    "gunzip -c session.csv.gz | rep-monitor import - -o session.mcap",
)


def command(  # noqa: PLR0913, PLR0917  a parameter is an option
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILES...", help="Files or a folder; - is standard input."
        ),
    ],
    out: Out,
    pelvis: Pelvis = None,
    lumbar: Lumbar = None,
    exercise: Exercise = None,
    settings_file: SettingsFile = None,
) -> None:
    """Make a recording of sensor data from elsewhere, calibrated if possible."""
    from msgspec.structs import replace

    from monitor.analysis.calibrated import with_calibration
    from monitor.cli.progress import busy
    from monitor.config import read_settings
    from monitor.recording.importers.importing import imported

    settings = read_settings(settings_file).pipeline
    settings = replace(settings, exercise=exercise or settings.exercise)
    with busy("reading"):
        found = imported(files, pelvis, lumbar, settings)
    with busy("calibrating"):
        ready = with_calibration(found.recording)
    for sentence in (*found.notices, *(notice.text for notice in ready.notices)):
        typer.echo(sentence)
    typer.echo(f"{out}: {_written(out, ready.recording)} records")


def _written(out: Path, recording: "Recording") -> int:
    from monitor.cli.progress import counting
    from monitor.recording.recording import write_recording

    with counting("writing", "records") as counted:
        return write_recording(out, recording.header, counted(recording.records))
