"""``rep-monitor station``: a session that a gym's coach sees."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.coach_options import Sharing
from monitor.cli.options import (
    Exercise,
    SettingsFile,
    Speed,
    examples,
    shared_with,
    wanted,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitor.consent import CoachSettings
    from monitor.net.address import Address
    from monitor.pipeline import Chosen
    from monitor.session import Sink

NAME = "station"
DEMO_S = 75.0
EXAMPLES = examples(
    "rep-monitor station --gym iron --share state",
    "rep-monitor station --demo --gym iron --share history",
    "rep-monitor station --demo --server nats://127.0.0.1:4222 --gym iron --name rack-1"
    " --share state",
)


def command(  # noqa: PLR0913  a parameter is an option
    *,
    gym: Annotated[
        str, typer.Option("--gym", metavar="NAME", help="Which gym's coach.")
    ],
    share: Sharing = None,
    server: Annotated[
        str | None,
        typer.Option(
            "--server",
            metavar="URL",
            help="With --demo: a server that asks for no credentials.",
        ),
    ] = None,
    name: Annotated[
        str, typer.Option("--name", metavar="NAME", help="With --server: this place.")
    ] = "rack-1",
    demo: Annotated[
        bool, typer.Option("--demo", help="A virtual lifter instead of sensors.")
    ] = False,
    exercise: Exercise = None,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Of the demo.")] = 1,
    duration: Annotated[
        float | None,
        typer.Option(
            "--duration",
            min=5.0,
            max=7200.0,
            metavar="S",
            help="End after it; else when you do, a demo after 75 s.",
        ),
    ] = None,
    speed: Speed = 1.0,
    record: Annotated[
        Path | None, typer.Option("--record", metavar="FILE", help="Record to it.")
    ] = None,
    settings_file: SettingsFile = None,
) -> None:
    """Run a session that a gym's coach sees, as far as its lifter allows.

    Without --demo it is a session of real sensors, as with `live --headless`.
    """
    if not demo:
        _refuse_of_demo(
            {"--server": server, "--seed": seed != 1, "--speed": speed != 1}
        )
        from monitor.cli import live

        live.command(
            exercise=exercise,
            record=record,
            headless=True,
            duration=duration,
            gym=gym,
            share=share,
            settings_file=settings_file,
        )
        return
    from monitor.cli.coach_options import open_address
    from monitor.config import read_settings

    coach = shared_with(read_settings(settings_file), gym, share).coach
    address = None if server is None else open_address(server, gym, name)
    chosen = (wanted(exercise), seed, DEMO_S if duration is None else duration)
    _play_demo(chosen, speed, record, (coach, address), settings_file)


def _refuse_of_demo(options: "Mapping[str, object]") -> None:
    """Refuse what would do nothing without ``--demo``.

    Raises:
        BadParameter: One is given.
    """
    given = [option for option, value in options.items() if value]
    if given:
        msg = f"{', '.join(given)} goes with --demo."
        raise typer.BadParameter(msg)


def _play_demo(
    chosen: "tuple[Chosen | None, int, float]",
    speed: float,
    record: Path | None,
    gym: "tuple[CoachSettings, Address | None]",
    settings_file: Path | None,
) -> None:
    from functools import partial

    from rich.console import Console

    from monitor.cli.gym_keys import Overheard, also_of_gym
    from monitor.cli.keys import keys
    from monitor.cli.live_keys import press
    from monitor.cli.play import play
    from monitor.cli.sinks import show_gym
    from monitor.demo_session import (
        NOBODY,
        DemoSession,
        demo_recording,
        demo_settings,
    )
    from monitor.net.attached import StationWish, linked_to_gym
    from monitor.view.state import beginning

    exercise, seed, duration_s = chosen
    settings = demo_settings(exercise, settings_file)
    running = DemoSession(demo_recording(settings, seed, duration_s), speed, record)
    wish = StationWish(gym[0], NOBODY, settings, address=gym[1])
    console = Console()

    async def session(sink: "Sink") -> None:
        person = Overheard(running)
        async with linked_to_gym(wish, person.command, console.print) as told:
            person.hear = told.hear
            running.also(told.accompany)
            show_gym(sink, told.shared, console)
            with keys(also_of_gym(partial(press, person), told.shared)):
                await running.run([sink, *told.sinks])

    play(session, beginning(settings), console)
    if record is not None:
        typer.echo(f"Recorded: {record}")
