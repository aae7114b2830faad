"""Finds, reads and checks a person's own exercises, exercises/*.toml.

A file is data alone and is not trusted: every key and every range is checked.
"""

from pathlib import Path
from typing import Final

from platformdirs import user_config_path

from monitor.decoding.strict import MAX_TEXT_BYTES, convert, read_tables
from monitor.detection.own_exercise import OwnExercise
from monitor.model.errors import ConfigError, ProfileError

FOLDER: Final = "exercises"


def exercises_path() -> Path:
    """Return the folder of a person's own exercises, which need not exist."""
    return user_config_path("rep-monitor", appauthor=False) / FOLDER


def read_own_exercise(path: Path) -> OwnExercise:
    """Read an exercise from its file.

    Raises:
        ProfileError: The file can't be read, or a key of it is unknown, missing or
            out of range; one sentence with file and key.
    """
    try:
        with path.open("rb") as file:
            text = file.read(MAX_TEXT_BYTES + 1).decode()
    except OSError as error:
        raise ProfileError(path, "file", error.strerror or "unreadable") from None
    except UnicodeDecodeError:
        raise ProfileError(path, "file", "is not UTF-8 text") from None
    return parse_own_exercise(text, path)


def parse_own_exercise(text: str, path: Path) -> OwnExercise:
    """Read an exercise from its text; ``path`` is for error messages.

    Raises:
        ProfileError: See ``read_own_exercise``.
    """
    tables = read_tables(text, path)
    tables.pop("schema", None)
    return convert(tables, OwnExercise, "", path)


def own_exercise_files(folder: Path | None = None) -> dict[str, Path]:
    """Return the files of a person's own exercises by their stems, sorted.

    Args:
        folder: Where they lie; None for the usual place.
    """
    where = folder or exercises_path()
    return {path.stem: path for path in sorted(where.glob("*.toml"))}


def found_own_exercise(name: str) -> OwnExercise:
    """Return the own exercise that a person named.

    Args:
        name: A file, or the stem of one in the usual folder.

    Raises:
        ConfigError: There is none, or it is wrong; one sentence.
    """
    known = own_exercise_files()
    if name in known:
        return read_own_exercise(known[name])
    path = Path(name).expanduser()
    if path.suffix == ".toml":
        return read_own_exercise(path)
    msg = f"{name}: no exercise, and no file of one's own exercise (.toml)"
    raise ConfigError(msg)
