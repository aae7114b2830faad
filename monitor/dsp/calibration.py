"""Neutral posture and bows to a calibration, from windows of time.

Any mounting of the sensors will do; see ``frames`` for the axes. Nothing here keeps
state.
"""

from collections.abc import Sequence

import numpy as np

from monitor.dsp.frames import (
    SensorView,
    axis_spread_deg,
    bow_peaks_deg,
    excursions,
    forwardness,
    sensor_view,
)
from monitor.dsp.rows import joined_between
from monitor.dsp.sensor_order import Order, forward_force, order_of, swing_apart_m
from monitor.model.blocks import FloatArray, Joined, SensorTrack
from monitor.model.body import Calibration, CalibrationSource, Sites, Window
from monitor.model.errors import CalibrationRefused
from monitor.model.events import Notice, NoticeKind
from monitor.model.records import Placement

POOR_QUALITY = 0.5
ALIKE = 0.3  # correlation from which two sensors tell of one movement

# An ingredient of the quality is 0 at its first figure and 1 at its second.
SCATTER_DPS = (15.0, 3.0)  # of the gyro in neutral; sway and breathing stay below 3
LENGTH_S = (0.0, 4.0)  # of neutral
AMPLITUDE_DEG = (5.0, 30.0)  # median depth of the bows
CONCENTRATION = (0.5, 0.9)  # share of the turning that lies about the one axis
SPREAD_DEG = (30.0, 8.0)  # of the single bows' axes
BOWS = (0.0, 2.0)

_Views = tuple[SensorView | None, SensorView | None]


def calibration_from_windows(
    joined: Joined,
    neutral: Window,
    bows: Window,
    sites: Sites,
    source: CalibrationSource = CalibrationSource.WINDOWS,
) -> Calibration:
    """Make a calibration of two given windows, however poor.

    ``quality`` is the geometric mean of six ingredients, each 0 to 1, of the worse
    sensor: stillness of neutral, its length, depth of the bows, share of the turning
    that lies about one axis, agreement of the single bows' axes, number of bows.

    Args:
        joined: Both sensors' tracks; must cover the windows.
        neutral: From, to, s; the posture that is zero.
        bows: From, to, s; anywhere, before or after ``neutral``.
        sites: Where the sensors sit.
        source: How the windows came about.

    Returns:
        The calibration; a sensor without a sample in one of the windows has no frame.

    Raises:
        CalibrationRefused: No sensor has samples in both windows, or one that has
            them shows no axis.
    """
    views = _views(joined, neutral, bows)
    length = max(neutral) - min(neutral)
    scores = [_quality(view, length) for view in views if view is not None]
    return Calibration(
        pelvis=views[0].frame if views[0] else None,
        lumbar=views[1].frame if views[1] else None,
        neutral_s=(min(neutral), max(neutral)),
        bows_s=(min(bows), max(bows)),
        quality=round(min(scores), 3),
        source=source,
        sites=sites,
    )


def calibration_notices(joined: Joined, calibration: Calibration) -> list[Notice]:
    """What a person should know of a new calibration: poor, sensors swapped.

    Args:
        joined: The rows it was made of.
        calibration: As returned by ``calibration_from_windows`` for them.
    """
    views = _views(joined, calibration.neutral_s, calibration.bows_s)
    t = max(*calibration.neutral_s, *calibration.bows_s)
    notices = []
    if calibration.quality < POOR_QUALITY:
        notices.append(_poor(t, views, calibration))
    if sensor_order(joined, calibration) is Order.SWAPPED:
        notices.append(_swapped(t))
    return notices


def sensor_order(joined: Joined, calibration: Calibration) -> Order:
    """Whether pelvis and lumbar sensor are where they are said to be.

    Args:
        joined: The rows that the calibration was made of.
        calibration: As returned by ``calibration_from_windows`` for them.
    """
    pelvis, lumbar = _views(joined, calibration.neutral_s, calibration.bows_s)
    if pelvis is None or lumbar is None:
        return Order.UNKNOWN
    bows = joined_between(joined, calibration.bows_s)
    forces = (_ahead(bows.pelvis, pelvis), _ahead(bows.lumbar, lumbar))
    apart = swing_apart_m(bows.t, (pelvis.pitch, lumbar.pitch), forces)
    return order_of(apart, _flexion_in_bows(pelvis, lumbar))


def _ahead(bows: SensorTrack, view: SensorView) -> FloatArray:
    return forward_force(bows.accel, view.pitch, view.axis, view.cranial)


