"""``rep-monitor coach serve``, ``enrol``, ``users``, ``revoke``, ``join``."""

import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.coach_options import gym_folder, needs_extra
from monitor.cli.options import examples
from monitor.model.errors import ConfigError

if TYPE_CHECKING:
    from monitor.net.serve.gym_server import Wish

SERVE_EXAMPLES = examples(
    "rep-monitor coach serve --gym iron",
    "rep-monitor coach serve --gym iron --host 127.0.0.1",
    "rep-monitor coach serve --gym iron --server nats://127.0.0.1:4222 --seed my.seed",
)
ENROL_EXAMPLES = examples(
    "rep-monitor coach enrol station rack-3 --gym iron",
    "rep-monitor coach enrol coach ann --gym iron",
)

Gym = Annotated[
    str, typer.Option("--gym", metavar="NAME", help="The gym's name on the wire.")
]
Folder = Annotated[
    Path | None,
    typer.Option(
        "--folder", metavar="DIR", help="Of the server; else one for each gym."
    ),
]


def mount(app: typer.Typer) -> None:
    """Add these commands to those of the coach."""
    app.command("serve", epilog=SERVE_EXAMPLES)(serve)
    app.command("enrol", epilog=ENROL_EXAMPLES)(enrol)
    app.command("users", epilog=examples("rep-monitor coach users --gym iron"))(users)
    app.command(
        "revoke", epilog=examples("rep-monitor coach revoke rack-3 --gym iron")
    )(revoke)
    app.command("join", epilog=examples("rep-monitor coach join CODE"))(join)


def serve(  # noqa: PLR0913, PLR0917  options
    gym: Gym = "gym",
    folder: Folder = None,
    host: Annotated[
        str,
        typer.Option(metavar="ADDR", help="Listen here; 127.0.0.1 for nobody else."),
    ] = "0.0.0.0",
    port: Annotated[int, typer.Option(min=1, max=65535, help="NATS.")] = 4222,
    websocket_port: Annotated[
        int, typer.Option(min=1, max=65535, help="Of the tablets' page to NATS.")
    ] = 9222,
    page_port: Annotated[
        int, typer.Option(min=1, max=65535, help="The tablets' page, HTTPS.")
    ] = 8443,
    pin: Annotated[
        str | None,
        typer.Option(metavar="DIGITS", help="Opens the page; else a random one."),
    ] = None,
    certificate: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="A certificate that exists, PEM."),
    ] = None,
    key: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Its key, PEM.")
    ] = None,
    ca: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Of its authority, if that is a private one."
        ),
    ] = None,
    nats_server: Annotated[
        Path | None,
        typer.Option("--nats-server", metavar="PATH", help="The program to use."),
    ] = None,
    server: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Prepare this server instead; needs --seed."),
    ] = None,
    seed: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="An nkey that may make streams there."),
    ] = None,
    station: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Make an archive for it; with --server."),
    ] = None,
) -> None:
    """Serve a gym: stations, coaches and tablets; Ctrl-C ends it."""
    import asyncio

    with needs_extra():
        from monitor.net.serve.gym_server import Ports, Wish
    if server is not None:
        _prepare(server, seed, ca, gym, station or [])
        return
    if (certificate is None) is not (key is None):
        msg = "give both --certificate and --key."
        raise typer.BadParameter(msg)
    if pin is not None and re.fullmatch(r"[0-9]{4,12}", pin) is None:
        msg = "4 to 12 digits, please."
        raise typer.BadParameter(msg, param_hint="--pin")
    given = (certificate, key) if certificate and key else None
    ports = Ports(port, websocket_port, page_port)
    wish = Wish(
        gym,
        gym_folder(gym, folder),
        host,
        ports,
        pin or _new_pin(),
        given,
        ca,
        nats_server,
    )
    asyncio.run(_served(wish))


def enrol(
    kind: Annotated[str, typer.Argument(metavar="station|coach", help="Of whom.")],
    name: Annotated[str, typer.Argument(metavar="NAME", help="As rack-3, or ann.")],
    gym: Gym = "gym",
    folder: Folder = None,
) -> None:
    """Show a code, good once and for a quarter of an hour, that a machine enrols by."""
    if kind not in {"station", "coach"}:
        msg = f"{kind!r} is neither station nor coach."
        raise typer.BadParameter(msg, param_hint="station|coach")
    with needs_extra():
        from monitor.net.enrol_code import code_text
        from monitor.net.serve.enrolment import Enrolments, read_place
        from monitor.net.serve.users import Kind
    where = _served_folder(gym, folder)
    code = Enrolments(where).make(name, Kind(kind), read_place(where))
    text = code_text(code)
    _show_qr(text)
    typer.echo(f"On {name}: rep-monitor coach join {text}")


def users(gym: Gym = "gym", folder: Folder = None) -> None:
    """List who may connect, and until when."""
    with needs_extra():
        from monitor.net.serve.credentials import Credentials
    known = Credentials(_served_folder(gym, folder)).users()
    for each in known:
        until = "" if each.expires is None else f"  until {_utc(each.expires)}"
        typer.echo(f"{each.kind:8} {each.name:32} {each.key}{until}")


def revoke(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Who may no longer.")],
    gym: Gym = "gym",
    folder: Folder = None,
) -> None:
    """Refuse a user from now on; a connection of it is cut."""
    with needs_extra():
        from monitor.net.serve.credentials import Credentials
    Credentials(_served_folder(gym, folder)).revoke(name)
    typer.echo(f"{name} may no longer connect to {gym}.")


def join(
    code: Annotated[str, typer.Argument(metavar="CODE", help="rep-monitor:...")],
) -> None:
    """Enrol this machine by a code of its gym's server."""
    with needs_extra():
        from monitor.net.enrol import enrol as enrolled
    address = enrolled(code)
    typer.echo(f"This machine is {address.user} of {address.gym}.")


def _served_folder(gym: str, folder: Path | None) -> Path:
    """Return the folder of a gym's server that has been started.

    Raises:
        ConfigError: None was, on this computer.
    """
    where = gym_folder(gym, folder)
    if not (where / "users.json").exists():
        msg = (
            f"{gym} has no server on this computer: rep-monitor coach serve"
            f" --gym {gym} starts one"
        )
        raise ConfigError(msg)
    return where


def _new_pin() -> str:
    import secrets

    return f"{secrets.randbelow(1_000_000):06}"


def _prepare(
    server: str, seed: Path | None, ca: Path | None, gym: str, stations: list[str]
) -> None:
    import asyncio

    from monitor.net.serve.gym_server import prepare_existing

    if seed is None:
        msg = "--server needs --seed FILE."
        raise typer.BadParameter(msg)
    asyncio.run(prepare_existing(server, seed, ca, gym, stations))
    typer.echo(f"{server} is prepared for {gym}.")


async def _served(wish: "Wish") -> None:
    import logging

    from monitor.net.serve.gym_server import serving

    wish.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    logging.basicConfig(
        filename=wish.folder / "serve.log",
        format="%(asctime)s %(name)s: %(message)s",
        level=logging.WARNING,
    )
    async with serving(wish) as running:
        for line in running.lines():
            typer.echo(line)
        _show_qr(await running.tablet_link())
        await running.ended()


def _show_qr(text: str) -> None:
    import segno

    segno.make(text, error="l").terminal(out=sys.stdout, compact=True)


def _utc(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M UTC")
