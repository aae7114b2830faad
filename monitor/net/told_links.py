"""What a coach is told of a session's sensors."""

from collections import deque
from typing import Final

from monitor.model.events import LinkStatus
from monitor.model.records import TRUNK, LinkState, Placement
from monitor.net.messages import EventKind, LinkView

_LOSS_S: Final = 10  # loss is of so many seconds: a status comes about once in one


class LinksTold:
    """Folds the statuses of the sensors."""

    def __init__(self) -> None:
        """Know of none yet."""
        self._lost: set[Placement] = set()
        self._streamed: set[Placement] = set()
        self._statuses: dict[Placement, deque[LinkStatus]] = {}

    @property
    def is_lost(self) -> bool:
        """Whether a sensor of the trunk has streamed and does no more."""
        return bool(self._lost)

    def take(self, status: LinkStatus) -> EventKind | None:
        """Take a status; return what is news of a sensor of the trunk."""
        place = status.placement
        self._statuses.setdefault(place, deque(maxlen=_LOSS_S)).append(status)
        if place not in TRUNK:
            return None
        was_lost = place in self._lost
        if status.state is LinkState.STREAMING:
            self._streamed.add(place)
            self._lost.discard(place)
            return EventKind.LINK_BACK if was_lost else None
        if was_lost or place not in self._streamed:
            return None
        self._lost.add(place)
        return EventKind.LINK_LOST

    def views(self) -> tuple[LinkView, ...]:
        """Return how each sensor comes through now."""
        return tuple(_view(statuses) for statuses in self._statuses.values())


def _view(statuses: deque[LinkStatus]) -> LinkView:
    first, last = statuses[0], statuses[-1]
    lost = last.lost - first.lost
    total = last.samples - first.samples + lost
    share = 100.0 * lost / total if last.loss_known and total > 0 else None
    return LinkView(
        last.placement,
        last.state,
        last.battery_percent,
        None if share is None else round(min(max(share, 0.0), 100.0), 1),
    )
