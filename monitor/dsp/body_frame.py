"""How the sensors sit on this body today, and whether that still holds."""

from dataclasses import replace

import msgspec

from monitor.dsp.angles import Angles, AngleSettings
from monitor.dsp.calibration_finder import CalibrationFinder, FinderSettings
from monitor.model.blocks import Joined, Posture
from monitor.model.body import Calibration, CalibrationSource, Sites
from monitor.model.events import Calibrated, Event, Notice, NoticeKind
from monitor.model.records import (
    Calibrate,
    NewWearer,
    Record,
    SetSites,
    SwapSensors,
    UseCalibration,
)


class BodySettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Settings of calibration and of what watches over it.

    Attributes:
        finder: What a calibration in the stream looks like.
    """

    finder: FinderSettings = FinderSettings()


class BodyFrame:
    """Finds and holds the calibration, makes postures by it, watches over it."""

    def __init__(
        self, settings: BodySettings, angles: AngleSettings, sites: Sites
    ) -> None:
        self._finder = CalibrationFinder(settings.finder, sites)
        self._angles = Angles(angles)
        self.calibration: Calibration | None = None

    def find(self, joined: Joined) -> list[Event]:
        """Look for a calibration; return what comes of it."""
        events: list[Event] = []
        for found in self._finder.feed(joined):
            if isinstance(found, Calibration):
                events += self._use(float(joined.t[-1]), found)
            else:
                events.append(found)
        return events

    def bows(self) -> Joined:
        """All rows since the bows of the calibration just found began."""
        return self._finder.held()

    def posture(self, joined: Joined) -> Posture:
        """Return the posture at each grid point by the calibration in force."""
        return self._angles.feed(joined)

    def command(self, record: Record) -> list[Event]:
        """Carry out what concerns the calibration; other records are none of it."""
        match record:
            case UseCalibration(t, calibration):
                self._finder.stop()
                return self._use(t, calibration)
            case Calibrate():
                self._finder.restart(CalibrationSource.COMMAND)
            case SetSites(_, sites):
                self._finder.sites = sites
            case SwapSensors(t) if self.calibration is not None:
                return self._use(t, _swapped(self.calibration))
            case NewWearer(t, wearer):
                return self._void(t, wearer)
            case _:
                pass
        return []

    def _use(self, t: float, calibration: Calibration) -> list[Event]:
        self.calibration = calibration
        self._angles.use_calibration(calibration)
        return [Calibrated(t, calibration)]

    def _void(self, t: float, wearer: str) -> list[Event]:
        self.calibration = None
        self._angles.use_calibration(None)
        self._finder.restart(CalibrationSource.AUTO)
        text = f"{wearer or 'Somebody else'} wears the sensors now: calibrate anew."
        return [Notice(t, NoticeKind.CALIBRATION_VOID, text)]


def _swapped(calibration: Calibration) -> Calibration:
    return replace(calibration, pelvis=calibration.lumbar, lumbar=calibration.pelvis)
