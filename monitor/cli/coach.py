"""``rep-monitor coach``: commands of a coach and of a gym's server."""

import typer

from monitor.cli import coach_serve

NAME = "coach"


def commands() -> typer.Typer:
    """Return the commands of a coach."""
    app = typer.Typer(
        help="See every lifter in the room at once.", no_args_is_help=True
    )
    coach_serve.mount(app)
    return app
