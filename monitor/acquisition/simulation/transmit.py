"""From a sensor's samples to the records of a session: bytes, links, ticks."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from monitor.acquisition.simulation.radio import Delivery, RadioTraits, deliver
from monitor.acquisition.simulation.sensor import SensorStream
from monitor.decoding.decoder import StreamFormat
from monitor.model.blocks import FloatArray, Packet
from monitor.model.body import Window
from monitor.model.records import (
    LinkChange,
    LinkState,
    Notification,
    Record,
    Tick,
    stream_of,
)

TICK_S = 0.1
STALE_S = 1.0  # nothing heard for so long
LOST_S = 3.0
RESTART_S = 0.05  # a lost link comes back so long before its first notification


@dataclass(frozen=True, slots=True, eq=False)
class Transmission:
    """One sensor's samples, cut into notifications and sent.

    Attributes:
        samples: What the sensor took, within its ranges.
        per_notification: Samples in each; a rest at the end is never sent.
        delivery: When each notification arrives.
        start_ticks: The sensor's clock at its first sample, counts.
        repeated: Notifications that arrive twice, indices.
    """

    samples: SensorStream
    per_notification: int
    delivery: Delivery
    start_ticks: int
    repeated: frozenset[int]

    def sample_arrival(self) -> tuple[FloatArray, FloatArray]:
        """Index and arrival time of every sample that arrives, shape (k,) each."""
        n = self.per_notification
        got = np.flatnonzero(~self.delivery.lost)
        index = (got[:, None] * n + np.arange(n)).ravel()
        return index.astype(np.float64), np.repeat(self.delivery.arrival_s[got], n)


def transmit(
    samples: SensorStream,
    stream: StreamFormat,
    traits: RadioTraits,
    outages: list[Window],
    rng: np.random.Generator,
) -> Transmission:
    """Send a sensor's samples."""
    n = traits.samples_per_notification or stream.samples_per_notification
    count = len(samples.t) // n
    newest = samples.t[n - 1 : count * n : n]
    delivery = deliver(newest, traits, outages, rng)
    twice = np.flatnonzero(rng.random(count) < traits.duplicates).tolist()
    return Transmission(
        samples, n, delivery, _start_ticks(samples, stream, rng), frozenset(twice)
    )


def _start_ticks(
    samples: SensorStream, stream: StreamFormat, rng: np.random.Generator
) -> int:
    """Anywhere in the counter's range; every other sensor's wraps in the session."""
    if stream.clock.bits is None:
        return int(rng.integers(0, 3600) * stream.clock.tick_hz)
    modulus = 2**stream.clock.bits
    length = int(samples.device_s[-1] * stream.clock.tick_hz)
    if rng.random() < 0.5:
        return int(modulus - rng.uniform(0.1, 0.9) * min(length, modulus))
    return int(rng.integers(0, modulus, dtype=np.uint64))


def notifications(
    sent: Transmission, stream: StreamFormat, name: str
) -> Iterator[Notification]:
    """Encode what arrives, in order of arrival."""
    arrival, encoder = sent.delivery.arrival_s.tolist(), stream.encoder()
    for k in np.flatnonzero(~sent.delivery.lost).tolist():
        for part, payload in encoder.encode(_packet(sent, stream, k)):
            marked = stream_of(name, part)
            note = Notification(arrival[k], sent.samples.placement, marked, payload)
            yield from itertools.repeat(note, 2 if k in sent.repeated else 1)


def _packet(sent: Transmission, stream: StreamFormat, k: int) -> Packet:
    n = sent.per_notification
    part = slice(k * n, (k + 1) * n)
    ticks = np.floor(sent.samples.device_s[part] * stream.clock.tick_hz)
    counter = k * n if stream.counts_samples else k
    return Packet(
        ticks=ticks + sent.start_ticks,
        accel=sent.samples.accel[part],
        gyro=sent.samples.gyro[part],
        counter=counter if stream.counter_bits is not None else None,
    )


def link_changes(sent: Transmission, end_s: float) -> list[LinkChange]:
    """What becomes of a link: it starts, falls silent, comes back."""
    placement = sent.samples.placement
    heard = sent.delivery.arrival_s[~sent.delivery.lost]
    first = float(heard[0]) if len(heard) else end_s
    found = [
        LinkChange(0.0, placement, LinkState.CONNECTING),
        LinkChange(min(0.01, first), placement, LinkState.STARTING),
        LinkChange(first, placement, LinkState.STREAMING),
    ]
    for last, back in itertools.pairwise([*heard.tolist(), end_s]):
        found += _silence(sent, last, back)
    return found


def _silence(sent: Transmission, last: float, back: float) -> list[LinkChange]:
    placement, silent = sent.samples.placement, back - last
    if silent <= STALE_S:
        return []
    found = [LinkChange(last + STALE_S, placement, LinkState.STALE)]
    if silent > LOST_S + RESTART_S:
        lost = LinkChange(last + LOST_S, placement, LinkState.LOST, "out of range")
        starting = LinkChange(back - RESTART_S, placement, LinkState.STARTING)
        found += [lost, starting]
    return [*found, LinkChange(back, placement, LinkState.STREAMING)]


def ticks(end_s: float) -> list[Tick]:
    """Ten a second, to the end."""
    return [Tick(k * TICK_S) for k in range(int(end_s / TICK_S) + 1)]


def merged(*parts: list[Record]) -> list[Record]:
    """All records in order of time; equal times keep the order of the parts."""
    together = list(itertools.chain.from_iterable(parts))
    return sorted(together, key=lambda record: record.t)
