"""Watches a limit anew over a whole session, looking only at the rows that matter.

While an angle is within its limit nothing happens, so the watch itself is fed the
rows past the limit, the one before them, and those until it is within again.
"""

from bisect import bisect_right
from dataclasses import dataclass, replace
from itertools import count

import numpy as np

from monitor.detection.hyperextension import OverLimit, OverLimitSettings
from monitor.model.body import Limits
from monitor.model.events import Event, LimitKind, OverLimitBegan, OverLimitEnded
from monitor.playback.trace import BLIND, ON, SURE, Order, Trace, WatchTrace


@dataclass(frozen=True, slots=True)
class Watched:
    """What watches told.

    Attributes:
        by_row: Rows and what they brought, in order.
        by_order: What an order to end brought, by the watch and the order's place.
    """

    by_row: list[tuple[int, Event]]
    by_order: dict[tuple[LimitKind, int], Event]


def watched(
    trace: Trace, limits: Limits | None, settings: OverLimitSettings
) -> Watched:
    """Watch both limits.

    Args:
        trace: The session.
        limits: In force throughout; None for those in force at the time.
        settings: Of the watches.
    """
    found = Watched([], {})
    for kind, given in trace.watches.items():
        limit = None if limits is None else _limit_of(kind, limits)
        _Rewatch(trace, kind, given, settings).watch(limit, found)
    found.by_row.sort(key=lambda pair: (pair[0], _PLACE[_kind_of(pair[1])]))
    return _renumbered(found)


def _limit_of(kind: LimitKind, limits: Limits) -> float:
    if kind is LimitKind.HYPEREXTENSION:
        return limits.extension_deg
    return limits.flexion_deg


class _Rewatch:
    """One watch, fed anew."""

    def __init__(
        self,
        trace: Trace,
        kind: LimitKind,
        given: WatchTrace,
        settings: OverLimitSettings,
    ) -> None:
        posture, sign = trace.posture, _SIGN[kind]
        self._kind, self._given = kind, given
        self._t = posture.t
        self._angle = sign * posture.lumbar_flexion_deg
        self._rate = sign * (posture.lumbar_rate_dps - posture.pelvis_rate_dps)
        self._level = self._angle + self._rate * settings.lookahead_s
        self._flags = np.array(given.flags, np.int8)
        self._watch = OverLimit(kind, settings, count(1))
        self._rep_rows = [row for row, _ in given.reps]
        self._past = np.empty(0, np.intp)
        self._fed = -1  # the last row that the watch was fed
        self._is_idle = True

    def watch(self, limit: float | None, found: Watched) -> None:
        """Go through all rows and orders.

        Args:
            limit: In force throughout, deg; None for those in force at the time.
            found: Takes what is told.
        """
        if limit is not None:
            self._use(limit)
        row = 0
        for place, order in enumerate(self._given.orders):
            self._rows(row, order.row, found)
            row = order.row
            event = self._obey(order, keep=limit is not None)
            if event is not None:
                found.by_order[self._kind, place] = event
        self._rows(row, len(self._flags), found)

    def _use(self, limit: float) -> None:
        self._watch.use_limit(limit)
        self._past = np.flatnonzero((self._flags >= 0) & (self._level > limit))

    def _obey(self, order: Order, *, keep: bool) -> Event | None:
        if order.t is not None:
            event = self._watch.end(order.t)
            self._is_idle = self._is_idle or not self._watch.over
            return event
        if order.limit_deg is not None and not keep:
            self._use(order.limit_deg)
        return None

    def _rows(self, row: int, stop: int, found: Watched) -> None:
        while row < stop:
            if self._is_idle:
                row = self._next_past(row)
                if row >= stop:
                    return
                self._lead_in(row - 1)
            event = self._row(row)
            if event is not None:
                found.by_row.append((row, event))
            row += 1

    def _next_past(self, row: int) -> int:
        place = int(np.searchsorted(self._past, row))
        return int(self._past[place]) if place < len(self._past) else len(self._flags)

    def _lead_in(self, row: int) -> None:
        """Let the watch know the row before; it can't have told anything of it."""
        while row > self._fed and self._flags[row] < BLIND:
            row -= 1  # a row that it was not given
        if row <= self._fed:
            return
        t = float(self._t[row])
        if self._flags[row] == BLIND:
            self._watch.blind(t)
        else:
            self._watch.quiet(t, float(self._angle[row]), float(self._rate[row]))

    def _row(self, row: int) -> Event | None:
        self._fed = row
        flags, t = int(self._flags[row]), float(self._t[row])
        if flags < BLIND:
            return None
        if flags == BLIND:
            event = self._watch.blind(t)
            self._is_idle = not self._watch.over
            return event
        angle, rate = float(self._angle[row]), float(self._rate[row])
        self._is_idle = self._watch.quiet(t, angle, rate)
        if self._is_idle:
            return None
        self._watch.rep_id = self._rep_id(row)
        return self._watch.step(sure=bool(flags & SURE), on=bool(flags & ON))

    def _rep_id(self, row: int) -> int | None:
        place = bisect_right(self._rep_rows, row) - 1
        return self._given.reps[place][1] if place >= 0 else None


_SIGN = {LimitKind.HYPEREXTENSION: -1.0, LimitKind.FLEXION: 1.0}
_PLACE = {LimitKind.HYPEREXTENSION: 0, LimitKind.FLEXION: 1}


def _kind_of(event: Event) -> LimitKind:
    assert isinstance(event, OverLimitBegan | OverLimitEnded)
    return event.kind


def _renumbered(found: Watched) -> Watched:
    """Give the events of both watches the ids that they would have got together."""
    ids: dict[tuple[LimitKind, int], int] = {}
    for _, event in found.by_row:
        if isinstance(event, OverLimitBegan):
            ids[event.kind, event.event_id] = len(ids) + 1

    def numbered(event: Event) -> Event:
        assert isinstance(event, OverLimitBegan | OverLimitEnded)
        return replace(event, event_id=ids[event.kind, event.event_id])

    by_row = [(row, numbered(event)) for row, event in found.by_row]
    return Watched(by_row, {key: numbered(e) for key, e in found.by_order.items()})
