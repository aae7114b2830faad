import struct
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.io import savemat

from monitor.model.errors import ImportFileError
from monitor.recording.importers import qmt
from monitor.recording.importers.foreign_file import foreign_file
from monitor.recording.importers.importing import Import
from monitor.recording.importers.qmt import read
from monitor.recording.importers.tracks import Track

Importing = Callable[..., Import]
Write = Callable[[str, str | bytes], Path]


N = 50


def saved(**changes: object) -> bytes:
    segment = {"acc": np.full((N, 3), 5.0), "gyr": np.full((N, 3), 0.1)}
    contents: dict[str, object] = {
        "t": 40 + np.arange(N) / 100,
        "hip": {**segment, "quat": np.ones((N, 4))},
        "lower_back": segment,
    }
    stream = BytesIO()
    savemat(stream, contents | changes, do_compression=True)  # type: ignore[arg-type]
    return stream.getvalue()


def tracks_of(data: bytes) -> list[Track]:
    return read([foreign_file(Path("full.mat"), data)])


def test_every_segment_is_a_track_on_the_files_own_time() -> None:
    hip, lower_back = tracks_of(saved())

    assert (hip.names, lower_back.names) == (("hip",), ("lower_back",))
    np.testing.assert_allclose(hip.t, 40 + np.arange(N) / 100)
    np.testing.assert_array_equal(hip.accel, np.full((N, 3), 5.0))


def test_names_of_segments_tell_the_roles(write: Write, importing: Importing) -> None:
    found = importing(write("full.mat", saved()))

    assert [sensor.name for sensor in found.sensors] == ["hip", "lower_back"]
    assert found.span_s == pytest.approx((40.04, 40.49))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (saved(t=np.arange(N - 1.0)), "differ in length"),
        (saved(t=-np.arange(N)), "t of hip runs backwards"),
        (saved(t="now"), "t is missing"),
        (saved(hip={"acc": 1.0, "gyr": 2.0}), "hip.acc is missing"),
        (saved()[:-200], "full.mat: "),
        (saved()[:100], "full.mat: "),
        (b"MATLAB 7.3 MAT-file" + bytes(600), "save it with -v7"),
    ],
    ids=["length", "backwards", "no time", "no acc", "cut", "headless", "version"],
)
def test_a_file_that_can_not_be_used_is_refused(data: bytes, words: str) -> None:
    with pytest.raises(ImportFileError, match=words):
        tracks_of(data)


def test_what_would_unpack_to_too_much_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(qmt, "MAX_UNPACKED", 2**22)
    packed = zlib.compress(bytes(2**22 + 1))
    element = struct.pack("<II", 15, len(packed)) + packed

    with pytest.raises(ImportFileError, match="unpacks to more than 4 MiB"):
        tracks_of(saved()[:128] + element)


@settings(max_examples=40, deadline=None)
@given(at=st.integers(0, 3000), change=st.binary(min_size=1, max_size=8))
def test_a_damaged_file_is_read_or_refused(at: int, change: bytes) -> None:
    data = bytearray(saved())
    at %= len(data)
    data[at : at + len(change)] = change
    try:
        tracks = tracks_of(bytes(data))
    except ImportFileError:
        return
    assert all(np.isfinite(track.accel).all() for track in tracks)
