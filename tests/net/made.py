"""Messages as a station tells them; what a test doesn't care about is made up."""

from msgspec.structs import replace

from monitor.net.messages import EventKind, EventTold, PainTold, SetTold, State
from monitor.net.room import Tile

STATION = "rack-1"


def a_state(station: str = STATION, n: int = 1, **more: object) -> State:
    return replace(State(station, "s1", n, float(n), f"Lifter {station}"), **more)


def a_set(seq: int, station: str = STATION, **more: object) -> SetTold:
    name = f"{station}-set-{seq:06}"
    made = SetTold(name, station, "s1", seq, 1.0, "", "A", seq, reps=8)
    return replace(made, **more)


def a_rep(n: int, station: str = STATION, **more: object) -> EventTold:
    name, t, seq = f"{station}-rep-{n:06}", float(n), max(n, 1)
    made = EventTold(name, station, "s1", seq, t, "", EventKind.REP, "A", rep=n)
    return replace(made, **more)


def a_pain(seq: int, station: str = STATION, **more: object) -> PainTold:
    name = f"{station}-pain-{seq:06}"
    return replace(PainTold(name, station, "s1", seq, 1.0, "", "A", 6.0), **more)


def a_tile(
    station: str = STATION,
    seen_s: float = 0.0,
    trace: tuple[float | None, ...] = (),
    **more: object,
) -> Tile:
    """Return a tile with a state; ``more`` is of that."""
    state = replace(a_state(station), **more)
    return Tile(station, state, seen_s, trace=trace)
