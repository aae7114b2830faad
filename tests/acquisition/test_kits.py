"""Kits: remembered, found, replaced; a damaged file is one sentence."""

from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.acquisition.kits import Kit, KitSensor, read_kits, remember
from monitor.model.errors import ConfigError


def kit(name: str, pelvis: str, lumbar: str) -> Kit:
    return Kit(
        name, KitSensor(pelvis, "reference"), KitSensor(lumbar, "movella_dot", "hci1")
    )


def test_without_a_file_there_are_none(tmp_path: Path) -> None:
    assert read_kits(tmp_path / "kits.toml") == []


def test_the_one_used_last_is_at_the_end(tmp_path: Path) -> None:
    path = tmp_path / "new" / "kits.toml"
    home, gym = kit("home", "A", "B"), kit("gym", "C", "D")
    for each in (home, gym, home):
        remember(each, path)

    assert read_kits(path) == [gym, home]


def test_a_pair_has_one_name_and_a_name_one_pair(tmp_path: Path) -> None:
    path = tmp_path / "kits.toml"
    remember(kit("home", "A", "B"), path)
    remember(kit("renamed", "B", "A"), path)  # the same two, roles swapped
    assert [each.name for each in read_kits(path)] == ["renamed"]
    remember(kit("renamed", "E", "F"), path)
    assert [each.pelvis.address for each in read_kits(path)] == ["E"]


@pytest.mark.parametrize(
    "text", ["kits = 3", "[", "[[kits]]\nname = 'x'", "[[kit]]", "\x80"]
)
def test_a_damaged_file_is_told_and_not_written_over(
    tmp_path: Path, text: str, one_line: Callable[[str], bool]
) -> None:
    path = tmp_path / "kits.toml"
    path.write_bytes(text.encode("latin-1"))

    for act in (lambda: read_kits(path), lambda: remember(kit("a", "b", "c"), path)):
        with pytest.raises(ConfigError) as caught:
            act()
        assert one_line(str(caught.value))
        assert "kits.toml" in str(caught.value)
    assert path.read_bytes() == text.encode("latin-1")


def test_a_folder_that_can_not_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError):
        remember(kit("a", "b", "c"), tmp_path / "file" / "kits.toml")
