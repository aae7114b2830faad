"""How the pelvis leans to a side in a rep: left and right of it are never the same."""

from dataclasses import dataclass

import numpy as np

from monitor.detection.boundaries import Boundaries
from monitor.detection.scoring import LEAVING_S, NEAR_S, middle, share_of, within
from monitor.detection.track import Stretch
from monitor.detection.verdict import LEAST_SHARE
from monitor.model.events import PelvicDrop
from monitor.model.records import Side


@dataclass(frozen=True, slots=True)
class Sides:
    """Pelvis roll in a rep, deg; None where not measured.

    Attributes:
        range_deg: Highest minus lowest.
        at_top_deg: At the far end, minus before the onset; positive where the right
            side is the lower one at the far end.
        share: Of the rep's time, believed.
    """

    range_deg: float | None
    at_top_deg: float | None
    share: float


def sides(stretch: Stretch, bounds: Boundaries) -> Sides:
    """Measure the pelvis roll in a rep.

    Args:
        stretch: The track from ``near_margin`` to the rep's end or later.
        bounds: The rep's crossings.
    """
    t = stretch.t
    sure = ~np.isnan(stretch.roll) & ~stretch.doubtful
    roll = np.where(sure, stretch.roll, np.nan)
    share = share_of(sure, t, bounds.onset_s, bounds.end_s)
    if share < LEAST_SHARE:
        return Sides(None, None, share)
    own = roll[within(t, bounds.onset_s, bounds.end_s)]
    if np.isnan(own).all():
        return Sides(None, None, share)
    top = middle(roll[within(t, bounds.reach_s, bounds.leave_s)])
    near = middle(roll[within(t, bounds.onset_s - NEAR_S, bounds.onset_s - LEAVING_S)])
    at_top = None if top is None or near is None else top - near
    return Sides(float(np.nanmax(own) - np.nanmin(own)), at_top, share)


def pelvic_drop(t: float, rep_id: int, found: Sides, band_deg: float) -> PelvicDrop:
    """Say of a one-sided rep which side of the pelvis dropped, and how far.

    Args:
        t: Session s.
        rep_id: Which rep.
        found: How the pelvis leant in it.
        band_deg: By how much that may be wrong.
    """
    if found.at_top_deg is None:
        return PelvicDrop(t, rep_id, None, None, band_deg)
    lower = Side.RIGHT if found.at_top_deg > 0 else Side.LEFT
    drop = abs(found.at_top_deg)
    return PelvicDrop(t, rep_id, drop, lower if drop > band_deg else None, band_deg)
