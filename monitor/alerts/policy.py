"""Decides what the athlete is told, with which sound, and when.

Detection says what happened; here it is decided what of it to tell. Nothing here
looks at a clock: time is the record's, and passes by ``Tick``.
"""

from dataclasses import replace

from monitor.alerts.arming import Arming
from monitor.alerts.cause import Cause
from monitor.alerts.danger import DangerCues
from monitor.alerts.limit_alerts import LimitAlerts
from monitor.alerts.readiness import Readiness
from monitor.alerts.rep_alerts import RepAlerts
from monitor.alerts.sensor_alerts import SensorAlerts
from monitor.alerts.settings import AlertSettings
from monitor.alerts.waiting import WaitingRoom
from monitor.model.events import Alert, Cue
from monitor.model.records import Notification


class AlertPolicy:
    """Causes in, alerts out; mute takes the sound from an alert, never the alert."""

    def __init__(self, settings: AlertSettings) -> None:
        self._ready = Readiness(settings)
        self._waiting = WaitingRoom()
        self._arming = Arming(self._ready)
        danger = DangerCues(settings)
        self._limits = LimitAlerts(settings, danger, self._waiting)
        self._reps = RepAlerts(settings, danger)
        self._sensors = SensorAlerts(settings, self._ready, self._waiting)

    def feed(self, t: float, cause: Cause) -> list[Alert]:
        """Return the alerts that a cause calls for.

        Args:
            t: Time of the record being fed, session s; never goes back.
            cause: What happened: an event, a link's status, or the record itself.

        Returns:
            Alerts in the order in which to tell them, all with this ``t``. The first
            alert with an ``event_id`` is made when that ``OverLimitBegan`` comes,
            whatever is decided of its cue.
        """
        alerts = [] if isinstance(cause, Notification) else self._react(t, cause)
        alerts += self._waiting.due(t)
        return [self._sounding(alert) for alert in alerts]

    def _react(self, t: float, cause: Cause) -> list[Alert]:
        alerts = self._arming.before(t, cause)
        alerts += self._limits.feed(t, cause)
        alerts += self._reps.feed(t, cause)
        alerts += self._sensors.feed(t, cause)
        if not self._arming.in_rep:
            alerts += self._waiting.release(t)
        return alerts + self._arming.after(t)

    def _sounding(self, alert: Alert) -> Alert:
        return replace(alert, cue=Cue.NONE) if self._ready.muted else alert
