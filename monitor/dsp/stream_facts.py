"""What a sensor's own path knows of its stream, for those who tell how it stands."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StreamFacts:
    """What a sensor's chain knows of its stream.

    Attributes:
        samples: Received so far.
        lost: Known to be lost so far.
        clock_ppm: Clock error, parts per million; None if unknown.
        clock_offset_s: Session time at which the sensor's clock showed 0, s; None if
            unknown.
        loss_known: Whether each lost sample shows.
    """

    samples: int
    lost: int
    clock_ppm: float | None = None
    clock_offset_s: float | None = None
    loss_known: bool = True
