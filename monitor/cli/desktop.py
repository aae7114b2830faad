"""``rep-monitor desktop-entry``: into the desktop's menu, or out of it."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.options import examples

NAME = "desktop-entry"
EXAMPLES = examples("rep-monitor desktop-entry", "rep-monitor desktop-entry --remove")


def command(
    *,
    remove: Annotated[
        bool, typer.Option("--remove", help="Take it out of the menu again.")
    ] = False,
) -> None:
    """Put the program into the desktop's menu, with its icon (Linux)."""
    from monitor.gui import desktop_entry

    if sys.platform in {"win32", "darwin"}:
        typer.echo("Only Linux desktops have such entries.", err=True)
        raise typer.Exit(1)
    home = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    data_home = Path(home).expanduser()
    work = desktop_entry.remove if remove else desktop_entry.install
    for path in work(data_home):
        typer.echo(f"{'Removed' if remove else 'Written'}: {path}")
