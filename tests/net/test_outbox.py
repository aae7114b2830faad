"""Nothing that was put in is lost, doubled or out of order."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from monitor.consent import Consent, Share
from monitor.net.messages import EventKind, EventTold, PainTold, SetTold
from monitor.net.outbox import KEPT_COMMANDS, Outbox, OutboxError

LIFTER = "A"


def event(n: int) -> EventTold:
    kind = EventKind.REP
    return EventTold(f"event-{n:08}", "rack-1", "s", 1, float(n), "", kind, "A", rep=n)


def taken(outbox: Outbox) -> list[int]:
    """Take everything out, as an acknowledging server would."""
    numbers = []
    while (told := outbox.first().result()) is not None:
        numbers.append(told.seq)
        outbox.acknowledged(told.seq).result()
    return numbers


def test_messages_leave_in_order_numbered_over_restarts(tmp_path: Path) -> None:
    path = tmp_path / "outbox.sqlite3"
    outbox = Outbox(path)
    for n in range(3):
        outbox.put(event(n))
    first = taken(outbox)
    outbox.put(event(3))
    outbox.close()

    again = Outbox(path)
    again.put(event(4))

    assert (first, taken(again)) == ([1, 2, 3], [4, 5])
    again.close()


def test_the_same_id_is_kept_once(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path / "outbox.sqlite3")
    for n in (1, 1, 2):
        outbox.put(event(n))

    assert taken(outbox) == [1, 2]
    outbox.close()


def test_a_file_that_is_no_outbox_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "outbox.sqlite3"
    path.write_bytes(b"not a database at all" * 100)

    with pytest.raises(OutboxError, match="can't be opened"):
        Outbox(path)


def test_what_a_lifter_takes_back_is_emptied_but_keeps_its_number(
    tmp_path: Path,
) -> None:
    outbox = Outbox(tmp_path / "outbox.sqlite3")
    outbox.put(event(1))
    outbox.put(PainTold("pain-0001", "rack-1", "s", 1, 1.0, "", "A", 7.0, "ache"))
    outbox.put(SetTold("set-00001", "rack-1", "s", 1, 1.0, "", "A", 1))

    outbox.keep_to(Consent(Share.STATE), LIFTER).result()

    left = []
    while (told := outbox.first().result()) is not None:
        left.append(told)
        outbox.acknowledged(told.seq).result()
    assert [each.seq for each in left] == [1, 2, 3]
    assert isinstance(left[0], EventTold)
    assert left[0].kind is EventKind.REP
    for note in left[1:]:
        assert isinstance(note, EventTold)
        assert (note.kind, note.text, note.utc) == (EventKind.CONSENT, "", "")
    outbox.close()


def test_what_another_lifter_has_told_is_not_ones_own_to_take_back(
    tmp_path: Path,
) -> None:
    outbox = Outbox(tmp_path / "outbox.sqlite3")
    theirs = SetTold("set-00001", "rack-1", "s", 1, 1.0, "", "B", 1)
    outbox.put(theirs)

    outbox.keep_to(Consent(), LIFTER).result()

    assert isinstance(outbox.first().result(), SetTold)
    outbox.close()


def test_a_command_is_heard_once_over_restarts(tmp_path: Path) -> None:
    path = tmp_path / "outbox.sqlite3"
    outbox = Outbox(path)
    first = outbox.is_repeated("command-1").result()
    outbox.close()

    again = Outbox(path)
    repeated = again.is_repeated("command-1").result()
    for n in range(KEPT_COMMANDS + 5):
        again.is_repeated(f"other-{n:08}").result()

    assert (first, repeated) == (False, True)
    assert again.is_repeated(f"other-{KEPT_COMMANDS:08}").result()
    again.close()


def test_what_cant_be_sent_is_kept_aside(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path / "outbox.sqlite3")
    outbox.put(event(1))
    outbox.put(event(2))

    outbox.set_aside(1).result()

    assert (outbox.waiting().result(), outbox.aside().result()) == (1, 1)
    assert taken(outbox) == [2]
    outbox.close()


def test_a_message_spoiled_on_the_disk_is_in_nobodys_way(tmp_path: Path) -> None:
    path = tmp_path / "outbox.sqlite3"
    outbox = Outbox(path)
    for n in range(3):
        outbox.put(event(n))
    outbox.close()
    with closing(sqlite3.connect(path)) as base, base:
        base.execute("UPDATE waiting SET body = x'00ff' WHERE seq = 2")

    again = Outbox(path)
    again.keep_to(Consent(Share.NOTHING), LIFTER).result()
    last = again.first().result()

    assert isinstance(last, EventTold)
    assert last.kind is EventKind.CONSENT
    assert taken(again) == [1, 3]
    assert again.aside().result() == 1
    again.close()


PUTTER = """
import sys
from pathlib import Path
from monitor.net.messages import EventKind, EventTold
from monitor.net.outbox import Outbox
outbox, n = Outbox(Path(sys.argv[1])), int(sys.argv[2])
while True:
    n += 1
    kind = EventKind.REP
    outbox.put(EventTold(f"event-{n:08}", "rack-1", "s", 1, 0.0, "", kind, "A", rep=n))
    outbox.flushed().result()
    print(n, flush=True)
"""


def test_a_killed_station_has_kept_all_it_said_it_kept(tmp_path: Path) -> None:
    path, said, seed = tmp_path / "outbox.sqlite3", 0, random.Random(1)
    for _ in range(4):
        command = [sys.executable, "-c", PUTTER, str(path), str(said)]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        process = subprocess.Popen(command, stdout=subprocess.PIPE, env=environment)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(seed.uniform(0.0, 0.05))
        process.send_signal(signal.SIGKILL)
        lines = process.stdout.read().split(b"\n")
        process.stdout.close()
        process.wait()
        said = max([said + 1, *(int(line) for line in lines[:-1])])

    outbox = Outbox(path)
    reps, numbers = [], []
    while (told := outbox.first().result()) is not None:
        assert isinstance(told, EventTold)
        reps.append(told.rep)
        numbers.append(told.seq)
        outbox.acknowledged(told.seq).result()
    outbox.close()
    assert numbers == list(range(1, len(numbers) + 1))
    assert set(range(1, said + 1)) <= set(reps)
    assert len(reps) == len(set(reps))


def test_an_outbox_keeps_its_name_and_a_new_one_has_another(tmp_path: Path) -> None:
    names: list[str] = []
    for path in (tmp_path / "a", tmp_path / "a", tmp_path / "b"):
        outbox = Outbox(path)
        outbox.put(event(len(names)))
        told = outbox.first().result()
        assert told is not None
        names.append(told.box)
        outbox.close()

    assert names[0] == names[1] != names[2]
