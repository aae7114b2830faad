"""``rep-monitor coach hub-config``, ``leaf-config`` and ``hub-gather``."""

from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer

from monitor.cli.coach_options import gym_folder, needs_extra
from monitor.cli.options import examples

HUB_EXAMPLES = examples(
    "rep-monitor coach hub-config --gym iron --gym steel --folder hub --host 0.0.0.0"
    " --url tls://hub.example:7422 --certificate cert.pem --key key.pem",
)
GATHER_EXAMPLES = examples(
    "rep-monitor coach hub-gather --folder hub --server tls://hub.example:4222"
)
LEAF_EXAMPLES = examples("rep-monitor coach leaf-config iron.hub.toml --gym iron")
Folder = Annotated[
    Path, typer.Option("--folder", metavar="DIR", help="Of the hub's files.")
]
Authority = Annotated[
    Path | None,
    typer.Option("--ca", metavar="FILE", help="The hub's authority, if private."),
]


def mount(app: typer.Typer) -> None:
    """Add these commands to those of the coach."""
    app.command("hub-config", epilog=HUB_EXAMPLES)(hub_config)
    app.command("hub-gather", epilog=GATHER_EXAMPLES)(hub_gather)
    app.command("leaf-config", epilog=LEAF_EXAMPLES)(leaf_config)


def hub_config(  # noqa: PLR0913  options
    *,
    gym: Annotated[list[str], typer.Option("--gym", metavar="NAME", help="Each gym.")],
    folder: Folder,
    url: Annotated[
        str, typer.Option("--url", metavar="URL", help="Where gyms reach the hub.")
    ],
    host: Annotated[
        str, typer.Option("--host", metavar="ADDR", help="Listen here.")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", min=1, max=65535, help="Of those who read there.")
    ] = 4222,
    leaf_port: Annotated[
        int, typer.Option("--leaf-port", min=1, max=65535, help="Of gyms.")
    ] = 7422,
    certificate: Annotated[
        Path | None,
        typer.Option("--certificate", metavar="FILE", help="The hub's, PEM."),
    ] = None,
    key: Annotated[
        Path | None, typer.Option("--key", metavar="FILE", help="Its key, PEM.")
    ] = None,
    ca: Authority = None,
) -> None:
    """Write the configuration of a hub for many gyms, and a file for each gym."""
    with needs_extra():
        from monitor.net.serve.configuration import Tls
        from monitor.net.serve.hub import write_hub_files
        from monitor.net.serve.leaf import HubListening

    if (certificate is None) is not (key is None):
        msg = "give both --certificate and --key."
        raise typer.BadParameter(msg)
    for each in filter(None, (certificate, key)):
        _text(each)
    tls = Tls(certificate, key) if certificate and key else None
    listening = HubListening(host, port, leaf_port, tls)
    authority = "" if ca is None else _text(ca)
    written = write_hub_files(folder.resolve(), gym, listening, url, authority)
    typer.echo(f"Start the hub with: nats-server -c {written[0]}")
    scheme = "tls" if tls else "nats"
    server = f"{scheme}://{urlsplit(url).hostname or host}:{port}"
    typer.echo(
        f"Then, once: rep-monitor coach hub-gather --folder {folder} --server {server}"
    )
    for path in written[1:]:
        typer.echo(f"For a gym, secret: {path}")


def hub_gather(
    folder: Folder,
    server: Annotated[
        str, typer.Option("--server", metavar="URL", help="The running hub.")
    ],
    ca: Authority = None,
) -> None:
    """Have a running hub keep what its gyms tell."""
    import asyncio

    with needs_extra():
        from monitor.net.serve.hub import gather_all
    for name in asyncio.run(gather_all(folder.resolve(), server, ca)):
        typer.echo(f"{name} is gathered.")


def leaf_config(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="As the hub's owner gave it.")
    ],
    gym: Annotated[
        str, typer.Option("--gym", metavar="NAME", help="Which gym.")
    ] = "gym",
    folder: Annotated[
        Path | None,
        typer.Option("--folder", metavar="DIR", help="Of the gym's server."),
    ] = None,
) -> None:
    """Make this gym's server a leaf of a hub, from its next start on."""
    with needs_extra():
        from monitor.net.serve.leaf import HUB_FILE, read_hub_file, write_hub
    where = gym_folder(gym, folder)
    where.mkdir(parents=True, exist_ok=True)
    write_hub(read_hub_file(file), where / HUB_FILE)
    typer.echo(f"{gym} has a hub from the next start of its server on.")


def _text(path: Path) -> str:
    from monitor.model.errors import ConfigError

    try:
        return path.read_text()
    except (OSError, UnicodeDecodeError) as error:
        msg = f"{path}: can't be read"
        raise ConfigError(msg) from error
