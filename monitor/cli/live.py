"""``rep-monitor live``: a session with real sensors."""

import asyncio
import signal
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Protocol

import typer

from monitor.cli.options import (
    Adapters,
    Exercise,
    Lsl,
    LslMarkers,
    SettingsFile,
    examples,
    lsl_wish,
    no_lsl_in_window,
    shared_with,
    wanted,
)
from monitor.consent import Share

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from monitor.acquisition.sensor_link import Sensor
    from monitor.cli.events import EventsSink
    from monitor.cli.play import Session
    from monitor.config import LslSettings, Settings
    from monitor.live_session import LivePlan, LiveSession
    from monitor.model.records import Stamped
    from monitor.session import Sink

NAME = "live"
GUIDE = (
    "Tap a sensor to see which one it is; s swaps them. Lie on the bench and press l:"
    " 10 s tell whether the radio carries. Then stand still for 5 s and bow forward"
    " 3 times: that is the calibration."
)
KEYS = (
    "Keys: l link check, s swap sensors, c calibrate anew, b side bends, z re-zero, u"
    " undo it, e end set, n new wearer, m marker, r own range of extension, t mobility"
    " test, x end either, a on the left leg, d on the right leg, k lift the"
    " knees, for sensors on the thighs, q end."
)
EXAMPLES = examples(
    "rep-monitor live",
    "rep-monitor live --exercise glute_bridge --kit gym",
    "rep-monitor live --pelvis C0:..:01 --lumbar C0:..:02 --profile movella_dot",
    "rep-monitor live --headless --events - --duration 60",
    "rep-monitor live --lifters room.toml",
)


