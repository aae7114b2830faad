"""Several virtual lifters: in the coach's window, or as lines."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from monitor.gui.studio import DemoWish
    from monitor.model.events import Output
    from monitor.net.messages import Told
    from monitor.net.told import Teller


def show(
    wish: "DemoWish", count: int, folder: Path | None, settings_file: Path | None
) -> None:
    """Open the coach's window with virtual lifters."""
    from monitor.config import read_settings
    from monitor.gui.coach.app import demo_wishes, run_demo

    _make(folder)

    settings = read_settings(settings_file)
    code = run_demo(settings, demo_wishes(wish, count, folder))
    if code:
        raise typer.Exit(code)


def picture_of_room(
    wish: "DemoWish",
    count: int,
    picture: tuple[Path, float],
    folder: Path | None,
    settings_file: Path | None,
) -> None:
    """Save a picture of the coach's window with virtual lifters.

    Args:
        wish: The first one's.
        count: How many.
        picture: Where to save it, and at which session time, s.
        folder: Where to record each; None for nowhere.
        settings_file: The settings file; None for the usual one.

    Raises:
        ScreenshotError: The picture can't be taken or written.
    """
    from monitor.config import read_settings
    from monitor.gui.app import Picture
    from monitor.gui.coach.app import demo_wishes
    from monitor.gui.coach.picture import take_room_picture

    _make(folder)
    wishes = demo_wishes(wish, count, folder)
    take_room_picture(read_settings(settings_file), wishes, Picture(*picture))


def print_lines(
    wish: "DemoWish", count: int, folder: Path | None, settings_file: Path | None
) -> None:
    """Run virtual lifters and print a line for whatever a coach is told."""
    from monitor.demo_session import DemoSession, demo_recording, demo_settings
    from monitor.gui.coach.app import demo_wishes, station
    from monitor.net.told import Teller, new_session

    _make(folder)
    sessions = []
    for n, each in enumerate(demo_wishes(wish, count, folder)):
        settings = demo_settings(each.exercise, settings_file)
        recording = demo_recording(settings, each.seed, each.duration_s)
        teller = Teller(station(n), new_session(), f"Lifter {n + 1}", settings)
        session = DemoSession(recording, each.speed, each.record)
        sessions.append(session.run([Printing(teller)]))

    async def all_of_them() -> None:
        await asyncio.gather(*sessions)

    asyncio.run(all_of_them())
    if folder is not None:
        typer.echo(f"Recorded: {count} files in {folder}")


def _make(folder: Path | None) -> None:
    """Make the folder of the recordings, if there are to be any.

    Raises:
        RecordingError: It can't be made.
    """
    from monitor.model.errors import RecordingError

    try:
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        msg = f"{folder}: this folder can't be made ({error.strerror})"
        raise RecordingError(msg) from error


class Printing:
    """Prints what a coach is told of one session."""

    def __init__(self, teller: "Teller") -> None:
        """Print what a session's teller tells."""
        self._teller = teller

    def put(self, output: "Output", /) -> None:
        """Take one output."""
        for told in self._teller.feed(output):
            line = told_line(told)
            if line:
                typer.echo(line)


def told_line(told: "Told") -> str:
    """Return what is told as a line for people; empty for each single rep."""
    from monitor.gui.coach.details import set_line
    from monitor.net.messages import EventKind, EventTold, PainTold, SetTold

    who = f"{told.t:7.1f}  {told.station:<8} {told.lifter}"
    match told:
        case SetTold():
            return f"{who}: {set_line(told)}"
        case EventTold(kind=EventKind.REP):
            return ""
        case EventTold():
            kind = told.kind.replace("_", " ").capitalize()
            return f"{who}: {kind}{': ' if told.text else ''}{told.text}"
        case PainTold():
            return f"{who}: {told.text}"
