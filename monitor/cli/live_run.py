"""A session of one lifter's real sensors, in the window or in the terminal."""

from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import typer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.console import Console

    from monitor.acquisition.kits import Kit
    from monitor.acquisition.sensor_link import Sensor
    from monitor.cli.events import EventsSink
    from monitor.cli.gym_keys import Overheard
    from monitor.cli.pairing import Wish
    from monitor.config import LslSettings, Settings
    from monitor.consent import CoachSettings
    from monitor.gui.studio import LiveWish
    from monitor.live_session import LivePlan, LiveSession
    from monitor.model.records import Placement, Stamped
    from monitor.net.shared import SharedSession
    from monitor.pipeline import Chosen
    from monitor.session import Sink

GUIDE: Final = (
    "Tap a sensor to see which one it is; s swaps them. Lie on the bench and press l:"
    " 10 s tell whether the radio carries. Then stand still for 5 s and bow forward"
    " 3 times: that is the calibration."
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person asks of a session.

    Attributes:
        pair: Which sensors.
        thighs: Addresses of more sensors; None for none there.
        rate_hz: Another of the profile's rates; None for the usual one.
        exercise: None for the settings'.
        record: File to record to; None for a new one where the settings say.
        duration_s: End so long after all sensors stream; None for never.
        calibration: ``auto``, or a recording to carry it over from.
    """

    pair: "Wish"
    thighs: "Mapping[Placement, str | None]"
    rate_hz: float | None
    exercise: "Chosen | None"
    record: Path | None
    duration_s: float | None
    calibration: str


def show(
    asked: Asked,
    settings: "Settings",
    settings_file: Path | None,
    coach: "CoachSettings | None",
) -> None:
    """Open the window with the session.

    Args:
        asked: What is asked of it.
        settings: In force.
        settings_file: Where they are from; None for the usual one.
        coach: What a coach sees in place of what the settings say; None for that.
    """
    from monitor.cli.pairing import known
    from monitor.cli.window import show_live
    from monitor.profiles import find_profiles

    pair = known(asked.pair, find_profiles(settings.profiles_path))
    wish = None if pair is None else _wish(asked, pair, settings)
    show_live(wish, settings_file, coach)


def _wish(asked: Asked, pair: "Kit", settings: "Settings") -> "LiveWish":
    from monitor.gui.studio import LiveWish

    return LiveWish(
        pair,
        asked.exercise,
        asked.rate_hz,
        asked.record,
        asked.duration_s,
        _first(asked.calibration, settings.wearer),
        asked.thighs,
    )


def run(
    asked: Asked,
    settings: "Settings",
    to_lsl: "LslSettings",
    events: str | None,
    *,
    headless: bool,
) -> None:
    """Run the session in the terminal.

    Args:
        asked: What is asked of it.
        settings: In force.
        to_lsl: What goes over LSL.
        events: File for what happens, ``-`` for standard output; None for nowhere.
        headless: Plain lines; no terminal.
    """
    from monitor.acquisition.kits import Kit, remember
    from monitor.acquisition.linkable import linkable, thigh_sensors
    from monitor.acquisition.locks import held
    from monitor.cli.pairing import chosen
    from monitor.config import kits_path, locks_path
    from monitor.profiles import find_profiles

    profiles = find_profiles(settings.profiles_path)
    pair = chosen(asked.pair, profiles)
    sensors = linkable(pair, profiles, asked.rate_hz)
    sensors += thigh_sensors(pair, asked.thighs, profiles)
    remember(pair, kits_path())
    plan = _plan(asked, sensors, settings)
    with ExitStack() as stack:
        addresses = [each.address for each in sensors]
        stack.enter_context(held(addresses, locks_path()))
        sink = _events(events, stack)
        if _play(plan, sink, to_lsl, settings, headless=headless).swapped:
            remember(Kit(pair.name, pair.lumbar, pair.pelvis), kits_path())


def _plan(
    asked: Asked, sensors: "Sequence[Sensor]", settings: "Settings"
) -> "LivePlan":
    from datetime import datetime

    from monitor.history.live import kept_in
    from monitor.live_session import LivePlan
    from monitor.pipeline import unheard, with_exercise
    from monitor.recording.new_path import new_recording_path

    started = datetime.now().astimezone()
    where = asked.record or new_recording_path(settings.recordings_path, started)
    return LivePlan(
        sensors,
        with_exercise(unheard(settings.pipeline), asked.exercise),
        settings.wearer,
        where,
        asked.duration_s,
        _first(asked.calibration, settings.wearer),
        accompany=kept_in(settings.history_path, settings.recordings_path),
    )


def _first(calibration: str, wearer: str) -> "list[Stamped]":
    """Return the commands to begin with."""
    return [] if calibration == "auto" else [_carried(Path(calibration), wearer)]


def _carried(path: Path, wearer: str) -> "Stamped":
    """Return the command that carries a recording's calibration over."""
    from datetime import UTC, datetime

    from monitor.analysis.last_calibration import last_calibration
    from monitor.model.records import CarryCalibration
    from monitor.recording.recording import read_recording

    found = last_calibration(read_recording(path), path.name)
    age_s = (datetime.now(UTC) - found.used_utc).total_seconds()
    same = found.wearer == wearer
    return lambda t: CarryCalibration(t, found.calibration, max(age_s, 0.0), same)


def _events(where: str | None, stack: ExitStack) -> "EventsSink | None":
    from monitor.cli.events import EventsSink

    return None if where is None else stack.enter_context(EventsSink(where))


def _play(
    plan: "LivePlan",
    events: "EventsSink | None",
    to_lsl: "LslSettings",
    settings: "Settings",
    *,
    headless: bool,
) -> "LiveSession":
    from rich.console import Console

    from monitor.cli.play import play
    from monitor.view.state import beginning

    # Standard output belongs to the events if they go there.
    to_stderr = events is not None and events.is_stdout
    console = Console(stderr=to_stderr, force_terminal=False if headless else None)
    sinks: list[Sink] = [] if events is None else [events]
    terminal = _Terminal(plan, settings.coach, to_lsl, sinks, console)
    _say_start(plan, console)
    play(terminal.session, beginning(plan.settings), console)
    _say_end(plan, terminal.live, console)
    if events is not None:
        events.close()
        if events.problem:
            typer.echo(events.problem, err=True)
    return terminal.live


class _Terminal:
    """Runs a session whose lifter sits at a terminal.

    Attributes:
        live: The session, once it has begun.
    """

    live: "LiveSession"

    def __init__(
        self,
        plan: "LivePlan",
        coach: "CoachSettings",
        to_lsl: "LslSettings",
        sinks: "Sequence[Sink]",
        console: "Console",
    ) -> None:
        self._plan, self._to_lsl = plan, to_lsl
        self._coach, self._sinks, self._console = coach, sinks, console

    async def session(self, sink: "Sink") -> None:
        """Run it, seen by the gym and over LSL as far as its lifter wants."""
        import asyncio

        from monitor.cli.gym_keys import Overheard
        from monitor.cli.signals import end_on_signals
        from monitor.cli.sinks import show_gym
        from monitor.live_session import LiveSession
        from monitor.lsl.attached import attached
        from monitor.net.attached import StationWish, joined_to_gym

        plan, console = self._plan, self._console
        self.live = LiveSession(plan)
        end_on_signals(self.live)
        loop, person = asyncio.get_running_loop(), Overheard(self.live)

        def command(make: "Stamped") -> None:
            loop.call_soon_threadsafe(person.command, make)

        gym = StationWish(self._coach, plan.wearer, plan.settings)
        async with AsyncExitStack() as stack:
            streamed = stack.enter_context(attached(self._to_lsl, plan.wearer, command))
            told = await joined_to_gym(stack, gym, command, console.print)
            person.hear = told.hear
            self._take_keys(stack, person, told.shared)
            show_gym(sink, told.shared, console)
            self.live.also(told.accompany)
            await self.live.run([sink, *self._sinks, *streamed, *told.sinks])

    def _take_keys(
        self, stack: AsyncExitStack, person: "Overheard", shared: "SharedSession | None"
    ) -> None:
        from functools import partial

        from monitor.cli.gym_keys import also_of_gym
        from monitor.cli.keys import keys
        from monitor.cli.live_keys import press

        is_asked = self._console.is_interactive
        if is_asked or shared is not None:
            by_key = partial(press, person) if is_asked else _ignored
            stack.enter_context(keys(also_of_gym(by_key, shared)))


def _say_start(plan: "LivePlan", console: "Console") -> None:
    from monitor.cli.live_keys import KEYS

    if console.is_interactive:
        console.print(f"{GUIDE}\n{KEYS}", highlight=False)
    used = ", ".join(f"{each.placement} {each.address}" for each in plan.sensors)
    console.print(f"Sensors: {used}", soft_wrap=True, highlight=False)
    console.print(f"Recording: {plan.record}", soft_wrap=True, highlight=False)


def _ignored(key: str) -> None:
    """Take a key where nobody is asked for any."""
    del key


def _say_end(plan: "LivePlan", session: "LiveSession", console: "Console") -> None:
    from monitor.latency import write_ledger
    from monitor.model.errors import RecordingError

    console.print(session.ledger.line(), soft_wrap=True, highlight=False)
    if plan.record is not None:
        try:
            write_ledger(session.ledger, plan.record)
        except RecordingError as error:
            typer.echo(str(error), err=True)
        console.print(f"Recorded: {plan.record}", soft_wrap=True, highlight=False)
