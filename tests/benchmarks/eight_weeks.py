"""Eight weeks of simulated training: is a rebuilt history the one that was kept live?

Run as ``python -m tests.benchmarks.eight_weeks [SESSIONS]``. Every session is recorded
as live, with loads, exertion, pain and notes told in it; later there are edits.
"""

import asyncio
import math
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from monitor.demo_session import DemoSession, demo_recording
from monitor.history.live import kept_in
from monitor.history.store import History
from monitor.model.errors import HistoryError
from monitor.model.records import (
    ChooseSetKind,
    LoadUnit,
    Note,
    PainPlace,
    Record,
    SetKind,
    SetLoad,
    SetPain,
    SetRpe,
    StrikeRep,
    TellMorningAfter,
)
from monitor.pipeline import PipelineSettings
from monitor.recording.recording import Recording

START = datetime(2026, 9, 1, 17, 0, tzinfo=UTC)
DURATION_S = 420.0  # eight sets or so
WEEKS = 8


def told(chance: random.Random, end_s: float) -> Iterator[Record]:
    """Yield what a lifter tells in a session, in order of time."""
    yield TellMorningAfter(0.5, chance.random() < 0.2)
    t = 5.0
    while t < end_s:
        unit = chance.choice(list(LoadUnit))
        any_of: list[Record] = [
            SetLoad(t, 5.0 * chance.randrange(8, 24), unit),
            ChooseSetKind(t, chance.choice(list(SetKind))),
            SetRpe(t, chance.uniform(5.0, 10.0)),
            SetPain(t, float(chance.randrange(6)), chance.choice(list(PainPlace))),
            Note(t, "süß", set_index=chance.choice([None, 1])),
            StrikeRep(t),
        ]
        yield chance.choice(any_of)
        t += chance.uniform(5.0, 25.0)


def session(n: int, day: float) -> Recording:
    """Simulate a session of one of two lifters."""
    made = demo_recording(PipelineSettings(), n, DURATION_S)
    said = told(random.Random(n), DURATION_S)
    records = sorted([*made.records, *said], key=lambda record: record.t)
    utc = (START + timedelta(days=day)).isoformat()
    header = replace(
        made.header, started_utc=utc, wearer="Bob" if n % 6 == 5 else "Ann"
    )
    return replace(made, header=header, records=records)


def edit(history: History, chance: random.Random) -> int:
    """Make, undo and redo edits of any session; return how many."""
    done = 0
    sets = history.summaries()
    for _ in range(len(sets)):
        picked = chance.choice(sets)
        field, value = chance.choice(
            [
                (f"set/{picked.index}/load_kg", 2.5 * chance.randrange(60)),
                (f"set/{picked.index}/rpe", chance.uniform(1.0, 10.0)),
                (f"set/{picked.index}/kind", chance.choice(list(SetKind))),
                (f"set/{picked.index}/added", chance.randrange(3)),
                (f"rep/{chance.randrange(1, 30)}/struck", chance.random() < 0.5),
                ("session/note", "later"),
                ("session/lifter", chance.choice(["Ann", "Bob"])),
            ]
        )
        try:
            history.edit(picked.session, field, value)
            done += 1
        except HistoryError:
            pass  # it is so already, or there is no such rep
        if chance.random() < 0.2:
            done += history.undo(picked.session) is not None
        if chance.random() < 0.1:
            done += history.redo(picked.session) is not None
    return done


def main(sessions: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "history.sqlite3"
        for n in range(sessions):
            made = session(n, n * WEEKS * 7 / sessions)
            recording = folder / f"{n:03}.mcap"
            accompany = kept_in(path, folder)
            asyncio.run(DemoSession(made, math.inf, recording, accompany).run([]))
        live = History(path)
        edits = edit(live, random.Random(1))
        rebuilt = History(folder.parent / f"{folder.name}.sqlite3", folder)
        start = time.perf_counter()
        done = rebuilt.rebuild()
        took_s = time.perf_counter() - start
        counted = f"{len(live.sessions())} sessions, {len(live.summaries())} sets"
        print(f"{counted}, {edits} edits; rebuilt in {took_s:.1f} s")  # noqa: T201
        print(f"equal: {rebuilt.equal(live)}; {done}")  # noqa: T201
        rebuilt.close()
        live.close()


if __name__ == "__main__":
    main(int((*sys.argv, "25")[1]))
