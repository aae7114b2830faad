"""Shows a gym: in the coach's window, or as lines."""

import asyncio
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

import typer

from monitor.cli.coach_options import needs_extra

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from typing import Any

    from monitor.net.address import Address
    from monitor.net.coach_link import CoachLink
    from monitor.net.messages import Told

LOOK_S = 0.5


def coach_link(address: "Address", **more: "Any") -> "CoachLink":  # noqa: ANN401  its own
    """Return a link to a gym, still unused.

    Args:
        address: Where the server is.
        more: As ``CoachLink`` has it.

    Raises:
        ConfigError: The extra is not installed.
    """
    with needs_extra():
        from monitor.net.coach_link import CoachLink
    return CoachLink(address, **more)


@asynccontextmanager
async def reading(link: "CoachLink") -> "AsyncIterator[None]":
    """Have a link read its gym inside, and leave the server in good order."""
    task = asyncio.create_task(link.run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def show_room(address: "Address") -> None:
    """Open the coach's window on a gym."""
    from monitor.config import read_settings
    from monitor.gui.coach.app import run_room

    link = coach_link(address)
    from monitor.net.coach_thread import CoachThread  # needs the extra

    reading = CoachThread(link, address.user)
    reading.start()
    try:
        code = run_room(read_settings(None), reading, reading)
    finally:
        reading.close()
    if code:
        raise typer.Exit(code)


def print_room(address: "Address") -> None:
    """Print a line for whatever is told, until interrupted."""
    link = coach_link(address)
    try:
        asyncio.run(_printed(link))
    except KeyboardInterrupt:
        raise typer.Exit from None


async def _printed(link: "CoachLink") -> None:
    from monitor.cli.lifters import told_line

    reading = asyncio.create_task(link.run())
    seen: dict[str, int] = {}
    said = link.problem
    typer.echo("Only what lifters share is told; Ctrl-C ends it.")
    while not reading.done():
        await asyncio.sleep(LOOK_S)
        if link.problem != said:
            said = link.problem
            typer.echo(said or "The gym's server is reached.")
        with link.room() as room:
            tiles = room.tiles()
        for tile in tiles:
            news: list[Told] = [*tile.events, *tile.sets, *tile.pains]
            for told in sorted(news, key=lambda each: each.seq):
                if told.seq > seen.get(tile.station, 0):
                    seen[tile.station] = told.seq
                    line = told_line(told)
                    if line:
                        typer.echo(line)
