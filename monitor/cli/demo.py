"""``rep-monitor demo``: a virtual lifter's session, from bytes to alerts."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.options import Exercise, SettingsFile, Speed, examples

if TYPE_CHECKING:
    from monitor.cli.play import Session
    from monitor.pipeline import PipelineSettings
    from monitor.recording.recording import Recording
    from monitor.recording.writer import RecordingWriter

NAME = "demo"
EXAMPLES = examples(
    "rep-monitor demo",
    "rep-monitor demo --exercise romanian_deadlift --seed 7 --speed 2",
    "rep-monitor demo --record demo.mcap --speed max",
)
DURATION_S = 75.0


def command(  # noqa: PLR0913, PLR0917  a parameter is an option
    exercise: Exercise = None,
    seed: Annotated[
        int, typer.Option("--seed", min=0, help="Same seed, same session.")
    ] = 1,
    duration: Annotated[
        float,
        typer.Option("--duration", min=5.0, max=7200.0, metavar="S", help="Length, s."),
    ] = DURATION_S,
    speed: Speed = 1.0,
    record: Annotated[
        Path | None,
        typer.Option("--record", metavar="FILE", help="Record the session."),
    ] = None,
    settings_file: SettingsFile = None,
) -> None:
    """Show a virtual lifter's session live: count, lumbar angle, alerts."""
    from rich.console import Console

    from monitor.cli.play import beginning, play
    from monitor.recording.recording import record_session

    session = demo_session(demo_settings(exercise, settings_file), seed, duration)
    state = beginning(session.header.settings)
    if record is None:
        play(_running(session, speed), state, Console())
    else:
        with record_session(record, session.header) as writer:
            play(_running(session, speed, writer), state, Console())
        typer.echo(f"Recorded: {record}")


def _running(
    session: "Recording", speed: float, writer: "RecordingWriter | None" = None
) -> "Session":
    from monitor.recording.sources import paced, recorded
    from monitor.session import run

    source, pipeline = paced(session.records, speed), session.pipeline()
    if writer is None:
        return lambda sink: run(source, pipeline, [sink])
    kept = recorded(source, writer, patient=speed > 1)
    return lambda sink: run(kept, pipeline, [writer, sink], writer.reports)


def demo_settings(exercise: Exercise, file: Path | None) -> "PipelineSettings":
    """Return the person's settings, with the screen in the place of the sound."""
    from msgspec.structs import replace

    from monitor.config import read_settings

    chosen = read_settings(file).pipeline
    alerts = replace(chosen.alerts, sound_needed=False)
    return replace(chosen, exercise=exercise or chosen.exercise, alerts=alerts)


def demo_session(
    settings: "PipelineSettings", seed: int, duration_s: float
) -> "Recording":
    """Simulate a session of about this length, ended as a person would end it."""
    from dataclasses import replace
    from itertools import takewhile

    from monitor.acquisition.simulation.scenarios import demo
    from monitor.analysis.calibrated import closed
    from monitor.analysis.simulated import simulated_recording

    session = simulated_recording(demo(settings.exercise, seed, duration_s), settings)
    records = list(takewhile(lambda record: record.t <= duration_s, session.records))
    return closed(replace(session, records=records))
