"""The ledger of alerts."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.latency import LatencyLedger, spread, write_ledger
from monitor.model.errors import RecordingError
from monitor.model.events import Alert, Cue, Level, Output
from monitor.model.records import Record, Tick


class Alarm:
    """Raises an alert, by an angle or without one, for each record."""

    def __init__(self, *, by_angle: bool) -> None:
        self._event = 7 if by_angle else None

    def feed(self, record: Record) -> list[Output]:
        return [
            Alert(record.t, record.t - 0.05, Level.DANGER, Cue.NONE, "!", self._event)
        ]


def clock(*times: float) -> Callable[[], float]:
    row = iter(times)
    return lambda: next(row)


def test_each_alert_has_its_three_times() -> None:
    ledger = LatencyLedger(clock(1.0, 1.002, 1.003, 2.0, 2.001, 2.004))
    ledger.feed(Alarm(by_angle=True), Tick(1.0))
    ledger.feed(Alarm(by_angle=False), Tick(2.0))

    told = ledger.told()

    assert [(a.sample_s, a.arrival_s, a.decided_s) for a in told.alerts] == [
        (0.95, 1.0, 1.003),
        (1.95, 2.0, 2.004),
    ]
    assert told.arrival_to_decided_ms is not None
    assert told.arrival_to_decided_ms.worst == pytest.approx(4.0)
    assert told.arrival_to_decided_ms.p50 == pytest.approx(3.5)
    assert told.sample_to_decided_ms is not None  # of the one with an angle alone
    assert told.sample_to_decided_ms.p99 == pytest.approx(53.0)
    assert ledger.latency().records == 2
    assert "2 alerts" in ledger.line()


def test_without_alerts_nothing_is_made_up() -> None:
    ledger = LatencyLedger(clock())
    assert ledger.told().arrival_to_decided_ms is None
    assert ledger.line() == "Latency: no alerts."
    assert spread([]) is None


def test_it_lies_beside_the_recording(tmp_path: Path) -> None:
    ledger = LatencyLedger(clock(1.0, 1.002, 1.003))
    ledger.feed(Alarm(by_angle=True), Tick(1.0))

    path = write_ledger(ledger, tmp_path / "monday.mcap")

    assert path == tmp_path / "monday.latency.json"
    told = json.loads(path.read_text())
    assert told["schema"] == 1
    assert told["alerts"][0]["by_angle"] is True
    with pytest.raises(RecordingError, match="can't be written"):
        write_ledger(ledger, tmp_path / "nowhere" / "x.mcap")
