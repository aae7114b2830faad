import math
import tempfile
import tracemalloc
import typing
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mcap.writer import Writer

from monitor.model.errors import RecordingError
from monitor.model.records import Note, Notification, Placement, Record, StartSet, Tick
from monitor.recording.file_records import FileRecords
from monitor.recording.mcap_reader import contents
from monitor.recording.mcap_writer import METADATA_NAME
from monitor.recording.seal import sealed

Write = Callable[[Path, Iterable[Record]], Path]
Draw = st.SearchStrategy[Record]

SLOW = settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


def read(path: Path) -> list[Record]:
    return list(FileRecords(contents(path)))


def foreign(path: Path, topic: str, data: bytes, encoding: str = "msgpack") -> Path:
    with path.open("wb") as file:
        writer = Writer(file)
        writer.start()
        writer.add_metadata(METADATA_NAME, sealed({"format": "1"}))
        channel = writer.register_channel(topic, encoding, 0)
        writer.add_message(channel, 0, data, 0)
        writer.finish()  # type: ignore[no-untyped-call]
    return path


@SLOW
@given(data=st.data())
def test_what_is_written_is_read_in_the_same_order(
    data: st.DataObject, any_record: Draw, write: Write
) -> None:
    records = data.draw(st.lists(any_record, max_size=20))

    with tempfile.TemporaryDirectory() as folder:
        assert read(write(Path(folder) / "a.mcap", records)) == records


@pytest.mark.parametrize(
    "kind", typing.get_args(Record), ids=lambda kind: kind.__name__
)
@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_a_anything_of_each_kind_survives_the_file(
    data: st.DataObject,
    kind: type,
    anything_of: Callable[[type], Draw],
    write: Write,
) -> None:
    record = data.draw(anything_of(kind))

    with tempfile.TemporaryDirectory() as folder:
        (found,) = read(write(Path(folder) / "a.mcap", [record]))

    assert type(found) is kind
    assert found == record


def test_times_keep_their_last_bit_and_their_order_in_the_file(
    tmp_path: Path, write: Write
) -> None:
    times = [0.1 + 0.2, -0.0, 5e-324, -1e10, 1e10, 3.0, 2.0]

    found = read(write(tmp_path / "a.mcap", [Tick(t) for t in times]))

    assert [record.t.hex() for record in found] == [t.hex() for t in times]


def test_records_can_be_read_again_and_side_by_side(
    tmp_path: Path, write: Write, some_records: list[Record]
) -> None:
    records = FileRecords(contents(write(tmp_path / "a.mcap", some_records)))

    pairs = list(zip(records, records, strict=True))

    assert pairs == [(record, record) for record in some_records]


@pytest.mark.parametrize(
    ("topic", "data", "encoding"),
    [
        pytest.param("/records/start_set", b"\xc1", "msgpack", id="no msgpack"),
        pytest.param("/records/start_set", b"", "msgpack", id="nothing"),
        pytest.param("/records/note", b"\x82\xa1t", "msgpack", id="half a body"),
        pytest.param(
            "/records/start_set", msgspec.msgpack.encode({}), "msgpack", id="no time"
        ),
        pytest.param(
            "/records/start_set", b"\x82\xa1x" + b"\x91" * 9999, "msgpack", id="deep"
        ),
        pytest.param(
            "/records/start_set",
            msgspec.msgpack.encode(StartSet(math.nan)),
            "msgpack",
            id="time is NaN",
        ),
        pytest.param(
            "/records/start_set",
            msgspec.msgpack.encode(StartSet(1e300)),
            "msgpack",
            id="time beyond all clocks",
        ),
        pytest.param(
            "/records/set_limits",
            msgspec.msgpack.encode({"t": 0.0, "limits": {"extension_deg": -4.0}}),
            "msgpack",
            id="a value out of range",
        ),
        pytest.param("/records/launch", b"\x80", "msgpack", id="unknown kind"),
        pytest.param("/records/start_set", b"{}", "json", id="other encoding"),
    ],
)
def test_a_record_that_makes_no_sense_is_refused_in_one_sentence(
    tmp_path: Path, topic: str, data: bytes, encoding: str
) -> None:
    path = foreign(tmp_path / "odd.mcap", topic, data, encoding)

    with pytest.raises(RecordingError, match=r"^odd\.mcap: [^\n]+$"):
        read(path)


def test_channels_of_other_programs_are_passed_over(tmp_path: Path) -> None:
    path = foreign(tmp_path / "a.mcap", "/camera", b"\xff\xd8", "jpeg")

    assert read(path) == []


def test_memory_does_not_grow_with_the_file(tmp_path: Path, write: Write) -> None:
    payload = bytes(range(200))
    long = (
        Notification(n * 0.01, Placement.PELVIS, "imu", payload) for n in range(60_000)
    )
    records = FileRecords(contents(write(tmp_path / "a.mcap", long)))

    tracemalloc.start()
    count = sum(1 for _ in records)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert count == 60_000
    assert peak < 8 << 20


def test_a_text_with_any_letters_survives(tmp_path: Path, write: Write) -> None:
    note = Note(1.0, "naïve 🏋 \x00 \u202e ﷽")

    assert read(write(tmp_path / "a.mcap", [note])) == [note]
