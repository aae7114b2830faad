"""Tells of a low battery in good time: outside sets, once each time it runs low."""

from collections.abc import Iterable

from monitor.model.events import LinkStatus, Notice, NoticeKind
from monitor.model.records import Placement

CHARGED_PERCENT = 5.0  # so far above the limit it counts as charged again


class BatteryWatch:
    """Follows what the links' statuses say of the batteries."""

    def __init__(self, low_percent: float) -> None:
        """Make one; at or below ``low_percent`` a battery is low."""
        self._low = low_percent
        self._told: set[Placement] = set()

    def feed(self, statuses: Iterable[object], *, in_set: bool) -> list[Notice]:
        """Return a notice for each battery that has run low and was not yet told of.

        Args:
            statuses: What was told; only link statuses matter.
            in_set: Nobody wants to hear of it now; the next status tells it again.
        """
        notices: list[Notice] = []
        for status in statuses:
            if not isinstance(status, LinkStatus) or status.battery_percent is None:
                continue
            percent, placement = status.battery_percent, status.placement
            if percent > self._low + CHARGED_PERCENT:
                self._told.discard(placement)
            elif percent <= self._low and placement not in self._told and not in_set:
                self._told.add(placement)
                notices.append(_low(status.t, placement, percent))
        return notices


def _low(t: float, placement: Placement, percent: float) -> Notice:
    text = (
        f"The {placement} sensor's battery is low ({percent:.0f} %): charge it before"
        " the next session."
    )
    return Notice(t, NoticeKind.BATTERY_LOW, text, placement, percent)
