"""``rep-monitor coach summary``: what a group has done, a row a lifter."""

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from monitor.cli.coach_options import Gym, Server, coach_address
from monitor.cli.options import examples

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.net.address import Address
    from monitor.net.group_summary import LifterSummary
    from monitor.net.room import Tile

EXAMPLES = examples(
    "rep-monitor coach summary --gym iron",
    "rep-monitor coach summary --gym iron --since 2 --plan monday.toml --out group.md",
)
CAUGHT_UP_S: Final = 120.0  # a large gym tells some 100 000 things a day
MOST: Final = 5000  # sets of a station; a busy rack has some 200 a day
ENDINGS: Final = (".md", ".csv", ".html")


def mount(app: typer.Typer) -> None:
    """Add this command to those of the coach."""
    app.command("summary", epilog=EXAMPLES)(summary)


def summary(  # noqa: PLR0913  options
    *,
    gym: Gym = "gym",
    server: Server = None,
    since: Annotated[
        float,
        typer.Option("--since", min=0.1, max=720.0, metavar="HOURS", help="How long."),
    ] = 12.0,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="FILE", help="As .md, .csv or .html."),
    ] = None,
    plan: Annotated[
        Path | None,
        typer.Option("--plan", metavar="FILE", help="How much of it was done."),
    ] = None,
    pain: Annotated[
        bool,
        typer.Option("--pain", help="Pain and notes too, of those who let them be."),
    ] = False,
) -> None:
    """Sum up what a group has done; it gives no advice."""
    import asyncio

    from monitor.net.group_summary import summarized
    from monitor.net.plans import read_plan

    if out is not None and out.suffix.lower() not in ENDINGS:
        msg = f"a name that ends in {', '.join(ENDINGS)}, please."
        raise typer.BadParameter(msg, param_hint="--out")
    planned = () if plan is None else read_plan(plan)
    address = coach_address(gym, server)
    tiles = asyncio.run(_tiles(address, timedelta(hours=since)))
    found = summarized(tiles, planned, pain=pain)
    for tile in tiles:
        if len(tile.sets) >= MOST:
            typer.echo(f"{tile.station}: only the last {MOST} sets.", err=True)
    missing = sum(tile.missing for tile in tiles)
    if missing:
        typer.echo(f"{missing} messages are still on their way.", err=True)
    if not found:
        typer.echo(f"Nobody's sets are told of the last {since:g} h.", err=True)
    _shown(found, out, gym, since, planned=bool(planned), pain=pain)


async def _tiles(address: "Address", back: timedelta) -> "list[Tile]":
    """Read what the gym's server has kept since then."""
    from monitor.cli.coach_watch import coach_link, reading
    from monitor.net.room import Room

    link = coach_link(address, back=back, room=Room((), MOST, MOST))
    async with reading(link):
        await link.reached()
        await link.caught_up(CAUGHT_UP_S)
        return link.tiles()


def _shown(  # noqa: PLR0913  what, where, and with what in it
    found: "Sequence[LifterSummary]",
    out: Path | None,
    gym: str,
    since_h: float,
    *,
    planned: bool,
    pain: bool,
) -> None:
    """Print the table, or write it to a file."""
    from monitor.net.group_summary import NO_ADVICE, rows_of, together

    whole = [*found, together(found)] if len(found) > 1 else found
    if out is not None:
        rows = rows_of(whole, planned=planned, pain=pain)
        _write(rows, out, f"{gym}: the last {since_h:g} h")
        typer.echo(out)
    elif found:
        from monitor.cli.summary_table import table_lines

        typer.echo("\n".join(table_lines(whole, planned=planned)))
        typer.echo(NO_ADVICE)


def _write(rows: list[list[str]], out: Path, title: str) -> None:
    from monitor.cli.output import text_out
    from monitor.net.group_summary import csv_text, markdown

    match out.suffix.lower():
        case ".md":
            text = markdown(title, rows)
        case ".csv":
            text = csv_text(rows)
        case _:
            from monitor.report.group_report import group_report
            from monitor.report.making import making

            text = group_report(title, rows, making(shows_pain=False))
    with text_out(str(out)) as file:
        file.write(text)
