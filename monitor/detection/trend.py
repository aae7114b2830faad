"""Tells whether the lumbar angle at the top changes over a set, and why.

A strap that creeps moves the top and the bottom of every rep together; an arch that
grows moves the top against the same rep's bottom.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import median

import msgspec

from monitor.model.events import TrendKind


class TrendSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When a change over a set is a trend.

    Attributes:
        least_reps: Fewer tell nothing.
        least_slope_deg: Smaller changes a rep are no trend.
        least_change_deg: Nor are smaller changes over the set.
        sureness: Slope over its standard error at least.
    """

    least_reps: int = 5
    least_slope_deg: float = 0.3
    least_change_deg: float = 2.0
    sureness: float = 4.0


@dataclass(frozen=True, slots=True)
class Trend:
    """A trend and its slope, deg extension a rep."""

    kind: TrendKind
    slope_deg_per_rep: float


def trend(
    top_deg: Sequence[float], bottom_deg: Sequence[float], settings: TrendSettings
) -> Trend | None:
    """Find the trend over a set.

    Args:
        top_deg: Lumbar extension at the top of each rep, in order.
        bottom_deg: ... at the bottom of the same reps.
        settings: When it is one.
    """
    if len(top_deg) < settings.least_reps:
        return None
    arch = [a - b for a, b in zip(top_deg, bottom_deg, strict=True)]
    arch_slope = _steady(arch, settings)
    creep_slope = _steady(bottom_deg, settings)
    if arch_slope > 0.0 and arch_slope > abs(creep_slope):
        return Trend(TrendKind.ARCH_GROWS, arch_slope)
    if creep_slope and _steady(top_deg, settings) * creep_slope > 0.0:
        return Trend(TrendKind.STRAP_CREEPS, creep_slope)
    return None


def _steady(values: Sequence[float], settings: TrendSettings) -> float:
    """Theil-Sen slope a rep; 0 where it could be chance."""
    slope, error = _slope(values)
    large = abs(slope) >= settings.least_slope_deg
    lasting = abs(slope) * (len(values) - 1) >= settings.least_change_deg
    sure = abs(slope) >= settings.sureness * error
    return slope if large and lasting and sure else 0.0


def _slope(values: Sequence[float]) -> tuple[float, float]:
    """Theil-Sen slope and its standard error, from the residuals' spread."""
    n = len(values)
    slope = median(
        (values[j] - values[i]) / (j - i) for i, j in combinations(range(n), 2)
    )
    level = median(v - slope * i for i, v in enumerate(values))
    spread = 1.4826 * median(abs(v - level - slope * i) for i, v in enumerate(values))
    return slope, spread / (n * (n * n - 1) / 12) ** 0.5
