"""Detection that says all that could be of importance under another limit."""

import math
from collections.abc import Iterator
from dataclasses import fields

from monitor.detection.boundaries import Boundaries
from monitor.detection.detection import Detection, DetectionSettings
from monitor.detection.hyperextension import OverLimit, OverLimitSettings
from monitor.detection.ledger import Ledger
from monitor.detection.report import Stand, Standard, report
from monitor.detection.scoring import lumbar, own_flexion
from monitor.detection.track import Stretch
from monitor.model.blocks import Posture
from monitor.model.body import Limits
from monitor.model.events import Event, LimitKind, OverLimitEnded, Rep
from monitor.model.records import ExerciseName
from monitor.playback.trace import (
    BLIND,
    ON,
    SKIPPED,
    SURE,
    Basis,
    Order,
    TracedRep,
    WatchTrace,
)

_REP_FIELDS = tuple(each.name for each in fields(Rep))


class TracedLedger(Ledger):
    """Gives every rep its basis, so that each measurement of one is told."""

    def reported(
        self, stretch: Stretch, bounds: Boundaries, stand: Stand, standard: Standard
    ) -> Rep:
        """Measure the lumbar angle in a rep and write it down with its basis."""
        measured = lumbar(stretch, bounds, standard.limits.extension_deg)
        rep = report(bounds, measured, stand, standard, self._exercise)
        flexion = own_flexion(stretch, bounds)
        basis = Basis(bounds, measured, flexion, stand, standard, self._exercise)
        values = {name: getattr(rep, name) for name in _REP_FIELDS}
        return TracedRep(**values, basis=basis)


class TracedWatch(OverLimit):
    """Writes down what it is given, and judges nothing.

    Attributes:
        trace: What it was given so far.
        leader: The trace of the watch that is given every row, and each before this
            one is; None for that watch itself.
    """

    def __init__(
        self, kind: LimitKind, settings: OverLimitSettings, ids: Iterator[int]
    ) -> None:
        self.trace = WatchTrace()
        self.leader: WatchTrace | None = None
        super().__init__(kind, settings, ids)

    def use_limit(self, limit_deg: float) -> None:
        """Note another limit."""
        self.keep_up()
        order = Order(len(self.trace.flags), limit_deg=limit_deg)
        self.trace.orders.append(order)

    def quiet(self, t: float, angle: float, rate: float) -> bool:
        """Ask for every row's circumstances."""
        del t, angle, rate
        return False

    def step(self, *, sure: bool, on: bool) -> Event | None:
        """Note the circumstances of a row."""
        self.keep_up(but=1)
        trace = self.trace
        if not trace.reps or trace.reps[-1][1] != self.rep_id:
            trace.reps.append((len(trace.flags), self.rep_id))
        trace.flags.append((ON if on else 0) | (SURE if sure else 0))
        return None

    def blind(self, t: float) -> Event | None:
        """Note a row without a valid angle."""
        del t
        self.keep_up(but=1)
        self.trace.flags.append(BLIND)
        return None

    def end(self, t: float) -> Event | None:
        """Note that an event is to be ended; see ``Item``."""
        self.keep_up()
        orders = self.trace.orders
        orders.append(Order(len(self.trace.flags), t=t))
        place = len(orders) - 1
        nan = math.nan
        return OverLimitEnded(t, place, self._kind, nan, nan, anticipated=False)

    def keep_up(self, but: int = 0) -> None:
        """Note the rows that this watch was not given.

        Args:
            but: Of the leader's rows, so many are still to be given to this one.
        """
        if self.leader is not None:
            missing = len(self.leader.flags) - but - len(self.trace.flags)
            self.trace.flags.extend([SKIPPED] * missing)


class TracedDetection(Detection):
    """Detection whose limits are not judged but traced."""

    ledger_type = TracedLedger
    watch_type = TracedWatch

    def __init__(
        self, exercise: ExerciseName, limits: Limits, settings: DetectionSettings
    ) -> None:
        self._late: list[range] = []
        super().__init__(exercise, limits, settings)
        assert isinstance(self._extension, TracedWatch)
        assert isinstance(self._flexion, TracedWatch)
        self._watches = self._extension, self._flexion
        self._flexion.leader = self._extension.trace

    @property
    def rows(self) -> int:
        """How many rows were fed."""
        return len(self._watches[0].trace.flags)

    def watches(self) -> dict[LimitKind, WatchTrace]:
        """Return what the watches were given."""
        for watch in self._watches:
            watch.keep_up()
        kinds = LimitKind.HYPEREXTENSION, LimitKind.FLEXION
        return dict(zip(kinds, (each.trace for each in self._watches), strict=True))

    def fed(self, posture: Posture) -> tuple[list[Event], set[int]]:
        """Feed a block; return its events, and the places of those that came late.

        Late are those that a row brings after the watches have looked at it.
        """
        self._late.clear()
        events = self.feed(posture)
        return events, {place for places in self._late for place in places}

    def _on_due(self, t: float, events: list[Event]) -> None:
        first = len(events)
        super()._on_due(t, events)
        self._late.append(range(first, len(events)))
