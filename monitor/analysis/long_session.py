"""One simulated session repeated for hours, for benchmarks."""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from monitor.acquisition.simulation.csv_file import write_sensor_csv
from monitor.acquisition.simulation.plan import Style
from monitor.acquisition.simulation.radio import RadioTraits
from monitor.acquisition.simulation.routine import Outline
from monitor.acquisition.simulation.scenarios import simulated
from monitor.acquisition.simulation.session import Circumstances, SimulatedSession
from monitor.decoding.decoder import MAIN_PART
from monitor.model.blocks import Packet
from monitor.model.records import ExerciseName, Notification, Placement, Record, Tick

SAMPLES = 5  # a notification
PERIOD_STEP_S = 0.1  # ticks of time and notifications both fit into it


def benchmark_session(seed: int = 1) -> SimulatedSession:
    """Simulate two minutes of hip thrusts, 5 samples a notification, exact clocks."""
    radio = RadioTraits(skew_ppm=0.0, samples_per_notification=SAMPLES)
    outline = Outline(sets=2, style=Style(ribs=0.2, stops=0.1))
    circumstances = Circumstances(outline, radio=radio)
    return simulated("benchmark", ExerciseName.HIP_THRUST, seed, circumstances)


def period_s(session: SimulatedSession) -> float:
    """Return after how long the session begins again: when its samples are over.

    The few notifications that arrive later are left out, which is a short gap.
    """
    samples = max(
        len(sent.delivery.lost) * SAMPLES for sent in session.transmissions.values()
    )
    rate_hz = min(stream.rate_hz for _, stream in session.imus.values())
    return float(np.ceil(samples / rate_hz / PERIOD_STEP_S - 1e-6) * PERIOD_STEP_S)


@dataclass(frozen=True)
class LongRecords:
    """The session's notifications and ticks over and over, clocks running on.

    Attributes:
        session: What is repeated.
        hours: For how long.
    """

    session: SimulatedSession
    hours: float

    def __iter__(self) -> Iterator[Record]:
        period = period_s(self.session)
        shifts = {
            placement: _shifter(self.session, placement, period)
            for placement in self.session.profiles
        }
        for turn in range(int(np.ceil(self.hours * 3600 / period))):
            for record in self.session.records:
                if record.t >= period:
                    break
                if isinstance(record, Notification):
                    yield shifts[record.placement](record, turn)
                elif isinstance(record, Tick) or turn == 0:
                    yield replace(record, t=record.t + turn * period)


def _shifter(
    session: SimulatedSession, placement: Placement, period: float
) -> Callable[[Notification, int], Notification]:
    """Return what lets a notification come again later, its counters run on."""
    stream = session.imus[placement][1]
    sent = len(session.transmissions[placement].delivery.lost)
    counts = sent * (SAMPLES if stream.counts_samples else 1)
    modulus = 2.0 ** (stream.clock.bits or 53)
    width = 2 ** (stream.counter_bits or 32)
    decoder, encoder = stream.decoder(), stream.encoder()

    def shifted(record: Notification, turn: int) -> Notification:
        if not turn:
            return record
        (packet,) = decoder.feed(MAIN_PART, record.payload)
        ticks = packet.ticks + turn * period * stream.clock.tick_hz
        counter = packet.counter
        if counter is not None:
            counter = (counter + turn * counts) % width
        again = Packet(ticks % modulus, packet.accel, packet.gyro, counter)
        ((_, payload),) = encoder.encode(again)
        return replace(record, t=record.t + turn * period, payload=payload)

    return shifted


def write_long_csv(session: SimulatedSession, path: Path, hours: float) -> int:
    """Write the session over and over as a Sensor CSV; return the number of rows."""
    write_sensor_csv(session, path)
    with path.open(newline="") as file:
        header, *rows = csv.reader(file)
    period = period_s(session)
    numbers = [header.index(name) for name in ("t_s", "t_arrival_s", "sample")]
    rows = [row for row in rows if float(row[numbers[1]]) < period]
    counts = {
        str(placement): len(sent.delivery.lost) * SAMPLES
        for placement, sent in session.transmissions.items()
    }
    written = 0
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        for turn in range(int(np.ceil(hours * 3600 / period))):
            late = turn * period
            writer.writerows(
                _later(row, numbers, late, turn * counts[row[0]]) for row in rows
            )
            written += len(rows)
    return written


def _later(row: list[str], numbers: list[int], late: float, count: int) -> list[str]:
    t, arrival, sample = numbers
    moved = list(row)
    moved[t] = f"{float(row[t]) + late:.6f}"
    moved[arrival] = f"{float(row[arrival]) + late:.6f}"
    moved[sample] = str(int(row[sample]) + count)
    return moved
