"""What a worn sensor measures: mounting, soft tissue, knocks, bias, drift, noise."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.signal import bilinear, lfilter
from scipy.spatial.transform import Rotation

from monitor.acquisition.simulation.body import GRID_HZ, BodyMotion, inertial
from monitor.acquisition.simulation.sway import wander
from monitor.acquisition.simulation.truth import Disturbance
from monitor.model.blocks import GRAVITY, FloatArray
from monitor.model.records import Placement

# Skin and fat over the spine as a damped spring: rate and damping ratio [judgement].
TISSUE_HZ = 6.0
TISSUE_DAMPING = 0.35
TISSUE_DEG_PER_DPS2 = 1.0 / 700.0  # a brisk rep (700 °/s²) moves the sensor by 1°
TISSUE_DEG_PER_MPS2 = 0.08
TISSUE_MOST_DEG = 1.5
WARM_UP_S = 420.0


@dataclass(frozen=True, slots=True)
class SensorTraits:
    """How a sensor errs and how it is worn; each sensor draws its own from these.

    Attributes:
        upside_down: Mounted head down and back to front, else in any orientation.
        gyro_bias_dps: Largest bias of an axis.
        accel_bias_mg: Largest bias of an axis.
        accel_scale: Largest error of an axis's scale.
        gyro_scale: Largest error of an axis's scale.
        gyro_drift_dps: Largest change of the gyro's bias as the sensor warms up.
        accel_drift_mg: Largest change of the accelerometer's bias likewise.
        gyro_noise_dps: Standard deviation of a sample.
        accel_noise_mg: Standard deviation of a sample.
        tissue: Factor on all movement of the sensor on its segment.
    """

    upside_down: bool = False
    gyro_bias_dps: float = 0.4
    accel_bias_mg: float = 6.0
    accel_scale: float = 0.002
    gyro_scale: float = 0.002
    gyro_drift_dps: float = 0.05
    accel_drift_mg: float = 0.5
    gyro_noise_dps: float = 0.08
    accel_noise_mg: float = 1.5
    tissue: float = 1.0


IDEAL = SensorTraits(
    gyro_bias_dps=0.0,
    accel_bias_mg=0.0,
    accel_scale=0.0,
    gyro_scale=0.0,
    gyro_drift_dps=0.0,
    accel_drift_mg=0.0,
    gyro_noise_dps=0.0,
    accel_noise_mg=0.0,
    tissue=0.0,
)


@dataclass(frozen=True, slots=True, eq=False)
class SensorStream:
    """Samples as a sensor takes them, before they become bytes.

    Attributes:
        placement: Whose.
        t: When each sample was really taken, session s, shape (n,).
        device_s: The same on the sensor's own clock, from 0, shape (n,).
        accel: Specific force, m/s², sensor frame, shape (n, 3).
        gyro: Angular rate, rad/s, sensor frame, shape (n, 3).
        mounting: Turns the sensor's frame into its segment's.
    """

    placement: Placement
    t: FloatArray
    device_s: FloatArray
    accel: FloatArray
    gyro: FloatArray
    mounting: Rotation


@dataclass(frozen=True, slots=True)
class SampleClock:
    """When a sensor takes its samples.

    Attributes:
        rate_hz: By the sensor's own clock.
        skew_ppm: The sensor's clock runs fast by this.
        first_s: True time of the first sample.
    """

    rate_hz: float
    skew_ppm: float = 0.0
    first_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Worn:
    """One sensor on its segment.

    Attributes:
        placement: Where.
        traits: How it errs and is worn.
        knocks: Blows that it takes.
    """

    placement: Placement
    traits: SensorTraits
    knocks: Sequence[Disturbance] = ()


def measure(
    motion: BodyMotion, worn: Worn, clock: SampleClock, rng: np.random.Generator
) -> SensorStream:
    """Let one sensor ride along."""
    placement, traits = worn.placement, worn.traits
    mounting = _mounting(traits, rng)
    turns = _turns(motion, placement, traits, rng)
    felt = inertial(turns, motion.accel[placement])
    for knock in worn.knocks:
        _add_knock(knock, motion, felt, rng)
    force, rate = felt
    device_s, t = _sample_times(motion.t[-1], clock)
    accel = mounting.inv().apply(_sampled(t, motion.t, force))
    gyro = mounting.inv().apply(_sampled(t, motion.t, rate))
    return SensorStream(
        placement=placement,
        t=t,
        device_s=device_s,
        accel=_with_accel_errors(accel, t, traits, rng),
        gyro=_with_gyro_errors(gyro, t, traits, rng),
        mounting=mounting,
    )


def _mounting(traits: SensorTraits, rng: np.random.Generator) -> Rotation:
    anyhow = Rotation.random(rng=rng)
    if not traits.upside_down:
        return anyhow
    head_down = Rotation.from_euler("x", 180, degrees=True)
    return Rotation.from_rotvec(rng.normal(0.0, 0.12, 3)) * head_down


def _turns(
    motion: BodyMotion,
    placement: Placement,
    traits: SensorTraits,
    rng: np.random.Generator,
) -> list[tuple[int, FloatArray]]:
    """From the world to the sensor's soft ground, outermost first."""
    wobble = traits.tissue * _wobble(motion, placement, rng)
    pitch = motion.pitch(placement) + motion.strap[placement] + wobble
    aside = traits.tissue * np.radians(wander(motion.t, rng, 0.2))
    return [
        (2, motion.heading),
        (1, pitch),
        (0, motion.leaning(placement) + aside),
        (2, motion.twisting(placement)),
    ]


