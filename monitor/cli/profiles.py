"""``rep-monitor profiles``: which sensors can be read."""

from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.options import examples

LIST_EXAMPLES = examples(
    "rep-monitor profiles list", "rep-monitor profiles list --profiles my_sensors/"
)
CHECK_EXAMPLES = examples("rep-monitor profiles check my_sensors/acme.toml")


def commands() -> typer.Typer:
    """Return the commands about firmware profiles."""
    app = typer.Typer(help="Show and check firmware profiles.", no_args_is_help=True)
    app.command("list", epilog=LIST_EXAMPLES)(list_)
    app.command("check", epilog=CHECK_EXAMPLES)(check)
    return app


def list_(
    folder: Annotated[
        Path | None,
        typer.Option("--profiles", metavar="DIR", help="Look here first."),
    ] = None,
) -> None:
    """List the firmware profiles that are found."""
    from monitor.profiles import find_profiles, shadowed_profiles

    found = find_profiles(folder)
    width = max(map(len, found), default=0)
    for key, profile in found.items():
        typer.echo(f"{key:{width}}  {profile.name}  ({profile.path})")
    for warning in shadowed_profiles(folder):
        typer.echo(warning, err=True)


def check(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A profile to check.")],
) -> None:
    """Check a firmware profile and decode its own examples."""
    from monitor.profiles import check_profile

    for line in check_profile(file):
        typer.echo(line)
