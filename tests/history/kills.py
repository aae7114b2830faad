"""Writes a history and kills the writer in the middle, again and again.

Run as ``python -m tests.history.kills FOLDER TIMES [SEED]``: a process of its own, as
it forks. Prints a JSON object.
"""

import json
import os
import random
import signal
import sqlite3
import sys
import time
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from monitor.history.store import History
from monitor.recording.journal import read_journal
from tests.history.made import made_session

MOST: Final = 12  # entries of a writer before it is killed
LONGEST_S: Final = 0.02  # from its last entry to the kill
BATCH: Final = 2  # edits after each session


@dataclass
class Told:
    """What came of all the kills.

    Attributes:
        kills: How many.
        entries: Sessions and edits that writers said were kept.
        lost: Of these, those that aren't there.
        corrupt: Times that the database or a journal was damaged.
        unfinished: Edits that are in a journal and not yet in the database.
    """

    kills: int = 0
    entries: int = 0
    lost: int = 0
    corrupt: int = 0
    unfinished: int = 0


def _write(folder: Path, first: int, out: int) -> None:
    """Keep sessions and edit them until killed; tell each that is kept."""
    history = History(folder / "history.sqlite3")
    for n in range(first, first + 100_000):
        facts = made_session(n % 2000, name=f"{n:06}.mcap")
        (folder / facts.name).touch()
        history.keep(facts)
        os.write(out, f"{facts.name} 0\n".encode())
        for count in range(1, BATCH + 1):
            history.edit(facts.name, "set/1/rpe", float(count))
            os.write(out, f"{facts.name} {count}\n".encode())


def _killed(folder: Path, first: int, entries: int, more_s: float) -> dict[str, int]:
    """Kill a writer so long after so many entries; return what it has told.

    Returns:
        How many edits it has made of each session.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            _write(folder, first, writing)
        finally:
            os._exit(1)
    os.close(writing)
    with os.fdopen(reading) as said:
        lines = [said.readline() for _ in range(entries)]
        time.sleep(more_s)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        lines += said.readlines()
    whole = [line for line in lines if line.endswith("\n")]  # the last may be cut
    return {name: int(count) for name, count in map(str.split, whole)}


def _check(folder: Path, told: dict[str, int], result: Told) -> None:
    path = folder / "history.sqlite3"
    history = History(path)
    with closing(sqlite3.connect(path)) as file:
        sound = file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        whole = file.execute("PRAGMA foreign_key_check").fetchall() == []
    result.corrupt += history.notice is not None or not sound or not whole
    known = {each.session for each in history.sessions()}
    for name, count in told.items():
        result.entries += 1 + count
        result.lost += name not in known
        journal = read_journal(folder / name)
        result.corrupt += journal.notice is not None
        result.lost += max(0, count - len(journal.edits))
        in_tables = history.edits(name)
        result.lost += max(0, count - len(in_tables))
        result.unfinished += len(journal.edits) - len(in_tables)
    history.close()


def kill(folder: Path, times: int, seed: int) -> Told:
    """Kill so many writers at random moments; return what came of it."""
    chance = random.Random(seed)
    result = Told()
    for n in range(times):
        entries, more_s = chance.randrange(MOST), chance.uniform(0.0, LONGEST_S)
        told = _killed(folder, n * 1000, entries, more_s)
        result.kills += 1
        _check(folder, told, result)
    return result


if __name__ == "__main__":
    done = kill(Path(sys.argv[1]), int(sys.argv[2]), int((*sys.argv, "1")[3]))
    print(json.dumps(asdict(done)))  # noqa: T201  it is the output
