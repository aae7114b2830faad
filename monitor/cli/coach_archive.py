"""``rep-monitor coach send`` and ``fetch``: recordings into the archive, and out."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from monitor.cli.coach_options import (
    Gym,
    Server,
    Sharing,
    coach_address,
    needs_extra,
)
from monitor.cli.options import SettingsFile, examples, shared_with
from monitor.consent import Share

if TYPE_CHECKING:
    from monitor.config import Settings
    from monitor.consent import CoachSettings
    from monitor.net.address import Address
    from monitor.net.archive_queue import ArchiveQueue, Slip
    from monitor.net.archiving import Outcome, Send

_NOT_SHARED: Final = (
    "Of {count} the settings don't say that recordings are shared: not sent;"
    " --share history sends them."
)


def mount(app: typer.Typer) -> None:
    """Add these commands to those of the coach."""
    app.command("send", epilog=examples("rep-monitor coach send --gym iron"))(send)
    fetching = examples(
        "rep-monitor coach fetch --gym iron",
        "rep-monitor coach fetch recordings --gym iron --station rack-3",
    )
    app.command("fetch", epilog=fetching)(fetch)


def send(
    gym: Annotated[
        str | None,
        typer.Option("--gym", metavar="NAME", help="Else that of the settings."),
    ] = None,
    share: Sharing = None,
    settings_file: SettingsFile = None,
) -> None:
    """Send this station's recordings that wait to the gym's archive.

    Only those whose lifter agreed as they began, and has not taken it back.
    """
    import asyncio

    from monitor.config import read_settings
    from monitor.net.address import read_address
    from monitor.net.attached import archive_queue, enrolment_path

    settings = shared_with(read_settings(settings_file), gym, share)
    if not settings.coach.enrolment:
        msg = "the settings name no gym."
        raise typer.BadParameter(msg, param_hint="--gym")
    address = read_address(enrolment_path(settings.coach.enrolment))
    queue = archive_queue(address)
    slips = _allowed(queue, settings)
    if not slips:
        typer.echo("No recording waits for the archive.")
        return
    typer.echo(f"{len(slips)} to send.")
    to_archive = _send_of(settings.coach, address)
    outcome = asyncio.run(_sent(queue, to_archive, slips))
    typer.echo(outcome.words or "None waits any more.")
    if outcome.waiting:
        raise typer.Exit(1)


def fetch(
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="[FOLDER]", help="Where to; without one: a list."),
    ] = None,
    gym: Gym = "gym",
    server: Server = None,
    station: Annotated[
        list[str] | None,
        typer.Option("--station", metavar="NAME", help="Only this one's; repeatable."),
    ] = None,
) -> None:
    """List the recordings in a gym's archive, or get them into FOLDER/STATION.

    Each is checked by its digest; no file that is there is written over.
    """
    import asyncio

    with needs_extra():
        from monitor.cli.archive_out import fetched

    asyncio.run(fetched(coach_address(gym, server), folder, station or []))


def _allowed(queue: "ArchiveQueue", settings: "Settings") -> "list[Slip]":
    """Return what waits and may leave: others' as well, whose consent stands."""
    from monitor.net.attached import owner, stations_path

    consent = settings.coach.consent
    who = owner(settings.wearer, stations_path())
    if consent.share is Share.HISTORY:
        queue.keep_to(who, consent)
        return queue.slips()
    slips = queue.slips()
    allowed = [slip for slip in slips if slip.owner != who]
    if len(allowed) < len(slips):
        typer.echo(_NOT_SHARED.format(count=len(slips) - len(allowed)), err=True)
    return allowed


def _send_of(coach: "CoachSettings", address: "Address") -> "Send":
    from monitor.net.attached import archive_folder

    folder = archive_folder(coach, address)
    if folder is not None:
        return folder
    with needs_extra():
        from monitor.net.archive_offer import to_server
    return to_server(address)


async def _sent(
    queue: "ArchiveQueue", to_archive: "Send", slips: "list[Slip]"
) -> "Outcome":
    from monitor.net.archive_queue import BUSY
    from monitor.net.archiving import Outcome, sent

    with queue.held() as is_ours:
        if not is_ours:
            return Outcome(0, len(slips), BUSY)
        return await sent(queue, to_archive, slips)
