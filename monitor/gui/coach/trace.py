"""Where an angle of the lower back and its trace lie in an area.

Limits are those of extension and of flexion, deg, both positive.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from pyqtgraph.functions import arrayToQPolygonF
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPolygonF

from monitor.net.messages import TRACE_HZ
from monitor.net.room import TRACE_S

SHOWS: Final = 1.6  # of a limit: what lies beyond is drawn at the edge


def _share_of(angle: float, limits: tuple[float, float]) -> float:
    """Return where a flexion lies from most flexion, 0, to most extension, 1."""
    low, high = _ends(limits)
    return 1.0 - (min(max(angle, low), high) - low) / (high - low)


def _ends(limits: tuple[float, float]) -> tuple[float, float]:
    extension, flexion = limits
    return -SHOWS * extension, SHOWS * flexion


def across(area: QRectF, angle: float, limits: tuple[float, float]) -> float:
    """Return where an angle lies from left to right, px; extension is to the right."""
    return area.left() + area.width() * _share_of(angle, limits)


def height_of(area: QRectF, angle: float, limits: tuple[float, float]) -> float:
    """Return where an angle lies, px; extension is up, as in the live view."""
    return area.bottom() - area.height() * _share_of(angle, limits)


def trace_runs(
    trace: Sequence[float | None], area: QRectF, limits: tuple[float, float]
) -> list[QPolygonF]:
    """Return the lines of a trace, one for each time during which it is known.

    Args:
        trace: Lumbar angles, deg, extension negative, at ``TRACE_HZ``; the last is now.
        area: Where the last ``TRACE_S`` are drawn, px.
        limits: Of extension and of flexion, deg.
    """
    low, high = _ends(limits)
    angles = np.array(trace, np.float64)
    shares = 1.0 - (np.clip(angles, low, high) - low) / (high - low)
    y = area.bottom() - area.height() * shares
    step = area.width() / (TRACE_S * TRACE_HZ)
    x = area.right() - step * np.arange(len(angles) - 1, -1, -1)
    known = np.concatenate(([False], np.isfinite(y), [False]))
    edges = np.flatnonzero(known[1:] != known[:-1]).tolist()
    runs = zip(edges[::2], edges[1::2], strict=True)
    return [arrayToQPolygonF(x[a:b], y[a:b]) for a, b in runs if b - a > 1]
