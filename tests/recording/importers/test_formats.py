import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from monitor.model.errors import ImportFileError
from monitor.pipeline import PipelineSettings
from monitor.recording.importers.formats import can_import
from monitor.recording.importers.importing import Import, import_files
from monitor.recording.recording import Recording

Importing = Callable[..., Import]
Write = Callable[[str, str | bytes], Path]


CASES = int(os.environ.get("REP_MONITOR_FUZZ", "200"))
ROW = "pelvis,{t},0,0,9.8,0,0,0\n"
WHOLE = (
    "placement,t_s,ax,ay,az,gx,gy,gz\n"
    + "".join(ROW.format(t=i / 50) for i in range(9)),
    "sep=,\nDeviceTag:,A\n\nPacketCounter,SampleTimeFine,Acc_X,Acc_Y,Acc_Z,Gyr_X,Gyr_Y,"
    "Gyr_Z\n" + "".join(f"{i},{i * 16667},0,0,9.8,1,2,3\n" for i in range(9)),
    "PacketCounter,SampleTimeFine,Quat_W,Quat_X,Quat_Y,Quat_Z,FreeAcc_X,FreeAcc_Y,"
    "FreeAcc_Z\n" + "".join(f"{i},{i * 16667},1,0,0,0,0,0,0\n" for i in range(9)),
    "epoch (ms),x-axis (g),y-axis (g),z-axis (g)\n1000,0,0,1\n1080,0,0,1\n",
    "// Update Rate: 100.0Hz\nPacketCounter\tAcc_X\tAcc_Y\tAcc_Z\tRoll\tPitch\tYaw\n"
    + "".join(f"{i}\t0\t0\t9.8\t{i}\t0\t0\n" for i in range(9)),
    "Sensor string: E\nax\tay\taz\tgx\tgy\tgz\n\n" + "0\t0\t1\t0\t0\t1\n" * 9,
    "time,DeviceName,AccX(g),AccY(g),AccZ(g),AsX(°/s),AsY(°/s),AsZ(°/s),AngleX(°),"
    "AngleY(°),AngleZ(°)\n"
    + "".join(f"2025-01-01 10:00:00.{i}00,A,0,0,1,0,0,9,1,2,3\n" for i in range(9)),
    '{"Meas":{"IMU6":['
    + ",".join(
        f'{{"Timestamp":{i * 40},"ArrayAcc":[{{"x":0,"y":0,"z":9.8}}],'
        '"ArrayGyro":[{"x":0,"y":0,"z":1}]}'
        for i in range(5)
    )
    + "]}}",
    ",Pelvis,Pelvis,Pelvis,Pelvis,Pelvis,Pelvis,Pelvis\n,Time,Accelerometer,"
    "Accelerometer,Accelerometer,Gyroscope,Gyroscope,Gyroscope\n,S,X,Y,Z,X,Y,Z\n"
    + "".join(f"{i},{i / 50},0,0,9.8,0,0,1\n" for i in range(9)),
)
PIECES = st.sampled_from(
    ["", ",", "\n", ";", "\t", "-", "nan", "inf", "1e308", "-1e308", "9" * 400, "\0",
     '"', "é", "\ufeff", "{", "}", "[", "]", "null", ":", "0,0,0,0\n", "pelvis", "."]
)  # fmt: skip


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    text = draw(st.sampled_from(WHOLE))
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(text)))
        until = min(len(text), at + draw(st.integers(0, 12)))
        piece = draw(PIECES | st.text(max_size=8))
        text = text[:at] + piece + text[until:]
    encoding = draw(st.sampled_from(["utf-8", "utf-16", "latin-1"]))
    return text.encode(encoding, "replace")


@pytest.mark.parametrize("whole", WHOLE, ids=lambda text: text.split("\n")[0][:20])
def test_every_format_is_recognised_by_its_content(whole: str, write: Write) -> None:
    assert can_import(write("whatever.dat", whole))


@settings(
    max_examples=CASES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=damaged() | st.binary(max_size=300) | st.text().map(str.encode))
@example(data=b"")
def test_any_content_is_a_recording_or_an_import_error(
    data: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "any.csv"
    path.write_bytes(data)

    try:
        recording = import_files([path], "any.csv", None, PipelineSettings())
    except ImportFileError as error:
        problem = str(error)
    else:
        problem = ""
        _check_recording(recording)

    assert "\n" not in problem


def _check_recording(recording: Recording) -> None:
    times = [record.t for record in recording.records]
    assert times == sorted(times)
    recording.pipeline()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", "hello,world\n1,2\n", "a.csv: not a format that can be imported"),
        ("empty.csv", "", "empty.csv: not a format"),
        ("folder/readme.csv", "hello", "readme.csv: not a format"),
    ],
)
def test_an_unknown_file_is_refused(
    write: Write, importing: Importing, name: str, content: str, words: str
) -> None:
    with pytest.raises(ImportFileError, match=words):
        importing(write(name, content))


def test_a_missing_file_is_told(tmp_path: Path, importing: Importing) -> None:
    with pytest.raises(ImportFileError, match="can't be read \\(No such file"):
        importing(tmp_path / "nowhere.csv")


def test_a_folder_without_anything_to_import_is_told(
    write: Write, importing: Importing
) -> None:
    folder = write("some/readme.txt", "hello").parent

    with pytest.raises(ImportFileError, match="nothing in it that can be imported"):
        importing(folder)
