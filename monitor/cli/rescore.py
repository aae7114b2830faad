"""``rep-monitor rescore``: an archive again, by other settings or a newer version."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.options import Exercise, Limit, Trained, examples, wanted
from monitor.model.records import ExerciseName

if TYPE_CHECKING:
    from monitor.archive.run import Workers

NAME = "rescore"
EXAMPLES = examples(
    "rep-monitor rescore ~/recordings",
    "rep-monitor rescore ~/recordings --limit 12 -o twelve.parquet",
    "rep-monitor rescore ~/recordings --dask tcp://gym-server:8786",
)


def command(  # noqa: PLR0913, PLR0917  a parameter is an option
    folder: Annotated[
        Path,
        typer.Argument(metavar="DIR", help="All recordings below it are judged."),
    ],
    limit: Limit = None,
    exercise: Exercise = None,
    jobs: Annotated[
        int | None,
        typer.Option(
            "--jobs", min=1, max=256, help="Recordings at once; default: all cores."
        ),
    ] = None,
    out: Annotated[
        Path,
        typer.Option("-o", "--output", metavar="OUT.parquet", help="One row a rep."),
    ] = Path("rescored.parquet"),
    dask: Annotated[
        str | None,
        typer.Option(
            "--dask", metavar="ADDRESS", help="Judge on this Dask cluster instead."
        ),
    ] = None,
) -> None:
    """Judge all recordings below a folder again, and tell what changed since the day.

    Stopped in the middle, the same command goes on where it was.
    """
    from rich.console import Console

    from monitor.archive.outcome import Asked
    from monitor.archive.parquet import recordings_path, require_pyarrow
    from monitor.archive.run import found_archive, rescored_archive
    from monitor.archive.tables import archive_tables
    from monitor.cli.progress import steps

    if dask is not None and jobs is not None:
        msg = "--jobs and --dask don't go together: the cluster knows its workers."
        raise typer.BadParameter(msg)
    require_pyarrow()
    archive = found_archive(folder, Asked(_built_in(exercise), limit))
    try:
        with (
            _workers(jobs, dask) as workers,
            steps("judging", len(archive.paths)) as step,
        ):
            total = rescored_archive(archive, out, workers, step)
    except KeyboardInterrupt:
        typer.echo("Stopped; the same command goes on from here.", err=True)
        raise
    Console().print(archive_tables(total))
    typer.echo(f"Written: {out} and {recordings_path(out)}", err=True)


@contextmanager
def _workers(jobs: int | None, dask: str | None) -> Iterator["Workers"]:
    if dask is not None:
        from monitor.archive.cluster import connected

        with connected(dask) as cluster:
            yield cluster
        return
    from monitor.archive.local import LocalWorkers

    yield LocalWorkers(jobs or os.cpu_count() or 1)


def _built_in(exercise: Trained | None) -> ExerciseName | None:
    """Return the exercise that was asked for; one's own is that of its recordings."""
    chosen = wanted(exercise)
    if chosen is None or isinstance(chosen, ExerciseName):
        return chosen
    msg = "an archive is judged as a built-in exercise, or as recorded."
    raise typer.BadParameter(msg, param_hint="--exercise")
