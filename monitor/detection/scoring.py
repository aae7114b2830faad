"""Measures one swing: its boundaries, its size, and the lumbar angle in it."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from monitor.detection.boundaries import Boundaries, boundaries, excursion, rise
from monitor.detection.track import GRID_S, Stretch
from monitor.model.blocks import BoolArray, FloatArray

_HELD_ROWS = 4  # samples over 30 ms on the grid
NEAR_S = 0.4  # before onset and after end: the near turning point
LEAVING_S = 0.1  # before onset it is being left
_LEAST_KNOWN = 0.9  # of a sensor's samples, to tell its excursion
_MOVES_OTHER = 0.25  # of the other sensor's excursion, below which the other tells more


@dataclass(frozen=True, slots=True)
class Size:
    """How far both sensors turn, deg; 0 where not measured."""

    pelvis_deg: float
    lumbar_deg: float


@dataclass(frozen=True, slots=True)
class Shape:
    """A swing's form.

    Attributes:
        bounds: Its crossings and ROM.
        size: Excursions from the higher low to the high.
        out: Excursions on the way out alone.
        way_deg: The primary signal's way out.
        far_flexion_deg: Median lumbar flexion at the far end; None if not measured.
    """

    bounds: Boundaries
    size: Size
    out: Size
    way_deg: float
    far_flexion_deg: float | None

    @property
    def hold_s(self) -> float:
        """Time at the far end."""
        return self.bounds.leave_s - self.bounds.reach_s

    @property
    def lasting_s(self) -> float:
        """Time from onset to end."""
        return self.bounds.end_s - self.bounds.onset_s


def shape(stretch: Stretch, far_s: float, *, pelvis_first: bool) -> Shape | None:
    """Measure a swing's form.

    Args:
        stretch: The track between the neighbouring far ends.
        far_s: The swing's own far end, session s.
        pelvis_first: The pelvis is the primary sensor.

    Returns:
        None where the signal doesn't go out and back.
    """
    signal = stretch.primary
    window = _between_lows(stretch.t, signal, far_s)
    size = _size(stretch, window)
    own, other = size.pelvis_deg, size.lumbar_deg
    if not pelvis_first:
        own, other = other, own
    if 0.0 < own < _MOVES_OTHER * other:
        signal = stretch.lumbar if pelvis_first else stretch.pelvis
        window = _between_lows(stretch.t, signal, far_s)
    known = ~np.isnan(signal[window])
    bounds = boundaries(stretch.t[window][known], signal[window][known])
    if bounds is None:
        return None
    far = int(np.searchsorted(stretch.t, far_s))
    way = slice(window.start, far + 1)
    out = _size(stretch, way, rise)
    way_deg = rise(signal[way][~np.isnan(signal[way])])
    there = within(stretch.t, bounds.reach_s, bounds.leave_s)
    return Shape(bounds, size, out, way_deg, middle(stretch.flexion[there]))


def _between_lows(t: FloatArray, s: FloatArray, far_s: float) -> slice:
    """From the lowest sample before the far end to the lowest after it."""
    filled = np.where(np.isnan(s), np.inf, s)
    far = min(int(np.searchsorted(t, far_s)), len(t) - 1)
    low = far - int(np.argmin(filled[far::-1]))  # the last of equals
    return slice(low, far + int(np.argmin(filled[far:])) + 1)


def _size(
    stretch: Stretch,
    window: slice,
    measure: Callable[[FloatArray], float] = excursion,
) -> Size:
    pelvis, lumbar = stretch.pelvis[window], stretch.lumbar[window]
    return Size(measure(pelvis[~np.isnan(pelvis)]), measure(lumbar[~np.isnan(lumbar)]))


@dataclass(frozen=True, slots=True)
class Lumbar:
    """The lumbar angle in a rep, deg; None where not measured.

    Attributes:
        extension_deg: Highest extension held 30 ms.
        extension_s: When.
        flexion_deg: Highest flexion held 30 ms.
        over_s: Time past the extension limit.
        top_deg: Median flexion at the far end.
        bottom_deg: Median flexion at the near end, before the rep.
        share: Of the rep's time, believed.
        gap_at_turn: Not believed somewhere between reach and leave.
        doubt_at_turn: In doubt there.
        gap_near: Not believed or in doubt about the near turning points.
    """

    extension_deg: float | None
    extension_s: float | None
    flexion_deg: float | None
    over_s: float
    top_deg: float | None
    bottom_deg: float | None
    share: float
    gap_at_turn: bool
    doubt_at_turn: bool
    gap_near: bool


def near_margin(bounds: Boundaries) -> float:
    """Where ``lumbar`` needs the track to begin, session s."""
    return bounds.onset_s - NEAR_S


def lumbar(stretch: Stretch, bounds: Boundaries, limit_deg: float) -> Lumbar:
    """Measure the lumbar angle in a rep.

    Args:
        stretch: The track from ``near_margin`` to the end of the rep's tail.
        bounds: The rep's crossings.
        limit_deg: Extension limit, positive.
    """
    t = stretch.t
    sure = ~np.isnan(stretch.flexion) & ~stretch.doubtful
    flexion = np.where(sure, stretch.flexion, np.nan)
    share = share_of(sure, t, bounds.onset_s, bounds.end_s)
    own = _own(t, bounds, share)
    extension, at = _highest_held(t[own], -flexion[own])
    far = within(t, bounds.reach_s, bounds.leave_s)
    near = within(t, bounds.onset_s - NEAR_S, bounds.onset_s - LEAVING_S)
    after = within(t, bounds.end_s, bounds.end_s + NEAR_S)
    return Lumbar(
        extension_deg=extension,
        extension_s=at,
        flexion_deg=_highest_held(t[own], flexion[own])[0],
        over_s=over_s(flexion[own], limit_deg),
        top_deg=middle(flexion[far]),
        bottom_deg=middle(flexion[near]),
        share=share,
        gap_at_turn=share_of(sure, t, bounds.reach_s, bounds.leave_s) < 1.0,
        doubt_at_turn=bool(stretch.doubtful[far].any()),
        gap_near=not bool(sure[near].all() and sure[after].all()),
    )


def own_flexion(stretch: Stretch, bounds: Boundaries) -> FloatArray:
    """Return a rep's lumbar flexion, its tail included, NaN where in doubt, (m,)."""
    sure = ~np.isnan(stretch.flexion) & ~stretch.doubtful
    share = share_of(sure, stretch.t, bounds.onset_s, bounds.end_s)
    own = _own(stretch.t, bounds, share)
    return np.where(sure[own], stretch.flexion[own], np.nan)


