"""The formats that can be read, and how a file is recognised by its content."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from monitor.model.errors import ImportFileError
from monitor.recording.importers import (
    cmu,
    metabase,
    movella_dot,
    movesense,
    mt_manager,
    qmt,
    qsense,
    sensor_csv,
    witmotion,
)
from monitor.recording.importers.foreign_file import (
    STDIN,
    ForeignFile,
    read_foreign_file,
)
from monitor.recording.importers.tables import printable
from monitor.recording.importers.tracks import Track

MAX_FILES = 500
SUFFIXES = frozenset({".csv", ".txt", ".tsv", ".json", ".mat"})


@dataclass(frozen=True, slots=True)
class Format:
    """One format.

    Attributes:
        name: For people.
        recognises: Tells the format by a file's content.
        read: Makes tracks of all files of this format at once, as some belong
            together.
    """

    name: str
    recognises: Callable[[ForeignFile], bool]
    read: Callable[[Sequence[ForeignFile]], list[Track]]


FORMATS = (
    Format("Sensor CSV", sensor_csv.recognises, sensor_csv.read),
    Format("Movella DOT", movella_dot.recognises, movella_dot.read),
    Format("MetaBase", metabase.recognises, metabase.read),
    Format("Xsens MT Manager", mt_manager.recognises, mt_manager.read),
    Format("QSense", qsense.recognises, qsense.read),
    Format("WitMotion", witmotion.recognises, witmotion.read),
    Format("Movesense", movesense.recognises, movesense.read),
    Format("MATLAB (qmt)", qmt.recognises, qmt.read),
    Format("exercise CSV", cmu.recognises, cmu.read),
)


def format_of(file: ForeignFile) -> Format | None:
    """Return the format of a file, None if it is of none."""
    return next((known for known in FORMATS if known.recognises(file)), None)


def can_import(path: Path) -> bool:
    """Tell whether a file or folder holds something that can be imported.

    Raises:
        ImportFileError: It can't be read.
    """
    return any(format_of(file) is not None for file in _contents([path]))


def read_tracks(paths: Sequence[Path]) -> list[tuple[Format, Track]]:
    """Read files, and folders with all files in them that can be imported.

    Raises:
        ImportFileError: A file is of no known format, or is damaged.
    """
    grouped: dict[str, tuple[Format, list[ForeignFile]]] = {}
    for file in _contents(paths):
        known = format_of(file)
        if known is not None:
            grouped.setdefault(known.name, (known, []))[1].append(file)
        elif file.path in paths or file.path.name == "standard input":
            names = ", ".join(known.name for known in FORMATS)
            file.refuse(f"not a format that can be imported ({names})")
    found = [
        (known, replace(track, names=tuple(map(printable, track.names))))
        for known, files in grouped.values()
        for track in known.read(files)
    ]
    if not found:  # not even where the format is known: no row may hold a device
        raise ImportFileError(paths[0], "there is nothing in it that can be imported")
    return found


def _contents(paths: Iterable[Path]) -> Iterable[ForeignFile]:
    return (read_foreign_file(file) for path in paths for file in _files(path))


def _files(path: Path) -> list[Path]:
    if path == STDIN or not path.is_dir():
        return [path]
    inside = (file for file in path.rglob("*") if file.suffix.lower() in SUFFIXES)
    found = sorted(file for file in inside if file.is_file())
    if len(found) > MAX_FILES:
        problem = f"the folder holds more than {MAX_FILES} files; give one recording"
        raise ImportFileError(path, problem)
    return found
