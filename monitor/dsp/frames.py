"""How a sensor sits on its segment: what neutral and the bows tell of one sensor."""

from dataclasses import dataclass, replace

import numpy as np

from monitor.dsp.rows import usable
from monitor.model.blocks import GRAVITY, BoolArray, FloatArray, SensorTrack
from monitor.model.body import SegmentFrame, Vector
from monitor.model.errors import CalibrationRefused

# A sensor is still, so that the mean gyro is its bias and the mean specific force is
# "up" (the filter's own takes seconds to forget a bias), if neither scatters nor leans.
STILL_DPS = 5.0
STILL_LEAN_DEG = 1.0  # from the first half to the second
EXCURSION_DEG = 12.0  # past this the trunk has left neutral
MOVING_SHARE = 0.25  # of the fast rates: slower samples tell no axis
LEAST_DPS = 4.0  # no bow is slower all the way
LEAST_SAMPLES = 10
FIRST_DEG = 30.0  # what the first excursion out of neutral weighs more
DEEPEST_DEG = 60.0  # a long excursion (lying down) weighs no more than a bow


@dataclass(frozen=True, slots=True, eq=False)
class SensorView:
    """What one sensor saw; the axis may still point the wrong way.

    Attributes:
        cranial: Unit vector up along the trunk in neutral, sensor frame, shape (3,).
        axis: Unit vector, mediolateral, sensor frame, shape (3,).
        bias: Gyro bias, rad/s, shape (3,).
        scatter_dps: Scatter of the gyro in neutral.
        concentration: Share of the turning that lies about the axis, 0 to 1.
        pitch: Pitch during the bows, degrees, NaN where not present, shape (n,).
        rate: Rate without bias during the bows, rad/s, same rows, shape (n, 3).
    """

    cranial: FloatArray
    axis: FloatArray
    bias: FloatArray
    scatter_dps: float
    concentration: float
    pitch: FloatArray
    rate: FloatArray

    @property
    def flipped(self) -> "SensorView":
        """The same with forward and backward exchanged."""
        return replace(self, axis=-self.axis, pitch=-self.pitch)

    @property
    def frame(self) -> SegmentFrame:
        """As a calibration holds it."""
        return SegmentFrame(
            _vector(self.cranial), _vector(self.axis), _vector(self.bias)
        )


def pitch_deg(up: FloatArray, frame: SegmentFrame) -> FloatArray:
    """Pitch of a segment from "up" in its sensor's frame, (n, 3) to (n,)."""
    return _pitch(up, np.array(frame.mediolateral), np.array(frame.cranial))


def sensor_view(neutral: SensorTrack, bows: SensorTrack, name: str) -> SensorView:
    """Find a sensor's cranial and mediolateral axes.

    Cranial is the mean "up" in neutral, by the accelerometer alone where the sensor
    was still. Mediolateral is the first eigenvector of the
    sum of rate rateᵀ over the moving samples of the bows, at right angles to cranial.

    Args:
        neutral: Rows of the neutral posture; some are present.
        bows: Rows of the bows; some are present.
        name: The sensor, for the refusal.

    Raises:
        CalibrationRefused: The rows define no axis.
    """
    rows, moving = _believed(neutral), bows.present
    scatter = float(np.degrees(np.linalg.norm(neutral.gyro[rows].std(axis=0))))
    still = scatter <= STILL_DPS and _lean_deg(neutral.accel[rows]) <= STILL_LEAN_DEG
    up = (neutral.accel[rows] / GRAVITY if still else neutral.up[rows]).mean(axis=0)
    length = float(np.linalg.norm(up))
    if length < 0.5:
        msg = f"The {name} sensor turned over in the neutral window: choose another."
        raise CalibrationRefused(msg)
    cranial = up / length
    bias = _bias(neutral.gyro[rows], neutral.rate[rows], still=still)
    rate = bows.gyro - bias
    axis, concentration = _axis(rate[moving], cranial, name)
    pitch = np.where(moving, _pitch(bows.up, axis, cranial), np.nan)
    return SensorView(cranial, axis, bias, scatter, concentration, pitch, rate)