def command(  # noqa: PLR0913  a parameter is an option
    *,
    exercise: Exercise = None,
    pelvis: Annotated[
        str | None,
        typer.Option("--pelvis", metavar="ADDR", help="The sensor on the pelvis."),
    ] = None,
    lumbar: Annotated[
        str | None,
        typer.Option("--lumbar", metavar="ADDR", help="The one on the lower back."),
    ] = None,
    profile: Annotated[
        str | None,
        typer.Option("--profile", metavar="NAME", help="Firmware profile of both."),
    ] = None,
    rate: Annotated[
        float | None,
        typer.Option("--rate", metavar="HZ", help="Another of the profile's rates."),
    ] = None,
    adapter: Adapters = None,
    kit: Annotated[
        str | None,
        typer.Option(
            "--kit", metavar="NAME", help="A remembered pair, or its new name."
        ),
    ] = None,
    record: Annotated[
        Path | None,
        typer.Option("--record", metavar="FILE", help="Record to this file."),
    ] = None,
    headless: Annotated[
        bool,
        typer.Option("--headless", help="Plain lines; no terminal, nobody to ask."),
    ] = False,
    events: Annotated[
        str | None,
        typer.Option(
            "--events", metavar="FILE|-", help="Write what happens, JSON a line."
        ),
    ] = None,
    duration: Annotated[
        float | None,
        typer.Option(
            "--duration",
            min=0.1,
            metavar="S",
            help="End so long after all sensors stream.",
        ),
    ] = None,
    calibration: Annotated[
        str,
        typer.Option(
            "--calibration",
            metavar="auto|FILE",
            help="Find it in the stream, or carry it over from a recording.",
        ),
    ] = "auto",
    thigh_left: Annotated[
        str | None,
        typer.Option(
            "--thigh-left",
            metavar="ADDRESS",
            help="A third sensor, of the pelvis's make, on the left thigh.",
        ),
    ] = None,
    thigh_right: Annotated[
        str | None,
        typer.Option("--thigh-right", metavar="ADDRESS", help="Likewise, the right."),
    ] = None,
    lifters: Annotated[
        Path | None,
        typer.Option(
            "--lifters",
            metavar="FILE.toml",
            help="Several lifters at once, each with sensors of their own, as this file"
            " says; --record names a folder then.",
        ),
    ] = None,
    lsl: Lsl = False,
    lsl_markers: LslMarkers = None,
    gym: Annotated[
        str | None,
        typer.Option("--gym", metavar="NAME", help="Let this gym's coach see it."),
    ] = None,
    share: Annotated[
        Share | None,
        typer.Option("--share", help="What a coach sees; else as the settings say."),
    ] = None,
    settings_file: SettingsFile = None,
) -> None:
    """Watch a session with two sensors: count reps, tell hyperextension, record."""
    from monitor.acquisition.kits import Kit, remember
    from monitor.acquisition.linkable import linkable, thigh_sensors
    from monitor.acquisition.locks import held
    from monitor.cli.live_lifters import several
    from monitor.cli.pairing import Wish, chosen, known
    from monitor.cli.window import show_live
    from monitor.config import kits_path, locks_path, read_settings
    from monitor.gui.display import has_display
    from monitor.gui.studio import LiveWish
    from monitor.model.records import Placement
    from monitor.profiles import find_profiles

    if lifters is not None:
        one_s_own = {
            "--pelvis": pelvis,
            "--lumbar": lumbar,
            "--profile": profile,
            "--rate": rate,
            "--adapter": adapter,
            "--kit": kit,
            "--exercise": exercise,
            "--events": events,
            "--calibration": None if calibration == "auto" else calibration,
            "--thigh-left": thigh_left,
            "--thigh-right": thigh_right,
            "--lsl": lsl or lsl_markers,
            "--gym": gym or share,
        }
        several(lifters, one_s_own, record, duration, settings_file, headless=headless)
        return
    settings = shared_with(read_settings(settings_file), gym, share)
    profiles = find_profiles(settings.profiles_path)
    in_window = has_display() and not headless and events is None
    thighs = {
        Placement.THIGH_LEFT: thigh_left,
        Placement.THIGH_RIGHT: thigh_right,
    }
    may_ask = not headless and not in_window and sys.stdin.isatty()
    wish = Wish(pelvis, lumbar, profile, adapter or (), kit, may_ask=may_ask)
    if in_window:
        no_lsl_in_window(lsl, lsl_markers)
        pair_known = known(wish, profiles)
        wish_live = None
        if pair_known is not None:
            first = _first(calibration, settings.wearer)
            what = wanted(exercise)
            wish_live = LiveWish(
                pair_known, what, rate, record, duration, first, thighs
            )
        is_told = gym is not None or share is not None
        show_live(wish_live, settings_file, settings.coach if is_told else None)
        return
    pair = chosen(wish, profiles)
    sensors = linkable(pair, profiles, rate)
    sensors += thigh_sensors(pair, thighs, profiles)
    remember(pair, kits_path())
    plan = _plan(settings, exercise, sensors, record, duration, calibration)
    with ExitStack() as stack:
        addresses = [each.address for each in sensors]
        stack.enter_context(held(addresses, locks_path()))
        sink = _events(events, stack)
        to_lsl = lsl_wish(settings.lsl, lsl, lsl_markers)
        if _play(plan, sink, to_lsl, settings, headless=headless).swapped:
            remember(Kit(pair.name, pair.lumbar, pair.pelvis), kits_path())


