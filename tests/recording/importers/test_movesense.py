import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from monitor.model.errors import ImportFileError
from monitor.model.records import Notification
from monitor.recording.importers.foreign_file import foreign_file
from monitor.recording.importers.importing import Import
from monitor.recording.importers.movesense import read
from monitor.recording.importers.tracks import Track, lost_samples

Importing = Callable[..., Import]
Write = Callable[[str, str | bytes], Path]


BLOCK_MS = 8000 / 104


def block(stamp: float, n: int = 8, gyros: int | None = None) -> dict[str, object]:
    accel = [{"x": 0.0, "y": 0.5, "z": -9.8}] * n
    gyro = [{"x": 180.0, "y": 0.0, "z": -90.0}] * (n if gyros is None else gyros)
    return {"ArrayAcc": accel, "ArrayGyro": gyro, "Timestamp": round(stamp)}


def log(blocks: list[dict[str, object]], kind: str = "IMU9") -> str:
    return json.dumps({"Meas": {kind: blocks}})


def track_of(text: str) -> Track:
    (track,) = read([foreign_file(Path("log.json"), text.encode())])
    return track


@pytest.mark.parametrize("kind", ["IMU6", "IMU9", "IMU6m"])
def test_blocks_of_eight_are_read(kind: str) -> None:
    track = track_of(log([block(158319 + i * BLOCK_MS) for i in range(50)], kind))

    assert track.rate_hz == pytest.approx(104.0, rel=1e-3)
    assert len(track.t) == 400
    np.testing.assert_allclose(np.diff(track.t), 1 / 104, atol=1.1e-3)
    np.testing.assert_allclose(track.gyro[0], [np.pi, 0, -np.pi / 2])
    np.testing.assert_allclose(track.accel[0], [0, 0.5, -9.8])


def test_a_block_is_one_notification_that_arrives_with_its_last_sample(
    write: Write, importing: Importing
) -> None:
    path = write("log.json", log([block(1000 + i * BLOCK_MS) for i in range(10)]))

    found = importing(path, lumbar="log")

    sent = [r for r in found.recording.records if isinstance(r, Notification)]
    assert [len(n.payload) for n in sent] == [8 * 56] * 10
    assert sent[0].t == 0.0


def test_missing_blocks_are_lost_samples() -> None:
    blocks = [block(i * BLOCK_MS) for i in range(50) if i not in (20, 21)]

    track = track_of(log(blocks))

    assert track.rate_hz is not None
    assert lost_samples(track, track.rate_hz) == 16


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"Meas": {"HR": [1]}}', "no IMU6 or IMU9 in it, only 'HR'"),
        ('{"Meas": {"IMU9": [{}]}}', "not a Movesense log"),
        ('{"Meas": {"IMU9": [', "not a Movesense log"),
        (log([block(0), block(70, gyros=7)]), "no two blocks"),
        (log([block(0), block(70), block(50)]), "block 3 runs backwards"),
        (log([block(0), block(0)]), "samples a second"),
    ],
)
def test_a_log_that_can_not_be_used_is_refused(text: str, words: str) -> None:
    with pytest.raises(ImportFileError, match=words):
        track_of(text)
