from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from monitor.model.errors import ImportFileError
from monitor.recording.importers.foreign_file import foreign_file
from monitor.recording.importers.importing import Import
from monitor.recording.importers.movella_dot import read
from monitor.recording.importers.tracks import Track

Importing = Callable[..., Import]
Swinging = Callable[[float, int], Any]
Table = Callable[..., str]
Write = Callable[[str, str | bytes], Path]


ABOUT = "sep=,\nDeviceTag:,{tag}\nFirmwareVersion:,2.0.0\n{more}© Xsens\n\n"
BASE = "PacketCounter,SampleTimeFine"
RATES = f"{BASE},Acc_X,Acc_Y,Acc_Z,Gyr_X,Gyr_Y,Gyr_Z,Status"
FREE = f"{BASE},Quat_W,Quat_X,Quat_Y,Quat_Z,FreeAcc_X,FreeAcc_Y,FreeAcc_Z,Status"
N = 120


def track_of(content: str | bytes) -> Track:
    data = content if isinstance(content, bytes) else content.encode()
    (track,) = read([foreign_file(Path("dot.csv"), data)])
    return track


def clock(n: int = N, start: int = 1000, step: int = 16667) -> np.ndarray:
    return (start + step * np.arange(n)) % 2**32


def rates(
    swing: Swinging, table: Table, time: np.ndarray, tag: str = "LT", more: str = ""
) -> str:
    moved = swing(60.0, len(time))
    columns = (moved.accel, np.degrees(moved.gyro), np.zeros(len(time)))
    rows = table(RATES, np.arange(len(time)), time, *columns)
    return ABOUT.format(tag=tag, more=more) + rows


def test_acceleration_and_rates_are_read_in_si_units(
    swing: Swinging, table: Table
) -> None:
    moved = swing(60.0, N)

    track = track_of(rates(swing, table, clock()))

    np.testing.assert_allclose(track.accel, moved.accel, atol=1e-6)
    np.testing.assert_allclose(track.gyro, moved.gyro, atol=1e-6)
    np.testing.assert_allclose(np.diff(track.t), 0.016667)
    assert track.counter is not None
    assert track.counter.tolist() == list(range(N))
    assert track.names == ("LT", "dot")


def test_the_clock_of_32_bits_is_unwrapped(swing: Swinging, table: Table) -> None:
    track = track_of(rates(swing, table, clock(start=2**32 - 50_000)))

    np.testing.assert_allclose(np.diff(track.t), 0.016667)


def test_a_first_row_of_zeros_is_left_out(swing: Swinging, table: Table) -> None:
    content = rates(swing, table, clock()).splitlines()
    content[6] = "0,1000,0,0,0,0,0,0,0"

    track = track_of("\n".join(content))

    assert len(track.t) == N - 1
    assert "first row of zeros left out" in track.notes


def test_increments_stand_in_for_rates(swing: Swinging, table: Table) -> None:
    moved = swing(60.0, N)
    turned = moved.orientation[:-1].inv() * moved.orientation[1:]
    increments = np.vstack([[[0, 0, 0, 0]], turned.as_quat()[:, [3, 0, 1, 2]]])
    header = f"{BASE},dq_W,dq_X,dq_Y,dq_Z,dv[1],dv[2],dv[3]"
    accel = np.vstack([np.zeros(3), moved.accel[1:]])
    time = clock(step=16666)

    track = track_of(table(header, np.arange(N), time, increments, accel / 60.0))

    np.testing.assert_allclose(track.accel, moved.accel[1:], atol=1e-6)
    middle = (moved.gyro[1:] + moved.gyro[:-1]) / 2
    np.testing.assert_allclose(track.gyro, middle, atol=2e-3)


@pytest.mark.parametrize(
    "names",
    [
        "Quat_W,Quat_X,Quat_Y,Quat_Z,FreeAcc_X,FreeAcc_Y,FreeAcc_Z",
        "Quaternion_w,Quaternion_x,Quaternion_y,Quaternion_z,"
        "FreeAcc_x,FreeAcc_y,FreeAcc_z",
    ],
)
def test_orientation_and_free_acceleration_give_both(
    swing: Swinging, table: Table, names: str
) -> None:
    moved = swing(60.0, N)
    free = np.zeros((N, 3))

    track = track_of(
        table(f"{BASE},{names}", np.arange(N), clock(), moved.quaternion, free)
    )

    np.testing.assert_allclose(track.accel, moved.accel, atol=1e-6)
    np.testing.assert_allclose(track.gyro[1:-1], moved.gyro[1:-1], atol=2e-3)
    assert "acceleration from free acceleration and orientation" in track.notes


def test_euler_angles_and_free_acceleration_give_both(
    swing: Swinging, table: Table
) -> None:
    moved = swing(60.0, N)
    angles = moved.orientation.as_euler("xyz", degrees=True)
    header = f"{BASE},Euler_X,Euler_Y,Euler_Z,FreeAcc_X,FreeAcc_Y,FreeAcc_Z"

    track = track_of(table(header, np.arange(N), clock(), angles, np.zeros((N, 3))))

    np.testing.assert_allclose(track.accel, moved.accel, atol=1e-6)
    np.testing.assert_allclose(track.gyro[1:-1], moved.gyro[1:-1], atol=2e-3)


