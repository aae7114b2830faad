"""What optional sensors on the thighs tell of each rep: hip angle, and the knee.

The hip angle is pelvis pitch less thigh pitch, both against gravity: 0 straight, as in
standing, flexed positive. The knee falling inward is seen by the gyro alone, for it
turns the thigh about the vertical when it lies level: so it is a change *within* the
rep, of at most 10 s, with a bound of its drift. Turning the whole body looks the same.
"""

import math
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from monitor.dsp.thigh_finder import FinderState, ThighFinder, ThighSettings
from monitor.model.blocks import Attitude, FloatArray, Posture
from monitor.model.body import SegmentFrame
from monitor.model.events import (
    Event,
    Notice,
    NoticeKind,
    Rep,
    RepCounted,
    RepRetracted,
    RepRevised,
    ThighFound,
    ThighRep,
)
from monitor.model.records import THIGHS, Placement, Record, StartThighCalibration

KEPT_S = 40.0  # of the past, for reps that are judged late
SETTLED_S = 1.5  # after a rep's end: by then the thighs' samples are there
_UP, _VALID = slice(0, 3), 12  # of an attitude's channels
_BOUND_DEG = 1.0  # of a change, besides the drift: noise and soft tissue are more


@dataclass(frozen=True, slots=True)
class _Block:
    """A thigh's samples, with what is made of them.

    Attributes:
        t: Session s, shape (n,).
        pitch_deg: Against gravity; NaN while not valid, shape (n,).
        knee: Where the knee points, world, shape (n, 3).
        side: Where the segment's left points, world, shape (n, 3).
    """

    t: FloatArray
    pitch_deg: FloatArray
    knee: FloatArray
    side: FloatArray


