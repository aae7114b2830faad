"""The small movements that never stop: breathing and postural sway."""

import numpy as np

from monitor.model.blocks import FloatArray

SWAY_WAVES = 5


def background(t: FloatArray, rng: np.random.Generator) -> tuple[FloatArray, ...]:
    """Sway of the pelvis, and sway with breathing of the lumbar spine, rad, shape (n,).

    Breathing moves the lumbar angle by 0.6-1.2° peak to peak at about 0.25 Hz
    [judgement]; sway is slower and smaller.
    """
    pelvis = wander(t, rng, 0.25)
    lumbar = wander(t, rng, 0.2) + _breathing(t, rng)
    return np.radians(pelvis), np.radians(lumbar)


def wander(t: FloatArray, rng: np.random.Generator, rms: float) -> FloatArray:
    """A slow irregular curve, 0.05-0.5 Hz, shape (n,)."""
    rates = rng.uniform(0.05, 0.5, SWAY_WAVES)
    phases = rng.uniform(0.0, 2 * np.pi, SWAY_WAVES)
    amplitude = rms * np.sqrt(2.0 / SWAY_WAVES)
    curve = np.zeros_like(t)
    for rate, phase in zip(rates, phases, strict=True):
        curve += amplitude * np.sin(2 * np.pi * rate * t + phase)
    return curve


def _breathing(t: FloatArray, rng: np.random.Generator) -> FloatArray:
    rate, depth = rng.uniform(0.22, 0.30), rng.uniform(0.3, 0.6)
    drift = 1.5 * np.sin(2 * np.pi * 0.02 * t + rng.uniform(0.0, 2 * np.pi))
    breath: FloatArray = depth * np.sin(2 * np.pi * rate * t + drift)
    return breath
