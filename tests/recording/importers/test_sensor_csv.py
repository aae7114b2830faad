import io
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from monitor.model.errors import ImportFileError
from monitor.model.records import (
    LinkChange,
    LinkState,
    Notification,
    Placement,
    Record,
    Tick,
)
from monitor.profiles import parse_profile
from monitor.recording.importers.importing import Import

Importing = Callable[..., Import]
Write = Callable[[str, str | bytes], Path]


HEADER = "placement,t_s,ax,ay,az,gx,gy,gz"
ROW = "0,0,9.8,0.1,0.2,0.3"


def notifications(found: Import) -> list[Notification]:
    return [r for r in found.recording.records if isinstance(r, Notification)]


def text(*rows: str, header: str = HEADER) -> str:
    return "\n".join((header, *rows)) + "\n"


def test_a_sample_without_arrival_arrives_at_its_own_time(
    write: Write, importing: Importing
) -> None:
    path = write("a.csv", text(*(f"pelvis,{5 + i / 100},{ROW}" for i in range(4))))

    found = importing(path)

    assert [n.t for n in notifications(found)] == [5.0, 5.01, 5.02, 5.03]
    assert {n.placement for n in notifications(found)} == {Placement.PELVIS}


def test_rows_of_equal_arrival_are_one_notification(
    write: Write, importing: Importing
) -> None:
    rows = (
        f"0.5,lumbar,10.00,{ROW}",
        f"0.5,pelvis,3.00,{ROW}",
        f"0.5,lumbar,10.01,{ROW}",
        f"0.6,lumbar,10.02,{ROW}",
        f"0.6,pelvis,3.01,{ROW}",
    )
    path = write("a.csv", text(*rows, header=f"t_arrival_s,{HEADER}"))

    found = importing(path)

    sent = [(n.t, n.placement, len(n.payload) // 56) for n in notifications(found)]
    assert sent == [
        (0.5, Placement.PELVIS, 1),
        (0.5, Placement.LUMBAR, 2),
        (0.6, Placement.PELVIS, 1),
        (0.6, Placement.LUMBAR, 1),
    ]


def test_the_profile_decodes_what_the_file_held(
    write: Write, importing: Importing
) -> None:
    header = f"{HEADER},sample"
    rows = (f"pelvis,{i / 50},1,2,{i},-4,-5,-6,{4294967290 + i}" for i in range(10))
    found = importing(write("a.csv", text(*rows, header=header)))

    profile = parse_profile(
        found.recording.header.profiles[Placement.PELVIS], Path("p")
    )
    packets = [
        profile.streams[n.stream].decoder().feed("", n.payload)[0]
        for n in notifications(found)
    ]

    assert profile.streams["imu"].rate_hz == 50.0
    np.testing.assert_array_equal(packets[3].ticks, [3 / 50])
    np.testing.assert_array_equal(packets[3].accel, [[1, 2, 3]])
    np.testing.assert_array_equal(packets[3].gyro, [[-4, -5, -6]])
    assert [p.counter for p in packets[5:8]] == [4294967295, 0, 1]


def test_records_are_in_order_with_links_first_and_ten_ticks_a_second(
    write: Write, importing: Importing
) -> None:
    rows = [f"lumbar,{2 + i / 100},{ROW}" for i in range(100)]
    rows += [f"pelvis,{2.005 + i / 100},{ROW}" for i in range(100)]
    found = importing(write("a.csv", text(*rows)))

    records: list[Record] = list(found.recording.records)

    assert records[:2] == [
        LinkChange(2.0, Placement.PELVIS, LinkState.STREAMING),
        LinkChange(2.0, Placement.LUMBAR, LinkState.STREAMING),
    ]
    times = [record.t for record in records]
    assert times == sorted(times)
    ticks = [record.t for record in records if isinstance(record, Tick)]
    np.testing.assert_allclose(ticks, np.arange(20, 30) / 10)
    assert list(found.recording.records) == records


def test_a_jump_of_the_counter_parts_a_notification_and_is_counted(
    write: Write, importing: Importing
) -> None:
    counts = (0, 1, 4, 5)
    rows = (f"9,pelvis,{i / 100},{ROW},{i}" for i in counts)
    header = f"t_arrival_s,{HEADER},sample"

    found = importing(write("a.csv", text(*rows, header=header)))

    assert [len(n.payload) for n in notifications(found)] == [4 + 2 * 56, 4 + 2 * 56]
    assert found.sensors[0].lost == 2


def test_lost_samples_are_found_by_the_times_where_there_is_no_counter(
    write: Write, importing: Importing
) -> None:
    rows = (f"pelvis,{i / 100},{ROW}" for i in range(100) if not 40 <= i < 47)

    found = importing(write("a.csv", text(*rows)))

    assert (found.sensors[0].samples, found.sensors[0].lost) == (93, 7)


def test_a_long_notification_is_cut_to_what_a_payload_may_hold(
    write: Write, importing: Importing
) -> None:
    rows = (f"1,pelvis,{i / 100},{ROW}" for i in range(2500))

    found = importing(write("a.csv", text(*rows, header=f"t_arrival_s,{HEADER}")))

    assert [len(n.payload) // 56 for n in notifications(found)] == [1000, 1000, 500]


@pytest.mark.parametrize(
    ("rate", "known"), [(100.3, 100.0), (100.8, 100.8), (59.9, 60.0), (333.0, 333.0)]
)
def test_only_a_rate_near_a_common_one_is_rounded(
    write: Write, importing: Importing, rate: float, known: float
) -> None:
    rows = (f"pelvis,{i / rate!r},{ROW}" for i in range(50))

    found = importing(write("a.csv", text(*rows)))

    assert found.sensors[0].rate_hz == pytest.approx(known)


@pytest.mark.parametrize(
    ("lines", "line", "words"),
    [
        pytest.param(["placement,t_s,ax,ay,az,gx,gy"], 1, "missing: gz", id="column"),
        pytest.param([HEADER + ",temp"], 1, "unknown: 'temp'", id="unknown"),
        pytest.param([HEADER + ",ax"], 1, "doubled: ax", id="doubled"),
        pytest.param([HEADER], 1, "no row", id="no row"),
        pytest.param([HEADER, f"pelvis,0,{ROW}", f"hip,1,{ROW}"], 3, "'hip'", id="who"),
        pytest.param([HEADER, "pelvis,0,0,0,x,0,0,0"], 2, "az is 'x'", id="text"),
        pytest.param([HEADER, "pelvis,0,0,0,,0,0,0"], 2, "az is empty", id="empty"),
        pytest.param([HEADER, "pelvis,0,0,0,0,0,0,NaN"], 2, "gz is 'NaN'", id="nan"),
        pytest.param([HEADER, "pelvis,0,0,0,0,0,0,inf"], 2, "gz is 'inf'", id="inf"),
        pytest.param([HEADER, "pelvis,0,1e9,0,0,0,0,0"], 2, "more than", id="huge"),
        pytest.param([HEADER, "pelvis,0,0,0,0,0,0"], 2, "7 columns", id="short"),
        pytest.param(
            [HEADER, "", f"pelvis,1,{ROW}", "", f"lumbar,0,{ROW}", f"pelvis,0.9,{ROW}"],
            6,
            "t_s of pelvis runs backwards",
            id="backwards after blank lines",
        ),
        pytest.param(
            [HEADER + ",sample", f"pelvis,0,{ROW},1.5"], 2, "whole number", id="sample"
        ),
        pytest.param(
            [
                "t_arrival_s," + HEADER,
                f"2,pelvis,1,{ROW}",
                f"1.9,lumbar,1,{ROW}",
            ],
            3,
            "t_arrival_s runs backwards",
            id="arrival",
        ),
    ],
)
def test_what_breaks_the_format_is_told_with_its_line(
    write: Write, importing: Importing, lines: list[str], line: int, words: str
) -> None:
    path = write("bad.csv", "\n".join(lines))

    with pytest.raises(ImportFileError, match=words) as caught:
        importing(path)

    assert caught.value.line == line
    assert str(caught.value).startswith(f"bad.csv, line {line}: ")
    assert "\n" not in str(caught.value)


def test_sensors_may_have_clocks_of_their_own_and_any_order_of_columns(
    write: Write, importing: Importing
) -> None:
    header = "gx,gy,gz,t_arrival_s,t_s,placement,ax,ay,az"
    rows = (
        f"0,0,0,{i / 100},{100 * (i % 2) + i / 100},{('pelvis', 'lumbar')[i % 2]},0,0,9"
        for i in range(100)
    )

    found = importing(write("a.csv", text(*rows, header=header)))

    assert [sensor.rate_hz for sensor in found.sensors] == [50.0, 50.0]
    assert found.span_s == (0, 0.99)


@pytest.mark.parametrize(
    "encode",
    [
        pytest.param(lambda text: text.encode("utf-8-sig"), id="UTF-8 with mark"),
        pytest.param(lambda text: text.encode("utf-16"), id="UTF-16"),
        pytest.param(lambda text: text.replace("\n", "\r\n").encode(), id="CRLF"),
        pytest.param(lambda text: text.replace("\n", "\r").encode(), id="CR"),
        pytest.param(
            lambda text: text.replace("pelvis", '"pelvis"').encode(), id="quoted"
        ),
        pytest.param(lambda text: text.replace(",", " , ").encode(), id="blanks"),
        pytest.param(
            lambda text: text.replace(",", ";").replace(".", ",").encode(),
            id="decimal comma",
        ),
    ],
)
def test_other_ways_to_write_the_same_are_read(
    write: Write, importing: Importing, encode: Callable[[str], bytes]
) -> None:
    content = text(*(f"pelvis,{i / 100},{ROW}" for i in range(20)))

    plain = notifications(importing(write("plain.csv", content)))
    other = notifications(importing(write("other.csv", encode(content))))

    assert other == plain


def test_standard_input_is_read(
    monkeypatch: pytest.MonkeyPatch, importing: Importing
) -> None:
    content = text(*(f"pelvis,{i / 100},{ROW}" for i in range(20))).encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))

    found = importing(Path("-"))

    assert found.sensors[0].samples == 20


def test_accelerations_in_g_raise_a_doubt(write: Write, importing: Importing) -> None:
    rows = (f"pelvis,{i / 100},0,0,1,0,0,0" for i in range(20))

    found = importing(write("a.csv", text(*rows)))

    assert "are the units m/s²" in found.notices[0]


@pytest.mark.parametrize(
    ("step", "words"),
    [(10.0, "must be in seconds"), (0.0, "do not advance")],
)
def test_times_that_are_no_seconds_are_refused(
    write: Write, importing: Importing, step: float, words: str
) -> None:
    path = write("a.csv", text(*(f"pelvis,{i * step},{ROW}" for i in range(20))))

    with pytest.raises(ImportFileError, match=words):
        importing(path)


def test_a_span_of_weeks_is_refused(write: Write, importing: Importing) -> None:
    times = (0.0, 0.01, 0.02, 1e7)
    path = write("a.csv", text(*(f"pelvis,{t},{ROW}" for t in times)))

    with pytest.raises(ImportFileError, match=r"span 2\.78e\+03 hours"):
        importing(path)


def test_sensors_without_common_time_are_told(
    write: Write, importing: Importing
) -> None:
    rows = [f"pelvis,{i / 100},{ROW}" for i in range(20)]
    rows += [f"lumbar,{60 + i / 100},{ROW}" for i in range(20)]

    found = importing(write("a.csv", text(*rows)))

    assert "no time in common" in found.notices[-1]
