from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from monitor.model.errors import ImportFileError
from monitor.recording.importers.foreign_file import foreign_file
from monitor.recording.importers.importing import Import
from monitor.recording.importers.tracks import Track, lost_samples
from monitor.recording.importers.witmotion import read

Importing = Callable[..., Import]
Swinging = Callable[[float, int], Any]
Write = Callable[[str, str | bytes], Path]


PLAIN = "timestamp,AccX,AccY,AccZ,AngX,AngY,AngZ,AsX,AsY,AsZ,Q0,Q1,Q2,Q3"
VENDOR = (
    "time\tDeviceName\tChipTime()\tAccX(g)\tAccY(g)\tAccZ(g)"
    "\tAsX(°/s)\tAsY(°/s)\tAsZ(°/s)\tAngleX(°)\tAngleY(°)\tAngleZ(°)"
)
START = 1745606156.0


def tracks_of(content: str) -> list[Track]:
    return read([foreign_file(Path("wit.csv"), content.encode())])


def bursts(n: int, rate_hz: float = 100.0) -> np.ndarray:
    """Arrivals of samples that come five at a time with equal stamps."""
    return START + ((np.arange(n) // 5) * 5 + 5) / rate_hz


def vendor(n: int, device: str, offset: float = 0.0) -> list[str]:
    rows = []
    for stamp in (bursts(n) - START + offset).tolist():
        time = f"2026-10-02T07:48:{stamp:06.3f}"
        rows.append(f"{time}\t{device}\tnull\t0\t0\t1\t180\t0\t0\t1\t2\t3")
    return rows


def test_samples_that_arrive_in_bursts_are_spaced_evenly() -> None:
    stamps = bursts(1000)
    rows = [f"{t!r},0,0,9.8,1,2,3,180,0,0,1,0,0,0" for t in stamps.tolist()]

    (track,) = tracks_of("\n".join([PLAIN, *rows]))

    assert track.rate_hz == 100.0
    np.testing.assert_allclose(np.diff(track.t), 0.01)
    assert track.arrival is not None
    np.testing.assert_allclose(track.arrival, stamps)
    np.testing.assert_allclose(track.gyro[:, 0], np.pi)
    assert "acceleration guessed to be in m/s²" in track.notes


def test_a_pause_of_the_stamps_is_lost_samples() -> None:
    stamps = bursts(1000)
    stamps[500:] += 2.0
    rows = [f"{t!r},0,0,9.8,1,2,3,180,0,0,1,0,0,0" for t in stamps.tolist()]

    (track,) = tracks_of("\n".join([PLAIN, *rows]))

    assert lost_samples(track, 100.0) == pytest.approx(200, abs=5)


def test_rates_that_the_header_promises_but_no_row_has_come_from_the_angles(
    swing: Swinging,
) -> None:
    moved = swing(100.0, 1000)
    angles = moved.orientation.as_euler("xyz", degrees=True)
    rows = [
        ",".join(map(repr, [t, *accel, *angle, 1.0, 0.0, 0.0, 0.0]))
        for t, accel, angle in zip(
            bursts(1000).tolist(), moved.accel.tolist(), angles.tolist(), strict=True
        )
    ]

    (track,) = tracks_of("\n".join([PLAIN, *rows]))

    np.testing.assert_allclose(track.gyro[1:-1], moved.gyro[1:-1], atol=2e-3)
    assert "the angular rate is not in the rows" in track.notes


def test_the_vendors_log_holds_two_devices_and_repeats_its_header() -> None:
    one, two = "WT901(d5:2e:00:00:00:01)", "WT901(d5:2e:00:00:00:02)"
    rows = [*vendor(200, one), VENDOR, *vendor(200, two, 0.003)]

    first, second = tracks_of("\n".join([VENDOR, *rows]))

    assert first.names[:2] == (one, "d5:2e:00:00:00:01")
    assert [len(first.t), len(second.t)] == [200, 200]
    np.testing.assert_allclose(first.accel, np.tile([0, 0, 9.80665], (200, 1)))
    assert second.arrival is not None
    assert first.arrival is not None
    assert second.arrival[0] - first.arrival[0] == pytest.approx(0.003, abs=1e-6)


def test_both_devices_are_found_by_their_addresses(
    write: Write, importing: Importing
) -> None:
    one, two = "WT901(d5:2e:00:00:00:01)", "WT901(d5:2e:00:00:00:02)"
    rows = [*vendor(200, one), *vendor(200, two)]
    path = write("log.txt", "\n".join([VENDOR, *rows]))

    found = importing(path, "D52E00000002", "d5:2e:00:00:00:01")

    assert [sensor.name for sensor in found.sensors] == [two, one]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("yesterday,0,0,9.8,1,2,3,0,0,0,1,0,0,0", "timestamp is 'yesterday'"),
        ("1745606150.0,0,0,9.8,1,2,3,0,0,0,1,0,0,0", "run backwards"),
        ("1745606157.0,0,0,oops,1,2,3,0,0,0,1,0,0,0", "accz is 'oops'"),
    ],
)
def test_a_bad_row_is_told(row: str, words: str) -> None:
    rows = [f"{t!r},0,0,9.8,1,2,3,9,0,0,1,0,0,0" for t in bursts(20).tolist()]

    with pytest.raises(ImportFileError, match=words):
        tracks_of("\n".join([PLAIN, *rows, row, rows[-1]]))


def test_an_acceleration_of_no_known_unit_is_refused() -> None:
    rows = [f"{t!r},0,0,980,1,2,3,9,0,0,1,0,0,0" for t in bursts(20).tolist()]

    with pytest.raises(ImportFileError, match="neither 1 g nor"):
        tracks_of("\n".join([PLAIN, *rows]))
