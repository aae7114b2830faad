"""What an exercise is measured by: its channel, its axis, and what sees it."""

from dataclasses import dataclass
from enum import StrEnum


class Axis(StrEnum):
    """The body's axis about which an exercise turns."""

    MEDIOLATERAL = "mediolateral"  # bowing
    FORWARD = "forward"  # leaning to a side
    CRANIAL = "cranial"  # twisting


class SeenBy(StrEnum):
    """What sees an exercise's channel in its posture."""

    GRAVITY = "gravity"
    GRAVITY_OR_GYRO = "gravity while reclined, else the gyro"


@dataclass(frozen=True, slots=True)
class Measure:
    """What is measured of an exercise.

    Attributes:
        channel: For people.
        axis: About which it turns.
        seen_by: See ``SeenBy``.
        longest_s: What the gyro alone sees is believed for so long.
        drift_dps: Bound of the drift of what the gyro alone sees, deg/s.
    """

    channel: str
    axis: Axis
    seen_by: SeenBy
    longest_s: float | None = None
    drift_dps: float | None = None
