"""Where the history is, and opening it for a command."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.model.errors import HistoryError

if TYPE_CHECKING:
    from monitor.config import Settings
    from monitor.history.gathering import Gathered, Progress
    from monitor.history.store import History


@dataclass(frozen=True, slots=True)
class Place:
    """Where the history is, as the options say."""

    recordings: Path | None = None
    settings_file: Path | None = None


Recordings = Annotated[
    Path | None,
    typer.Option(
        "--recordings",
        metavar="DIR",
        help="Folder with recordings and their history; else the settings' one.",
    ),
]

WithPain = Annotated[
    bool,
    typer.Option(
        "--pain", help="With pain, warning signs and notes in what is written."
    ),
]


def place_of(
    context: typer.Context, recordings: Path | None, settings_file: Path | None
) -> Place:
    """Return where the history is; the options may stand before a command, too."""
    before = context.find_object(Place) or Place()
    return Place(recordings or before.recordings, settings_file or before.settings_file)


def settings_of(place: Place) -> "Settings":
    """Return the settings."""
    from monitor.config import read_settings

    return read_settings(place.settings_file)


@contextmanager
def opened(place: Place, *, synced: bool = False) -> "Iterator[History]":
    """Open the history; ``synced`` reads new and changed recordings first."""
    from monitor.config import HISTORY_NAME
    from monitor.history.store import History

    folder = place.recordings or settings_of(place).recordings_path
    if place.recordings is not None and not folder.is_dir():
        msg = f"{folder}: there is no such folder"
        raise HistoryError(msg)
    path = folder / HISTORY_NAME
    fixed = path.exists() and not os.access(folder, os.W_OK)
    history = History(path, to_read=fixed)
    try:
        if history.notice is not None:
            typer.echo(history.notice, err=True)
        if (synced and not fixed) or history.notice is not None:
            with reading() as progress:
                done = history.sync(progress)
            say(done)
        yield history
    finally:
        history.close()


@contextmanager
def reading() -> "Iterator[Progress]":
    """Show which recording is read, if that takes a while."""
    from monitor.cli.progress import naming

    with naming("reading") as show_name:
        yield show_name


def say(done: "Gathered") -> None:
    """Tell the person what could not be read, or was left out."""
    for notice in done.notices:
        typer.echo(notice, err=True)
    if done.gone:
        shown = ", ".join(done.gone[:3]) + (", ..." if len(done.gone) > 3 else "")
        typer.echo(f"Their files are gone, and they stay as known: {shown}", err=True)
