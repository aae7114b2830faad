"""``rep-monitor picture``: the live view as an SVG, for documents."""

import io
from itertools import takewhile
from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.options import Exercise, wanted

NAME = "picture"
WIDTH, HEIGHT = 96, 32


def command(
    out: Annotated[Path, typer.Argument(metavar="OUT.svg")],
    exercise: Exercise = None,
    seed: Annotated[int, typer.Option("--seed", min=0)] = 1,
    at_s: Annotated[float, typer.Option("--at", min=5.0, max=7200.0)] = 52.0,
) -> None:
    """Draw the demo's live view as it is at a moment."""
    from rich.console import Console

    from monitor.cli.output import text_out
    from monitor.cli.sinks import ViewSink
    from monitor.cli.terminal import view
    from monitor.demo_session import demo_recording, demo_settings
    from monitor.view.state import beginning

    session = demo_recording(demo_settings(wanted(exercise), None), seed, at_s + 30.0)
    pipeline, sink = session.pipeline(), ViewSink(beginning(session.header.settings))
    for record in takewhile(lambda record: record.t <= at_s, session.records):
        for output in pipeline.feed(record):
            sink.put(output)
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True)
    console.print(view(sink.state, HEIGHT))
    with text_out(str(out)) as file:
        file.write(console.export_svg(title="rep-monitor demo"))
