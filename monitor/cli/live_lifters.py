"""``rep-monitor live --lifters``: real lifters of this computer, as lines or tiles."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from monitor.cli.lifters import Printing
from monitor.cli.lifters_file import FiledLifter, Known, read_lifters
from monitor.model.errors import MonitorError
from monitor.model.records import SetLoad

if TYPE_CHECKING:
    from monitor.gui.coach.host_words import Place
    from monitor.live_session import LiveSession
    from monitor.model.records import Stamped


def several(  # noqa: PLR0913  as many as a person may say
    file: Path,
    one_s_own: Mapping[str, object],
    folder: Path | None,
    duration_s: float | None,
    settings_file: Path | None,
    *,
    headless: bool,
) -> None:
    """Run the sessions of several lifters.

    Args:
        file: Says who they are.
        one_s_own: Options that hold for one lifter alone; none may be given.
        folder: Where to record; None for where the settings say.
        duration_s: Ends each so long after its sensors stream; None for never.
        settings_file: The settings file; None for the usual one.
        headless: Lines, even where a window could open.

    Raises:
        BadParameter: An option is of one lifter alone.
        ConfigError: The file, or what it refers to, is wrong.
    """
    for option, given in one_s_own.items():
        if given:
            msg = "with --lifters the file says it, for each lifter."
            raise typer.BadParameter(msg, param_hint=option)
    from monitor.gui.display import has_display

    lifters = lifters_of(file, settings_file)
    if has_display() and not headless:
        show(lifters, folder, duration_s, settings_file)
    else:
        print_lines(lifters, folder, duration_s)


def show(
    lifters: Sequence[FiledLifter],
    folder: Path | None,
    duration_s: float | None,
    settings_file: Path | None,
) -> None:
    """Open the coach's window with all lifters; see ``print_lines``.

    Raises:
        Exit: The window ended with an error.
    """
    from monitor.config import read_settings
    from monitor.gui.coach.app import run_lifters

    started = datetime.now().astimezone()
    places = [place_of(each, folder, started, duration_s) for each in lifters]
    code = run_lifters(read_settings(settings_file), places)
    if code:
        raise typer.Exit(code)


def place_of(
    lifter: FiledLifter,
    folder: Path | None,
    started: datetime,
    duration_s: float | None = None,
) -> "Place":
    """Return a lifter's place in the coach's window; see ``print_lines``."""
    from monitor.gui.coach.host_words import Place
    from monitor.gui.studio import LiveWish

    wish = LiveWish(
        lifter.kit,
        lifter.exercise,
        record=recording_of(lifter, folder, started),
        duration_s=duration_s,
        is_heard=False,  # the window has one sound for all, with names
        load_kg=lifter.load_kg,
        found_within_s=lifter.found_within_s,
        is_remembered=False,
        settings=lifter.settings,
    )
    return Place(lifter.station, lifter.name, wish)


def lifters_of(file: Path, settings_file: Path | None) -> list[FiledLifter]:
    """Return who trains at this computer.

    Raises:
        ConfigError: The file, or what it refers to, is wrong.
    """
    from monitor.acquisition.kits import read_kits
    from monitor.config import kits_path, read_settings
    from monitor.profiles import find_profiles

    settings = read_settings(settings_file)
    profiles = find_profiles(settings.profiles_path)
    return read_lifters(file, Known(read_kits(kits_path()), profiles, settings))


def recording_of(lifter: FiledLifter, folder: Path | None, started: datetime) -> Path:
    """Return where a lifter is recorded.

    Args:
        lifter: Who.
        folder: That a person named; None for that of the settings.
        started: When the sessions start, local time.

    Raises:
        RecordingError: The folder can't be made.
    """
    from monitor.recording.new_path import new_recording_path

    where = folder or lifter.settings.recordings_path
    return new_recording_path(where, started, lifter.station)


def print_lines(
    lifters: Sequence[FiledLifter], folder: Path | None, duration_s: float | None
) -> None:
    """Run all sessions and print a line for whatever a coach is told.

    Args:
        lifters: Who trains.
        folder: Where to record; None for where the settings say.
        duration_s: Ends each so long after its sensors stream; None for never.

    Raises:
        Exit: A session ended with an error.
    """
    typer.echo(f"{len(lifters)} lifters; looking for their sensors. Ctrl-C ends it.")
    room = _Room(folder, duration_s)
    if not asyncio.run(room.run(lifters)):
        raise typer.Exit(1)


class _Room:
    """The sessions of all lifters, in one event loop: they share the radio's time."""

    def __init__(self, folder: Path | None, duration_s: float | None) -> None:
        self._folder, self._duration_s = folder, duration_s
        self._sessions: list[LiveSession] = []

    def end(self) -> None:
        """End all sessions in good order."""
        for session in self._sessions:
            session.end()

    async def run(self, lifters: Sequence[FiledLifter]) -> bool:
        """Run all; one that fails leaves the others going. Return whether all went."""
        from monitor.cli.signals import end_on_signals

        end_on_signals(self)
        started = datetime.now().astimezone()
        went = await asyncio.gather(*(self._run(each, started) for each in lifters))
        return all(went)

    async def _run(self, lifter: FiledLifter, started: datetime) -> bool:
        who = f"{lifter.station} {lifter.name}"
        try:
            record = recording_of(lifter, self._folder, started)
            await self._session(lifter, record)
        except MonitorError as error:
            typer.echo(f"{who}: the session has ended: {error}")
            return False
        typer.echo(f"{who}: recorded: {record}")
        return True

    async def _session(self, lifter: FiledLifter, record: Path) -> None:
        from monitor.acquisition.linkable import linkable
        from monitor.acquisition.locks import held
        from monitor.config import locks_path
        from monitor.history.live import kept_in
        from monitor.live_session import LivePlan, LiveSession
        from monitor.net.told import Teller, new_session
        from monitor.pipeline import unheard, with_exercise
        from monitor.profiles import find_profiles

        settings = lifter.settings
        judged = with_exercise(unheard(settings.pipeline), lifter.exercise)
        sensors = linkable(lifter.kit, find_profiles(settings.profiles_path))
        teller = Teller(lifter.station, new_session(), lifter.name, judged)
        if lifter.load_kg is not None:
            teller.hear(SetLoad(0.0, lifter.load_kg))
        plan = LivePlan(
            sensors,
            judged,
            lifter.name,
            record,
            self._duration_s,
            first_of(lifter),
            lifter.found_within_s,
            accompany=kept_in(settings.history_path, settings.recordings_path),
        )
        with ExitStack() as stack:
            addresses = [each.address for each in sensors]
            stack.enter_context(held(addresses, locks_path()))
            session = LiveSession(plan)
            self._sessions.append(session)
            await session.run([Printing(teller)])


def first_of(lifter: FiledLifter) -> "list[Stamped]":
    """Return the commands that a lifter's session begins with."""
    load_kg = lifter.load_kg
    return [] if load_kg is None else [partial(SetLoad, load_kg=load_kg)]
