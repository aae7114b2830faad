"""Tells the alerts of a session anew from all that can cause one."""

from typing import Final

import numpy as np

from monitor.alerts.cause import Cause
from monitor.alerts.policy import AlertPolicy
from monitor.alerts.settings import AlertSettings
from monitor.model.blocks import FloatArray
from monitor.model.events import (
    Alert,
    LinkStatus,
    Notice,
    OverLimitBegan,
    OverLimitEnded,
)
from monitor.model.records import LinkChange, LinkState, Notification, Placement

# What may have an alert wait for a better moment.
_MAKE_WAIT = (OverLimitBegan, OverLimitEnded, LinkChange, LinkStatus, Notice)
_NOTHING: Final = Notification(0.0, Placement.PELVIS, "", b"")


class AlertsAnew:
    """Feeds an alert policy what matters to it.

    The passing of time matters only while an alert may be waiting for its moment, and
    a link's status only if it is another one.
    """

    def __init__(self, settings: AlertSettings, clock: FloatArray) -> None:
        """Begin a session.

        Args:
            settings: Of the policy.
            clock: Times of all records, session s, increasing, shape (k,).
        """
        self._policy = AlertPolicy(settings)
        self._longest_s = max(settings.wait_s, settings.longest_rep_s)
        self._clock = clock
        self._place = 0  # in the clock
        self._until_s = -np.inf  # by then no alert waits any more
        self._links: dict[Placement, LinkState] = {}

    def before(self, t: float) -> list[Alert]:
        """Return the alerts that came before a record, by the passing of time alone.

        Args:
            t: The record's time, session s.
        """
        stop = int(np.searchsorted(self._clock, t))
        place, self._place = self._place, max(stop, self._place)
        alerts: list[Alert] = []
        while place < stop and self._until_s > -np.inf:
            now = float(self._clock[place])
            alerts += self._policy.feed(now, _NOTHING)
            if now >= self._until_s:
                self._until_s = -np.inf
            place += 1
        return alerts

    def after(self, t: float, cause: Cause) -> list[Alert]:
        """Return the alerts that a cause calls for.

        Args:
            t: Record time, session s.
            cause: Any but a tick.
        """
        known = isinstance(cause, LinkStatus | LinkChange) and not self._is_news(cause)
        if known and self._until_s == -np.inf:
            return []
        if isinstance(cause, _MAKE_WAIT) and not known:
            self._until_s = t + self._longest_s
        return self._policy.feed(t, cause)

    def _is_news(self, link: LinkStatus | LinkChange) -> bool:
        before = self._links.get(link.placement)
        self._links[link.placement] = link.state
        return link.state is not before