def over_s(flexion: FloatArray, limit_deg: float) -> float:
    """Return the time past an extension limit, s.

    Args:
        flexion: Of a rep, see ``own_flexion``.
        limit_deg: Positive.
    """
    return float((-flexion > limit_deg).sum()) * GRID_S


def _own(t: FloatArray, bounds: Boundaries, share: float) -> BoolArray:
    """The tail of a rep that was not seen itself tells no peak of it."""
    own: BoolArray = (t >= bounds.onset_s) & (share > 0)
    return own


def within(t: FloatArray, start_s: float, stop_s: float) -> BoolArray:
    """Return which times lie in a span, its ends included, shape (n,)."""
    inside: BoolArray = (t >= start_s) & (t <= stop_s)
    return inside


def share_of(sure: BoolArray, t: FloatArray, start_s: float, stop_s: float) -> float:
    """Believed grid times among all grid times of a span; 1 for an empty span."""
    first = int(np.ceil(start_s / GRID_S - 1e-6))
    expected = int(np.floor(stop_s / GRID_S + 1e-6)) - first + 1
    if expected <= 0:
        return 1.0
    inside = within(t, start_s - 1e-6, stop_s + 1e-6)
    return min(1.0, float(sure[inside].sum()) / expected)


def _highest_held(t: FloatArray, x: FloatArray) -> tuple[float | None, float | None]:
    """The highest level kept for 30 ms without a break, and when it was first held."""
    n = len(x) - _HELD_ROWS + 1
    if n < 1:
        return None, None
    held = np.minimum.reduce([x[i : i + n] for i in range(_HELD_ROWS)])
    held[t[_HELD_ROWS - 1 :] - t[:n] > _HELD_ROWS * GRID_S] = np.nan
    if np.isnan(held).all():
        return None, None
    best = int(np.nanargmax(held))
    return float(held[best]), float(t[best])


def middle(x: FloatArray) -> float | None:
    """Return the median of what is known; None if nothing is."""
    known = x[~np.isnan(x)]
    return float(np.median(known)) if len(known) else None
