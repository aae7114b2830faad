"""Processes of this machine judge; one that dies takes its own recording alone."""

import os
import signal
from pathlib import Path

import pytest

from monitor.archive.local import DIED, LocalWorkers
from monitor.archive.outcome import Asked, Failed, Outcome
from monitor.archive.task import Task


def deadly(path: Path, asked: Asked) -> Outcome:
    """Die of one file; stand for the judging of any other."""
    del asked
    if path.name == "deadly.mcap":
        os.kill(os.getpid(), signal.SIGKILL)
    return Failed(path.name)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs kill -9")
def test_a_recording_that_kills_its_process_is_counted_and_the_rest_is_judged() -> None:
    names = [f"{i}.mcap" for i in range(8)]
    names[3] = "deadly.mcap"
    tasks = (Task(name, Path(name), Asked()) for name in names)

    done = list(LocalWorkers(2, deadly).results(tasks))

    assert sorted(task.key for task, _ in done) == sorted(names)
    for task, outcome in done:
        assert isinstance(outcome, Failed)
        died = task.key == "deadly.mcap"
        assert outcome.reason == (f"{task.key}: {DIED}" if died else task.key)
        assert outcome.lasting != died
