"""What a station has to tell, on its disk until the server has it.

All of the database's work happens on a thread of its own: whoever puts something in
never waits for a disk. Numbers are given here, from 1 and without gaps, for the life
of the file; what a lifter no longer wants told leaves an empty note under its number.
"""

import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Final, TypeVar
from uuid import uuid4

from msgspec.structs import replace

from monitor.consent import Consent
from monitor.model.errors import MonitorError
from monitor.net.consent import allowed
from monitor.net.messages import (
    EventKind,
    EventTold,
    MessageError,
    Told,
    decode_told,
    encode,
)

T = TypeVar("T")

KEPT_COMMANDS: Final = 1000
_TABLES: Final = """
CREATE TABLE IF NOT EXISTS waiting (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, body BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS aside (seq INTEGER PRIMARY KEY, body BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS heard (
    n INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE
);
CREATE TABLE IF NOT EXISTS marks (name TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS box (only INTEGER PRIMARY KEY CHECK (only = 1), id TEXT);
"""


class OutboxError(MonitorError):
    """The outbox can't be opened or written; one sentence."""


class Outbox:
    """Messages in the order in which they are to leave.

    What a future here is about raises ``OutboxError`` if the disk fails it.
    """

    def __init__(
        self, path: Path, on_problem: Callable[[str], None] = lambda _: None
    ) -> None:
        """Open the outbox of a station, or begin it.

        Args:
            path: Its file.
            on_problem: Told in a sentence, on the outbox's thread, when something can't
                be written; it is tried again.

        Raises:
            OutboxError: It can't be opened, or is none.
        """
        self._path, self._on_problem = path, on_problem
        self._unwritten: deque[Told] = deque()
        self._is_failing = False
        self.on_news: Callable[[], None] = lambda: None  # on the outbox's thread
        self._thread = ThreadPoolExecutor(1, "outbox")
        try:
            self._base: sqlite3.Connection = self._thread.submit(self._open).result()
        except (OSError, sqlite3.Error) as error:
            self._thread.shutdown()
            msg = f"{path}: the outbox for the coach can't be opened ({error})"
            raise OutboxError(msg) from error

    def _open(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        base = sqlite3.connect(self._path, isolation_level=None)
        try:
            base.execute("PRAGMA journal_mode=WAL")
            base.execute("PRAGMA synchronous=FULL")
            base.executescript(_TABLES)
            base.execute("INSERT OR IGNORE INTO box VALUES (1, ?)", (uuid4().hex[:8],))
            self._box: str = base.execute("SELECT id FROM box").fetchone()[0]
        except sqlite3.Error:
            base.close()
            raise
        return base

    def put(self, told: Told) -> None:
        """Take a message; never waits, never raises."""
        self._unwritten.append(told)
        self._thread.submit(self._write)

    def _write(self) -> None:
        """Write what isn't written yet; what fails stays for the next time."""
        while self._unwritten:
            told = self._unwritten[0]
            try:
                self._insert(told)
            except sqlite3.Error as error:
                self._fail(error)
                return
            self._unwritten.popleft()
        self._is_failing = False
        self.on_news()

    def _insert(self, told: Told) -> None:
        """Insert a message unless it waits already: an ignored one costs a number."""
        known = "SELECT 1 FROM waiting WHERE id = ?"
        if self._base.execute(known, (told.id,)).fetchone() is None:
            insert = "INSERT INTO waiting (id, body) VALUES (?, ?)"
            self._base.execute(insert, (told.id, encode(told)))

    def _fail(self, error: sqlite3.Error) -> None:
        if not self._is_failing:
            self._is_failing = True
            self._on_problem(
                f"{self._path.name}: what the coach is to be told can't be kept on the"
                f" disk ({error}); it waits in memory."
            )

    def _asked(self, work: Callable[..., T], *about: object) -> Future[T]:
        """Have the thread do something; that it can't is an ``OutboxError``."""
        return self._thread.submit(self._tried, work, *about)

    def _tried(self, work: Callable[..., T], *about: object) -> T:
        try:
            return work(*about)
        except sqlite3.Error as error:
            msg = f"{self._path.name}: the outbox for the coach fails ({error})"
            raise OutboxError(msg) from error

    def flushed(self) -> Future[int]:
        """Write what isn't written; its result is how many still are not."""

        def write() -> int:
            self._write()
            return len(self._unwritten)

        return self._asked(write)

    def first(self) -> Future[Told | None]:
        """Return the oldest message that waits, with its number."""
        return self._asked(self._first)

    def _first(self) -> Told | None:
        while True:
            row = self._base.execute(
                "SELECT seq, body FROM waiting ORDER BY seq LIMIT 1"
            ).fetchone()
            if row is None:
                return None
            seq, body = row
            try:
                return replace(decode_told(body), seq=seq, box=self._box)
            except MessageError:  # spoiled on the disk: kept, but not in the way
                self._set_aside(seq)

    def acknowledged(self, seq: int) -> Future[None]:
        """Forget a message: the server has it."""
        return self._asked(self._delete, seq)

    def _delete(self, seq: int) -> None:
        self._base.execute("DELETE FROM waiting WHERE seq = ?", (seq,))

    def set_aside(self, seq: int) -> Future[None]:
        """Keep a message that can never be sent out of the way of the others."""
        return self._asked(self._set_aside, seq)

    def _set_aside(self, seq: int) -> None:
        keep = "INSERT OR REPLACE INTO aside SELECT seq, body FROM waiting"
        self._base.execute("BEGIN")
        try:
            self._base.execute(f"{keep} WHERE seq = ?", (seq,))
            self._delete(seq)
        except sqlite3.Error:
            self._base.execute("ROLLBACK")
            raise
        self._base.execute("COMMIT")

    def waiting(self) -> Future[int]:
        """Return how many messages wait."""
        return self._asked(self._count, "waiting")

    def aside(self) -> Future[int]:
        """Return how many messages can't be sent."""
        return self._asked(self._count, "aside")

    def _count(self, table: str) -> int:
        rows = self._base.execute(f"SELECT COUNT(*) FROM {table}")
        return int(rows.fetchone()[0])

    def keep_to(self, consent: Consent, lifter: str) -> Future[None]:
        """Empty every message that waits and that its lifter no longer allows.

        Args:
            consent: What is allowed.
            lifter: By whom, as the messages say it; those of others are left alone.
        """
        return self._asked(self._keep_to, consent, lifter)

    def _keep_to(self, consent: Consent, lifter: str) -> None:
        rows = self._base.execute("SELECT seq, body FROM waiting").fetchall()
        for seq, body in rows:
            try:
                told = decode_told(body)
            except MessageError:  # spoiled on the disk: it never leaves it
                continue
            if told.lifter == lifter and not allowed(consent, told):
                note = encode(emptied(told))
                change = "UPDATE waiting SET body = ? WHERE seq = ?"
                self._base.execute(change, (note, seq))

    def is_repeated(self, command: str) -> Future[bool]:
        """Return whether a command of this id was heard before; it is from now on."""
        return self._asked(self._is_repeated, command)

    def _is_repeated(self, command: str) -> bool:
        done = self._base.execute(
            "INSERT OR IGNORE INTO heard (id) VALUES (?)", (command,)
        )
        self._base.execute(
            "DELETE FROM heard WHERE n <= (SELECT MAX(n) FROM heard) - ?",
            (KEPT_COMMANDS,),
        )
        return done.rowcount == 0

    def mark(self, name: str, *, wanted: bool) -> Future[None]:
        """Remember something over restarts, or forget it."""
        change = "INSERT OR IGNORE INTO marks VALUES (?)"
        change = change if wanted else "DELETE FROM marks WHERE name = ?"
        return self._asked(self._do, change, name)

    def _do(self, change: str, name: str) -> None:
        self._base.execute(change, (name,))

    def is_marked(self, name: str) -> Future[bool]:
        """Return whether something is remembered."""
        return self._asked(self._is_marked, name)

    def _is_marked(self, name: str) -> bool:
        rows = self._base.execute("SELECT 1 FROM marks WHERE name = ?", (name,))
        return rows.fetchone() is not None

    def close(self) -> None:
        """Write what isn't written, and close."""
        self._thread.submit(self._close).result()
        self._thread.shutdown()

    def _close(self) -> None:
        with closing(self._base):
            self._write()


async def on_disk(future: Future[T]) -> T:
    """Await what the outbox's thread does."""
    return await asyncio.wrap_future(future)


def emptied(told: Told) -> EventTold:
    """Return a note that says nothing, under the id and number it stands for."""
    return EventTold(
        id=told.id,
        station=told.station,
        session=told.session,
        seq=told.seq,
        t=0.0,
        utc="",
        kind=EventKind.CONSENT,
        lifter="-",
        box=told.box,
    )
