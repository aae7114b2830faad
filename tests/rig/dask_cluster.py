"""A Dask scheduler and workers, each in a process of its own on this machine."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
Child = subprocess.Popen[str]
_HERE = ("--host", "127.0.0.1", "--no-dashboard")


@dataclass(frozen=True)
class Cluster:
    """What runs.

    Attributes:
        address: Of the scheduler.
        workers: One thread each; nobody starts one again that dies.
    """

    address: str
    workers: list[Child]


@contextmanager
def cluster(workers: int, folder: Path) -> Iterator[Cluster]:
    """Run a scheduler and workers for as long as the block.

    Args:
        workers: How many.
        folder: Where they may leave their files.
    """
    with ExitStack() as stack:
        scheduler = stack.enter_context(
            _running(folder, "dask_scheduler", "--port", "0", *_HERE)
        )
        address = _line_with(r"Scheduler at:\s+(tcp://\S+)", scheduler)
        alone = ("--nthreads", "1", "--no-nanny", *_HERE)
        children = [
            stack.enter_context(_running(folder, "dask_worker", address, *alone))
            for _ in range(workers)
        ]
        for each in children:
            _line_with(r"(Registered to)", each)
        yield Cluster(address, children)


@contextmanager
def _running(folder: Path, module: str, *arguments: str) -> Iterator[Child]:
    command = [sys.executable, "-m", f"distributed.cli.{module}", *arguments]
    with subprocess.Popen(
        command,
        stderr=subprocess.PIPE,
        text=True,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as child:
        try:
            yield child
        finally:
            child.kill()


def _line_with(pattern: str, child: Child) -> str:
    """Read what it says until it says this."""
    assert child.stderr is not None
    for line in child.stderr:
        if found := re.search(pattern, line):
            return found.group(1)
    msg = f"never said {pattern}"
    raise RuntimeError(msg)
