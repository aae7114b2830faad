"""What concerns the whole history: rebuild, import, export, lifters, delete."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.history_place import (
    Place,
    Recordings,
    WithPain,
    opened,
    place_of,
    reading,
    say,
    settings_of,
)
from monitor.cli.next_answers import forget_answers
from monitor.cli.options import SettingsFile
from monitor.model.records import LoadUnit

if TYPE_CHECKING:
    from monitor.history.removal import Removal


def rebuild(
    context: typer.Context,
    recordings: Recordings = None,
    settings_file: SettingsFile = None,
) -> None:
    """Make the history anew from the recordings, the logs and their journals."""
    place = place_of(context, recordings, settings_file)
    with opened(place) as history:
        with reading() as progress:
            done = history.rebuild(progress)
        say(done)
        sets, sessions = len(history.summaries()), len(history.sessions())
        typer.echo(f"{history.path}: {sessions} sessions, {sets} sets")


def import_(  # noqa: PLR0913, PLR0917  a parameter is an option
    context: typer.Context,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A log that Strong or Hevy exported.")
    ],
    lifter: Annotated[
        str | None,
        typer.Option("--lifter", metavar="NAME", help="Whose; else the settings'."),
    ] = None,
    unit: Annotated[
        LoadUnit | None,
        typer.Option("--unit", help="Of the weights, if the log doesn't tell."),
    ] = None,
    recordings: Recordings = None,
    settings_file: SettingsFile = None,
) -> None:
    """Take over the workouts of a log; doing it again doubles nothing."""
    place = place_of(context, recordings, settings_file)
    from monitor.history.logs.importing import import_log

    whose = lifter if lifter is not None else settings_of(place).wearer
    if not whose:
        msg = "say whose log it is."
        raise typer.BadParameter(msg, param_hint="--lifter")
    with opened(place) as history:
        done = import_log(file, history.folder, whose, unit, datetime.now(UTC))
        with reading() as progress:
            say(history.sync(progress))
    for notice in done.notices:
        typer.echo(notice, err=True)
    typer.echo(
        f"{file.name} ({done.app}): {done.sets} sets; {done.new} workouts are new,"
        f" {done.changed} changed, {done.same} were known"
    )


def export(
    context: typer.Context,
    out: Annotated[
        Path,
        typer.Option("-o", "--output", metavar="DIR|FILE.json", help="Where to."),
    ],
    *,
    pain: WithPain = False,
    recordings: Recordings = None,
    settings_file: SettingsFile = None,
) -> None:
    """Write everything: a folder with a CSV file a table and JSON, or JSON alone."""
    place = place_of(context, recordings, settings_file)
    with opened(place, synced=True) as history:
        for path in history.export(out, pain=pain):
            typer.echo(path)


def lifters(
    context: typer.Context,
    recordings: Recordings = None,
    settings_file: SettingsFile = None,
) -> None:
    """List who has trained, with their sessions and sets."""
    place = place_of(context, recordings, settings_file)
    with opened(place, synced=True) as history:
        for name in history.lifters():
            sessions, sets = history.sessions(name), history.summaries(name)
            shown = name or "(not told)"
            typer.echo(f"{shown}: {len(sessions)} sessions, {len(sets)} sets")


def delete(
    context: typer.Context,
    lifter: Annotated[str, typer.Argument(metavar="LIFTER", help="Who.")],
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask.")] = False,
    recordings: Recordings = None,
    settings_file: SettingsFile = None,
) -> None:
    """Remove every trace of a lifter: history, recordings, journals, logs."""
    from monitor.net.attached import forget_removed

    place = place_of(context, recordings, settings_file)
    with opened(place, synced=True) as history:
        what = history.removal(lifter)
        _list(what)
        if not yes:
            typer.confirm("Remove all this for good?", abort=True)
        done = history.delete_lifter(what)
    forget_removed()
    forget_answers(lifter, settings_of(place), place.settings_file)
    for sentence in done.left:
        typer.echo(sentence, err=True)
    typer.echo(f"{lifter or '(not told)'}: removed, with {done.files} files")
    _forget_recent(place, what)
    if lifter and settings_of(place).wearer == lifter:
        typer.echo("The settings still name this lifter as the wearer.", err=True)
    if done.left:
        raise typer.Exit(1)


def _forget_recent(place: Place, what: "Removal") -> None:
    """Take removed recordings from the list of those that were opened last."""
    from msgspec.structs import replace

    from monitor.config import settings_path, write_settings

    settings, gone = settings_of(place), set(map(str, what.files))
    recent = tuple(path for path in settings.window.recent if path not in gone)
    if recent != settings.window.recent:
        window = replace(settings.window, recent=recent)
        path = place.settings_file or settings_path()
        write_settings(replace(settings, window=window), path)


def _list(what: "Removal") -> None:
    for path in (*what.files, *what.histories):
        typer.echo(path)
    sessions, files = len(what.sessions), len(what.files) + len(what.histories)
    who = what.lifter or "(not told)"
    typer.echo(f"{who}: {sessions} sessions, {what.sets} sets, {files} files")
    for path in what.unread:
        typer.echo(f"{path.name}: can't be read: whose it is isn't known, and it stays")
