"""The latency ledger: for every alert when its sample was taken, came, was judged."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np

from monitor.model.errors import RecordingError
from monitor.model.events import Alert, Output
from monitor.model.records import Record
from monitor.session import Feed, Stopwatch

SCHEMA = 1
PERCENTILES = (50, 95, 99)
MOST_ALERTS = 100_000  # days of alerts; the first of them are kept


class AlertTimes(msgspec.Struct, frozen=True):
    """The way of one alert, session s.

    Attributes:
        sample_s: The sample that was its cause was taken.
        arrival_s: The notification, or whatever record raised it, arrived.
        decided_s: The alert left the pipeline.
        by_angle: A lumbar angle past a limit is behind it, no mere passing of time.
    """

    sample_s: float
    arrival_s: float
    decided_s: float
    by_angle: bool


class Spread(msgspec.Struct, frozen=True):
    """How long something took, ms."""

    p50: float
    p95: float
    p99: float
    worst: float


class LedgerText(msgspec.Struct, frozen=True):
    """The ledger as it lies beside a recording.

    Attributes:
        schema: 1.
        alerts: All alerts in order.
        arrival_to_decided_ms: Over all alerts; None without any.
        sample_to_decided_ms: Over alerts that an angle raised; None without any.
    """

    schema: int
    alerts: list[AlertTimes]
    arrival_to_decided_ms: Spread | None
    sample_to_decided_ms: Spread | None


class LatencyLedger(Stopwatch):
    """A stopwatch that keeps the times of every alert too."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """Start empty.

        Args:
            clock: Session s, as records are stamped.
        """
        super().__init__(clock)
        self._session_s = clock
        self.alerts: list[AlertTimes] = []

    def feed(self, pipeline: Feed, record: Record) -> list[Output]:
        """Feed a record and keep the times of the alerts that it raised."""
        outputs = super().feed(pipeline, record)
        for output in outputs:
            if isinstance(output, Alert) and len(self.alerts) < MOST_ALERTS:
                now, by_angle = self._session_s(), output.event_id is not None
                times = AlertTimes(output.sample_s, record.t, now, by_angle)
                self.alerts.append(times)
        return outputs

    def told(self) -> LedgerText:
        """Return all that was kept, with its percentiles."""
        decided = [each.decided_s - each.arrival_s for each in self.alerts]
        whole = [e.decided_s - e.sample_s for e in self.alerts if e.by_angle]
        return LedgerText(SCHEMA, self.alerts, spread(decided), spread(whole))

    def line(self) -> str:
        """Return the summary, one line for people."""
        told = self.told()
        if told.arrival_to_decided_ms is None:
            return "Latency: no alerts."
        ways = [("arrival to alert", told.arrival_to_decided_ms)]
        if told.sample_to_decided_ms is not None:
            ways.append(("sample to alert", told.sample_to_decided_ms))
        parts = [
            f"{name} {each.p50:.1f} / {each.p95:.1f} / {each.p99:.1f} ms"
            for name, each in ways
        ]
        count = len(self.alerts)
        return f"Latency of {count} alerts, p50 / p95 / p99: {', '.join(parts)}."


def spread(times_s: list[float]) -> Spread | None:
    """Return percentiles of times, given in s; None without any."""
    if not times_s:
        return None
    p50, p95, p99 = np.percentile(times_s, PERCENTILES) * 1000.0
    return Spread(float(p50), float(p95), float(p99), max(times_s) * 1000.0)


def write_ledger(ledger: LatencyLedger, recording: Path) -> Path:
    """Write the ledger beside its recording; return where.

    Raises:
        RecordingError: It can't be written.
    """
    path = recording.with_suffix(".latency.json")
    content = msgspec.json.format(msgspec.json.encode(ledger.told()), indent=1)
    try:
        path.write_bytes(content + b"\n")
    except OSError as error:
        msg = f"{path}: can't be written ({error.strerror})"
        raise RecordingError(msg) from error
    return path
