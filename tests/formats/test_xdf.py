import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyxdf

from monitor.formats.gathered import Gathered
from monitor.formats.xdf import write_xdf
from monitor.model.records import TRUNK, Placement


def read(content: Gathered, path: Path) -> dict[str, dict[str, object]]:
    with path.open("wb") as file:
        write_xdf(content, file)
    streams, _ = pyxdf.load_xdf(str(path), dejitter_timestamps=False)
    return {each["info"]["name"][0]: each for each in streams}


def test_samples_angles_and_events_are_read_back(
    content: Gathered, tmp_path: Path
) -> None:
    streams = read(content, tmp_path / "a.xdf")

    for placement in TRUNK:
        motion, stream = content.motions[placement], streams[f"rep-monitor {placement}"]
        np.testing.assert_array_equal(stream["time_stamps"], motion.t)
        values = np.asarray(stream["time_series"])
        np.testing.assert_array_equal(values[:, :3], motion.accel)
        np.testing.assert_array_equal(values[:, 3:], motion.gyro)
    angles = np.asarray(streams["rep-monitor angles"]["time_series"])
    np.testing.assert_array_equal(angles[:, 2], content.angles.lumbar_flexion_deg)
    told = [
        json.loads(row[0])
        for row in streams["rep-monitor events"]["time_series"]  # type: ignore[attr-defined]
    ]
    assert sum(each["event"] == "Rep" for each in told) == 7
    assert any(each.get("text", "").startswith('a, "b"') for each in told)


def test_streams_describe_themselves(content: Gathered, tmp_path: Path) -> None:
    info = read(content, tmp_path / "a.xdf")["rep-monitor pelvis"]["info"]

    assert info["nominal_srate"] == ["100.0"]  # type: ignore[index]
    channels = info["desc"][0]["channels"][0]["channel"]  # type: ignore[index]
    assert [each["label"][0] for each in channels][3:] == ["gyro_x", "gyro_y", "gyro_z"]
    assert channels[0]["unit"] == ["m/s^2"]


def test_one_sensor_or_none_is_enough(
    without: Callable[..., Gathered], tmp_path: Path
) -> None:
    one = read(without(Placement.PELVIS), tmp_path / "one.xdf")
    none = read(without(*TRUNK), tmp_path / "none.xdf")

    assert "rep-monitor pelvis" not in one
    assert len(np.asarray(one["rep-monitor lumbar"]["time_stamps"])) > 1000
    assert set(none) == {"rep-monitor angles", "rep-monitor events"}