def _wobble(
    motion: BodyMotion, placement: Placement, rng: np.random.Generator
) -> FloatArray:
    """How soft tissue tilts the sensor on its segment, rad, shape (n,)."""
    turning = np.degrees(np.gradient(np.gradient(motion.pitch(placement)))) * GRID_HZ**2
    drive = TISSUE_DEG_PER_DPS2 * turning
    drive += TISSUE_DEG_PER_MPS2 * motion.accel[placement][2]
    drive = TISSUE_MOST_DEG * np.tanh(drive / TISSUE_MOST_DEG)
    omega = 2 * np.pi * TISSUE_HZ * rng.uniform(0.8, 1.3)
    b, a = bilinear([omega**2], [1.0, 2 * TISSUE_DAMPING * omega, omega**2], fs=GRID_HZ)
    sway = wander(motion.t, rng, 0.15)
    wobble: FloatArray = np.radians(sway - rng.uniform(0.5, 1.0) * lfilter(b, a, drive))
    return wobble


def _add_knock(
    knock: Disturbance,
    motion: BodyMotion,
    felt: tuple[FloatArray, FloatArray],
    rng: np.random.Generator,
) -> None:
    """Add a blow and its rebound, which leave no velocity behind, in place."""
    width = knock.end_s - knock.start_s
    since = motion.t - knock.start_s
    a, b = np.searchsorted(since, (0.0, 4 * width))
    tau = since[a:b] / width
    blow = np.where(tau < 1, np.sin(np.pi * tau), -np.sin(np.pi * (tau - 1) / 3) / 3)
    force, rate = felt
    aim = rng.normal(size=3)
    force[:, a:b] += np.outer(aim / np.linalg.norm(aim), knock.size * GRAVITY * blow)
    jolt = np.radians(rng.uniform(20, 60)) * rng.normal(size=3)
    rate[:, a:b] += np.outer(jolt, blow)


def _sample_times(end_s: float, clock: SampleClock) -> tuple[FloatArray, FloatArray]:
    pace = 1.0 + 1e-6 * clock.skew_ppm
    n = int((end_s - clock.first_s) * clock.rate_hz * pace)
    device_s = np.arange(n) / clock.rate_hz
    return device_s, clock.first_s + device_s / pace


def _sampled(t: FloatArray, grid: FloatArray, rows: FloatArray) -> FloatArray:
    return np.column_stack([np.interp(t, grid, row) for row in rows])


def _with_accel_errors(
    accel: FloatArray, t: FloatArray, traits: SensorTraits, rng: np.random.Generator
) -> FloatArray:
    mg = GRAVITY / 1000.0
    scale = 1.0 + traits.accel_scale * rng.uniform(-1, 1, 3)
    bias = traits.accel_bias_mg * mg * rng.uniform(-1, 1, 3)
    drift = np.outer(_warmth(t), traits.accel_drift_mg * mg * rng.uniform(-1, 1, 3))
    noise = traits.accel_noise_mg * mg * rng.normal(size=accel.shape)
    wrong: FloatArray = accel * scale + bias + drift + noise
    return wrong


def _with_gyro_errors(
    gyro: FloatArray, t: FloatArray, traits: SensorTraits, rng: np.random.Generator
) -> FloatArray:
    scale = 1.0 + traits.gyro_scale * rng.uniform(-1, 1, 3)
    bias = np.radians(traits.gyro_bias_dps) * rng.uniform(-1, 1, 3)
    heat = np.radians(traits.gyro_drift_dps) * rng.uniform(-1, 1, 3)
    noise = np.radians(traits.gyro_noise_dps) * rng.normal(size=gyro.shape)
    wrong: FloatArray = gyro * scale + bias + np.outer(_warmth(t), heat) + noise
    return wrong


def _warmth(t: FloatArray) -> FloatArray:
    """From 0 as the sensor is put on to 1 when it has the skin's temperature."""
    warmth: FloatArray = 1.0 - np.exp(-t / WARM_UP_S)
    return warmth
