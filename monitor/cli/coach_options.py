"""Which gym a coach's command is about, and where its server is."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from monitor.net.address import Address

Gym = Annotated[
    str, typer.Option("--gym", metavar="NAME", help="Which gym; as enrolled.")
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
        BadParameter: The server is none.
    """
    from monitor.net.address import Address, addresses_path, read_address

    if server is None:
        return read_address(addresses_path() / f"{gym}-coach.toml")
    try:
        return Address((server,), gym, "coach")
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
