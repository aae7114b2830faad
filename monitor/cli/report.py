"""``rep-monitor report``: a page for a physiotherapist, of a session or a month."""

from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.options import SettingsFile, examples

NAME = "report"
EXAMPLES = examples(
    "rep-monitor report session.mcap",
    "rep-monitor report session.mcap -o for_my_physio.html --pain",
    "rep-monitor report --month 2026-11 --lifter Zoe",
)


def command(  # noqa: PLR0913  a parameter is an option
    *,
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="A recording.")
    ] = None,
    month: Annotated[
        str | None,
        typer.Option("--month", metavar="YYYY-MM", help="A month of the history."),
    ] = None,
    lifter: Annotated[
        str | None,
        typer.Option("--lifter", help="Whose month; else the settings' wearer."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", metavar="FILE", help="The HTML file to write."),
    ] = None,
    pain: Annotated[
        bool, typer.Option("--pain", help="Tell pain, notes and warning signs in it.")
    ] = False,
    settings_file: SettingsFile = None,
) -> None:
    """Write a self-contained HTML page: no network, prints on A4. No medical advice."""
    from monitor.config import read_settings
    from monitor.history.store import History
    from monitor.report.making import making, month_of, report_of, write_report

    if (file is None) == (month is None):
        msg = "Name a recording, or a month with --month."
        raise typer.BadParameter(msg)
    settings = read_settings(settings_file)
    made = making(shows_pain=pain)
    if file is not None:
        html, where = report_of(file, made), out or file.with_suffix(".html")
    else:
        settings.recordings_path.mkdir(parents=True, exist_ok=True)
        history = History(settings.history_path, settings.recordings_path)
        who = settings.wearer if lifter is None else lifter
        history.sync()
        html = month_of(history, month or "", who, made)
        where = out or Path(f"{month}.html")
        history.close()
    write_report(html, where)
    typer.echo(f"{where}: open it in a browser, or print it")
