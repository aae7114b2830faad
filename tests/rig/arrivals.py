"""Arrivals as a radio makes them, and packets without content, for tests of clocks."""

from collections.abc import Sequence

import numpy as np

from monitor.model.blocks import FloatArray, Packet


def arrivals(
    newest_s: FloatArray,
    seed: int = 1,
    stalls: Sequence[tuple[float, float]] = (),
    interval_s: float = 0.0287,
) -> FloatArray:
    """When packets arrive: at connection events, with the host's delay, in order."""
    rng = np.random.default_rng(seed)
    at = np.ceil(newest_s / interval_s) * interval_s
    at += 0.0015 + rng.exponential(0.0015, len(newest_s))
    for start, end in stalls:
        at[(at >= start) & (at < end)] = end
    rank = np.arange(len(at)) * 1e-5
    ordered: FloatArray = np.maximum.accumulate(at - rank) + rank
    return ordered


def packet(ticks: Sequence[float] | FloatArray, counter: int | None = None) -> Packet:
    """A packet of nothing but its numbers."""
    n = len(ticks)
    return Packet(
        np.asarray(ticks, dtype=np.float64), np.zeros((n, 3)), np.zeros((n, 3)), counter
    )
