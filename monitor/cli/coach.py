"""``rep-monitor coach``: a gym seen by its coach, and the gym's server."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli import coach_archive, coach_hub, coach_serve, coach_summary
from monitor.cli.coach_options import Gym, Server, checked, coach_address
from monitor.cli.options import examples

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from monitor.net.address import Address
    from monitor.net.messages import Acknowledged, Command

NAME = "coach"
Headless = Annotated[
    bool, typer.Option("--headless", help="A line for what happens; no window.")
]
Station = Annotated[str, typer.Argument(metavar="STATION", help="Such as rack-3.")]
Words = Annotated[str, typer.Argument(metavar="WORDS", help="200 characters at most.")]


def commands() -> typer.Typer:
    """Return the commands of a coach."""
    app = typer.Typer(
        help="See every lifter in the room at once.",
        no_args_is_help=True,
        epilog=examples("rep-monitor coach --gym iron"),
    )
    app.callback(invoke_without_command=True)(_watch_by_itself)
    watching = examples("rep-monitor coach watch --gym iron")
    app.command("watch", epilog=watching)(watch)
    saying = examples('rep-monitor coach say rack-3 "lighter" --gym iron')
    app.command("say", epilog=saying)(say)
    marking = examples('rep-monitor coach mark rack-3 "knees" --gym iron')
    app.command("mark", epilog=marking)(mark)
    planning = examples("rep-monitor coach plan FILE rack-1 rack-3 --gym iron")
    app.command("plan", epilog=planning)(plan)
    coach_summary.mount(app)
    coach_archive.mount(app)
    coach_serve.mount(app)
    coach_hub.mount(app)
    return app


def _watch_by_itself(
    context: typer.Context,
    *,
    gym: Annotated[
        str | None, typer.Option("--gym", metavar="NAME", help="As with `watch`.")
    ] = None,
    server: Server = None,
    headless: Headless = False,
) -> None:
    """See every lifter in the room at once; with options alone: `watch`."""
    if context.invoked_subcommand is None:
        watch(gym=gym or "gym", server=server, headless=headless)
    elif gym or server or headless:
        msg = f"options go behind the command: coach {context.invoked_subcommand} ..."
        raise typer.BadParameter(msg)


def watch(
    *, gym: Gym = "gym", server: Server = None, headless: Headless = False
) -> None:
    """Show every lifter of a gym who lets a coach see."""
    from monitor.cli.coach_watch import print_room, show_room
    from monitor.gui.display import has_display

    address = coach_address(gym, server)
    if headless or not has_display():
        print_room(address)
    else:
        show_room(address)


def say(
    station: Station,
    words: Words,
    *,
    gym: Gym = "gym",
    server: Server = None,
    now: Annotated[
        bool, typer.Option("--now", help="Within the rep, not after it.")
    ] = False,
) -> None:
    """Have words shown and spoken at a station."""
    from monitor.net.messages import Say, When, new_id

    when = When.NOW if now else When.AFTER_REP
    address = coach_address(gym, server)
    said = _bounded(words)
    _tell(address, [station], lambda: Say(new_id(), address.user, said, when))


def mark(
    station: Station, words: Words, gym: Gym = "gym", server: Server = None
) -> None:
    """Put a mark with a note into a lifter's recording."""
    from monitor.net.messages import MarkSet, new_id

    address = coach_address(gym, server)
    said = _bounded(words)
    _tell(address, [station], lambda: MarkSet(new_id(), address.user, said))


def plan(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A plan, TOML.")],
    stations: Annotated[list[str], typer.Argument(metavar="STATION...")],
    gym: Gym = "gym",
    server: Server = None,
) -> None:
    """Propose a session's plan to stations; each lifter decides.

    The file has rows such as: [[sets]] exercise = "hip_thrust", sets = 3, reps = 8,
    load_kg = 60.
    """
    from monitor.net.messages import Plan, new_id
    from monitor.net.plans import read_plan

    address = coach_address(gym, server)
    rows = read_plan(file)
    _tell(address, stations, lambda: Plan(new_id(), address.user, rows))


def _bounded(words: str) -> str:
    from monitor.net.messages import MOST_WORDS

    if not 1 <= len(words) <= MOST_WORDS:
        msg = f"1 to {MOST_WORDS} characters, please."
        raise typer.BadParameter(msg, param_hint="WORDS")
    return words


def _tell(
    address: "Address", stations: "Sequence[str]", command: "Callable[[], Command]"
) -> None:
    """Send a command to stations, one after the other, and print what each answers.

    Raises:
        BadParameter: No station may be called so.
        MonitorError: The server isn't reached, or some station doesn't answer; the
            others have been told then.
    """
    import asyncio

    from monitor.cli.coach_watch import coach_link, reading
    from monitor.model.errors import MonitorError

    for station in stations:
        checked(station, "STATION")
    link = coach_link(address)
    silent: list[str] = []

    async def told() -> None:
        async with reading(link):
            await link.reached()
            for station in stations:
                try:
                    typer.echo(_line(await link.send(station, command()), station))
                except MonitorError as error:
                    silent.append(str(error))

    asyncio.run(told())
    if silent:
        raise MonitorError("; ".join(silent))


def _line(answer: "Acknowledged", station: str) -> str:
    return f"{station}: {answer.answer}{': ' if answer.text else ''}{answer.text}"
