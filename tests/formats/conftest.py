"""Recordings that formats are made of."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.formats.gathered import Gathered, gathered
from monitor.model.records import Marker, Notification, Placement, Record, StrikeRep
from monitor.recording.recording import Recording, read_recording

RECORDINGS = Path(__file__).parents[2] / "recordings"
ODD = 'a, "b"\n-->\u2028{\\b1}<i>größer</i> 🏋 \x1b[31m&amp;'


@pytest.fixture(scope="session")
def recording() -> Recording:
    """Hip thrusts, with markers of odd words, the first rep struck at the end."""
    read = read_recording(RECORDINGS / "hip_thrust.mcap")
    records: list[Record] = list(read.records)
    end = records[-1].t
    records += [Marker(end, "start of film"), Marker(end, ODD), StrikeRep(end, 1)]
    return replace(read, records=records)


@pytest.fixture(scope="session")
def content(recording: Recording) -> Gathered:
    return gathered(recording)


@pytest.fixture(scope="session")
def gapped(recording: Recording) -> Gathered:
    """The lumbar sensor is away from 20 s to 23 s."""

    def is_there(record: Record) -> bool:
        return not (
            isinstance(record, Notification)
            and record.placement is Placement.LUMBAR
            and 20.0 < record.t < 23.0
        )

    kept = [record for record in recording.records if is_there(record)]
    return gathered(replace(recording, records=kept))


@pytest.fixture(scope="session")
def without(recording: Recording) -> Callable[..., Gathered]:
    """A recording without what is named: a sensor, or all notifications."""

    def made(*placements: Placement) -> Gathered:
        kept = [
            record
            for record in recording.records
            if not isinstance(record, Notification)
            or record.placement not in placements
        ]
        return gathered(replace(recording, records=kept))

    return made


@pytest.fixture(scope="session")
def uncalibrated(recording: Recording) -> Gathered:
    """The first seconds: nobody has bowed yet."""
    kept = [record for record in recording.records if record.t < 3.0]
    return gathered(replace(recording, records=kept))