def test_semicolons_with_decimal_commas_are_read(swing: Swinging, table: Table) -> None:
    plain = rates(swing, table, clock())
    german = plain.replace(",", ";").replace(".", ",").replace("sep=;", "sep=;")

    np.testing.assert_array_equal(track_of(german).accel, track_of(plain).accel)


def test_a_log_of_the_pc_server_holds_several_addresses(
    swing: Swinging, table: Table
) -> None:
    moved = swing(60.0, N)
    header = (
        "Timestamp,Address,Quaternion_w,Quaternion_x,Quaternion_y,Quaternion_z,"
        "FreeAcc_x,FreeAcc_y,FreeAcc_z,Status,ClipCountAcc,ClipCountGyr"
    )
    rows = [header]
    for i, (w, x, y, z) in enumerate(moved.quaternion.tolist()):
        for k, address in enumerate(("d4:ca:6e:f1:82:8c", "d4:ca:6e:f1:85:58")):
            stamp = 339398117167.25 + 16670.33 * i + 7000 * k
            rows.append(f"{stamp},{address},{w},{x},{y},{z},0,0,0,0,0,0")
    content = "sep=,\nMeasurement Mode:,Extended (Quaternion)\n\n" + "\n".join(rows)

    tracks = read([foreign_file(Path("log.csv"), content.encode())])

    assert [track.names[0][-5:] for track in tracks] == ["82:8c", "85:58"]
    assert [len(track.t) for track in tracks] == [N, N]
    np.testing.assert_allclose(np.diff(tracks[1].t), 0.01667033, atol=1e-6)


def test_a_last_line_that_was_cut_off_is_left_out(
    swing: Swinging, table: Table
) -> None:
    track = track_of(rates(swing, table, clock())[:-30])

    assert len(track.t) == N - 1
    assert "last line was cut off" in track.notes


def test_time_that_runs_backwards_is_told_with_its_line(
    swing: Swinging, table: Table
) -> None:
    time = clock()
    time[50] = time[40]

    with pytest.raises(ImportFileError, match="runs backwards") as caught:
        track_of(rates(swing, table, time))

    assert caught.value.line == 6 + 1 + 50


def test_an_orientation_alone_is_refused(swing: Swinging, table: Table) -> None:
    header = f"{BASE},Quat_W,Quat_X,Quat_Y,Quat_Z"

    with pytest.raises(ImportFileError, match="no columns tell acceleration"):
        track_of(table(header, np.arange(N), clock(), swing(60.0, N).quaternion))


def test_text_in_a_column_is_told_with_its_line(swing: Swinging, table: Table) -> None:
    content = rates(swing, table, clock()).splitlines()
    cells = content[20].split(",")
    content[20] = ",".join([*cells[:2], "oops", *cells[3:]])

    with pytest.raises(ImportFileError, match="Acc_X is 'oops'") as caught:
        track_of("\n".join(content))

    assert caught.value.line == 21


def test_synchronised_sensors_keep_their_common_clock(
    swing: Swinging, table: Table, write: Write, importing: Importing
) -> None:
    a = write("a.csv", rates(swing, table, clock(start=2**32 - 10_000), "A"))
    b = write("b.csv", rates(swing, table, clock(start=6667), "B"))

    found = importing([a, b], "A", "B")

    assert found.span_s[0] == pytest.approx(2 * 0.016667, abs=1e-6)
    assert found.span_s[1] == pytest.approx(119 * 0.016667, abs=0.02)
    assert all("synchronised" not in notice for notice in found.notices)


def test_unsynchronised_sensors_are_lined_up_by_their_start_times(
    swing: Swinging, table: Table, write: Write, importing: Importing
) -> None:
    def more(second: int) -> str:
        return (
            f"SyncStatus:,Unsynced\nStartTime: ,2024-01-01_10:00:{second:02}_500 CET\n"
        )

    a = write("a.csv", rates(swing, table, clock(start=7), "A", more(3)))
    b = write("b.csv", rates(swing, table, clock(start=9_000_000), "B", more(4)))

    found = importing([a, b], "A", "B")

    assert found.span_s[0] == pytest.approx(2 * 0.016667, abs=1e-6)
    assert found.span_s[1] == pytest.approx(1.0 + 119 * 0.016667)
    assert (
        "not synchronised; they were lined up by the start times" in found.notices[-1]
    )


def test_clocks_without_common_time_are_taken_for_unsynchronised(
    swing: Swinging, table: Table, write: Write, importing: Importing
) -> None:
    a = write("a.csv", rates(swing, table, clock(start=7), "A"))
    b = write("b.csv", rates(swing, table, clock(start=900_000_000), "B"))

    found = importing([a, b], "A", "B")

    assert found.span_s[1] == pytest.approx(119 * 0.016667)
    assert "lined up by their first samples" in found.notices[-1]
