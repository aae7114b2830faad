from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.analysis.agreement import RepTimes
from monitor.analysis.reference import read_reference
from monitor.model.errors import ImportFileError


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "lab.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_angles_reps_and_sync_are_read(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "t_s,pelvis_pitch_deg,lumbar_flexion_deg,event\n"
        "0.0,-40,1.5,\n"
        "0.5,,,sync\n"
        "1.0,-39,,onset\n"
        "1.5,,,reach\n"
        "2.0,-1,3.0,end\n"
        "3.0,,,onset\n",
    )

    found = read_reference(path)

    np.testing.assert_array_equal(found.t, [0.0, 0.5, 1.0, 1.5, 2.0, 3.0])
    assert found.lumbar_flexion_deg[0] == 1.5
    assert np.isnan(found.lumbar_flexion_deg[2])
    assert found.sync_s == 0.5
    assert found.reps == (
        RepTimes(1.0, 1.5, None, 2.0),
        RepTimes(3.0, None, None, None),
    )


def test_angles_alone_tell_of_no_reps(tmp_path: Path) -> None:
    found = read_reference(written(tmp_path, "t_s,lumbar_flexion_deg\n0,1\n"))

    assert not found.has_reps
    assert np.isnan(found.pelvis_pitch_deg).all()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "line 1: column t_s is missing"),
        ("t_s,angle\n0,1\n", "line 1: needs a column lumbar_flexion_deg"),
        ("t_s,lumbar_flexion_deg\n", "holds no rows"),
        ("t_s,lumbar_flexion_deg\n0,x\n", "line 2: lumbar_flexion_deg is 'x'"),
        ("t_s,lumbar_flexion_deg\n0,1\n,2\n", "line 3: t_s is '', not a number"),
        ("t_s,lumbar_flexion_deg\n0,nan\n", "line 2: lumbar_flexion_deg is nan"),
        ("t_s,lumbar_flexion_deg\n1,1\n0,1\n", "line 3: time runs backwards"),
        ("t_s,event\n0,jump\n", "line 2: event is 'jump', not one of sync"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(
    tmp_path: Path, text: str, sentence: str
) -> None:
    with pytest.raises(ImportFileError, match=sentence):
        read_reference(written(tmp_path, text))


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ImportFileError, match=r"none\.csv: can't be read"):
        read_reference(tmp_path / "none.csv")


@settings(
    max_examples=50,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(body=st.binary(max_size=200), header=st.booleans())
def test_any_bytes_are_a_reference_or_a_clear_error(
    tmp_path: Path, body: bytes, header: bool
) -> None:
    path = tmp_path / "lab.csv"
    path.write_bytes(b"t_s,lumbar_flexion_deg,event\n" * header + body)

    try:
        found = read_reference(path)
    except ImportFileError:
        return
    assert np.isfinite(found.t).all()
