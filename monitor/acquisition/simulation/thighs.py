"""Sensors on the thighs of a simulated lifter, for the programs that look at hips.

The thighs follow the pelvis: upright they hang, reclined the hip opens as the pelvis
rises. Each knee is lifted twice at the start, while the trunk still stands, and falls
inward at the top of the reps by what is asked for. Acceleration is gravity alone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.spatial.transform import Rotation

from monitor.acquisition.simulation.radio import RadioTraits
from monitor.acquisition.simulation.sensor import SensorStream
from monitor.acquisition.simulation.session import SimulatedSession
from monitor.acquisition.simulation.transmit import (
    link_changes,
    notifications,
    transmit,
)
from monitor.model.blocks import GRAVITY, FloatArray
from monitor.model.records import THIGHS, Placement, Record, StartThighCalibration
from monitor.profiles import Profile

CALIBRATE_S: Final = 0.2  # when the calibration is asked for
_STILL_S: Final = 3.0
_LIFT_S: Final = 1.6  # up and down
_LIFT_DEG: Final = 60.0
_RECLINED_DEG: Final = -35.0  # pelvis pitch; from there on the lifter lies
_OPENING: Final = 1.3  # degrees of the hip for one of the pelvis


@dataclass(frozen=True, slots=True, eq=False)
class ThighMotion:
    """One thigh.

    Attributes:
        t: Session s, shape (n,).
        pitch_deg: Against gravity, shape (n,).
        inward_deg: The knee about the vertical, shape (n,).
    """

    t: FloatArray
    pitch_deg: FloatArray
    inward_deg: FloatArray


def thigh_motion(
    session: SimulatedSession, inward_deg: float, rate_hz: float
) -> ThighMotion:
    """Return how a thigh moves.

    Args:
        session: What pelvis and reps do.
        inward_deg: How far the knee falls inward at the top of each rep.
        rate_hz: Samples a second.
    """
    t = np.arange(0.0, session.duration_s, 1.0 / rate_hz)
    pelvis = np.interp(t, session.truth.t, session.truth.pelvis_pitch_deg)
    lying = np.clip((_RECLINED_DEG + 10.0 - pelvis) / 20.0, 0.0, 1.0)
    pitch = lying * (pelvis - _OPENING * (pelvis + 90.0)) + _lifts(t)
    inward = np.zeros_like(t)
    for rep in session.truth.reps:
        times = (rep.onset_s, rep.reach_s, rep.leave_s, rep.end_s)
        inward += np.interp(t, times, (0.0, inward_deg, inward_deg, 0.0), 0.0, 0.0)
    return ThighMotion(t, pitch, inward)


def _lifts(t: FloatArray) -> FloatArray:
    pitch = np.zeros_like(t)
    for n in range(2):
        phase = np.clip((t - CALIBRATE_S - _STILL_S - n * _LIFT_S) / _LIFT_S, 0.0, 1.0)
        pitch -= _LIFT_DEG * (0.5 - 0.5 * np.cos(2 * np.pi * phase))
    return pitch


def thigh_records(
    session: SimulatedSession,
    profile: Profile,
    inward_deg: Sequence[float],
    seed: int = 0,
) -> list[Record]:
    """Return what both thighs' sensors send, and the command to calibrate them.

    Args:
        session: What pelvis and reps do.
        profile: Of both sensors.
        inward_deg: How far each knee falls inward at the top, left and right.
        seed: Of mounting and noise.
    """
    records: list[Record] = [StartThighCalibration(CALIBRATE_S)]
    for n, (placement, inward) in enumerate(zip(THIGHS, inward_deg, strict=True)):
        rng = np.random.default_rng([seed, n])
        records += _sent(session, placement, profile, inward, rng)
    return sorted(records, key=lambda record: record.t)


def _sent(
    session: SimulatedSession,
    placement: Placement,
    profile: Profile,
    inward_deg: float,
    rng: np.random.Generator,
) -> Iterator[Record]:
    name, stream = next(iter(profile.streams.items()))
    motion = thigh_motion(session, inward_deg, stream.rate_hz)
    taken = _measured(motion, placement, rng)
    sent = transmit(taken, stream, RadioTraits(), [], rng)
    yield from link_changes(sent, session.duration_s)
    yield from notifications(sent, stream, name)


def _measured(
    motion: ThighMotion, placement: Placement, rng: np.random.Generator
) -> SensorStream:
    """Return what a sensor measures, mounted anyhow."""
    towards = -1.0 if placement is Placement.THIGH_LEFT else 1.0  # left turns right
    yaw, pitch = towards * motion.inward_deg, motion.pitch_deg
    # Lying, the knee points forward: turning left about the vertical is to the left.
    world = Rotation.from_euler("ZY", np.column_stack((yaw, pitch)), degrees=True)
    mounting = Rotation.random(rng=rng)
    sensor = world * mounting
    dt = motion.t[1] - motion.t[0]
    gyro = (sensor[:-1].inv() * sensor[1:]).as_rotvec() / dt
    gyro = np.vstack((gyro, gyro[-1])) + rng.normal(0.0, 0.002, (len(motion.t), 3))
    accel = sensor.inv().apply(np.array([0.0, 0.0, GRAVITY]))
    accel += rng.normal(0.0, 0.02, accel.shape)
    return SensorStream(placement, motion.t, motion.t, accel, gyro, mounting)