class Thighs:
    """Both thighs of a session that has sensors there.

    Args:
        worn: The thighs that have a sensor.
        settings: See there.
    """

    def __init__(self, worn: Iterable[Placement], settings: ThighSettings) -> None:
        self._settings = settings
        self._worn = tuple(each for each in THIGHS if each in set(worn))
        self._finders: dict[Placement, ThighFinder] = {}
        self._axes: dict[Placement, FloatArray] = {}
        self._blocks: dict[Placement, deque[_Block]] = {p: deque() for p in self._worn}
        self._pelvis: deque[tuple[FloatArray, FloatArray]] = deque()
        self._waiting: dict[int, Rep] = {}
        self._told: dict[int, Rep] = {}

    def command(self, record: Record) -> None:
        """Look for how the sensors sit, from a command on."""
        if isinstance(record, StartThighCalibration):
            self._finders = {
                each: ThighFinder(self._settings, record.t) for each in self._worn
            }

    def turn(self, attitude: Attitude) -> list[Event]:
        """Take a thigh's samples; return what a search came to."""
        placement = attitude.placement
        if placement not in self._blocks:
            return []
        if placement in self._axes:
            self._keep(placement, _block(attitude, self._axes[placement]))
        finder = self._finders.get(placement)
        if finder is None:
            return []
        finder.feed(attitude)
        return self._ended(placement, finder, float(attitude.t[-1]))

    def _ended(
        self, placement: Placement, finder: ThighFinder, t: float
    ) -> list[Event]:
        if finder.state is FinderState.REFUSED:
            del self._finders[placement]
            name = placement.replace("_", " ")
            text = (
                f"The {name} sensor could not be calibrated ({finder.reason}): stand "
                "still 3 s, then lift each knee twice."
            )
            return [Notice(t, NoticeKind.THIGH_REFUSED, text, placement)]
        if finder.found is None:
            return []
        del self._finders[placement]
        self._axes[placement] = _axes(finder.found.frame)
        self._blocks[placement].clear()
        frame, quality = finder.found.frame, finder.found.quality
        return [ThighFound(t, placement, frame, quality)]

    def hear(self, event: Event) -> None:
        """Take what is told of reps."""
        match event:
            case RepCounted(rep=rep) | RepRevised(rep=rep):
                if rep.full and not rep.by_hand and rep.end_s is not None:
                    self._waiting[rep.rep_id] = rep
            case RepRetracted(rep_id=rep_id):
                self._waiting.pop(rep_id, None)
                self._told.pop(rep_id, None)
            case _:
                pass

    def stand(self, posture: Posture) -> None:
        """Take the pelvis's pitch."""
        if not self._axes or not len(posture.t):
            return
        self._pelvis.append((posture.t, posture.pelvis_pitch_deg))
        while self._pelvis[0][0][-1] < posture.t[-1] - KEPT_S:
            self._pelvis.popleft()

    def due(self, now: float, *, all_of_them: bool = False) -> list[Event]:
        """Return what is known of reps whose samples are all there.

        Args:
            now: Record time, session s.
            all_of_them: Wait no longer: the session or set is over.
        """
        events: list[Event] = []
        for rep_id, rep in list(self._waiting.items()):
            assert rep.end_s is not None
            if not all_of_them and now < rep.end_s + SETTLED_S:
                continue
            del self._waiting[rep_id]
            if _times(self._told.get(rep_id)) != _times(rep):
                self._told[rep_id] = rep
                events += [self._rep(now, rep, each) for each in self._axes]
        return events

    def _rep(self, now: float, rep: Rep, placement: Placement) -> ThighRep:
        t, pitch, knee, side = self._between(placement, rep)
        hip = self._hip_deg(rep, t, pitch)
        inward, bound = self._inward_deg(rep, placement, (t, knee, side))
        return ThighRep(now, rep.rep_id, placement, hip, inward, bound)

    def _between(
        self, placement: Placement, rep: Rep
    ) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
        blocks = [b for b in self._blocks[placement] if _overlaps(b, rep)]
        if not blocks:
            nothing = np.empty(0)
            return nothing, nothing, np.empty((0, 3)), np.empty((0, 3))
        t = np.concatenate([b.t for b in blocks])
        inside = (t >= rep.onset_s) & (t <= (rep.end_s or rep.onset_s))
        return (
            t[inside],
            np.concatenate([b.pitch_deg for b in blocks])[inside],
            np.concatenate([b.knee for b in blocks])[inside],
            np.concatenate([b.side for b in blocks])[inside],
        )

    def _hip_deg(self, rep: Rep, t: FloatArray, pitch: FloatArray) -> float | None:
        """Return the hip angle at the top: the median between reach and leave."""
        if rep.reach_s is None or rep.leave_s is None or not self._pelvis:
            return None
        top = (t >= rep.reach_s) & (t <= rep.leave_s)
        if not top.any() or np.isnan(pitch[top]).any():
            return None
        at = np.concatenate([block for block, _ in self._pelvis])
        pelvis = np.interp(t[top], at, np.concatenate([p for _, p in self._pelvis]))
        angles = (pelvis - pitch[top] + 180.0) % 360.0 - 180.0
        return None if np.isnan(angles).any() else float(np.median(angles))

    def _inward_deg(
        self,
        rep: Rep,
        placement: Placement,
        turned: tuple[FloatArray, FloatArray, FloatArray],
    ) -> tuple[float | None, float | None]:
        """Return how far the knee fell inward at most, and the drift's bound."""
        t, knee, side = turned
        assert rep.end_s is not None
        took_s = rep.end_s - rep.onset_s
        gap_s = float(np.diff(t).max()) if len(t) > 1 else math.inf
        if took_s > self._settings.longest_s or gap_s > 0.2 or np.isnan(knee).any():
            return None, None
        level = side[0] * np.array([1.0, 1.0, 0.0])
        level /= max(float(np.linalg.norm(level)), 1e-9)
        leftward = np.degrees(np.arcsin(np.clip(knee @ level, -1.0, 1.0)))
        inward = leftward - leftward[0]
        if placement is Placement.THIGH_LEFT:
            inward = -inward
        bound = _BOUND_DEG + self._settings.drift_dps * took_s
        return float(inward.max()), bound

    def _keep(self, placement: Placement, block: _Block) -> None:
        blocks = self._blocks[placement]
        blocks.append(block)
        while blocks[0].t[-1] < block.t[-1] - KEPT_S:
            blocks.popleft()


def _times(rep: Rep | None) -> tuple[float | None, ...]:
    if rep is None:
        return ()
    return rep.onset_s, rep.reach_s, rep.leave_s, rep.end_s


def _overlaps(block: _Block, rep: Rep) -> bool:
    end_s = rep.end_s or rep.onset_s
    return bool(block.t[-1] >= rep.onset_s and block.t[0] <= end_s)


def _axes(frame: SegmentFrame) -> FloatArray:
    """Columns forward, mediolateral, cranial, sensor frame."""
    y, z = np.array(frame.mediolateral), np.array(frame.cranial)
    return np.column_stack((np.cross(y, z), y, z))


def _block(attitude: Attitude, axes: FloatArray) -> _Block:
    up = attitude.channels[:, _UP] @ axes
    pitch = np.degrees(np.arctan2(-up[:, 0], up[:, 2]))
    valid = attitude.channels[:, _VALID] > 0
    world = _rotations(attitude.quaternion)
    knee = -(world @ axes[:, 2])
    side = world @ axes[:, 1]
    pitch = np.where(valid, pitch, np.nan)
    knee = np.where(valid[:, None], knee, np.nan)
    return _Block(attitude.t, pitch, knee, side)


def _rotations(quaternion: FloatArray) -> FloatArray:
    """Return rotation matrices of unit quaternions, scalar first, shape (n, 3, 3)."""
    w, x, y, z = quaternion.T
    rows = [
        [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
        [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
        [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)],
    ]
    return np.moveaxis(np.array(rows), 2, 0)
