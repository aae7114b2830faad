"""How samples travel: notifications, connection events, loss, stalls and outages."""

import itertools
from dataclasses import dataclass

import numpy as np

from monitor.model.blocks import BoolArray, FloatArray
from monitor.model.body import Window

PROCESSING_S = 0.001  # from the newest sample to the sensor's radio
AIR_S = 0.0012  # a connection event and the host's stack, at least
JITTER_S = 0.0015  # mean of the host's further delay
BURST_SPACING_S = 0.0004


@dataclass(frozen=True, slots=True)
class RadioTraits:
    """What the way from a sensor to the host is like.

    Attributes:
        interval_s: Shortest and longest connection interval; each link draws one.
        missed: Share of connection events that fail and wait for the next.
        loss: Share of notifications lost.
        loss_burst: Mean length of a run of losses, notifications.
        stalls_per_min: Times a minute when everything waits.
        stall_s: How long.
        outages: How many times a link, or both, is gone and its samples with it.
        outage_s: Shortest and longest outage.
        duplicates: Share of notifications that come twice.
        skew_ppm: Largest error of a sensor's clock.
        samples_per_notification: Instead of the profile's own number.
    """

    interval_s: tuple[float, float] = (0.015, 0.030)
    missed: float = 0.03
    loss: float = 0.0
    loss_burst: float = 3.0
    stalls_per_min: float = 0.0
    stall_s: float = 0.2
    outages: int = 0
    outage_s: tuple[float, float] = (1.0, 9.0)
    duplicates: float = 0.0
    skew_ppm: float = 15.0
    samples_per_notification: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Delivery:
    """When each notification of one sensor arrives.

    Attributes:
        arrival_s: Session s, never falling, shape (m,).
        lost: Never arrives, shape (m,).
    """

    arrival_s: FloatArray
    lost: BoolArray


def deliver(
    newest_s: FloatArray,
    traits: RadioTraits,
    outages: list[Window],
    rng: np.random.Generator,
) -> Delivery:
    """Send notifications.

    Args:
        newest_s: True time of each notification's newest sample, shape (m,).
        traits: What the way is like.
        outages: When this sensor's link is gone.
        rng: Where chance comes from.
    """
    ready = newest_s + PROCESSING_S
    interval = rng.uniform(*traits.interval_s)
    anchor = rng.uniform(0.0, interval)
    event = np.ceil((ready - anchor) / interval)
    event += rng.geometric(1.0 - traits.missed, len(ready)) - 1
    arrival = anchor + np.maximum.accumulate(event) * interval
    arrival += AIR_S + rng.exponential(JITTER_S, len(ready))
    for stall in _stalls(newest_s, traits, rng):
        arrival[(arrival >= stall[0]) & (arrival < stall[1])] = stall[1]
    lost = _bursty(len(ready), traits, rng)
    for start, end in outages:
        lost |= (ready >= start) & (ready < end)
    return Delivery(_in_order(arrival), lost)


def draw_outages(
    span: Window, traits: RadioTraits, rng: np.random.Generator
) -> list[Window]:
    """Draw when links are gone: spread over a span, apart from one another."""
    if not traits.outages:
        return []
    edges = np.linspace(*span, traits.outages + 1)
    found = []
    for a, b in itertools.pairwise(edges.tolist()):
        length = min(float(rng.uniform(*traits.outage_s)), 0.7 * (b - a))
        start = float(rng.uniform(a, b - length))
        found.append((start, start + length))
    return found


def _stalls(
    newest_s: FloatArray, traits: RadioTraits, rng: np.random.Generator
) -> list[Window]:
    minutes = (newest_s[-1] - newest_s[0]) / 60.0 if len(newest_s) else 0.0
    n = int(rng.poisson(traits.stalls_per_min * minutes))
    starts = rng.uniform(newest_s[0], newest_s[-1], n) if n else np.zeros(0)
    return [(float(s), float(s) + traits.stall_s) for s in np.sort(starts)]


def _bursty(m: int, traits: RadioTraits, rng: np.random.Generator) -> BoolArray:
    """Losses in runs of geometric length, with the mean share asked for."""
    lost = np.zeros(m, dtype=np.bool_)
    if traits.loss * m < 1e-3:  # nothing to expect, and no run length to draw
        return lost
    good = max(1.0, traits.loss_burst * (1.0 - traits.loss) / traits.loss)
    runs = int(4 * m / (good + traits.loss_burst)) + 10
    lengths = np.empty(2 * runs, dtype=np.int64)
    lengths[::2] = rng.geometric(1.0 / good, runs)
    lengths[1::2] = rng.geometric(1.0 / traits.loss_burst, runs)
    np.minimum(lengths, m, out=lengths)  # a rare loss may lie beyond any session
    state = np.repeat(np.arange(2 * runs) % 2 == 1, lengths)[:m]
    lost[: len(state)] = state
    return lost


def _in_order(arrival: FloatArray) -> FloatArray:
    """Keep the order of sending: what waits for another comes just after it."""
    rank = np.arange(len(arrival)) * BURST_SPACING_S
    ordered: FloatArray = np.maximum.accumulate(arrival - rank) + rank
    return ordered
