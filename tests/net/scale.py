"""Counts what stations, coaches and tablets put on a gym's server.

    python -m tests.net.scale [--write]

Prints the tables of docs/scale.md, or writes them there. The messages are real ones,
encoded by the program; rates, limits and names are the program's own; the lines around
them are NATS's. TLS, TCP, pings and a reader's heartbeats are not counted.
"""

import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from nats.protocol.command import hpub_cmd, pub_cmd

from monitor.net.messages import (
    TRACE_HZ,
    Alarm,
    EventKind,
    EventTold,
    Health,
    LinkView,
    Message,
    SetTold,
    State,
    encode,
)
from monitor.net.station_link import HEALTH_S, RETAIN_S, STATE_HZ
from monitor.net.subjects import Branch, inbox, state_bucket, stream, subject

DOCUMENT: Final = Path(__file__).parents[2] / "docs" / "scale.md"
STATIONS: Final = (10, 1_000, 10_000)
GYM_OF: Final = 20  # stations of one gym, where there are many gyms
HOURS: Final = 8.0  # of sessions on each station, every day
REPS, REP_S, REST_S, ALERTS = 8, 4.0, 90.0, 1  # of a set
WEBSOCKET: Final = 4  # bytes around a message to a tablet
NUID: Final = "tvsWeu623QTL4HAUxqKLNs"

Table = list[list[str]]


@dataclass(frozen=True, slots=True)
class Flow:
    """A kind of message of one station.

    Attributes:
        name: For people.
        per_s: How often, while a lifter trains.
        body: Bytes of its JSON.
        up: Bytes from the station to the server.
        back: Bytes of the server's acknowledgement; 0 without.
        down: Bytes to each reader that gets it.
        stored: Bytes that the server keeps of it.
        to_tablet: How often a tablet gets it: live, from the store, or both.
    """

    name: str
    per_s: float
    body: int
    up: int
    back: int
    down: int
    stored: int
    to_tablet: int


def state() -> State:
    """Return a state in a set, with an alert: one of the larger ones."""
    return State(
        station="rack-12",
        session="0123456789abcdef",
        n=12_345,
        t=1234.567,
        lifter="Lifter K7Q2M",
        exercise="Romanian deadlift",
        in_set=True,
        set_index=3,
        load_kg=82.5,
        reps=7,
        planned_reps=10,
        lumbar_deg=-12.3,
        extension_limit_deg=15.0,
        trace=(-12.3,) * round(TRACE_HZ / STATE_HZ),
        links=(
            LinkView("pelvis", "streaming", 80.0, 0.4),
            LinkView("lumbar", "streaming", 71.0, 1.2),
        ),
        clean=5,
        borderline=1,
        faults=1,
        alarm=Alarm.CAUTION,
        alert="The lower back arches more and more",
    )


_ABOUT: Final = (
    "0123456789abcdef0123456789abcdef",
    "rack-12",
    "0123456789abcdef",
    12_345,
    1234.567,
    "2026-11-27T20:00:00.000+00:00",
)


def event() -> EventTold:
    """Return that a rep is done."""
    kind, who = EventKind.REP, "Lifter K7Q2M"
    return EventTold(*_ABOUT, kind, who, set_index=3, rep=7, box="0123abcd")


def finished_set() -> SetTold:
    """Return a finished set."""
    return SetTold(
        *_ABOUT,
        "Lifter K7Q2M",
        3,
        exercise="Romanian deadlift",
        reps=8,
        scored=8,
        clean=6,
        borderline=1,
        faults=1,
        load_kg=82.5,
        peak_extension_deg=17.3,
        extension_limit_deg=15.0,
        duration_s=31.27,
        box="0123abcd",
    )


def health() -> Health:
    """Return how a station is."""
    return Health("rack-12", _ABOUT[-1], waiting=2, program="rep-monitor 1.0.0")


def flows(gym: str = "iron", station: str = "rack-12") -> list[Flow]:
    """Return what a station sends while its lifter trains."""
    per_set = REPS * REP_S + REST_S
    kept = f"$KV.{state_bucket(gym)}.{station}"
    return [
        live("state", STATE_HZ, subject(gym, station, Branch.STATE), state()),
        retained("last state", 1 / RETAIN_S, gym, kept, state()),
        told("event", (2 + ALERTS + REPS - 1) / per_set, gym, station, event()),
        told("finished set", 1 / per_set, gym, station, finished_set()),
        live("health", 1 / HEALTH_S, subject(gym, station, Branch.HEALTH), health()),
    ]


def live(name: str, per_s: float, where: str, message: Message) -> Flow:
    """Return a message that nobody keeps."""
    body = encode(message)
    up, down = len(pub_cmd(where, "", body)), delivered(where, body)
    return Flow(name, per_s, len(body), up, 0, down, 0, 1)


def retained(name: str, per_s: float, gym: str, key: str, message: Message) -> Flow:
    """Return a message of which the server keeps the newest, in memory."""
    body = encode(message)
    reply = f"$JS.ACK.KV_{state_bucket(gym)}.cQPHyqFV.1.{10**7}.{10**5}.{10**18}.0"
    up, down = len(pub_cmd(key, "", body)), delivered(key, body, reply)
    stored = len(key) + len(body) + 16  # nats-server's memory store
    return Flow(name, per_s, len(body), up, 0, down, stored, 1)


