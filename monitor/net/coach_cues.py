"""What a coach is called for, and when: few words, always with a name.

A coach hears of a lifter told to stop, one who has stopped, a sensor lost within a set
and a call for help; nothing else. One at a time, at most one in ``APART_S``, again
after ``AGAIN_S`` until a click acknowledges it, and no more once its cause is gone.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from monitor.model.events import Cue
from monitor.net.messages import Alarm
from monitor.net.room import Tile

APART_S: Final = 5.0
AGAIN_S: Final = 20.0


class Call(IntEnum):
    """What a coach is called for, the most urgent last."""

    LINK_LOST = 1
    STOP = 2
    STOPPED = 3
    HELP = 4


_CUES: Final = {
    Call.LINK_LOST: Cue.SENSOR_LOST,
    Call.STOP: Cue.STOP,
    Call.STOPPED: Cue.STOP,
    Call.HELP: Cue.STOP,
}
# A link that comes and goes is one cause; a lifter who calls again is another.
_KEPT_S: Final = {
    Call.LINK_LOST: AGAIN_S,
    Call.STOP: 0.0,
    Call.STOPPED: 0.0,
    Call.HELP: 0.0,
}
_WORDS: Final = {
    Call.LINK_LOST: "sensor lost in the set",
    Call.STOP: "stop",
    Call.STOPPED: "stopped by the lifter",
    Call.HELP: "calls for help",
}


@dataclass(frozen=True, slots=True)
class CoachCue:
    """A call for the coach.

    Attributes:
        station: Where.
        name: Who.
        call: What for.
    """

    station: str
    name: str
    call: Call

    @property
    def text(self) -> str:
        """What is said."""
        return f"{self.name}: {_WORDS[self.call]}"

    @property
    def cue(self) -> Cue:
        """The tone that goes before."""
        return _CUES[self.call]


class CoachCues:
    """Follows the tiles; tells what to sound now."""

    def __init__(self) -> None:
        """Begin with nothing to call for."""
        self._waiting: dict[tuple[str, Call], CoachCue] = {}
        self._sounded_s: dict[tuple[str, Call], float] = {}
        self._acknowledged: set[tuple[str, Call]] = set()
        self._seen_s: dict[tuple[str, Call], float] = {}
        self._last_s: float | None = None

    def update(self, tiles: Iterable[Tile], now_s: float) -> CoachCue | None:
        """Take the tiles of now; return the call to sound, if it is time for one.

        Args:
            tiles: All of the room, filtered out ones too.
            now_s: Receiver's time.
        """
        self._waiting = {
            (tile.station, call): CoachCue(tile.station, tile.name, call)
            for tile in tiles
            for call in _calls(tile, now_s)
        }
        kept = {
            key: s for key, s in self._seen_s.items() if now_s - s < _KEPT_S[key[1]]
        }
        self._seen_s = kept | dict.fromkeys(self._waiting, now_s)
        self._acknowledged &= self._seen_s.keys()
        self._sounded_s = {
            key: s for key, s in self._sounded_s.items() if key in self._seen_s
        }
        if self._last_s is not None and now_s - self._last_s < APART_S:
            return None
        due = [key for key in self._open() if self._is_due(key, now_s)]
        if not due:
            return None
        # the most urgent first; of equals the one that was sounded longest ago
        key = max(due, key=lambda k: (k[1], -self._sounded_s.get(k, float("-inf"))))
        self._last_s = self._sounded_s[key] = now_s
        return self._waiting[key]

    def pending(self) -> list[CoachCue]:
        """Return the calls that nobody has acknowledged, the most urgent first."""
        keys = sorted(self._open(), key=lambda key: -key[1])
        return [self._waiting[key] for key in keys]

    def acknowledge(self, station: str) -> None:
        """Take note that the coach knows of a lifter's calls."""
        self._acknowledged |= {key for key in self._waiting if key[0] == station}

    def _open(self) -> list[tuple[str, Call]]:
        return [key for key in self._waiting if key not in self._acknowledged]

    def _is_due(self, key: tuple[str, Call], now_s: float) -> bool:
        sounded_s = self._sounded_s.get(key)
        return sounded_s is None or now_s - sounded_s >= AGAIN_S


def _calls(tile: Tile, now_s: float) -> list[Call]:
    state = tile.state
    if state is None:
        return []
    calls = [Call.HELP] if state.help else []
    if tile.ended:
        return calls
    if state.stopped:
        calls.append(Call.STOPPED)
    elif state.alarm is Alarm.STOP:
        calls.append(Call.STOP)
    if state.in_set and (state.link_lost or tile.silent_s(now_s) is not None):
        calls.append(Call.LINK_LOST)
    return calls