def _plan(  # noqa: PLR0913, PLR0917  as many as the session needs
    settings: "Settings",
    exercise: Exercise,
    sensors: "Sequence[Sensor]",
    record: Path | None,
    duration_s: float | None,
    calibration: str,
) -> "LivePlan":
    from datetime import datetime

    from msgspec.structs import replace

    from monitor.history.live import kept_in
    from monitor.live_session import LivePlan
    from monitor.pipeline import with_exercise
    from monitor.recording.new_path import new_recording_path

    chosen = settings.pipeline
    alerts = replace(chosen.alerts, sound_needed=False)
    judged = with_exercise(replace(chosen, alerts=alerts), wanted(exercise))
    started = datetime.now().astimezone()
    where = record or new_recording_path(settings.recordings_path, started)
    return LivePlan(
        sensors,
        judged,
        settings.wearer,
        where,
        duration_s,
        _first(calibration, settings.wearer),
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
    import asyncio
    from contextlib import AsyncExitStack
    from functools import partial

    from rich.console import Console

    from monitor.cli.gym_keys import Overheard, also_of_gym
    from monitor.cli.keys import keys
    from monitor.cli.play import play
    from monitor.cli.sinks import show_gym
    from monitor.live_session import LiveSession
    from monitor.lsl.attached import attached
    from monitor.net.attached import StationWish, joined_to_gym
    from monitor.view.state import beginning

    # Standard output belongs to the events if they go there.
    to_stderr = events is not None and events.is_stdout
    console = Console(stderr=to_stderr, force_terminal=False if headless else None)
    sessions: list[LiveSession] = []
    extra: list[Sink] = [] if events is None else [events]

    async def session(sink: "Sink") -> None:
        live = LiveSession(plan)
        sessions.append(live)
        end_on_signals(live)
        loop = asyncio.get_running_loop()

        person = Overheard(live)

        def command(make: "Stamped") -> None:
            loop.call_soon_threadsafe(person.command, make)

        gym = StationWish(settings.coach, plan.wearer, plan.settings)
        async with AsyncExitStack() as stack:
            streamed = stack.enter_context(attached(to_lsl, plan.wearer, command))
            told = await joined_to_gym(stack, gym, command, console.print)
            person.hear = told.hear
            by_key = partial(press, person) if console.is_interactive else _ignored
            if console.is_interactive or told.shared is not None:
                stack.enter_context(keys(also_of_gym(by_key, told.shared)))
            show_gym(sink, told.shared, console)
            live.also(told.accompany)
            await live.run([sink, *extra, *streamed, *told.sinks])

    _say_start(plan, console)
    run: Session = session
    play(run, beginning(plan.settings), console)
    _say_end(plan, sessions[0], console)
    if events is not None:
        events.close()
        if events.problem:
            typer.echo(events.problem, err=True)
    return sessions[0]


def _say_start(plan: "LivePlan", console: "Console") -> None:
    if console.is_interactive:
        console.print(f"{GUIDE}\n{KEYS}", highlight=False)
    used = ", ".join(f"{each.placement} {each.address}" for each in plan.sensors)
    console.print(f"Sensors: {used}", soft_wrap=True, highlight=False)
    console.print(f"Recording: {plan.record}", soft_wrap=True, highlight=False)


def _ignored(key: str) -> None:
    """Take a key where nobody is asked for any."""
    del key


class Ending(Protocol):
    """What can end in good order."""

    def end(self) -> None:
        """End it."""


class Commanded(Ending, Protocol):
    """A session that a person commands by keys."""

    def command(self, make: "Stamped", /) -> None:
        """Put in what a person wants."""


def press(session: Commanded, key: str) -> None:
    """Do what a key stands for."""
    from monitor.model.records import (
        Calibrate,
        EndRangeTest,
        EndSet,
        Marker,
        NewWearer,
        Rezero,
        SetSide,
        Side,
        StartLinkCheck,
        StartMobilityTest,
        StartRangeTest,
        StartSideBends,
        StartThighCalibration,
        SwapSensors,
        UndoRezero,
    )

    commands: dict[str, Stamped] = {
        "l": StartLinkCheck,
        "c": Calibrate,
        "s": SwapSensors,
        "z": Rezero,
        "u": UndoRezero,
        "e": EndSet,
        "m": Marker,
        "n": lambda t: NewWearer(t, ""),
        "r": StartRangeTest,
        "b": StartSideBends,
        "t": StartMobilityTest,
        "x": EndRangeTest,
        "k": StartThighCalibration,
        "a": lambda t: SetSide(t, Side.LEFT),
        "d": lambda t: SetSide(t, Side.RIGHT),
    }
    if key == "q":
        session.end()
    elif key in commands:
        session.command(commands[key])


def end_on_signals(session: Ending) -> None:
    """End in good order on Ctrl-C and SIGTERM; a second one ends at once."""
    loop = asyncio.get_running_loop()

    def end(number: int) -> None:
        signal.signal(number, signal.SIG_DFL)
        session.end()

    for number in (signal.SIGINT, signal.SIGTERM):
        if sys.platform == "win32":
            signal.signal(number, lambda n, _: loop.call_soon_threadsafe(end, n))
        else:
            loop.add_signal_handler(number, end, number)


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
