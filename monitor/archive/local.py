"""Judges on this machine, a process for each job.

Python's own pool does all that is needed: the work is in files, so nothing is shared,
and what a bigger library would add (moving arrays, choosing a backend) isn't used.
"""

import gc
import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import islice
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Thread
from typing import Final

from monitor.archive.outcome import Asked, Failed, Outcome
from monitor.archive.task import Task, outcome_of

Judge = Callable[[Path, Asked], Outcome]
Done = tuple[Task, Outcome]

_AHEAD: Final = 2  # tasks handed out for each job: the next one is there at once
DIED: Final = "the process that judged it died twice (out of memory?)"


class LocalWorkers:
    """Judges in processes of this machine; at most a few tasks are held at once."""

    def __init__(self, jobs: int, judge: Judge = outcome_of) -> None:
        """Choose how much is done at once.

        Args:
            jobs: Recordings at once, 1 or more.
            judge: What judges one; must be known to other processes by its name.
        """
        self._jobs, self._judge = jobs, judge

    def results(self, tasks: Iterator[Task]) -> Iterator[Done]:
        """Yield each task with its outcome, in the order in which they get done.

        A process that dies takes none but its own recording with it: those it may have
        been working on are judged again, one at a time.
        """
        suspects: deque[Task] = deque()
        yield from self._until_broken(tasks, self._jobs, suspects)
        while suspects:
            alone = suspects.popleft()
            broke: deque[Task] = deque()
            yield from self._until_broken(iter([alone]), 1, broke)
            if broke:
                yield alone, Failed(f"{alone.path.name}: {DIED}", lasting=False)
            elif not suspects:
                yield from self._until_broken(tasks, self._jobs, suspects)

    def _until_broken(
        self, tasks: Iterator[Task], jobs: int, left: deque[Task]
    ) -> Iterator[Done]:
        """Yield what gets done; put what was under way when a process died to left."""
        running: dict[Future[Outcome], Task] = {}
        with _pool(jobs) as pool:
            try:
                while self._fill(pool, running, tasks, _AHEAD * jobs):
                    for future in wait(running, return_when=FIRST_COMPLETED).done:
                        outcome = future.result()
                        yield running.pop(future), outcome
            except BrokenProcessPool:
                left += running.values()

    def _fill(
        self,
        pool: ProcessPoolExecutor,
        running: dict[Future[Outcome], Task],
        tasks: Iterator[Task],
        most: int,
    ) -> bool:
        """Hand out tasks; return whether any is under way."""
        for task in islice(tasks, most - len(running)):
            try:
                running[pool.submit(self._judge, task.path, task.asked)] = task
            except BrokenProcessPool:
                running[Future()] = task
                raise
        return bool(running)


@contextmanager
def _pool(jobs: int) -> Iterator[ProcessPoolExecutor]:
    """Start processes that end at once with this block, or with this process.

    They watch a pipe whose other end only this process has: it closes even after a
    kill -9, and no worker is left behind.
    """
    context = get_context("spawn")
    until, alive = context.Pipe(duplex=False)
    pool = ProcessPoolExecutor(jobs, context, initializer=_begin, initargs=(until,))
    try:
        yield pool
    finally:
        alive.close()
        pool.shutdown(wait=True, cancel_futures=True)
        until.close()


def _begin(until: Connection) -> None:
    """Prepare a worker's process."""
    import signal  # noqa: PLC0415  runs in the worker alone

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a person's Ctrl-C is for the parent
    Thread(target=_end_with, args=(until,), daemon=True).start()
    gc.collect()
    gc.freeze()  # what is loaded stays: looking through it again costs a quarter


def _end_with(until: Connection) -> None:
    until.poll(None)
    os._exit(0)
