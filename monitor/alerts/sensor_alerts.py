"""The alerts about sensors, calibration, sound and recording."""

from monitor.alerts import wording
from monitor.alerts.cause import Cause
from monitor.alerts.readiness import Readiness
from monitor.alerts.settings import AlertSettings
from monitor.alerts.waiting import WaitingRoom
from monitor.model.events import (
    Alert,
    Calibrated,
    Cue,
    Level,
    LinkChecked,
    LinkStatus,
    Notice,
    NoticeKind,
    RecordingStopped,
)
from monitor.model.records import (
    BatteryLevel,
    LinkChange,
    LinkState,
    Mute,
    Placement,
)

_BATTERY_HYSTERESIS_PERCENT = 5.0
_SAID_ALOUD = frozenset(
    {
        NoticeKind.STRAP_SLIPPED,
        NoticeKind.SENSORS_SWAPPED,
        NoticeKind.SENSOR_UPSIDE_DOWN,
        NoticeKind.CALIBRATION_VOID,
    }
)


class SensorAlerts:
    """Tells what changes; bad news waits for the end of the rep."""

    def __init__(
        self, settings: AlertSettings, readiness: Readiness, rep_end: WaitingRoom
    ) -> None:
        self._settings = settings
        self._ready = readiness
        self._rep_end = rep_end
        self._lost: set[Placement] = set()
        self._battery_low: set[Placement] = set()

    def feed(self, t: float, cause: Cause) -> list[Alert]:
        """Return the alerts about the equipment that a cause calls for."""
        before = self._ready.link(_placement(cause))
        self._ready.feed(cause)
        match cause:
            case LinkChange():
                return self._on_link(t, cause, before)
            case LinkStatus():
                self._on_battery(t, cause.placement, cause.battery_percent)
                return self._on_link(t, cause, before)
            case BatteryLevel():
                self._on_battery(t, cause.placement, cause.percent)
            case Notice() if cause.kind in _SAID_ALOUD:
                self._on_void(t, cause)
        return _note(t, cause)

    def _on_link(
        self, t: float, link: LinkChange | LinkStatus, before: LinkState | None
    ) -> list[Alert]:
        lost = wording.sensor_lost(link.placement)
        heard = link.state is LinkState.STREAMING
        if before is LinkState.STREAMING and not heard:
            self._lost.add(link.placement)
            self._wait(Alert(t, t, Level.CAUTION, Cue.SENSOR_LOST, lost))
        elif heard and link.placement in self._lost:
            self._lost.discard(link.placement)
            self._rep_end.drop(lost)
            text = wording.sensor_back(link.placement)
            return [Alert(t, t, Level.INFO, Cue.NONE, text)]
        return []

    def _on_battery(
        self, t: float, placement: Placement, percent: float | None
    ) -> None:
        if percent is None:
            return
        low = self._settings.battery_low_percent
        if percent > low + _BATTERY_HYSTERESIS_PERCENT:
            self._battery_low.discard(placement)
        elif percent <= low and placement not in self._battery_low:
            self._battery_low.add(placement)
            text = wording.battery_low(placement, percent)
            self._wait(Alert(t, t, Level.CAUTION, Cue.BATTERY_LOW, text))

    def _on_void(self, t: float, notice: Notice) -> None:
        text = wording.not_armed(self._ready.missing)
        self._wait(Alert(t, notice.t, Level.CAUTION, Cue.NOT_ARMED, text))

    def _wait(self, alert: Alert) -> None:
        self._rep_end.put(alert, alert.t + self._settings.wait_s)


def _placement(cause: Cause) -> Placement | None:
    match cause:
        case LinkChange() | LinkStatus():
            return cause.placement
    return None


def _note(t: float, cause: Cause) -> list[Alert]:
    match cause:
        case Calibrated():
            text = wording.calibrated(cause.calibration)
            return [Alert(t, cause.t, Level.INFO, Cue.CALIBRATED, text)]
        case Mute():
            text = wording.muted(cause.muted)
            return [Alert(t, t, Level.INFO, Cue.NONE, text)]
        case Notice(kind=NoticeKind.SUSPENDED):
            return [Alert(t, cause.t, Level.CAUTION, Cue.NONE, cause.text)]
        case LinkChecked():
            level = Level.INFO if cause.ok else Level.CAUTION
            return [Alert(t, cause.t, level, Cue.NONE, cause.text)]
        case RecordingStopped():
            text = wording.recording_stopped(cause.reason)
            return [Alert(t, cause.t, Level.CAUTION, Cue.NONE, text)]
    return []
