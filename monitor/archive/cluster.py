"""Judges on a Dask cluster.

A recording travels as bytes, with its journal, inside its task: the workers need no
folder in common with this machine, and what is judged is what was hashed. The
scheduler holds the task until it is done, so that a worker that dies costs nothing but
the time it had spent: Dask gives its tasks to another one.
"""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from monitor.archive.local import Done
from monitor.archive.outcome import Asked, Failed, Outcome
from monitor.archive.task import Task, outcome_of, program_mark
from monitor.model.errors import MonitorError, RecordingError
from monitor.recording.journal import journal_path

if TYPE_CHECKING:
    from distributed import Client, Future, as_completed

MISSING: Final = (
    "A Dask cluster needs Dask, which the extra 'archive' brings:"
    ' pip install "rep-monitor[archive]".'
)
CONNECT_S: Final = 5.0
_AHEAD: Final = 2  # tasks handed out for each thread of the cluster


class ClusterWorkers:
    """Judges on the workers of a Dask scheduler; come and go as they like."""

    def __init__(self, client: "Client") -> None:
        """Take over a client; see ``connected``."""
        self._client = client

    def results(self, tasks: Iterator[Task]) -> Iterator[Done]:
        """Yield each task with its outcome, in the order in which they get done.

        Raises:
            RecordingError: A worker runs another version of the program.
        """
        import distributed  # noqa: PLC0415  an optional extra

        running: dict[str, Task] = {}
        futures = distributed.as_completed(loop=self._client.loop)
        self._fill(futures, running, tasks)
        for future in futures:
            task = running.pop(future.key)
            yield task, _outcome(future, task)
            self._fill(futures, running, tasks)

    def _fill(
        self,
        futures: "as_completed",
        running: dict[str, Task],
        tasks: Iterator[Task],
    ) -> None:
        most = _AHEAD * max(1, sum(self._client.nthreads().values()))
        while len(running) < most and (task := next(tasks, None)) is not None:
            running[task.key] = task
            futures.add(self._submit(task))

    def _submit(self, task: Task) -> "Future":
        journal = journal_path(task.path)
        edits = journal.read_bytes() if journal.exists() else None
        with warnings.catch_warnings():  # of a task that is large: it is meant to be
            warnings.simplefilter("ignore", UserWarning)
            return self._client.submit(
                judged_bytes,
                task.path.name,
                task.path.read_bytes(),
                edits,
                task.asked,
                program_mark(),
                key=task.key,
                pure=False,
            )


def judged_bytes(
    name: str, content: bytes, journal: bytes | None, asked: Asked, mark: str
) -> Outcome:
    """Judge a recording that came as bytes; runs on a worker.

    Args:
        name: Its file name, for people.
        content: The recording.
        journal: Its journal; None without one.
        asked: By what it is judged.
        mark: The program that asks.

    Raises:
        MonitorError: This worker runs another version of the program.
    """
    if program_mark() != mark:
        msg = f"A worker runs rep-monitor {program_mark()}, this is {mark}:"
        msg += " install the same version on all of them."
        raise MonitorError(msg)
    with TemporaryDirectory(prefix="rep-monitor-") as folder:
        path = Path(folder) / Path(name).name
        path.write_bytes(content)
        if journal is not None:
            journal_path(path).write_bytes(journal)
        return outcome_of(path, asked)


def _outcome(future: "Future", task: Task) -> Outcome:
    error = future.exception()
    if error is None:
        outcome: Outcome = future.result()
        return outcome
    if isinstance(error, MonitorError):
        raise RecordingError(str(error)) from None
    said = f"{task.path.name}: the cluster gave it up ({type(error).__name__})"
    return Failed(said, lasting=False)


@contextmanager
def connected(address: str) -> Iterator[ClusterWorkers]:
    """Connect to a scheduler, such as ``tcp://host:8786``.

    Raises:
        RecordingError: Dask is not installed, or no scheduler answers.
    """
    try:
        from distributed import Client  # noqa: PLC0415  an optional extra
        from distributed.comm import get_address_host_port  # noqa: PLC0415
    except ModuleNotFoundError:
        raise RecordingError(MISSING) from None
    try:
        get_address_host_port(address, strict=True)  # a client hangs on what is none
        client = Client(address, timeout=CONNECT_S, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        reason = " ".join(str(error).split())[:200]
        msg = f"{address}: no Dask scheduler answers there ({reason})"
        raise RecordingError(msg) from None
    with client:
        yield ClusterWorkers(client)