def excursions(pitch: FloatArray) -> list[slice]:
    """Stretches away from neutral: past 12° somewhere, past 6° all the way."""
    away = np.abs(pitch) > EXCURSION_DEG / 2
    edges = np.flatnonzero(np.diff(away, prepend=False, append=False))
    spans = [slice(int(a), int(b)) for a, b in edges.reshape(-1, 2)]
    return [span for span in spans if np.abs(pitch[span]).max() > EXCURSION_DEG]


def forwardness(pitch: FloatArray) -> float:
    """Positive if the excursions are mainly forward, negative if backward, degrees.

    Each excursion has one vote of its depth, so that lying down once, or leaning back
    between the bows, doesn't outvote them; the first one out of neutral has another.
    Without any, the depths' squares decide.
    """
    spans = excursions(pitch)
    if not spans:
        return float(np.nansum(pitch * np.abs(pitch))) / max(len(pitch), 1)
    peaks = [_signed_peak(pitch[span]) for span in spans]
    votes = float(np.clip(peaks, -DEEPEST_DEG, DEEPEST_DEG).sum())
    if spans[0].start > 0:  # it began in neutral
        votes += float(np.copysign(FIRST_DEG, peaks[0]))
    return votes


def axis_spread_deg(view: SensorView) -> float:
    """Largest angle between the axis of a single forward bow and the common one."""
    angles = [
        _angle_deg(_eigen(_level(view.rate[span], view.cranial))[0], view.axis)
        for span in excursions(view.pitch)
        if _signed_peak(view.pitch[span]) > 0
    ]
    return max(angles, default=0.0)


def bow_peaks_deg(view: SensorView) -> list[float]:
    """Depths of the forward bows."""
    peaks = [_signed_peak(view.pitch[span]) for span in excursions(view.pitch)]
    return [peak for peak in peaks if peak > 0]


def _believed(track: SensorTrack) -> BoolArray:
    """Rows to take neutral from: valid ones, unless they are few."""
    valid = usable(track)
    if np.count_nonzero(valid) >= 0.3 * np.count_nonzero(track.present):
        return valid
    return track.present


def _lean_deg(accel: FloatArray) -> float:
    """Turn of the mean specific force from the first half to the second, degrees."""
    if len(accel) < 2:
        return 0.0
    first, second = (half.mean(axis=0) for half in np.array_split(accel, 2))
    size = float(np.linalg.norm(np.cross(first, second)))
    return float(np.degrees(np.arctan2(size, float(first @ second))))


def _bias(gyro: FloatArray, rate: FloatArray, *, still: bool) -> FloatArray:
    """Gyro bias, rad/s: the mean at rest, else what orientation took off."""
    if still:
        return np.asarray(gyro.mean(axis=0))
    return np.asarray(np.median(gyro - rate, axis=0))


def _axis(rate: FloatArray, cranial: FloatArray, name: str) -> tuple[FloatArray, float]:
    speed = np.linalg.norm(rate, axis=1)
    fast = float(np.percentile(speed, 95)) if len(speed) else 0.0
    moving = rate[speed > MOVING_SHARE * fast]
    if np.degrees(fast) < LEAST_DPS or len(moving) < LEAST_SAMPLES:
        msg = f"The {name} sensor hardly turned in the bows: bow forward three times."
        raise CalibrationRefused(msg)
    axis, power = _eigen(_level(moving, cranial))
    return axis, power / float((moving * moving).sum())


def _eigen(rate: FloatArray) -> tuple[FloatArray, float]:
    values, vectors = np.linalg.eigh(rate.T @ rate)
    return vectors[:, -1], float(values[-1])


def _level(rate: FloatArray, cranial: FloatArray) -> FloatArray:
    """Rates without the turning about the trunk's own axis."""
    return rate - np.outer(rate @ cranial, cranial)


def _pitch(up: FloatArray, y: FloatArray, z: FloatArray) -> FloatArray:
    return np.degrees(np.arctan2(-(up @ np.cross(y, z)), up @ z))


def _signed_peak(pitch: FloatArray) -> float:
    return float(pitch[np.argmax(np.abs(pitch))])


def _angle_deg(a: FloatArray, b: FloatArray) -> float:
    return float(np.degrees(np.arccos(min(abs(float(a @ b)), 1.0))))


def _vector(v: FloatArray) -> Vector:
    x, y, z = v.tolist()
    return x, y, z
