"""Whether alerts would come: links, calibration and sound.

Silence must not be taken for good news, so what is missing has a name.
"""

from monitor.alerts.cause import Cause
from monitor.alerts.settings import AlertSettings
from monitor.model.events import Calibrated, LinkStatus, Notice, NoticeKind, Rezeroed
from monitor.model.records import (
    TRUNK,
    LinkChange,
    LinkState,
    Mute,
    NewWearer,
    Placement,
    SoundChange,
    SwapSensors,
)

_NOT_CALIBRATED = "not calibrated"
_NO_SOUND = "no sound output"
_SLIPPED = "a strap slipped"
_SWAPPED = "sensors look swapped"
_VOIDING = {
    NoticeKind.CALIBRATION_VOID: _NOT_CALIBRATED,
    NoticeKind.STRAP_SLIPPED: _SLIPPED,
    NoticeKind.SENSORS_SWAPPED: _SWAPPED,
    NoticeKind.SENSOR_UPSIDE_DOWN: "a sensor was turned over",
}


class Readiness:
    """Keeps what is known and names the first thing that is missing."""

    def __init__(self, settings: AlertSettings) -> None:
        self._settings = settings
        self._links: dict[Placement, LinkState] = {}
        self._calibration = _NOT_CALIBRATED  # empty when in force
        self._sound = _NO_SOUND  # empty when it works
        self._muted = False

    @property
    def muted(self) -> bool:
        """Whether a person silenced the cues."""
        return self._muted

    @property
    def missing(self) -> str:
        """Why alerts would not come, empty if they would."""
        for placement in TRUNK:
            if self._links.get(placement) is not LinkState.STREAMING:
                return f"no {placement} sensor"
        if self._calibration or not self._settings.sound_needed:
            return self._calibration
        return "cues are muted" if self._muted else self._sound

    def link(self, placement: Placement | None) -> LinkState | None:
        """Return a link's state as last told, None before that."""
        return self._links.get(placement) if placement is not None else None

    def feed(self, cause: Cause) -> None:
        """Take what bears on links, calibration and sound."""
        match cause:
            case LinkChange() | LinkStatus():
                self._links[cause.placement] = cause.state
            case SoundChange():
                why = cause.reason or _NO_SOUND
                self._sound = "" if cause.available else why
            case Mute():
                self._muted = cause.muted
            case _:
                self._calibration = self._calibration_after(cause)

    def _calibration_after(self, cause: Cause) -> str:
        match cause:
            case Calibrated():
                return ""
            case Notice():
                return _VOIDING.get(cause.kind, self._calibration)
            case NewWearer():
                return _NOT_CALIBRATED
            case Rezeroed() if self._calibration == _SLIPPED:
                return ""
            case SwapSensors() if self._calibration == _SWAPPED:
                return ""
        return self._calibration
