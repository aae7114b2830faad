"""``rep-monitor history edit``, ``undo`` and ``redo``."""

from typing import Annotated

import typer

from monitor.cli.history_place import Recordings, opened, place_of
from monitor.cli.options import SettingsFile


def edit(  # noqa: PLR0913, PLR0917  a parameter is an option
    context: typer.Context,
    session: Annotated[
        str, typer.Argument(metavar="SESSION", help="The recording's file name.")
    ],
    field: Annotated[
        str,
        typer.Argument(
            metavar="FIELD", help="As set/3/load_kg, rep/12/struck, session/note."
        ),
    ],
    value: Annotated[
        str,
        typer.Argument(
            metavar="VALUE", help='As "62.5 kg", "3 low_back", yes; - is unknown.'
        ),
    ],
    recordings: Recordings = None,
    settings_file: SettingsFile = None,
) -> None:
    """Correct what was told; 'history undo' takes it back."""
    place = place_of(context, recordings, settings_file)
    from monitor.cli.history_words import value as read

    with opened(place, synced=True) as history:
        made = history.edit(session, field, read(field, value)).edit
    typer.echo(f"{session}: {made.id}: {made.old!r} -> {made.new!r}")


SessionOption = Annotated[
    str | None,
    typer.Option("--session", metavar="NAME", help="Of this one; else the last edit."),
]


def undo(
    context: typer.Context,
    session: SessionOption = None,
    recordings: Recordings = None,
    settings_file: SettingsFile = None,
) -> None:
    """Take the last edit back; again takes the one before back."""
    place = place_of(context, recordings, settings_file)
    with opened(place, synced=True) as history:
        done = history.undo(session)
    if done is None:
        typer.echo("There is nothing to take back.")
        return
    old, new = done.edit.old, done.edit.new
    typer.echo(f"{done.session}: {done.edit.id}: {old!r} -> {new!r}, as before")


def redo(
    context: typer.Context,
    session: SessionOption = None,
    recordings: Recordings = None,
    settings_file: SettingsFile = None,
) -> None:
    """Do again what was taken back last."""
    place = place_of(context, recordings, settings_file)
    with opened(place, synced=True) as history:
        done = history.redo(session)
    if done is None:
        typer.echo("There is nothing to do again.")
        return
    typer.echo(
        f"{done.session}: {done.edit.id}: {done.edit.old!r} -> {done.edit.new!r}"
    )
