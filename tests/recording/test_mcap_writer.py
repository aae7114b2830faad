import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.recording.mcap_writer import LATEST_NS, create, log_time_ns


@given(t=st.floats())
def test_any_time_has_a_log_time_that_mcap_can_hold(t: float) -> None:
    assert 0 <= log_time_ns(t) <= LATEST_NS


@pytest.mark.parametrize(
    ("t", "ns"),
    [
        (0.0, 0),
        (1.5, 1_500_000_000),
        (-3.0, 0),
        (math.nan, 0),
        (math.inf, LATEST_NS),
        (-math.inf, 0),
        (1e300, LATEST_NS),
    ],
)
def test_a_log_time_is_the_session_time_in_ns_clamped(t: float, ns: int) -> None:
    assert log_time_ns(t) == ns


def test_a_file_that_exists_is_never_opened_for_writing(tmp_path: Path) -> None:
    path = tmp_path / "a.mcap"
    path.write_bytes(b"precious")

    with pytest.raises(FileExistsError):
        create(path)

    assert path.read_bytes() == b"precious"
