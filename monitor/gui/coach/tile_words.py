"""What a tile says: the words alone, for the eye and for the ear."""

import re
from dataclasses import dataclass
from typing import Final

from monitor.gui.symbols import Symbol
from monitor.net.messages import Alarm, State
from monitor.net.room import Rank, Tile

_APART: Final = " · "
_UNKNOWN: Final = "Angle unknown"
_PLACES: Final = {"thigh_left": "Left thigh", "thigh_right": "Right thigh"}
_LEAST_LOSS: Final = 1.0  # %, that is worth a word
SYMBOLS = {
    Rank.FINE: Symbol.FINE,
    Rank.CAUTION: Symbol.CAUTION,
    Rank.SILENT: Symbol.UNKNOWN,
    Rank.LINK: Symbol.CAUTION,
    Rank.DANGER: Symbol.DANGER,
    Rank.STOP: Symbol.DANGER,
    Rank.HELP: Symbol.DANGER,
}


@dataclass(frozen=True, slots=True)
class TileWords:
    """What a tile says.

    Attributes:
        name: Who.
        station: Where.
        rank: How urgent.
        symbol: That as a shape.
        doing: Exercise, set and load.
        figure: Reps, or seconds held.
        of: What the figure is of: the plan, or a unit.
        said: The alert, or why nothing is known, or that all is well.
        angle: Lumbar angle in words.
        verdicts: Clean, borderline and past the limit; empty before a scored rep.
        links: The sensors, one line.
        is_known: Whether there is anything of now to show.
    """

    name: str
    station: str
    rank: Rank
    symbol: Symbol
    doing: str
    figure: str
    of: str
    said: str
    angle: str
    verdicts: tuple[int, int, int]
    links: str
    is_known: bool

    @property
    def short_angle(self) -> str:
        """The angle where there is little room."""
        short = {"extension": "ext.", "flexion": "flex.", _UNKNOWN: "unknown"}
        return short.get(self.angle) or " ".join(
            short.get(word, word) for word in self.angle.split()
        )

    @property
    def short_doing(self) -> str:
        """What is done where there is little room: the exercise last, to be cut."""
        exercise, *rest = self.doing.split(_APART)
        return _APART.join([*rest, exercise])

    @property
    def short_links(self) -> str:
        """The sensors where there is little room: by their first letters."""
        each_of_them = self.links.split(_APART)
        return _APART.join(re.sub(r"^(\w)\w*", r"\1", each) for each in each_of_them)

    @property
    def spoken(self) -> str:
        """All of it as a sentence, for people who hear the screen."""
        clean, near, past = self.verdicts
        parts = [self.said, self.doing, f"{self.figure} {self.of}".strip(), self.angle]
        if any(self.verdicts):
            parts.append(f"{clean} clean, {near} near the limit, {past} past it")
        return ". ".join(part for part in [*parts, self.links] if part)


def tile_words(tile: Tile, now_s: float) -> TileWords:
    """Return what a tile says now.

    Args:
        tile: What is known.
        now_s: Receiver's time.
    """
    state, silent_s = tile.state, tile.silent_s(now_s)
    rank = tile.rank(now_s)
    if state is None:
        return _nobody(tile, rank)
    is_known = silent_s is None and not tile.ended
    return TileWords(
        name=tile.name,
        station=tile.station,
        rank=rank,
        symbol=_symbol(tile, rank, is_known=is_known),
        doing=_doing(state),
        figure=_figure(state),
        of=_of(state),
        said=_said(tile, state, silent_s),
        angle=_angle(state) if is_known else _UNKNOWN,
        verdicts=(state.clean, state.borderline, state.faults),
        links=_APART.join(_links(state)),
        is_known=is_known,
    )


def _nobody(tile: Tile, rank: Rank) -> TileWords:
    said = tile.ended or "Nobody shares anything here"
    return TileWords(
        name=tile.station,
        station="",
        rank=rank,
        symbol=Symbol.UNKNOWN,
        doing="",
        figure="-",
        of="",
        said=said,
        angle="",
        verdicts=(0, 0, 0),
        links="",
        is_known=False,
    )


def _symbol(tile: Tile, rank: Rank, *, is_known: bool) -> Symbol:
    state = tile.state
    if rank >= Rank.DANGER or state is None:
        return SYMBOLS[rank]
    is_judged = is_known and state.lumbar_deg is not None and not state.armed
    is_guess = rank is Rank.FINE and not is_judged  # fine, and nobody looks at it
    if is_known and state.link_lost:
        return Symbol.CAUTION
    if is_guess or not is_known:
        return Symbol.UNKNOWN
    return SYMBOLS[rank]


def _doing(state: State) -> str:
    parts = [state.exercise]
    if state.set_index:
        parts.append(f"set {state.set_index}" if state.in_set else "rest")
    if state.load_kg is not None:
        parts.append(f"{state.load_kg:g} kg")
    return " · ".join(part for part in parts if part)


def _figure(state: State) -> str:
    return str(state.reps) if state.held_s is None else f"{state.held_s:.0f}"


def _of(state: State) -> str:
    if state.held_s is not None:
        return "s"
    if state.planned_reps:
        return f"of {state.planned_reps}"
    return "rep" if state.reps == 1 else "reps"


def _said(tile: Tile, state: State, silent_s: float | None) -> str:
    """Return what the page for tablets says as well, in the same words."""
    if tile.ended and not state.help:
        return tile.ended
    alarm = _alarm(state)
    if silent_s is not None:
        silent = f"No signal for {ago(silent_s)}"
        return _APART.join([alarm, silent] if alarm else [silent])
    if alarm or state.link_lost:
        return alarm or "Sensor lost"
    if state.alarm is Alarm.CAUTION:
        return state.alert or "Caution"
    return state.alert or state.armed or _calm(state)


def _alarm(state: State) -> str:
    """Return what stays said while nothing more is heard; empty without an alarm."""
    if state.help:
        return "Calls for help"
    if state.stopped:
        return "Stopped by lifter"
    if state.alarm is Alarm.STOP:
        return state.alert or "Stop"
    return (state.alert or "Danger") if state.alarm is Alarm.DANGER else ""


def _calm(state: State) -> str:
    if state.lumbar_deg is None:
        return _UNKNOWN
    return "Fine" if state.in_set else "Between sets"


def ago(seconds: float) -> str:
    """Return a span of time for people."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    if seconds < 5400:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.0f} h"


def _angle(state: State) -> str:
    if state.lumbar_deg is None:
        return _UNKNOWN
    whole = round(abs(state.lumbar_deg))
    way = "flexion" if state.lumbar_deg > 0 else "extension"
    return f"{whole}° {way if whole else 'neutral'}"


def _links(state: State) -> list[str]:
    said = []
    for link in state.links:
        words = _PLACES.get(link.placement, link.placement.capitalize())
        if link.state != "streaming":
            words += f" {link.state}"
        elif link.battery_percent is not None:
            words += f" {link.battery_percent:.0f} %"
        if link.loss_percent is not None and link.loss_percent >= _LEAST_LOSS:
            words += f", loses {link.loss_percent:.0f} %"
        said.append(words)
    return said
