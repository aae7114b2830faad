"""``rep-monitor history``: sets, loads and pain over weeks."""

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Final

import typer

from monitor.cli.history_edits import edit, redo, undo
from monitor.cli.history_place import Place, Recordings, WithPain, opened
from monitor.cli.history_whole import delete, export, import_, lifters, rebuild
from monitor.cli.options import SettingsFile, examples

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.model.history import SessionSummary, SetSummary

NAME: Final = "history"
EXAMPLES: Final = examples(
    "rep-monitor history",
    "rep-monitor history --lifter Ann --since 4w --exercise hip_thrust",
    "rep-monitor history --csv > sets.csv",
    "rep-monitor history import strong.csv --lifter Ann",
    'rep-monitor history edit 2026-11-02_19-30-00.mcap set/2/load_kg "62.5 kg"',
)
LAST: Final = 100  # sets that are shown if nobody asks for more


OfLifter = Annotated[
    str | None, typer.Option("--lifter", metavar="NAME", help="Whose sets.")
]


def commands() -> typer.Typer:
    """Return the commands about the history."""
    app = typer.Typer(
        help="Sets, loads and pain over weeks; without a command: a table of sets.",
        epilog=EXAMPLES,
    )
    app.callback(invoke_without_command=True)(show)
    for name, command in (
        ("rebuild", rebuild),
        ("import", import_),
        ("export", export),
        ("edit", edit),
        ("undo", undo),
        ("redo", redo),
        ("lifters", lifters),
        ("delete", delete),
    ):
        app.command(name)(command)
    return app


def show(  # noqa: PLR0913  a parameter is an option
    context: typer.Context,
    *,
    lifter: OfLifter = None,
    since: Annotated[
        str | None,
        typer.Option(
            "--since", metavar="DATE|SPAN", help="As 2026-11-01, 10d, 4w, 3m or 1y."
        ),
    ] = None,
    exercise: Annotated[
        str | None, typer.Option("--exercise", metavar="NAME", help="Which exercise.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="For programs: one JSON object.")
    ] = False,
    as_csv: Annotated[
        bool, typer.Option("--csv", help="For programs: a row a set.")
    ] = False,
    whole: Annotated[
        bool, typer.Option("--all", help=f"All sets, not the last {LAST}.")
    ] = False,
    pain: WithPain = False,
    recordings: Recordings = None,
    settings_file: SettingsFile = None,
) -> None:
    """Show sets of the past; "-" is what isn't known."""
    context.obj = place = Place(recordings, settings_file)
    if context.invoked_subcommand is not None:
        return
    from monitor.cli.history_words import since as moment

    if as_json and as_csv:
        msg = "--json and --csv can't go together."
        raise typer.BadParameter(msg)
    start = moment(since, datetime.now(UTC)) if since is not None else None
    last = None if whole or as_json or as_csv or since else LAST
    with opened(place, synced=True) as history:
        sets = history.summaries(lifter, start, exercise=exercise, last=last)
        if as_json:
            _print_json(sets, history.sessions(lifter, start), pain=pain)
        elif as_csv:
            from monitor.history.export import write_sets

            write_sets(sets, sys.stdout, pain=pain)
        else:
            _print_table(sets, named=lifter is None and len(history.lifters()) > 1)
            if last is not None and len(sets) == last:
                typer.echo(f"The last {last} sets; --all shows all.", err=True)


def _print_table(sets: "Sequence[SetSummary]", *, named: bool) -> None:
    if not sets:
        typer.echo("The history holds no such sets.", err=True)
        return
    from monitor.cli.history_table import table_lines

    typer.echo("\n".join(table_lines(sets, named=named)))


def _print_json(
    sets: "Sequence[SetSummary]", sessions: "Sequence[SessionSummary]", *, pain: bool
) -> None:
    import msgspec

    if not pain:
        from monitor.history.untold import session_untold, set_untold

        sets = [set_untold(each) for each in sets]
        sessions = [session_untold(each) for each in sessions]
    told = {"schema": 1, "sets": sets, "sessions": sessions}
    typer.echo(msgspec.json.format(msgspec.json.encode(told), indent=1).decode())
