"""Two side bends after the calibration: where the segments' forward axes really point.

The bows tell the mediolateral axes, and the forward ones only as what is at right
angles to them. A bend to either side, upright, turns about the forward axis itself,
but people turn and bow a little with it: it takes a small part, and is mainly a check
of the bows. Lying on a side, the lateral angle hardly depends on either.
"""

import math
from dataclasses import dataclass, replace

import msgspec
import numpy as np

from monitor.dsp.angles import segment_axes
from monitor.dsp.rows import joined_between, joined_whole, usable
from monitor.model.blocks import FloatArray, Joined, SensorTrack
from monitor.model.body import Calibration, SegmentFrame, Vector
from monitor.model.events import Event, Notice, NoticeKind, SideBendsFound

_LEAST_DPS = 5.0  # slower rows tell no axis
_LEAST_ROWS = 40
_WEIGHT = 0.2  # of the side bends, against the bows
_LEAST_TURN_DEG = 15.0  # a sensor that turned less, both ways together, tells no axis
_GRID_S = 0.01
_BEFORE_S = 0.3  # a bend begins so long before it is seen


class SideBendSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What passes as two side bends.

    Attributes:
        lean_deg: The lumbar sensor leans at least so far to a side.
        back_deg: It is back below this.
        bow_deg: Bowed further than this it is no side bend.
        most_deg: The axis found lies at most so far from that of the bows.
        wait_s: Both are made within this time.
    """

    lean_deg: float = 10.0
    back_deg: float = 5.0
    bow_deg: float = 25.0
    most_deg: float = 25.0
    wait_s: float = 40.0

    def __post_init__(self) -> None:
        if not 0 < self.back_deg < self.lean_deg < 90:
            msg = "side bends need 0 < back_deg < lean_deg < 90"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class Bent:
    """What two side bends gave.

    Attributes:
        event: What is told.
        calibration: The refined one.
    """

    event: SideBendsFound
    calibration: Calibration


class SideBending:
    """Follows the lumbar sensor's lean until both bends are seen, row by row."""

    def __init__(self, settings: SideBendSettings) -> None:
        self._settings = settings
        self._asked: float | None = None
        self._stopped: tuple[float, str] | None = None
        self._begin()

    @property
    def running(self) -> bool:
        """Whether bends are looked for, or it is still to be said that none are."""
        return self._asked is not None

    def start(self, t: float) -> list[Event]:
        """Take the next two side bends."""
        self._asked, self._stopped = t, None
        self._begin()
        return []

    def stop(self, t: float, why: str) -> None:
        """Look no more; the next rows, or the next tick, bring the notice."""
        if self._asked is not None and self._stopped is None:
            self._stopped = t, why

    def tick(self, t: float) -> list[Event]:
        """Time has passed; give up once it has been too long."""
        if self._asked is None:
            return []
        if t - self._asked > self._settings.wait_s:
            self.stop(t, f"{len(self._signs)} of 2 side bends seen")
        return [] if self._stopped is None else self._refused(*self._stopped)

    def feed(
        self, joined: Joined, calibration: Calibration | None
    ) -> list[Event | Bent]:
        """Take the next rows; return what they complete, mostly nothing.

        Args:
            joined: The rows.
            calibration: In force.
        """
        if self._asked is None:
            return []
        if self._stopped is not None:
            return list(self._refused(*self._stopped))
        if calibration is None or calibration.lumbar is None:
            return list(self._refused(float(joined.t[-1]), "it is not calibrated"))
        self._blocks.append(joined)
        lean, bow = _lean_and_bow(joined.lumbar, calibration.lumbar)
        for t, lean_deg, bow_deg in zip(joined.t.tolist(), lean, bow, strict=True):
            if math.isnan(lean_deg):
                continue
            if self._step(t, lean_deg, bow_deg):
                return self._ended(t, calibration)
        return []

    def _begin(self) -> None:
        self._blocks: list[Joined] = []
        self._signs: list[float] = []  # of the bends that are over
        self._bending: float | None = None
        self._first_s = math.nan

    def _step(self, t: float, lean_deg: float, bow_deg: float) -> bool:
        """Take a row; tell whether it ends the second bend."""
        settings = self._settings
        if self._bending is None:
            if abs(lean_deg) >= settings.lean_deg and abs(bow_deg) < settings.bow_deg:
                self._bending = math.copysign(1.0, lean_deg)
                if not self._signs:
                    self._first_s = t
            return False
        if abs(lean_deg) > settings.back_deg:
            return False
        self._signs.append(self._bending)
        self._bending = None
        return len(self._signs) == 2

    def _ended(self, t: float, calibration: Calibration) -> list[Event | Bent]:
        if self._signs[0] == self._signs[1]:
            return list(self._refused(t, "both went to the same side"))
        window = self._first_s - _BEFORE_S - 1.0, t
        rows = joined_between(joined_whole(self._blocks), window)
        pelvis, pelvis_deg = _refined(rows.pelvis, calibration.pelvis)
        lumbar, lumbar_deg = _refined(rows.lumbar, calibration.lumbar)
        if lumbar_deg is None:
            return list(self._refused(t, "the lumbar sensor hardly turned"))
        turned = [abs(each) for each in (pelvis_deg, lumbar_deg) if each is not None]
        if max(turned) > self._settings.most_deg:
            return list(self._refused(t, "they did not go straight to the side"))
        self._asked = None
        self._blocks = []
        refined = replace(
            calibration, pelvis=pelvis, lumbar=lumbar, side_bends_s=window
        )
        return [Bent(SideBendsFound(t, pelvis_deg, lumbar_deg), refined)]

    def _refused(self, t: float, why: str) -> list[Event]:
        self._asked, self._blocks = None, []
        return [side_bends_refused(t, why)]


