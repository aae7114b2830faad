"""What the analysis page and the evidence panel show: plain arrays and marks."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from monitor.model.blocks import FloatArray
from monitor.model.events import Level, Rep, Verdict
from monitor.model.records import Placement

RealArray = npt.NDArray[np.floating]  # of either width: two hours are large
EVIDENCE_S = 1.5  # shown before and after a rep


@dataclass(frozen=True, slots=True, eq=False)
class RawTrack:
    """One sensor's samples of the whole session.

    Attributes:
        t: Session s, increasing, shape (m,).
        accel: Specific force, m/s², sensor frame, shape (m, 3).
        gyro: Angular rate, rad/s, sensor frame, shape (m, 3).
    """

    t: FloatArray
    accel: RealArray
    gyro: RealArray


@dataclass(frozen=True, slots=True)
class RepMark:
    """A rep as it is marked on the plots.

    Attributes:
        rep_id: Unique in the session.
        set_index: The set it belongs to, from 1.
        number: As counted in its set, from 1; for a partial rep that of the last full.
        onset_s: Session s.
        end_s: Session s.
        verdict: What is said of it.
        peak_extension_deg: Positive past neutral; None if not measured.
        full: False for a partial rep.
    """

    rep_id: int
    set_index: int
    number: int
    onset_s: float
    end_s: float
    verdict: Verdict
    peak_extension_deg: float | None = None
    full: bool = True


@dataclass(frozen=True, slots=True)
class AlertMark:
    """An alert at session time ``t``, s."""

    t: float
    level: Level
    text: str


@dataclass(frozen=True, slots=True)
class Gap:
    """Nothing was measured from ``start_s`` to ``end_s``, session s."""

    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class TextMark:
    """A marker that a person set at session time ``t``, s."""

    t: float
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class PlotData:
    """A whole session. Angles are degrees, flexion positive; not valid means NaN.

    Attributes:
        t: Times of the angles, session s, increasing, shape (n,).
        lumbar_flexion_deg: Lumbar angle against neutral, shape (n,).
        pelvis_pitch_deg: 0 upright, +90 bowed forward, -90 on the back, shape (n,).
        lumbar_pitch_deg: The lumbar sensor's pitch, likewise, shape (n,).
        raw: Each sensor's samples; a sensor that sent none may be left out.
        reps: In order of time.
        alerts: In order of time.
        gaps: In order of time.
        markers: In order of time.
        limit_deg: Limit of extension, positive.
        band_deg: How far the lumbar angle may be wrong.
    """

    t: FloatArray
    lumbar_flexion_deg: FloatArray
    pelvis_pitch_deg: FloatArray
    lumbar_pitch_deg: FloatArray
    raw: Mapping[Placement, RawTrack] = field(default_factory=dict)
    reps: tuple[RepMark, ...] = ()
    alerts: tuple[AlertMark, ...] = ()
    gaps: tuple[Gap, ...] = ()
    markers: tuple[TextMark, ...] = ()
    limit_deg: float = 15.0
    band_deg: float = 3.0

    @property
    def span(self) -> tuple[float, float]:
        """First and last time of anything measured, session s; (0, 1) if nothing."""
        tracks = [self.t, *(track.t for track in self.raw.values())]
        ends = [(float(t[0]), float(t[-1])) for t in tracks if len(t)]
        if not ends:
            return 0.0, 1.0
        first, last = min(a for a, _ in ends), max(b for _, b in ends)
        return first, max(last, first + 1e-3)

    def rep_at(self, t: float) -> RepMark | None:
        """Return the rep that spans a time."""
        inside = (rep for rep in self.reps if rep.onset_s <= t <= rep.end_s)
        return next(inside, None)

    def rep_near(self, t: float) -> RepMark | None:
        """Return the rep at a time, or else the nearest; None without reps."""
        return min(self.reps, key=lambda rep: _distance(rep, t), default=None)

    def rep_beside(self, rep: RepMark | None, step: int, t: float) -> RepMark | None:
        """Return the rep so many steps from one; without that, the next from ``t``."""
        if not self.reps:
            return None
        last = len(self.reps) - 1
        if rep in self.reps:
            return self.reps[min(max(self.reps.index(rep) + step, 0), last)]
        return next((each for each in self.reps if each.end_s >= t), self.reps[last])

    def set_span(self, set_index: int) -> tuple[float, float] | None:
        """Return onset of the first and end of the last rep of a set, session s."""
        reps = [rep for rep in self.reps if rep.set_index == set_index]
        if not reps:
            return None
        return min(r.onset_s for r in reps), max(r.end_s for r in reps)


def _distance(rep: RepMark, t: float) -> float:
    return max(rep.onset_s - t, 0.0, t - rep.end_s)


def empty_data() -> PlotData:
    """Return a session in which nothing was measured."""
    nothing = np.empty(0)
    return PlotData(nothing, nothing, nothing, nothing)


@dataclass(frozen=True, slots=True, eq=False)
class EvidenceView:
    """One rep and the angles around it. Degrees, flexion positive; NaN: not valid.

    Attributes:
        rep: The rep as known last.
        number: As counted in its set.
        t: Session s, from 1.5 s before onset to 1.5 s after the end, shape (n,).
        pelvis_pitch_deg: Shape (n,).
        lumbar_pitch_deg: Shape (n,).
        lumbar_flexion_deg: Shape (n,).
        limit_deg: The limit of extension that it was judged by, positive.
        band_deg: How far the lumbar angle may be wrong.
    """

    rep: Rep
    number: int
    t: FloatArray
    pelvis_pitch_deg: FloatArray
    lumbar_pitch_deg: FloatArray
    lumbar_flexion_deg: FloatArray
    limit_deg: float
    band_deg: float


def evidence(data: PlotData, rep: Rep) -> EvidenceView:
    """Return the evidence of a rep, cut out of the whole session."""
    end_s = rep.end_s if rep.end_s is not None else rep.onset_s
    first = int(np.searchsorted(data.t, rep.onset_s - EVIDENCE_S))
    last = int(np.searchsorted(data.t, end_s + EVIDENCE_S, side="right"))
    part = slice(first, last)
    numbers = (mark.number for mark in data.reps if mark.rep_id == rep.rep_id)
    return EvidenceView(
        rep,
        next(numbers, rep.rep_id),
        data.t[part],
        data.pelvis_pitch_deg[part],
        data.lumbar_pitch_deg[part],
        data.lumbar_flexion_deg[part],
        data.limit_deg,
        data.band_deg,
    )
