"""A sensor's accelerometer bias from the rests of a session.

An accelerometer bias shifts the angle between standing and lying: 10 mg are 0.57°
per axis. Two things tell it without a table. At rest the specific force is as long as
g whatever the pose, which shows the bias along "up". And between two rests the gyro
tells how far "up" has turned, which shows the bias across it. A prior holds the
estimate near 0 where neither tells much.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from monitor.dsp.rows import usable
from monitor.model.blocks import GRAVITY, FloatArray, SensorTrack
from monitor.model.body import Vector

if TYPE_CHECKING:
    from scipy.spatial.transform import Rotation

_MG = GRAVITY / 1000.0
_WINDOW_ROWS = 20  # a rest is at least this long
_GRID_S = 0.01
_ROUNDS = 4  # of reweighting


class AccelBiasSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the bias is estimated.

    Attributes:
        prior_mg: Standard deviation of a bias before anything is known.
        length_mg: Error of the length of the specific force in one pose, that does
            not average out: scale errors.
        noise_mg: Error of one rest, that does: slow movement.
        drift_dps: Error of the gyro's bias.
        turn_percent: Error of the gyro's scale.
        turn_dps: Most mean rate at rest.
        scatter_dps: Most scatter of the rate at rest.
        shake: Most scatter of the specific force at rest, m/s².
        pose_deg: Rests this near to each other are one pose.
        apart_s: Longest way between two rests that the gyro is trusted for.
        apart_deg: Least turn between them.
    """

    prior_mg: float = 18.0
    length_mg: float = 5.0
    noise_mg: float = 8.0
    drift_dps: float = 0.1
    turn_percent: float = 0.5
    turn_dps: float = 6.0
    scatter_dps: float = 4.0
    shake: float = 0.25
    pose_deg: float = 8.0
    apart_s: float = 8.0
    apart_deg: float = 12.0

    def __post_init__(self) -> None:
        if not min(self.prior_mg, self.length_mg, self.noise_mg) > 0:
            msg = "the accelerometer bias needs prior_mg, length_mg, noise_mg above 0"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True, eq=False)
class _Rests:
    """Rests of one sensor: rows of their middles, mean specific forces."""

    middle: FloatArray
    accel: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class _Equations:
    """Rows of a linear least squares problem for the bias, each over its error."""

    left: FloatArray
    right: FloatArray


def accel_bias(track: SensorTrack, settings: AccelBiasSettings | None = None) -> Vector:
    """Estimate the bias of one sensor over a whole session, m/s², sensor frame.

    Args:
        track: All its rows, on the 100 Hz grid, gaps as rows not present.
        settings: How.
    """
    chosen = settings or AccelBiasSettings()
    rests = _rests(track, chosen)
    if not len(rests.middle):
        return 0.0, 0.0, 0.0
    lengths, turns = _lengths(rests, chosen), _turns(track, rests, chosen)
    left = np.vstack((lengths.left, turns.left))
    right = np.concatenate((lengths.right, turns.right))
    x, y, z = _solved(left, right, chosen.prior_mg * _MG).tolist()
    return x, y, z


def _rests(track: SensorTrack, settings: AccelBiasSettings) -> _Rests:
    n = len(track.present) // _WINDOW_ROWS
    shape = (n, _WINDOW_ROWS, 3)
    rows = n * _WINDOW_ROWS
    here = (usable(track) & ~track.doubtful)[:rows].reshape(n, _WINDOW_ROWS)
    accel, rate = track.accel[:rows].reshape(shape), track.rate[:rows].reshape(shape)
    still = (
        here.all(axis=1)
        & (_length(rate.mean(axis=1)) < np.radians(settings.turn_dps))
        & (_length(rate.std(axis=1)) < np.radians(settings.scatter_dps))
        & (_length(accel.std(axis=1)) < settings.shake)
    )
    middle = np.flatnonzero(still) * _WINDOW_ROWS + _WINDOW_ROWS // 2
    return _Rests(middle.astype(np.float64), accel[still].mean(axis=1))


