"""All commands, put together. Each imports what is heavy when it runs."""

from importlib.metadata import version
from typing import Annotated

import typer

from monitor.cli import (
    analyze,
    benchmark,
    coach,
    compare,
    demo,
    desktop,
    devices,
    doctor,
    exercises,
    export,
    history,
    import_,
    live,
    next_,
    picture,
    profiles,
    repair,
    replay,
    report,
    rescore,
    station,
    swap,
)

ABOUT = (
    "Counts reps and tells lumbar hyperextension from two inertial sensors, one on the"
    " pelvis and one on the lower back. A training aid; no medical advice."
)


def commands() -> typer.Typer:
    """Return the whole command line."""
    app = typer.Typer(
        name="rep-monitor",
        help=ABOUT,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
        epilog="Start with: rep-monitor demo",
    )
    app.callback(invoke_without_command=True)(_common)
    for module in (live, devices, doctor, demo, station):
        app.command(module.NAME, epilog=module.EXAMPLES)(module.command)
    for module in (replay, import_, export, repair, swap, analyze, compare, rescore):
        app.command(module.NAME, epilog=module.EXAMPLES)(module.command)
    app.command(next_.NAME, epilog=next_.EXAMPLES)(next_.command)
    app.command(picture.NAME, hidden=True)(picture.command)
    app.add_typer(profiles.commands(), name="profiles")
    app.add_typer(history.commands(), name=history.NAME)
    app.add_typer(coach.commands(), name=coach.NAME)
    for module in (report, exercises, benchmark, desktop):
        app.command(module.NAME, epilog=module.EXAMPLES)(module.command)
    return app


def _show_version(wanted: bool) -> None:  # noqa: FBT001  typer's way to call it
    if wanted:
        typer.echo(f"rep-monitor {version('rep-monitor')}")
        raise typer.Exit


def _common(
    context: typer.Context,
    show_version: Annotated[  # noqa: FBT002  an option without a value
        bool,
        typer.Option(
            "--version",
            callback=_show_version,
            is_eager=True,
            help="Show the version and exit.",
        ),
    ] = False,
) -> None:
    """Open the window if there is a display and no command was given."""
    del show_version  # its callback has done it
    if context.invoked_subcommand is not None:
        return
    from monitor.gui.display import has_display

    if not has_display():
        typer.echo(context.get_help())
        raise typer.Exit(2)
    from monitor.cli.window import show_home

    show_home(None)
