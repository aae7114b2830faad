"""A recording as a replay screen needs it: arrays to look into, and what was said."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from monitor.model.blocks import FloatArray, Posture
from monitor.model.events import (
    Alert,
    Level,
    Output,
    Rep,
    RepCounted,
    RepRetracted,
    RepRevised,
    StreamGap,
)
from monitor.model.records import ExerciseName, Marker, Placement, Record
from monitor.playback.series import RawSeries
from monitor.playback.trace import Trace
from monitor.recording.recording import Header
from monitor.view.state import ViewState, folded
from monitor.view.traces import span_of, span_rows

SNAPSHOT_EVERY: Final = 64  # news between two kept states
_LATE_S: Final = 1.0  # an angle older than this is not shown as the present one


@dataclass(frozen=True, slots=True)
class Step:
    """One record that did something, with what it gave besides samples.

    Attributes:
        t: The record's time, session s.
        record: The record; None where only its outputs are known.
        outputs: Events, links, alerts, and postures as ranges of rows, in order.
    """

    t: float
    record: Record | None
    outputs: tuple[Output | range, ...]


@dataclass(frozen=True, slots=True)
class News:
    """What was said, in order of when it was said.

    Attributes:
        times: Session s, shape (n,).
        outputs: Everything but samples and postures, as many.
    """

    times: FloatArray
    outputs: Sequence[Output]


@dataclass(frozen=True)
class Playback:
    """A recording in memory.

    Attributes:
        header: What was known at its start.
        beginning: The view's state before anything happened.
        start_s: Time of its first record, session s.
        end_s: Time of its last.
        posture: All angles.
        raw: All samples, by sensor; empty while only the stored outputs are known.
        news: What was said.
        steps: For judging anew; empty while only the stored outputs are known.
        markers: What people marked.
        bows: Postures of the bows of each calibration found in the stream, by its time,
            session s: a trunk bend counts them once the calibration is known.
        clock: Times of all records, session s, increasing, shape (k,).
        notice: One sentence if not everything could be read.
        traces: What judging anew has found so far that serves other limits too.
    """

    header: Header
    beginning: ViewState
    start_s: float
    end_s: float
    posture: Posture
    raw: Mapping[Placement, RawSeries]
    news: News
    steps: Sequence[Step] = ()
    markers: Sequence[Marker] = ()
    bows: Mapping[float, Posture] = field(default_factory=dict)
    clock: FloatArray = field(default_factory=lambda: np.empty(0))
    notice: str | None = None
    traces: dict[ExerciseName | None, Trace] = field(default_factory=dict, repr=False)
    _snapshots: list[ViewState] = field(default_factory=list, repr=False)

    def __post_init__(self) -> None:
        state = self.beginning
        for place, output in enumerate(self.news.outputs):
            if place % SNAPSHOT_EVERY == 0:
                self._snapshots.append(state)
            state = folded(state, output)

    @property
    def is_complete(self) -> bool:
        """Whether it was computed anew, samples and all."""
        return bool(self.steps)

    def state_at(self, t: float) -> ViewState:
        """Return the view's state at a time, session s: a lookup and a short fold."""
        known = int(np.searchsorted(self.news.times, t, side="right"))
        place = max(0, known - 1) // SNAPSHOT_EVERY
        state = self._snapshots[place] if self._snapshots else self.beginning
        for output in self.news.outputs[place * SNAPSHOT_EVERY : known]:
            state = folded(state, output)
        row = int(np.searchsorted(self.posture.t, t, side="right")) - 1
        if row < 0 or t - self.posture.t[row] > _LATE_S:
            return replace(state, t=t, pelvis_pitch_deg=None, lumbar_flexion_deg=None)
        flexion = float(self.posture.lumbar_flexion_deg[row])
        pelvis = float(self.posture.pelvis_pitch_deg[row])
        return replace(
            state,
            t=t,
            lumbar_flexion_deg=flexion if self.posture.valid[row] else None,
            pelvis_pitch_deg=pelvis if self.posture.pelvis_valid[row] else None,
        )

    def alerts_between(self, start_s: float, end_s: float) -> list[Alert]:
        """Return the alerts in (start, end], in order."""
        first, last = np.searchsorted(self.news.times, [start_s, end_s], side="right")
        news = self.news.outputs[int(first) : int(last)]
        return [each for each in news if isinstance(each, Alert)]

    def reps(self) -> list[Rep]:
        """Return the reps that stand, as last revised, in order of time."""
        return standing_reps(self.news.outputs)

    def dangers(self) -> list[float]:
        """Return when each alert of danger came."""
        alerts = (each for each in self.news.outputs if isinstance(each, Alert))
        return [each.t for each in alerts if each.level is Level.DANGER]

    def gaps(self) -> list[tuple[float, float]]:
        """Return from when to when samples are missing."""
        gaps = (each for each in self.news.outputs if isinstance(each, StreamGap))
        return [(each.start_s, each.t) for each in gaps if not each.bridged]


