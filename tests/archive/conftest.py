"""Small archives of recordings, some of them beyond judging."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from monitor.archive.local import Done
from monitor.archive.outcome import Asked, Outcome
from monitor.archive.task import Task, outcome_of

RECORDINGS = Path(__file__).parents[2] / "recordings"
NAMES = ("glute_bridge", "hip_thrust", "trunk_bend")

Known = dict[tuple[bytes, Asked], Outcome]


class HereWorkers:
    """Judges in this process what isn't known yet; stops if so asked."""

    def __init__(self, known: Known) -> None:
        self.judged: list[str] = []
        self.stop_after: int | None = None
        self._known = known

    def results(self, tasks: Iterator[Task], /) -> Iterator[Done]:
        """Yield each task with its outcome."""
        for task in tasks:
            if len(self.judged) == self.stop_after:
                raise KeyboardInterrupt
            self.judged.append(task.path.name)
            what = (task.path.read_bytes(), task.asked)
            if what not in self._known:
                self._known[what] = outcome_of(task.path, task.asked)
            yield task, self._known[what]


@pytest.fixture(scope="session")
def here() -> Callable[[], HereWorkers]:
    """Workers in this process; what one of them has judged, the next ones know."""
    known: Known = {}
    return lambda: HereWorkers(known)


@pytest.fixture
def archive_dir(tmp_path: Path) -> Path:
    """Three recordings, one of them in a folder of its own, and a damaged one."""
    folder = tmp_path / "archive"
    (folder / "bridges").mkdir(parents=True)
    for name in NAMES:
        below = folder / "bridges" if "bridge" in name else folder
        shutil.copy(RECORDINGS / f"{name}.mcap", below)
    content = bytearray((RECORDINGS / "hip_thrust.mcap").read_bytes())
    content[200_000:200_016] = bytes(16)
    (folder / "damaged.mcap").write_bytes(content)
    (folder / "notes.txt").write_text("no recording")
    return folder
