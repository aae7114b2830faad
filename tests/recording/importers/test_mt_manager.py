from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from monitor.model.errors import ImportFileError
from monitor.recording.importers.foreign_file import foreign_file
from monitor.recording.importers.mt_manager import read
from monitor.recording.importers.tracks import Track, lost_samples

Swinging = Callable[[float, int], Any]


HEADER = "PacketCounter\tSampleTimeFine\tAcc_X\tAcc_Y\tAcc_Z\t" + "\t".join(
    f"Mat[{row}][{column}]" for column in (1, 2, 3) for row in (1, 2, 3)
)
ABOUT = "// Start Time: Unknown\n// Update Rate: 100.0Hz\n// Firmware Version: 4.0.2 \n"


def content(swing: Swinging, counter: np.ndarray, about: str = ABOUT) -> str:
    moved = swing(100.0, len(counter))
    rows = [about + HEADER]
    matrices = moved.orientation.as_matrix().transpose(0, 2, 1).reshape(-1, 9)
    for count, accel, matrix in zip(counter, moved.accel, matrices, strict=True):
        numbers = "\t".join(f"{value:.8f}" for value in (*accel, *matrix))
        rows.append(f"{count:05d}\t\t{numbers}")
    return "\n".join(rows) + "\n"


def track_of(text: str) -> Track:
    path = Path("MT_012005D6_009-001_00B42268.txt")
    (track,) = read([foreign_file(path, text.encode())])
    return track


def test_the_rate_comes_from_the_rotation_matrix(swing: Swinging) -> None:
    moved = swing(100.0, 200)

    track = track_of(content(swing, 472 + np.arange(200)))

    np.testing.assert_allclose(track.accel, moved.accel, atol=1e-6)
    np.testing.assert_allclose(track.gyro[1:-1], moved.gyro[1:-1], atol=1e-3)
    assert (track.names[0], track.rate_hz) == ("00B42268", 100.0)


def test_the_packet_counter_wraps_and_tells_lost_samples(swing: Swinging) -> None:
    counter = np.delete((65500 + np.arange(204)) % 65536, [100, 101, 102, 150])

    track = track_of(content(swing, counter))

    assert lost_samples(track, 100.0) == 4
    assert np.diff(track.t).max() == pytest.approx(0.04)
    assert np.diff(track.t).min() == pytest.approx(0.01)


@pytest.mark.parametrize("rate", ["0Hz", ".Hz", "1.2.3Hz", "1e99Hz", "Hz"])
def test_an_update_rate_that_is_none_is_told(swing: Swinging, rate: str) -> None:
    with pytest.raises(ImportFileError, match="Update Rate"):
        track_of(content(swing, np.arange(20), f"// Update Rate: {rate}\n"))


def test_a_missing_update_rate_is_told(swing: Swinging) -> None:
    with pytest.raises(ImportFileError, match="Update Rate"):
        track_of(content(swing, np.arange(20), "// Start Time: Unknown\n"))
