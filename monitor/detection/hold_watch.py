"""Watches over the limits while a posture is held, and over its clean time."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from monitor.detection.forms import Hold
from monitor.detection.hold_finder import HoldSettings
from monitor.detection.hyperextension import OverLimit, OverLimitSettings
from monitor.model.body import Limits
from monitor.model.events import (
    Event,
    HoldBroken,
    LimitKind,
    OverLimitBegan,
    OverLimitEnded,
)
from monitor.model.records import Side


@dataclass(slots=True)
class Held:
    """A hold under way.

    Attributes:
        hold_id: Its id.
        start_s: Since when, session s.
        side: The side lain on; None where that has no meaning.
        clean_s: Its clean time, once a limit was passed.
        broken_by: The limit that was passed first.
        over_s: Time past a limit.
        rows: Samples since it was known to be held.
        known: Of those, with an angle.
    """

    hold_id: int
    start_s: float
    side: Side | None
    clean_s: float | None = None
    broken_by: LimitKind | None = None
    over_s: float = 0.0
    rows: int = 0
    known: int = 0

    @property
    def share(self) -> float:
        """Share of its samples with an angle, 0 to 1."""
        return self.known / self.rows if self.rows else 0.0


class HoldWatch:
    """The limits of one exercise that is held: both of the sagittal plane, or lateral.

    Args:
        hold: What is held.
        settings: Dwell time and hysteresis.
        ids: Of the events past a limit.

    Attributes:
        held: The hold under way; None while none is.
    """

    def __init__(self, hold: Hold, settings: HoldSettings, ids: Iterator[int]) -> None:
        self._dwell_s = settings.dwell_s
        self._lateral_deg = hold.lateral_deg
        own = OverLimitSettings(0.0, settings.dwell_s, 1e9, settings.rearm_deg)
        kinds = [LimitKind.HYPEREXTENSION, LimitKind.FLEXION]
        if hold.lateral_deg is not None:
            kinds = [LimitKind.LATERAL]
        self._watches = {kind: OverLimit(kind, own, ids) for kind in kinds}
        self.held: Held | None = None

    def use_limits(self, limits: Limits) -> None:
        """Watch these limits from the next sample on."""
        for kind, watch in self._watches.items():
            match kind:
                case LimitKind.HYPEREXTENSION:
                    watch.use_limit(limits.extension_deg)
                case LimitKind.FLEXION:
                    watch.use_limit(limits.flexion_deg)
                case LimitKind.LATERAL:
                    watch.use_limit(self._lateral_deg or math.inf)

    def step(self, t: float, sag_deg: float, *, sure: bool, on: bool) -> list[Event]:
        """Take the next sample.

        Args:
            t: Session s.
            sag_deg: Hips below the line, positive; NaN if not known.
            sure: No contact doubt, and no fast move.
            on: Limits are judged at all.
        """
        held = self.held
        if held is None:
            return []
        if math.isnan(sag_deg):
            return self.blind(t)
        held.rows += 1
        held.known += 1
        events: list[Event] = []
        for kind, watch in self._watches.items():
            if not watch.quiet(t, _past(kind, sag_deg), 0.0):
                events += self._taken(watch.step(sure=sure, on=on), held)
        return events

    def blind(self, t: float) -> list[Event]:
        """Take a sample without an angle."""
        held = self.held
        if held is None:
            return []
        held.rows += 1
        told = [self._taken(watch.blind(t), held) for watch in self._watches.values()]
        return [event for events in told for event in events]

    def end(self, t: float) -> list[Event]:
        """End what is passed, with the hold."""
        held, events = self.held, list[Event]()
        for watch in self._watches.values():
            if held is not None:
                events += self._taken(watch.end(t), held)
            watch.reset()
        self.held = None
        return events

    def _taken(self, event: Event | None, held: Held) -> list[Event]:
        """Keep the clean time and the time past a limit."""
        if event is None:
            return []
        if isinstance(event, OverLimitEnded):
            held.over_s += event.duration_s + self._dwell_s
        if not isinstance(event, OverLimitBegan) or held.broken_by is not None:
            return [event]
        clean_s = max(event.t - self._dwell_s - held.start_s, 0.0)
        held.broken_by, held.clean_s = event.kind, clean_s
        angle_deg = event.angle_deg
        return [
            event,
            HoldBroken(event.t, held.hold_id, event.kind, clean_s, angle_deg),
        ]


def _past(kind: LimitKind, sag_deg: float) -> float:
    """Return the angle past neutral in a limit's own direction."""
    match kind:
        case LimitKind.HYPEREXTENSION:
            return sag_deg
        case LimitKind.FLEXION:
            return -sag_deg
        case LimitKind.LATERAL:
            return abs(sag_deg)