def _views(joined: Joined, neutral: Window, bows: Window) -> _Views:
    still, moving = joined_between(joined, neutral), joined_between(joined, bows)
    views = _forward(
        _view(still.pelvis, moving.pelvis, Placement.PELVIS),
        _view(still.lumbar, moving.lumbar, Placement.LUMBAR),
    )
    if views == (None, None):
        msg = (
            f"No sensor has samples in both windows, neutral {_span(neutral)}"
            f" and bows {_span(bows)}: choose windows inside the file."
        )
        raise CalibrationRefused(msg)
    return views


def _view(
    neutral: SensorTrack, bows: SensorTrack, placement: Placement
) -> SensorView | None:
    if not (neutral.present.any() and bows.present.any()):
        return None
    return sensor_view(neutral, bows, placement.value)


def _forward(pelvis: SensorView | None, lumbar: SensorView | None) -> _Views:
    """Both views with their axes turned so that bowing forward is positive.

    Where both tell of one movement the lumbar one decides for both: a seated pelvis
    hardly leaves neutral, and further backward than forward.
    """
    if pelvis is None or lumbar is None:
        return _alone(pelvis), _alone(lumbar)
    alike = _correlation(pelvis.pitch, lumbar.pitch)
    if abs(alike) < ALIKE:
        return _alone(pelvis), _alone(lumbar)
    if alike < 0:
        lumbar = lumbar.flipped
    if forwardness(lumbar.pitch) < 0:
        return pelvis.flipped, lumbar.flipped
    return pelvis, lumbar


def _alone(view: SensorView | None) -> SensorView | None:
    if view is None or forwardness(view.pitch) >= 0:
        return view
    return view.flipped


def _correlation(a: FloatArray, b: FloatArray) -> float:
    both = np.isfinite(a) & np.isfinite(b)
    if both.sum() < 10:
        return 0.0
    x, y = a[both] - a[both].mean(), b[both] - b[both].mean()
    power = float(np.sqrt((x @ x) * (y @ y)))
    return float(x @ y) / power if power > 0 else 0.0


def _ingredients(view: SensorView, length: float) -> dict[str, float]:
    peaks = bow_peaks_deg(view)
    depth = float(np.median(peaks)) if peaks else float(np.nanmax(view.pitch))
    return {
        "the neutral posture was not still": _score(view.scatter_dps, SCATTER_DPS),
        "the neutral posture was short": _score(length, LENGTH_S),
        "the bows were shallow": _score(depth, AMPLITUDE_DEG),
        "the bows were not about one axis": _score(view.concentration, CONCENTRATION),
        "the bows differed in direction": _score(axis_spread_deg(view), SPREAD_DEG),
        "there were too few bows": _score(len(peaks), BOWS),
    }


def _score(value: float, zero_one: tuple[float, float]) -> float:
    zero, one = zero_one
    return float(np.clip((value - zero) / (one - zero), 0.05, 1.0))


def _quality(view: SensorView, length: float) -> float:
    return float(np.exp(np.mean(np.log([*_ingredients(view, length).values()]))))


def _flexion_in_bows(pelvis: SensorView, lumbar: SensorView) -> float | None:
    """Median over the bows of the lumbar flexion at their depth, degrees."""
    both = pelvis.pitch + lumbar.pitch
    deepest = [
        span.start + int(np.nanargmax(both[span]))
        for span in excursions(lumbar.pitch)
        if (both[span] > 0).any()  # false where NaN
    ]
    if not deepest:
        return None
    return float(np.median((lumbar.pitch - pelvis.pitch)[deepest]))


def _poor(t: float, views: Sequence[SensorView | None], made: Calibration) -> Notice:
    length = made.neutral_s[1] - made.neutral_s[0]
    seen = [view for view in views if view is not None]
    worst = min(seen, key=lambda view: _quality(view, length))
    scores = _ingredients(worst, length)
    why = min(scores, key=lambda each: scores[each])
    text = f"The calibration is poor ({made.quality:.2f} of 1): {why}."
    return Notice(t, NoticeKind.CALIBRATION_POOR, text, value=made.quality)


def _swapped(t: float) -> Notice:
    text = (
        "Pelvis and lumbar sensor look swapped: in the bows the pelvis one moved as if"
        " it sat higher; check them, and swap their roles if so."
    )
    return Notice(t, NoticeKind.SENSORS_SWAPPED, text)


def _span(window: Window) -> str:
    return f"{min(window):.1f} to {max(window):.1f} s"
