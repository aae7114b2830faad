"""Tells whether the lumbar angle changes over a set, and why.

A strap that creeps moves both ends of every rep alike; an arch that grows moves the
end where the back arches against the same rep's other end.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from monitor.model.events import TrendKind


class TrendSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When a change over a set is a trend.

    Attributes:
        least_reps: Fewer tell nothing.
        least_slope_deg: Smaller changes a rep are no trend.
        least_change_deg: Nor are smaller changes over the set.
        alike: Both ends move alike while the slope of their difference stays below
            this share of their mean's.
    """

    least_reps: int = 5
    least_slope_deg: float = 0.25
    least_change_deg: float = 2.0
    alike: float = 0.67

    def __post_init__(self) -> None:
        """Refuse what no slope can be told from."""
        if self.least_reps < 5:
            msg = "least_reps must be at least 5"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class Trend:
    """A trend and its slope, deg extension a rep."""

    kind: TrendKind
    slope_deg_per_rep: float


# Student's t, two-sided p = 0.001, for 3 to 12 degrees of freedom.
_STUDENT_T = (12.92, 8.61, 6.87, 5.96, 5.41, 5.04, 4.78, 4.59, 4.44, 4.32)


def trend(
    arched_deg: Sequence[float], other_deg: Sequence[float], settings: TrendSettings
) -> Trend | None:
    """Find the trend over a set.

    Args:
        arched_deg: Lumbar extension where each rep arches most, in order.
        other_deg: ... at the other end of the same reps.
        settings: When it is one.
    """
    if len(arched_deg) < settings.least_reps:
        return None
    pairs = list(zip(arched_deg, other_deg, strict=True))
    arch, arch_error = _slope([a - b for a, b in pairs])
    both, both_error = _slope([(a + b) / 2 for a, b in pairs])
    n = len(pairs)
    if _sure(both, both_error, n, settings) and abs(arch) <= settings.alike * abs(both):
        return Trend(TrendKind.STRAP_CREEPS, both)
    if arch > 0.0 and _sure(arch, arch_error, n, settings):
        return Trend(TrendKind.ARCH_GROWS, arch)
    return None


def _sure(slope: float, error: float, n: int, settings: TrendSettings) -> bool:
    """Whether a slope is large, makes a difference, and is hardly chance."""
    steep = abs(slope)
    critical = _STUDENT_T[min(n - 2, len(_STUDENT_T) + 2) - 3]
    return (
        steep >= settings.least_slope_deg
        and steep * (n - 1) >= settings.least_change_deg
        and steep >= critical * error
    )


def _slope(values: Sequence[float]) -> tuple[float, float]:
    """Least-squares slope a rep, and its standard error."""
    n = len(values)
    mean, middle = sum(values) / n, (n - 1) / 2
    width = sum((i - middle) ** 2 for i in range(n))
    slope = sum((i - middle) * v for i, v in enumerate(values)) / width
    left = sum((v - mean - slope * (i - middle)) ** 2 for i, v in enumerate(values))
    return slope, (left / (n - 2) / width) ** 0.5
