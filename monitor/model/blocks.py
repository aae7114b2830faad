"""What flows: blocks of consecutive samples, an array per quantity.

Arrays of one block have the same first length n. A stage never changes an array that
it was given. Blocks hold what one notification brought; no stage waits to fill more.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from monitor.model.records import Placement

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

GRAVITY = 9.80665  # m/s², standard gravity (CGPM 1901)


@dataclass(frozen=True, slots=True, eq=False)
class Packet:
    """One decoded payload, still on the sensor's own clock.

    Attributes:
        ticks: Sensor clock at each sample, in counts, not unwrapped, shape (n,). Where
            a payload stamps one sample only, the decoder spaces the others by the
            nominal rate.
        accel: Specific force (gravity included), m/s², shape (n, 3).
        gyro: Angular rate, rad/s, shape (n, 3).
        counter: The payload's own sequence number, not unwrapped; None without one.
    """

    ticks: FloatArray
    accel: FloatArray
    gyro: FloatArray
    counter: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Samples:
    """Samples of one sensor on the session clock.

    Attributes:
        placement: Whose samples these are.
        t: When the movement happened, session s, strictly increasing, shape (n,).
        accel: Specific force (gravity included), m/s², sensor frame, shape (n, 3).
        gyro: Angular rate, rad/s, sensor frame, shape (n, 3).
        conditioned: Accel and gyro after a causal low-pass, for stillness and plots;
            they lag, so no angle is made of them, shape (n, 6).
        bridged: True where a short gap was filled, not measured, shape (n,).
    """

    placement: Placement
    t: FloatArray
    accel: FloatArray
    gyro: FloatArray
    conditioned: FloatArray
    bridged: BoolArray


@dataclass(frozen=True, slots=True, eq=False)
class Attitude:
    """How one sensor is inclined, and how it turns.

    Attributes:
        placement: Whose attitude this is.
        t: Session s, shape (n,).
        quaternion: Sensor frame to a level world frame, scalar first, shape (n, 4).
        channels: Side by side, sensor frame, shape (n, 14): world "up" as unit
            vectors; angular rate without the gyro's bias, rad/s; angular rate as
            measured, rad/s; specific force as used (table check applied), m/s²;
            then two flags, 1 or 0: *valid*, 0 while the inclination is not to be
            believed (just after a long gap), and *doubtful*, 1 while contact (bench,
            bar pad, knock) may tilt the sensor or its range is saturated.
    """

    placement: Placement
    t: FloatArray
    quaternion: FloatArray
    channels: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class SensorTrack:
    """One sensor's part of a joined block; see ``Attitude`` for the quantities.

    Rows where ``present`` is False hold NaN and False.

    Attributes:
        up: World "up", shape (n, 3).
        rate: Angular rate without bias, rad/s, shape (n, 3).
        gyro: Angular rate as measured, rad/s, shape (n, 3).
        accel: Specific force as used, m/s², shape (n, 3).
        present: There are samples, shape (n,).
        valid: The inclination may be believed, shape (n,).
        doubtful: Contact doubt, shape (n,).
    """

    up: FloatArray
    rate: FloatArray
    gyro: FloatArray
    accel: FloatArray
    present: BoolArray
    valid: BoolArray
    doubtful: BoolArray


@dataclass(frozen=True, slots=True, eq=False)
class Joined:
    """Both sensors on the common time grid.

    Attributes:
        t: Grid times, session s, multiples of the grid's step, shape (n,).
        pelvis: The pelvis sensor's track.
        lumbar: The lumbar sensor's track.
    """

    t: FloatArray
    pelvis: SensorTrack
    lumbar: SensorTrack


@dataclass(frozen=True, slots=True, eq=False)
class Posture:
    """The body's angles on the common time grid. Not valid means NaN.

    Signs: pitch is 0 upright, +90 bowed forward, -90 lying on the back. Lumbar
    flexion is lumbar pitch minus pelvis pitch against neutral: flexion positive,
    extension negative.

    Attributes:
        t: Session s, shape (n,).
        pelvis_pitch_deg: Pelvis sensor's pitch against gravity, shape (n,).
        lumbar_pitch_deg: Lumbar sensor's pitch against gravity, shape (n,).
        lumbar_flexion_deg: Lumbar angle against neutral, shape (n,).
        pelvis_rate_dps: Rate of the pelvis pitch, deg/s, shape (n,).
        lumbar_rate_dps: Rate of the lumbar sensor's pitch, deg/s, shape (n,).
        pelvis_valid: The pelvis pitch may be believed, shape (n,).
        lumbar_valid: The lumbar sensor's pitch may be believed, shape (n,).
        valid: The lumbar angle may be believed (both of the above), shape (n,).
        doubtful: Contact doubt on either sensor, shape (n,).
        pelvis_roll_deg: Pelvis roll against gravity, as in ``Planes``: positive where
            its left side is the higher one, shape (n,).
    """

    t: FloatArray
    pelvis_pitch_deg: FloatArray
    lumbar_pitch_deg: FloatArray
    lumbar_flexion_deg: FloatArray
    pelvis_rate_dps: FloatArray
    lumbar_rate_dps: FloatArray
    pelvis_valid: BoolArray
    lumbar_valid: BoolArray
    valid: BoolArray
    doubtful: BoolArray
    pelvis_roll_deg: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Planes:
    """How the segments lean sideways and twist, on the common time grid.

    What ``Posture`` lacks; made only where an exercise needs it. Not valid means NaN.
    A segment's axes are x forward, y to the left, z cranial. Gravity sees ``roll``
    and ``frontal``, without drift; the rates are the gyro's, and what is integrated
    of them drifts.

    Signs: roll and frontal are positive where the body's left side is the higher one:
    upright, leaning to the right; lying, turned onto the right side. Turning to the
    left and leaning to the right are positive rates.

    Attributes:
        t: Session s, shape (n,).
        pelvis_roll_deg: asin of world "up" along y, -90 to 90: the side lean upright,
            the turn about the long axis lying on the back. Shape (n,), as all others.
        lumbar_roll_deg: Likewise, of the lumbar sensor's segment.
        pelvis_frontal_deg: Tilt in the frontal plane, atan2 of "up" along y and z:
            0 upright, +90 lying on the right side, -90 on the left side; not valid
            lying on the back or face down, where it means nothing.
        lumbar_frontal_deg: Likewise.
        pelvis_twist_deg: Turn about the long axis as gravity sees it while that axis
            leans, atan2 of "up" along -y and x: 0 leaning straight back, positive
            turned to the left; not valid near upright.
        lumbar_twist_deg: Likewise.
        pelvis_turn_dps: Rate about z, deg/s: twisting to the left is positive.
        lumbar_turn_dps: Likewise.
        pelvis_side_dps: Rate about x, deg/s: leaning to the right is positive.
        lumbar_side_dps: Likewise.
        pelvis_valid: The pelvis's inclination may be believed.
        lumbar_valid: The lumbar sensor's inclination may be believed.
        doubtful: Contact doubt on either sensor.
    """

    t: FloatArray
    pelvis_roll_deg: FloatArray
    lumbar_roll_deg: FloatArray
    pelvis_frontal_deg: FloatArray
    lumbar_frontal_deg: FloatArray
    pelvis_twist_deg: FloatArray
    lumbar_twist_deg: FloatArray
    pelvis_turn_dps: FloatArray
    lumbar_turn_dps: FloatArray
    pelvis_side_dps: FloatArray
    lumbar_side_dps: FloatArray
    pelvis_valid: BoolArray
    lumbar_valid: BoolArray
    doubtful: BoolArray
