"""Where a curve is missing."""

from typing import Final

import numpy as np
import numpy.typing as npt

from monitor.gui.plots.data import Gap, PlotData, RealArray
from monitor.model.blocks import FloatArray
from monitor.model.records import Placement

LEAST_S: Final = 0.15  # shorter ones were bridged, or are but a sample or two


def missing(
    t: FloatArray, is_known: npt.NDArray[np.bool_], span: tuple[float, float]
) -> tuple[Gap, ...]:
    """Return the spans without any known value.

    Args:
        t: Times, increasing, session s, shape (n,).
        is_known: Where there is a value, shape (n,).
        span: Start and end of the session, s.
    """
    known = t[is_known]
    steps = np.diff(known)
    usual = float(np.median(steps)) if len(steps) else 0.0
    ends = np.concatenate([[span[0]], known, [span[1]]])
    places = np.flatnonzero(np.diff(ends) > max(LEAST_S, 4 * usual)).tolist()
    return tuple(Gap(float(ends[k]), float(ends[k + 1])) for k in places)


def plot_gaps(data: PlotData, sensor: Placement) -> tuple[tuple[Gap, ...], ...]:
    """Return what is missing in each of the four plots.

    Args:
        data: The session.
        sensor: Whose gyro and accel are shown; a sensor without samples has no gaps.
    """
    lumbar = (*_of(data, data.lumbar_flexion_deg), *data.gaps)
    pelvis = _of(data, data.pelvis_pitch_deg)
    track = data.raw.get(sensor)
    raw: tuple[Gap, ...] = ()
    if track is not None and len(track.t):
        raw = missing(track.t, np.ones(len(track.t), np.bool_), data.span)
    return lumbar, pelvis, raw, raw


def _of(data: PlotData, values: RealArray) -> tuple[Gap, ...]:
    if not len(data.t):
        return ()
    return missing(data.t, np.isfinite(values), data.span)
