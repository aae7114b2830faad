"""Alerts that wait for a better moment, each with its latest."""

from dataclasses import dataclass, replace

from monitor.model.events import Alert


@dataclass(frozen=True, slots=True)
class _Waiting:
    alert: Alert
    latest_s: float


class WaitingRoom:
    """Holds alerts until the rep ends, or until their time is up."""

    def __init__(self) -> None:
        self._waiting: list[_Waiting] = []

    def put(self, alert: Alert, latest_s: float) -> None:
        """Hold an alert; at ``latest_s`` of record time it goes out in any case."""
        self._waiting.append(_Waiting(alert, latest_s))

    def drop(self, text: str) -> None:
        """Forget waiting alerts of this text: it is no longer true."""
        self._waiting = [each for each in self._waiting if each.alert.text != text]

    def due(self, t: float) -> list[Alert]:
        """Return those whose time is up, stamped with ``t``."""
        if not self._waiting:
            return []
        out = [each.alert for each in self._waiting if each.latest_s <= t]
        self._waiting = [each for each in self._waiting if each.latest_s > t]
        return [replace(alert, t=t) for alert in out]

    def release(self, t: float) -> list[Alert]:
        """Return all, stamped with ``t``."""
        out = [replace(each.alert, t=t) for each in self._waiting]
        self._waiting = []
        return out
