"""Which gym a command is about, and where its server and its folder are."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.consent import Share
from monitor.model.errors import ConfigError

if TYPE_CHECKING:
    from monitor.net.address import Address

Gym = Annotated[
    str, typer.Option("--gym", metavar="NAME", help="Which gym; as enrolled.")
]
Sharing = Annotated[
    Share | None,
    typer.Option("--share", help="What a coach sees; else as the settings say."),
]
Server = Annotated[
    str | None,
    typer.Option(
        "--server", metavar="URL", help="One that asks for no credentials, instead."
    ),
]


def coach_address(gym: str, server: str | None) -> "Address":
    """Return where a gym's server is, and as whom a coach signs in there.

    Raises:
        ConfigError: This computer isn't enrolled as a coach there.
        BadParameter: The server is none, or no gym may be called so.
    """
    from monitor.net.address import COACH, address_path, read_address

    checked(gym, "--gym")

    if server is None:
        return read_address(address_path(COACH, gym))
    return open_address(server, gym, COACH)


def open_address(server: str, gym: str, user: str) -> "Address":
    """Return a gym's address at a server that asks for no credentials.

    Raises:
        BadParameter: The server, the gym or the user is none.
    """
    from monitor.net.address import Address

    try:
        return Address((server,), gym, user)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


@contextmanager
def needs_extra() -> Iterator[None]:
    """Import what the extra brings inside.

    Raises:
        ConfigError: It is not installed.
    """
    from monitor.net.address import NO_EXTRA

    try:
        yield
    except ModuleNotFoundError as error:
        raise ConfigError(NO_EXTRA) from error


def gym_folder(gym: str, folder: Path | None) -> Path:
    """Return the folder of a gym's server: the one named, else the gym's usual one."""
    from platformdirs import user_data_path

    from monitor.net.serve.users import checked_name

    usual = user_data_path("rep-monitor", appauthor=False) / "gyms"
    return folder or usual / checked_name(gym)


def checked(name: str, option: str) -> str:
    """Return a gym's or a station's name.

    Raises:
        BadParameter: None may be called so.
    """
    from monitor.net.subjects import is_name

    if not is_name(name):
        msg = f"'{name}' is no name: 1 to 32 of a-z, 0-9 and '-', please."
        raise typer.BadParameter(msg, param_hint=option)
    return name
