"""From the score of a movement to how each sensor's place turns and accelerates.

World: z up. Segment: x forward, y to the left, z cranial. Pitch turns about y.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from monitor.acquisition.simulation.choreography import Channel, Choreography
from monitor.model.blocks import GRAVITY, FloatArray
from monitor.model.records import Placement

GRID_HZ = 500.0

# (forward, cranial) from the hips in the pelvis, m; a body of 1.75 m [judgement]
SACRUM = (-0.10, 0.09)
LUMBAR_JOINT = (-0.04, 0.12)
# (forward, cranial) from the lumbar joint in the trunk, m
T12 = (-0.07, 0.15)
SHOULDERS = (-0.05, 0.38)
LUMBAR_SHARE = {Placement.PELVIS: 1.0, Placement.LUMBAR: 0.6}  # of roll and twist

Turns = Sequence[tuple[int, FloatArray]]  # (axis, angle in rad), outermost first


@dataclass(frozen=True, slots=True, eq=False)
class BodyMotion:
    """The body on a uniform grid.

    Attributes:
        t: Session s, shape (n,).
        pelvis_pitch: rad, shape (n,).
        lumbar_pitch: rad, shape (n,).
        roll: Pelvis roll, rad, shape (n,).
        twist: Pelvis twist, rad, shape (n,).
        heading: rad, shape (n,).
        lean: Pelvis and trunk together about the forward axis, rad, shape (n,).
        side: Trunk against pelvis about the forward axis, rad, shape (n,).
        trunk_twist: Trunk against pelvis about the long axis, rad, shape (n,).
        accel: Acceleration of each sensor's place, world, m/s², shape (3, n) each.
        strap: Pitch of each sensor on its segment, rad, shape (n,) each.
    """

    t: FloatArray
    pelvis_pitch: FloatArray
    lumbar_pitch: FloatArray
    roll: FloatArray
    twist: FloatArray
    heading: FloatArray
    lean: FloatArray
    side: FloatArray
    trunk_twist: FloatArray
    accel: dict[Placement, FloatArray]
    strap: dict[Placement, FloatArray]

    def pitch(self, placement: Placement) -> FloatArray:
        """Pitch of a sensor's segment, rad, shape (n,)."""
        if placement is Placement.PELVIS:
            return self.pelvis_pitch
        return self.lumbar_pitch

    def leaning(self, placement: Placement) -> FloatArray:
        """Roll of a sensor's segment, to the right, rad, shape (n,)."""
        own = self.side if placement is Placement.LUMBAR else 0.0
        rolling: FloatArray = LUMBAR_SHARE[placement] * self.roll + self.lean + own
        return rolling

    def twisting(self, placement: Placement) -> FloatArray:
        """Twist of a sensor's segment, to the left, rad, shape (n,)."""
        own = self.trunk_twist if placement is Placement.LUMBAR else 0.0
        twisted: FloatArray = LUMBAR_SHARE[placement] * self.twist + own
        return twisted


def body_motion(score: Choreography, background: tuple[FloatArray, ...]) -> BodyMotion:
    """Play a score.

    Args:
        score: The movement, from 0 to its cursor.
        background: Sway of the pelvis and breathing in the lumbar spine, rad, on the
            grid of ``grid``.
    """
    t = grid(score.now)
    value = {c: track.values(len(t), GRID_HZ) for c, track in score.tracks.items()}
    pelvis = np.radians(value[Channel.PELVIS]) + background[0]
    lumbar = pelvis + np.radians(value[Channel.FLEXION]) + background[1]
    return BodyMotion(
        t=t,
        pelvis_pitch=pelvis,
        lumbar_pitch=lumbar,
        roll=np.radians(value[Channel.ROLL]),
        twist=np.radians(value[Channel.TWIST]),
        heading=np.radians(value[Channel.HEADING]),
        lean=np.radians(value[Channel.LEAN]),
        side=np.radians(value[Channel.SIDE]),
        trunk_twist=np.radians(value[Channel.TRUNK_TWIST]),
        accel=_accelerations(value, pelvis, lumbar),
        strap={
            Placement.PELVIS: np.radians(value[Channel.STRAP_PELVIS]),
            Placement.LUMBAR: np.radians(value[Channel.STRAP_LUMBAR]),
        },
    )


