"""``rep-monitor analyze``: everything that can be said of recordings."""

import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.options import (
    Bows,
    Exercise,
    Limit,
    Lumbar,
    Neutral,
    Pelvis,
    SettingsFile,
    examples,
    wanted,
    window,
)
from monitor.model.errors import MonitorError

if TYPE_CHECKING:
    from monitor.analysis.analyze import Analyzed, AnalyzeOptions
    from monitor.analysis.calibrated import Windows
    from monitor.analysis.opened import Roles
    from monitor.pipeline import PipelineSettings

NAME = "analyze"
EXAMPLES = examples(
    "rep-monitor analyze session.mcap",
    "rep-monitor analyze session.csv --exercise hip_thrust --json - | jq .reps",
    "rep-monitor analyze trial.csv --neutral 0:4 --bows 5:12 --timeseries angles.csv",
    "rep-monitor analyze recordings/*.mcap --jobs 4 --json all.json",
)


@dataclass(frozen=True, slots=True)
class Job:
    """One session to analyze; crosses over to another process."""

    files: tuple[Path, ...]
    roles: "Roles"
    options: "AnalyzeOptions"
    settings: "PipelineSettings"


def command(  # noqa: PLR0913, PLR0917  a parameter is an option
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...",
            help="Recordings, or what import reads; - is standard input. With"
            " --pelvis or --lumbar, all files are one session.",
        ),
    ],
    exercise: Exercise = None,
    limit: Limit = None,
    neutral: Neutral = None,
    bows: Bows = None,
    json: Annotated[
        str | None,
        typer.Option(
            "--json",
            metavar="OUT|-",
            help="Write JSON instead of the table: an object, or a list of them for"
            " several files.",
        ),
    ] = None,
    timeseries: Annotated[
        str | None,
        typer.Option(
            "--timeseries", metavar="OUT|-", help="Write the angles as CSV; one file."
        ),
    ] = None,
    jobs: Annotated[
        int, typer.Option("--jobs", min=1, max=64, help="Files at once.")
    ] = 1,
    pelvis: Pelvis = None,
    lumbar: Lumbar = None,
    settings_file: SettingsFile = None,
) -> None:
    """Analyze recordings: reps, sets, lumbar angle, alerts; a table by default."""
    from monitor.analysis.analyze import AnalyzeOptions
    from monitor.analysis.opened import Roles
    from monitor.cli.output import keep_apart
    from monitor.config import read_settings

    options = AnalyzeOptions(wanted(exercise), limit, windows(neutral, bows))
    settings, roles = read_settings(settings_file).pipeline, Roles(pelvis, lumbar)
    groups = [tuple(files)] if roles else [(file,) for file in files]
    if timeseries is not None and (len(groups) > 1 or timeseries == json == "-"):
        msg = "--timeseries goes with one session, and not to the place of --json."
        raise typer.BadParameter(msg)
    for out in (json, timeseries):
        if out is not None:
            keep_apart(out, files)
    done = _all_done([Job(each, roles, options, settings) for each in groups], jobs)
    _tell(done, json, timeseries)


def windows(neutral: str | None, bows: str | None) -> "Windows | None":
    """Return both windows, None for neither.

    Raises:
        BadParameter: There is one of them only, or one is none.
    """
    from monitor.analysis.calibrated import Windows

    if neutral is not None and bows is not None:
        return Windows(window(neutral, "--neutral"), window(bows, "--bows"))
    if neutral is None and bows is None:
        return None
    msg = "--neutral and --bows go together."
    raise typer.BadParameter(msg)


def analyzed_apart(job: Job) -> "Analyzed":
    """Analyze one session in a process of its own.

    Raises:
        MonitorError: As such, because it must travel between processes.
    """
    try:
        return analyzed_job(job)
    except MonitorError as error:
        raise MonitorError(str(error)) from None


def analyzed_job(job: Job) -> "Analyzed":
    """Analyze one session."""
    from monitor.analysis.analyze import analyzed
    from monitor.analysis.opened import opened

    found = opened(job.files, job.roles, job.settings)
    return analyzed(found.recording, found.name, job.options, imported=found.imported)


def _all_done(work: list[Job], jobs: int) -> "list[Analyzed]":
    from monitor.cli.progress import steps

    done = []
    with steps("analyzing", len(work)) as step:
        for each in _one_by_one(work, min(jobs, len(work))):
            done.append(each)
            step()
    return done


def _one_by_one(work: list[Job], workers: int) -> Iterator["Analyzed"]:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    if workers == 1:
        yield from map(analyzed_job, work)
        return
    ignore = (signal.SIGINT, signal.SIG_IGN)  # a person's Ctrl+C is for the parent
    with ProcessPoolExecutor(
        workers, get_context("spawn"), initializer=signal.signal, initargs=ignore
    ) as pool:
        try:
            yield from pool.map(analyzed_apart, work)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _tell(done: "list[Analyzed]", json: str | None, timeseries: str | None) -> None:
    from rich.console import Console

    from monitor.analysis.tables import analysis_tables
    from monitor.analysis.timeseries import write_timeseries
    from monitor.cli.output import text_out

    if json is not None:
        with text_out(json) as out:
            out.write(_json(done))
    elif timeseries != "-":
        for each in done:
            Console().print(analysis_tables(each.analysis))
    if timeseries is not None:
        with text_out(timeseries) as out:
            write_timeseries(out, done[0].series)


def _json(done: "list[Analyzed]") -> str:
    objects = [each.analysis.to_json().decode() for each in done]
    if len(objects) == 1:
        return objects[0]
    return "[\n" + ",\n".join(each.rstrip("\n") for each in objects) + "\n]\n"