def told(
    name: str, per_s: float, gym: str, station: str, message: EventTold | SetTold
) -> Flow:
    """Return a message that the server acknowledges once it is on the disk."""
    branch = Branch.EVENT if isinstance(message, EventTold) else Branch.SET
    where, body = subject(gym, station, branch), encode(message)
    asked = f"{inbox(station)}.{NUID}.{NUID}abcd"
    head = f"NATS/1.0\r\nNats-Msg-Id: {message.id}\r\n\r\n".encode()
    reply = f"$JS.ACK.{stream(gym)}.0LxDx5nW.1.{10**6}.{10**5}.{10**18}.0"
    return Flow(
        name,
        per_s,
        len(body),
        len(hpub_cmd(where, asked, head, body)),
        delivered(asked, b'{"stream":"%s","seq":1000000}' % stream(gym).encode()),
        delivered(where, body, reply, head),
        on_disk(where, head, body),
        2,  # live, and from the store
    )


def delivered(where: str, body: bytes, reply: str = "", head: bytes = b"") -> int:
    """Return the bytes by which a server delivers a message."""
    answer = f" {reply}" if reply else ""
    sizes = f"{len(head)} {len(head) + len(body)}" if head else f"{len(body)}"
    line = f"{'HMSG' if head else 'MSG'} {where} 1{answer} {sizes}\r\n"
    return len(line) + len(head) + len(body) + 2


def on_disk(where: str, head: bytes, body: bytes) -> int:
    """Return the bytes of a message in nats-server's file store."""
    return 22 + len(where) + 4 + len(head) + len(body) + 8


@dataclass(frozen=True, slots=True)
class Load:
    """What a number of stations amount to, all of them training.

    Attributes:
        n: How many.
        flows: What each sends.
    """

    n: int
    flows: list[Flow]

    def rate(self, *names: str) -> float:
        """Return messages a second of these kinds, or of all."""
        return self.n * sum(f.per_s for f in self._of(names))

    @property
    def bytes_in(self) -> float:
        """Bytes a second that the server takes."""
        return self.n * sum(f.per_s * f.up for f in self.flows)

    @property
    def acknowledged(self) -> float:
        """Messages a second that go to the disk and are acknowledged."""
        return self.n * sum(f.per_s for f in self.flows if f.back)

    @property
    def to_coach(self) -> float:
        """Bytes a second to each coach."""
        return self.n * sum(f.per_s * f.down for f in self.flows)

    @property
    def messages_to_tablet(self) -> float:
        """Messages a second to each tablet."""
        return self.n * sum(f.per_s * f.to_tablet for f in self.flows)

    @property
    def to_tablet(self) -> float:
        """Bytes a second to each tablet."""
        each = (f.per_s * f.to_tablet * (f.down + WEBSOCKET) for f in self.flows)
        return self.n * sum(each)

    @property
    def told_a_day(self) -> float:
        """Events and sets of a day."""
        return self.acknowledged * HOURS * 3600

    @property
    def stored_a_day(self) -> float:
        """Bytes of events and sets on the disk, a day."""
        kept = sum(f.per_s * f.stored for f in self.flows if f.back)
        return self.n * kept * HOURS * 3600

    @property
    def last_states(self) -> int:
        """Bytes of last states in memory."""
        return self.n * next(f.stored for f in self.flows if f.name == "last state")

    def _of(self, names: tuple[str, ...]) -> Iterable[Flow]:
        return (f for f in self.flows if not names or f.name in names)


def number(value: float) -> str:
    """Return a count as it is, another number with two digits; thousands apart."""
    if isinstance(value, int):
        return f"{value:,}".replace(",", " ")
    if value >= 100:
        digits = len(str(int(value))) - 2
        return f"{round(value, -digits):,.0f}".replace(",", " ")
    return f"{value:.0f}" if value >= 10 else f"{value:.2g}"


def markdown(table: Table) -> str:
    """Return a table as the document holds it."""
    head, *rows = table
    sides = [
        "---" if _is_text(column) else "---:" for column in zip(*rows, strict=True)
    ]
    lines = [head, sides, *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _is_text(column: Iterable[str]) -> bool:
    return not all(cell[0].isdigit() or cell in ("-", "none") for cell in column)


_PLACE: Final = re.compile(r"<!-- table: ([a-z-]+) -->\n((?:\|.*\n)*)")


def tables_of(text: str) -> dict[str, Table]:
    """Return the cells of a document's marked tables."""
    found = {}
    for name, lines in _PLACE.findall(text):
        rows = [
            [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
            for line in lines.splitlines()
        ]
        found[name] = [row for n, row in enumerate(rows) if n != 1]
    return found


def with_tables(text: str, tables: dict[str, Table]) -> str:
    """Return a document with its marked tables made anew."""

    def made(match: re.Match[str]) -> str:
        name = match.group(1)
        return f"<!-- table: {name} -->\n{markdown(tables[name])}\n"

    return _PLACE.sub(made, text)


if __name__ == "__main__":
    from tests.net.scale_tables import all_tables

    if "--write" in sys.argv[1:]:
        whole = with_tables(DOCUMENT.read_text(encoding="utf-8"), all_tables())
        DOCUMENT.write_text(whole, encoding="utf-8")
    for title, cells in all_tables().items():
        print(f"{title}\n{markdown(cells)}\n")  # noqa: T201