def grid(duration_s: float) -> FloatArray:
    """Times on which a movement of this length is computed."""
    return np.arange(int(duration_s * GRID_HZ)) / GRID_HZ


def _accelerations(
    value: dict[Channel, FloatArray], pelvis: FloatArray, lumbar: FloatArray
) -> dict[Placement, FloatArray]:
    """Acceleration of each sensor's place, world, m/s²."""
    heading = np.radians(value[Channel.HEADING])
    joint = _turned(LUMBAR_JOINT, pelvis)
    trunk = joint + _turned(SHOULDERS, lumbar)
    hips = _hips(value, trunk)
    path = _path_acceleration(hips, value[Channel.HIP_Y], heading)
    up_pelvis = value[Channel.PUSH_PELVIS] * _turned((0.0, 1.0), pelvis)
    up_lumbar = value[Channel.PUSH_LUMBAR] * _turned((0.0, 1.0), lumbar)
    places = {
        Placement.PELVIS: _turned(SACRUM, pelvis) + up_pelvis,
        Placement.LUMBAR: joint + _turned(T12, lumbar) + up_lumbar,
    }
    return {p: path + _swung(place, heading) for p, place in places.items()}


def _turned(offset: tuple[float, float], pitch: FloatArray) -> FloatArray:
    """A segment's offset (forward, cranial) as (forward, up), shape (2, n)."""
    forward, cranial = offset
    c, s = np.cos(pitch), np.sin(pitch)
    return np.stack([forward * c + cranial * s, cranial * c - forward * s])


def _hips(value: dict[Channel, FloatArray], trunk: FloatArray) -> FloatArray:
    """Hips on the feet, or hanging on the resting shoulders, or on the way between."""
    feet = np.stack([value[Channel.HIP_X], value[Channel.HIP_Z]])
    rest = value[Channel.SHOULDER_X] + value[Channel.HIP_X]
    hung = np.stack([rest, value[Channel.SHOULDER_Z]]) - trunk
    hips: FloatArray = feet + value[Channel.PIVOT] * (hung - feet)
    return hips


def _path_acceleration(
    hips: FloatArray, sideways: FloatArray, heading: FloatArray
) -> FloatArray:
    c, s = np.cos(heading), np.sin(heading)
    ahead = _derivative(hips[0])
    aside = _derivative(sideways)
    rise = _derivative(hips[1])
    velocity = np.stack([c * ahead - s * aside, s * ahead + c * aside, rise])
    return _derivative(velocity)


def _swung(place: FloatArray, heading: FloatArray) -> FloatArray:
    """Acceleration of a place about the hips, shape (3, n)."""
    c, s = np.cos(heading), np.sin(heading)
    world = np.stack([c * place[0], s * place[0], place[1]])
    return _derivative(_derivative(world))


def _derivative(x: FloatArray) -> FloatArray:
    slope: FloatArray = np.gradient(x, 1.0 / GRID_HZ, axis=-1)
    return slope


def inertial(turns: Turns, accel: FloatArray) -> tuple[FloatArray, FloatArray]:
    """What an ideal sensor on a turning and accelerating place measures.

    Args:
        turns: Elementary rotations from the world to the sensor, outermost first,
            each an axis (0 x, 1 y, 2 z) and its angle, rad, shape (n,).
        accel: Acceleration of the place, world, m/s², shape (3, n).

    Returns:
        Specific force, m/s², and angular rate, rad/s, sensor frame, shape (3, n) each.
    """
    force = accel.copy()
    force[2] += GRAVITY
    rate = np.zeros_like(force)
    for axis, angle in turns:
        c, s = np.cos(angle), np.sin(angle)
        _turn_frame(force, axis, c, s)
        _turn_frame(rate, axis, c, s)
        rate[axis] += _derivative(angle)
    return force, rate


def _turn_frame(v: FloatArray, axis: int, c: FloatArray, s: FloatArray) -> None:
    """Give vectors in a frame turned about one axis, in place, shape (3, n)."""
    i, j = (axis + 1) % 3, (axis + 2) % 3
    v[i], v[j] = c * v[i] + s * v[j], c * v[j] - s * v[i]