def _lengths(rests: _Rests, settings: AccelBiasSettings) -> _Equations:
    """Along each pose's "up", the bias is what the specific force exceeds g by."""
    length = _length(rests.accel)
    up = rests.accel / length[:, None]
    left, right = [], []
    for members in _poses(up, np.cos(np.radians(settings.pose_deg))):
        noise = settings.noise_mg / np.sqrt(len(members))
        error = np.hypot(settings.length_mg, noise) * _MG
        mean = up[members].mean(axis=0)
        left.append(mean / error)
        right.append((np.median(length[members]) - GRAVITY) / error)
    return _Equations(np.array(left), np.array(right))


def _poses(up: FloatArray, alike: float) -> list[list[int]]:
    """Group directions: each joins the first group whose first member is near."""
    firsts: list[FloatArray] = []
    groups: list[list[int]] = []
    for i, direction in enumerate(up):
        near = [k for k, first in enumerate(firsts) if float(first @ direction) > alike]
        if near:
            groups[near[0]].append(i)
        else:
            firsts.append(direction)
            groups.append([i])
    return groups


def _turns(
    track: SensorTrack, rests: _Rests, settings: AccelBiasSettings
) -> _Equations:
    """Between rests j and k: (I - Tᵀ) bias = accel_k - Tᵀ accel_j, T the turn."""
    left, right = [np.zeros((0, 3))], [np.zeros(0)]
    for j, k in _pairs(track, rests, settings):
        first, last = int(rests.middle[j]), int(rests.middle[k])
        back = _turn(track.rate[first:last]).as_matrix().T
        drift = np.radians(settings.drift_dps) * (last - first) * _GRID_S
        scale = settings.turn_percent / 100 * np.linalg.norm(np.eye(3) - back)
        noise = settings.noise_mg * _MG * np.sqrt(2)
        error = float(np.hypot(noise, GRAVITY * np.hypot(drift, scale)))
        left.append((np.eye(3) - back) / error)
        right.append((rests.accel[k] - back @ rests.accel[j]) / error)
    return _Equations(np.vstack(left), np.concatenate(right))


def _pairs(
    track: SensorTrack, rests: _Rests, settings: AccelBiasSettings
) -> list[tuple[int, int]]:
    """Neighbouring rests with a turn and no gap between them."""
    gaps = np.cumsum(~usable(track))
    up = rests.accel / _length(rests.accel)[:, None]
    cosine = (up[1:] * up[:-1]).sum(axis=1)
    longest = settings.apart_s / _GRID_S
    good = (
        (np.diff(rests.middle) <= longest)
        & (np.diff(gaps[rests.middle.astype(np.intp)]) == 0)
        & (cosine < np.cos(np.radians(settings.apart_deg)))
    )
    return [(int(j), int(j) + 1) for j in np.flatnonzero(good)]


def _turn(rate: FloatArray) -> "Rotation":
    """The whole turn of consecutive rates, multiplied pair by pair."""
    from scipy.spatial.transform import Rotation  # noqa: PLC0415  slow to load

    turns = Rotation.from_rotvec(rate * _GRID_S)
    while len(turns) > 1:
        odd = turns[-1:] if len(turns) % 2 else None
        even = len(turns) - len(turns) % 2
        turns = turns[0:even:2] * turns[1:even:2]
        if odd is not None:
            turns = Rotation.concatenate((turns, odd))
    return turns[0]


def _solved(left: FloatArray, right: FloatArray, prior: float) -> FloatArray:
    """Least squares with the prior; rows far off are given less weight (Huber)."""
    weight = np.ones(len(right))
    bias: FloatArray = np.zeros(3)
    for _ in range(_ROUNDS):
        weighted = left * weight[:, None]
        normal = weighted.T @ left + np.eye(3) / prior**2
        bias = np.asarray(np.linalg.solve(normal, weighted.T @ right), dtype=float)
        residual = np.abs(left @ bias - right)
        weight = 1.0 / np.maximum(residual / 1.5, 1.0)
    return bias


def _length(v: FloatArray) -> FloatArray:
    return np.asarray(np.linalg.norm(v, axis=-1))