def standing_reps(outputs: Sequence[Output]) -> list[Rep]:
    """Return the reps that stand after all outputs, in order of time."""
    reps: dict[int, Rep] = {}
    retracted: set[int] = set()
    for output in outputs:
        match output:
            case RepCounted(rep=rep):  # again, if a strike was taken back
                retracted.discard(rep.rep_id)
                reps[rep.rep_id] = rep
            case RepRevised(rep=rep):
                if rep.rep_id not in retracted:
                    reps[rep.rep_id] = rep
            case RepRetracted(rep_id=rep_id):
                retracted.add(rep_id)
                reps.pop(rep_id, None)
            case _:
                pass
    return sorted(reps.values(), key=lambda rep: rep.onset_s)


def after(times: Sequence[float], t: float) -> float | None:
    """Return the first of some increasing times that comes after ``t``."""
    place = bisect_right(times, t + 1e-3)
    return times[place] if place < len(times) else None


def before(times: Sequence[float], t: float) -> float | None:
    """Return the last of some increasing times that comes before ``t``."""
    place = bisect_right(times, t - 1e-3)
    return times[place - 1] if place else None


class PlaybackTraces:
    """A recording's curves; see ``monitor.view.traces.Traces``."""

    def __init__(self, playback: Playback) -> None:
        """Give the curves of a recording."""
        posture = playback.posture
        extension = np.where(posture.valid, -posture.lumbar_flexion_deg, np.nan)
        pelvis = np.where(posture.pelvis_valid, posture.pelvis_pitch_deg, np.nan)
        self._t = posture.t
        self._angles = np.column_stack([extension, pelvis])
        self._raw = playback.raw

    def angles(self, start_s: float, end_s: float) -> tuple[FloatArray, FloatArray]:
        """See ``Traces``."""
        return _upto(*span_of(self._t, self._angles, start_s, end_s), end_s)

    def gyro(
        self, placement: Placement, start_s: float, end_s: float
    ) -> tuple[FloatArray, FloatArray]:
        """See ``Traces``."""
        return self._columns(placement, start_s, end_s, slice(0, 3))

    def accel(
        self, placement: Placement, start_s: float, end_s: float
    ) -> tuple[FloatArray, FloatArray]:
        """See ``Traces``."""
        return self._columns(placement, start_s, end_s, slice(3, 6))

    def _columns(
        self, placement: Placement, start_s: float, end_s: float, columns: slice
    ) -> tuple[FloatArray, FloatArray]:
        raw = self._raw.get(placement)
        if raw is None:
            return np.empty(0), np.empty((0, 3))
        rows = span_rows(raw.t, start_s, end_s)
        values = raw.values[rows, columns].astype(np.float64)
        return _upto(raw.t[rows], values, end_s)


def _upto(
    t: FloatArray, values: FloatArray, end_s: float
) -> tuple[FloatArray, FloatArray]:
    """Leave out the row that lies past the end: on screen that is the future."""
    if len(t) and t[-1] > end_s:
        return t[:-1], values[:-1]
    return t, values
