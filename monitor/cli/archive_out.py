"""Gets recordings out of a gym's archive, and says what was got."""

from pathlib import Path

import typer

from monitor.net.address import Address
from monitor.net.archive_entry import Entry
from monitor.net.archive_fetch import ArchiveReader, archive_of
from monitor.net.archive_source import ArchiveError


async def fetched(address: Address, folder: Path | None, stations: list[str]) -> None:
    """List a gym's recordings, or get them into a folder.

    Args:
        address: Where, as a coach.
        folder: Where to; None lists.
        stations: Whose; empty for all.

    Raises:
        ArchiveError: The server can't be reached, or one of them can't be got.
    """
    async with archive_of(address) as archive:
        found = {
            each: await archive.entries(each)
            for each in stations or await archive.stations()
        }
        count = sum(map(len, found.values()))
        if not count:
            typer.echo(f"{address.gym}'s archive holds no recording.")
        elif folder is None:
            typer.echo("\n".join(_lines(found)))
        else:
            await _got(archive, found, folder)


def _lines(found: dict[str, list[Entry]]) -> list[str]:
    return [
        f"{station:12} {_plain(entry.name):30} {entry.size / 1e6:8.1f} MB"
        f"  archived {_plain(entry.mtime[:19])}"
        for station, entries in found.items()
        for entry in entries
    ]


async def _got(
    archive: ArchiveReader, found: dict[str, list[Entry]], folder: Path
) -> None:
    """Get all that can be; what can't is told at the end."""
    new = known = 0
    problems: list[str] = []
    for station, entries in found.items():
        for entry in entries:
            try:
                is_new = await archive.fetch(entry, folder / station)
            except ArchiveError as error:
                problems.append(str(error))
                continue
            new += is_new
            known += not is_new
            if is_new:
                typer.echo(folder / station / entry.name)
    typer.echo(f"{new} new, {known} there already, {len(problems)} not got.")
    for problem in problems[:-1]:
        typer.echo(problem, err=True)
    if problems:
        raise ArchiveError(problems[-1])


def _plain(text: str) -> str:
    """Return a text from the network without what would steer a terminal."""
    return "".join(each if each.isprintable() else "?" for each in text)
