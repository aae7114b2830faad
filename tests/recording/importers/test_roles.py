from pathlib import Path

import numpy as np
import pytest

from monitor.model.errors import ImportFileError
from monitor.model.records import Placement
from monitor.recording.importers.roles import roles
from monitor.recording.importers.tracks import Track

PELVIS, LUMBAR = Placement.PELVIS, Placement.LUMBAR


def track(file: str, *names: str, placement: Placement | None = None) -> Track:
    zeros = np.zeros((2, 3))
    path = Path(file)
    named = names or (path.stem,)
    return Track(path, named, np.arange(2.0), zeros, zeros, placement=placement)


def chosen(
    tracks: list[Track], pelvis: str | None = None, lumbar: str | None = None
) -> dict[Placement, str]:
    found = roles(tracks, {PELVIS: pelvis, LUMBAR: lumbar})
    return {placement: found[placement].names[0] for placement in found}


BOTH = [track("a/x.csv", "LF"), track("b/y.csv", "d4:ca:6e:f1:82:8c")]


@pytest.mark.parametrize("name", ["LF", "lf", "a/x.csv", "x.csv", "x", "x.csv:LF"])
def test_a_sensor_is_named_by_tag_or_file_or_both(name: str) -> None:
    assert chosen(BOTH, pelvis=name) == {PELVIS: "LF"}


@pytest.mark.parametrize(
    "name", ["d4:ca:6e:f1:82:8c", "D4CA6EF1828C", "y.csv:D4-CA-6E-F1-82-8C", "d4ca6e"]
)
def test_an_address_may_be_written_in_any_way(name: str) -> None:
    assert chosen(BOTH, lumbar=name) == {LUMBAR: "d4:ca:6e:f1:82:8c"}


def test_the_start_of_a_name_will_do_if_it_is_only_one() -> None:
    tracks = [track("Pelvis_20210820.csv", "Yao"), track("Chest_20210820.csv", "Yao2")]

    assert chosen(tracks, "pelvis", "chest") == {PELVIS: "Yao", LUMBAR: "Yao2"}


def test_the_files_own_placement_decides() -> None:
    tracks = [
        track("a.csv", "pelvis", placement=PELVIS),
        track("a.csv", "lumbar", placement=LUMBAR),
    ]

    assert chosen(tracks) == {PELVIS: "pelvis", LUMBAR: "lumbar"}
    assert chosen(tracks, "lumbar", "pelvis") == {PELVIS: "lumbar", LUMBAR: "pelvis"}


def test_names_that_leave_no_doubt_decide() -> None:
    tracks = [track("m", "foot"), track("m", "hip"), track("m", "lower_back")]

    assert chosen(tracks) == {PELVIS: "hip", LUMBAR: "lower_back"}


@pytest.mark.parametrize(
    ("tracks", "pelvis", "lumbar", "words"),
    [
        (BOTH, None, None, "--pelvis and --lumbar one of: LF, d4:ca:6e:f1:82:8c$"),
        (
            [track("m", "Pelvis"), track("m", "Chest")],
            None,
            None,
            "--pelvis and --lumbar one of: Pelvis, Chest$",
        ),
        (
            [track("Датчик.csv"), track("ベルト.csv")],
            "-",
            None,
            "no sensor is named '-'",
        ),
        (BOTH, "RF", None, "no sensor is named 'RF' for the pelvis"),
        (BOTH, "LF", "x.csv", "the same sensor"),
        (
            [track("a/S.csv"), track("b/S.csv")],
            "S",
            None,
            "name of 2 sensors.*a/S.csv:S",
        ),
        ([track("hip_1.csv"), track("hip_2.csv")], None, None, "2 sensors could be"),
    ],
)
def test_what_can_not_be_told_is_asked_for(
    tracks: list[Track], pelvis: str | None, lumbar: str | None, words: str
) -> None:
    with pytest.raises(ImportFileError, match=words):
        chosen(tracks, pelvis, lumbar)
