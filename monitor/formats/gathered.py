"""All that a recording gives, as arrays and lists, for the formats to write."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from monitor.alerts.pain_untold import PainUntold
from monitor.model.blocks import Attitude, FloatArray, Posture, Samples
from monitor.model.body import Calibration
from monitor.model.events import (
    Alert,
    Calibrated,
    Event,
    LinkStatus,
    Notice,
    NoticeKind,
    Output,
    Rep,
    RepCounted,
    RepRetracted,
    RepRevised,
)
from monitor.model.records import Marker, Placement
from monitor.recording.recording import Header, Recording

_COMPACT_AFTER: Final = 1000  # blocks; most hold a sample or five


@dataclass(frozen=True, slots=True, eq=False)
class Angles:
    """Postures of a whole recording; see ``Posture`` for signs. Not valid is NaN.

    Attributes:
        t: Session s, shape (n,).
        pelvis_pitch_deg: Shape (n,).
        lumbar_pitch_deg: Shape (n,).
        lumbar_flexion_deg: Shape (n,).
        valid: 1 where the lumbar angle may be believed, shape (n,).
        doubtful: 1 where contact may tilt a sensor, shape (n,).
    """

    t: FloatArray
    pelvis_pitch_deg: FloatArray
    lumbar_pitch_deg: FloatArray
    lumbar_flexion_deg: FloatArray
    valid: FloatArray
    doubtful: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Motion:
    """What one sensor measured, and how it was turned.

    Attributes:
        t: Session s, shape (n,).
        accel: m/s², shape (n, 3).
        gyro: rad/s, shape (n, 3).
        quaternion: Sensor frame to a level world frame, scalar first, shape (n, 4);
            its heading drifts.
    """

    t: FloatArray
    accel: FloatArray
    gyro: FloatArray
    quaternion: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Gathered:
    """A recording's content.

    Attributes:
        header: Its description.
        start_s: Session time of its first sample: 0 in files that count from zero.
        end_s: Session time of its last record.
        angles: On the common time grid.
        motions: Of each sensor that sent anything.
        calibration: The last in force; None without one.
        reps: The reps that stand, in order of time.
        events: All but reps' own, in order.
        alerts: In order.
        markers: In order.
    """

    header: Header
    start_s: float
    end_s: float
    angles: Angles
    motions: Mapping[Placement, Motion]
    calibration: Calibration | None
    reps: tuple[Rep, ...]
    events: tuple[Event, ...]
    alerts: tuple[Alert, ...]
    markers: tuple[Marker, ...]

    def taps_s(self) -> float | None:
        """Return when both sensors were tapped three times first; None if never."""
        for event in self.events:
            if isinstance(event, Notice) and event.kind is NoticeKind.SYNC_TAPS:
                return event.t
        return None


class _Rows:
    """Blocks of rows, compacted now and then."""

    def __init__(self, columns: int) -> None:
        self._parts: list[FloatArray] = [np.empty((0, columns))]

    def add(self, *columns: np.ndarray) -> None:
        """Take a block of columns."""
        self._parts.append(np.column_stack(columns))
        if len(self._parts) >= _COMPACT_AFTER:
            self._parts = [np.concatenate(self._parts)]

    def whole(self) -> FloatArray:
        """Return all rows."""
        self._parts = [np.concatenate(self._parts)]
        return self._parts[0]


@dataclass
class _Gatherer:
    """Takes what a pipeline says."""

    angles: _Rows = field(default_factory=lambda: _Rows(6))
    samples: dict[Placement, _Rows] = field(default_factory=dict)
    attitudes: dict[Placement, _Rows] = field(default_factory=dict)
    calibration: Calibration | None = None
    reps: dict[int, Rep] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    alerts: list[Alert] = field(default_factory=list)

    def turn(self, attitude: Attitude) -> None:
        """Take how a sensor is turned."""
        rows = self.attitudes.setdefault(attitude.placement, _Rows(5))
        rows.add(attitude.t, attitude.quaternion)

    def put(self, output: Output) -> None:
        """Take an output."""
        match output:
            case Samples():
                rows = self.samples.setdefault(output.placement, _Rows(7))
                rows.add(output.t, output.accel, output.gyro)
            case Posture():
                self._put_posture(output)
            case RepCounted(rep=rep):
                self.reps[rep.rep_id] = rep
            case RepRevised(rep=rep) if rep.rep_id in self.reps:
                self.reps[rep.rep_id] = rep
            case RepRetracted(rep_id=rep_id):
                self.reps.pop(rep_id, None)
            case _:
                self._put_news(output)

    def _put_news(self, output: Output) -> None:
        match output:
            case Alert():
                self.alerts.append(output)
            case LinkStatus() | RepRevised() | Samples() | Posture():
                pass
            case _:
                if isinstance(output, Calibrated):
                    self.calibration = output.calibration
                self.events.append(output)

    def _put_posture(self, posture: Posture) -> None:
        self.angles.add(
            posture.t,
            posture.pelvis_pitch_deg,
            posture.lumbar_pitch_deg,
            posture.lumbar_flexion_deg,
            posture.valid,
            posture.doubtful,
        )

    def motions(self) -> dict[Placement, Motion]:
        """Return what the sensors measured."""
        found: dict[Placement, Motion] = {}
        for placement, rows in self.samples.items():
            sampled, turned = rows.whole(), self.attitudes[placement].whole()
            accel, gyro = sampled[:, 1:4], sampled[:, 4:7]
            found[placement] = Motion(sampled[:, 0], accel, gyro, turned[:, 1:5])
        return found


def gathered(recording: Recording, *, pain: bool = False) -> Gathered:
    """Replay a recording and keep all that formats write.

    A day's recording needs memory: about 100 MB an hour at 2 x 100 Hz.

    Args:
        recording: What to replay.
        pain: Whether to keep what was said of pain and warning signs.

    Raises:
        RecordingError: The recording can't be read.
    """
    pipeline, gatherer = recording.pipeline(), _Gatherer()
    untold = PainUntold()
    pipeline.on_attitude = gatherer.turn
    markers: list[Marker] = []
    first: float | None = None
    end_s = 0.0
    for record in recording.records:
        first = record.t if first is None else first
        end_s = record.t
        if isinstance(record, Marker):
            markers.append(record)
        for output in pipeline.feed(record):
            left = output if pain else untold.of(output)
            if left is not None:
                gatherer.put(left)
    motions = gatherer.motions()
    starts = [float(motion.t[0]) for motion in motions.values() if len(motion.t)]
    return Gathered(
        header=recording.header,
        start_s=min(starts, default=first or 0.0),
        end_s=end_s,
        angles=Angles(*gatherer.angles.whole().T),
        motions=motions,
        calibration=gatherer.calibration,
        reps=tuple(sorted(gatherer.reps.values(), key=lambda rep: rep.onset_s)),
        events=tuple(gatherer.events),
        alerts=tuple(gatherer.alerts),
        markers=tuple(markers),
    )