def side_bends_refused(t: float, why: str) -> Notice:
    """Say in a sentence why the side bends changed nothing."""
    text = (
        f"No side bends: {why}; stand, bend to the left and to the right once, the"
        " calibration stays as it was."
    )
    return Notice(t, NoticeKind.SIDE_BENDS_REFUSED, text)


def _lean_and_bow(
    track: SensorTrack, frame: SegmentFrame
) -> tuple[list[float], list[float]]:
    """Lean to the right and pitch of each row, deg; NaN where not known."""
    forward, left, cranial = np.einsum("nj,jk->kn", track.up, segment_axes(frame))
    left = np.where(usable(track), left, np.nan)
    lean = np.degrees(np.arcsin(np.clip(left, -1.0, 1.0)))
    return lean.tolist(), np.degrees(np.arctan2(-forward, cranial)).tolist()


def _refined(
    track: SensorTrack, frame: SegmentFrame | None
) -> tuple[SegmentFrame | None, float | None]:
    """Turn a frame about its cranial axis towards what the bends say.

    Returns:
        The frame, and by how much the bends' axis lies to the left of the bows', deg;
        the frame as it was, and None, where the sensor hardly turned.
    """
    if frame is None:
        return None, None
    x, y, z = segment_axes(frame).T
    rate = track.rate[usable(track)]
    turned_deg = np.degrees(np.ptp(np.cumsum(rate @ x)) * _GRID_S) if len(rate) else 0.0
    if turned_deg < _LEAST_TURN_DEG:
        return frame, None
    rate = rate - np.outer(rate @ z, z)
    rate = rate[np.linalg.norm(rate, axis=1) > np.radians(_LEAST_DPS)]
    if len(rate) < _LEAST_ROWS:
        return frame, None
    axis: FloatArray = np.linalg.eigh(rate.T @ rate)[1][:, -1]
    axis = axis if axis @ x > 0 else -axis
    apart = math.atan2(float(axis @ y), float(axis @ x))
    turn = _WEIGHT * apart
    turned = math.cos(turn) * y - math.sin(turn) * x
    mediolateral = turned / np.linalg.norm(turned)
    return replace(frame, mediolateral=_vector(mediolateral)), math.degrees(apart)


def _vector(v: FloatArray) -> Vector:
    x, y, z = v.tolist()
    return x, y, z
