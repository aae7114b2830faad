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
    LinkChange,
    LinkState,
    Mute,
    Placement,
)

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

    def feed(self, t: float, cause: Cause) -> list[Alert]:
        """Return the alerts about the equipment that a cause calls for."""
        before = self._ready.link(_placement(cause))
        self._ready.feed(cause)
        match cause:
            case LinkChange() | LinkStatus():
                return self._on_link(t, cause, before)
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
        case Notice(kind=NoticeKind.SUSPENDED | NoticeKind.BATTERY_LOW):
            low = cause.kind is NoticeKind.BATTERY_LOW
            cue = Cue.BATTERY_LOW if low else Cue.NONE
            return [Alert(t, cause.t, Level.CAUTION, cue, cause.text)]
        case LinkChecked():
            level = Level.INFO if cause.ok else Level.CAUTION
            return [Alert(t, cause.t, level, Cue.NONE, cause.text)]
        case RecordingStopped():
            text = wording.recording_stopped(cause.reason)
            return [Alert(t, cause.t, Level.CAUTION, Cue.NONE, text)]
    return []
