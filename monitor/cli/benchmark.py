"""``rep-monitor benchmark``: speed and memory on this machine."""

from typing import Annotated

import typer

from monitor.cli.options import examples

NAME = "benchmark"
EXAMPLES = examples(
    "rep-monitor benchmark",
    "rep-monitor benchmark --memory-hours 0.5 --import-hours 0.1",
)


def command(
    memory_h: Annotated[
        float,
        typer.Option(
            "--memory-hours", min=0.05, max=24.0, help="Session to watch memory over."
        ),
    ] = 2.0,
    import_h: Annotated[
        float,
        typer.Option(
            "--import-hours", min=0.01, max=24.0, help="Sensor CSV to import."
        ),
    ] = 1.0,
) -> None:
    """Measure the whole path: cost of a sample, replay, memory, import, analyze."""
    from monitor.analysis.benchmark import run
    from monitor.cli.progress import busy

    with busy("measuring, some minutes"):
        run(memory_h=memory_h, import_h=import_h, say=typer.echo)
