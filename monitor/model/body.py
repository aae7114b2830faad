"""What is known of this body and this strapping: calibration, limits, references."""

from dataclasses import dataclass, field
from enum import StrEnum

Vector = tuple[float, float, float]
Window = tuple[float, float]  # from, to; session s


class PelvisSite(StrEnum):
    """Where the pelvis sensor sits."""

    SACRUM = "sacrum"
    ILIAC_CREST = "iliac_crest"


class LumbarSite(StrEnum):
    """Where the lumbar sensor sits."""

    T12_L1 = "T12_L1"
    L3 = "L3"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Sites:
    """Where both sensors sit, and whether a belt is worn over or near them."""

    pelvis: PelvisSite = PelvisSite.SACRUM
    lumbar: LumbarSite = LumbarSite.T12_L1
    belt: bool = False


class CalibrationSource(StrEnum):
    """How a calibration came about."""

    AUTO = "auto"  # found in the stream
    WINDOWS = "windows"  # from time windows that a person gave
    CARRIED = "carried"  # from an earlier session of this strapping
    COMMAND = "command"  # redone on command


@dataclass(frozen=True, slots=True)
class TableCheck:
    """A sensor's accelerometer against gravity, from six faces on a table.

    True specific force = (measured - bias) / scale, axis by axis.

    Attributes:
        bias: m/s², sensor frame.
        scale: Dimensionless, near 1.
        date: ISO 8601 date of the check.
    """

    bias: Vector
    scale: Vector
    date: str


@dataclass(frozen=True, slots=True)
class SegmentFrame:
    """How one sensor sits on its body segment.

    The forward axis is ``mediolateral`` x ``cranial``.

    Attributes:
        cranial: Unit vector up along the trunk in neutral, sensor frame.
        mediolateral: Unit vector, sensor frame; turning about it is bowing forward.
        gyro_bias: Measured at rest, rad/s, sensor frame.
        accel_bias: Estimated over the still times, m/s², sensor frame.
    """

    cranial: Vector
    mediolateral: Vector
    gyro_bias: Vector
    accel_bias: Vector = (0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Calibration:
    """Neutral posture and functional axis of one wearer and one strapping.

    Attributes:
        pelvis: The pelvis sensor's frame; None without that sensor.
        lumbar: The lumbar sensor's frame; None without that sensor.
        neutral_s: When the neutral posture was held.
        bows_s: When the bows were made.
        quality: 0 (useless) to 1.
        source: How it came about.
        sites: Where the sensors sit.
        offset_deg: Added to the lumbar flexion; what re-zeroing changes.
        side_bends_s: When the side bends were made that refined it; None without.
    """

    pelvis: SegmentFrame | None
    lumbar: SegmentFrame | None
    neutral_s: Window
    bows_s: Window
    quality: float
    source: CalibrationSource
    sites: Sites = field(default_factory=Sites)
    offset_deg: float = 0.0
    side_bends_s: Window | None = None


@dataclass(frozen=True, slots=True)
class BenchReference:
    """The lumbar angle at the top of slow reps without load.

    Attributes:
        lumbar_flexion_deg: Mean at the top, flexion positive.
        spread_deg: Standard deviation over the reps.
    """

    lumbar_flexion_deg: float
    spread_deg: float


class LimitSource(StrEnum):
    """Where the limits come from."""

    DEFAULT = "default"
    OWN_RANGE = "own_range"  # a share of the person's own measured range
    COACH = "coach"  # set by a person


@dataclass(frozen=True, slots=True)
class Limits:
    """How far the lumbar spine may go past neutral, both positive.

    Attributes:
        extension_deg: Extension past which a rep has a fault.
        flexion_deg: Flexion past which the neutral spine counts as lost; judged only
            by exercises that watch it.
        source: Where the limits come from.
    """

    extension_deg: float = 15.0
    flexion_deg: float = 20.0
    source: LimitSource = LimitSource.DEFAULT

    def __post_init__(self) -> None:
        if not (1.0 <= self.extension_deg <= 90.0 and 1.0 <= self.flexion_deg <= 90.0):
            msg = "limits must lie between 1 and 90 degrees"
            raise ValueError(msg)
