"""Imports files of other programs as a session, as if it had been live."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from monitor.model.body import Window
from monitor.model.errors import ImportFileError
from monitor.model.records import Placement
from monitor.pipeline import PipelineSettings
from monitor.profiles import imported_profile_text
from monitor.recording.importers.alignment import aligned
from monitor.recording.importers.formats import Format, read_tracks
from monitor.recording.importers.records import ImportedRecords
from monitor.recording.importers.roles import roles
from monitor.recording.importers.tracks import (
    LIMIT_S,
    Track,
    batched,
    lost_samples,
    rate_of,
)
from monitor.recording.recording import Header, Recording

MAX_HOURS = 48.0


@dataclass(frozen=True, slots=True)
class ImportedSensor:
    """What was found of one sensor.

    Attributes:
        placement: Where it sits.
        name: The sensor's name in its file.
        format: The file's format.
        rate_hz: Samples a second, as the profile states it.
        samples: How many there are.
        lost: How many are missing, by the counter or else by the times.
        notes: What was guessed, derived or left out, in words.
    """

    placement: Placement
    name: str
    format: str
    rate_hz: float
    samples: int
    lost: int
    notes: tuple[str, ...]

    def __str__(self) -> str:
        counts = f"{self.samples} samples at {self.rate_hz:.4g} Hz, {self.lost} lost"
        about = "; ".join((counts, *self.notes))
        name = "" if self.name == self.placement else f"{self.name}, "
        return f"{self.placement}: {name}{self.format}, {about}."


@dataclass(frozen=True)
class Import:
    """A session made of files, and what there is to say of it.

    Attributes:
        recording: The session, not calibrated.
        sensors: What was found, a sensor each.
        notices: The same and all doubts, a sentence each.
        span_s: First and last arrival, session s.
    """

    recording: Recording
    sensors: tuple[ImportedSensor, ...]
    notices: tuple[str, ...]
    span_s: Window


def import_files(
    files: Sequence[Path],
    pelvis: str | None,
    lumbar: str | None,
    settings: PipelineSettings,
) -> Recording:
    """Import files as a session; what there is to say of it is the notice.

    Args:
        files: Files or folders; ``-`` is standard input.
        pelvis: The pelvis sensor's file, or its name in a file, or ``FILE:NAME``.
        lumbar: The lumbar sensor's, likewise. With neither given, the files must
            tell; with one given, the other sensor is missing.
        settings: The settings of the session.

    Raises:
        ImportFileError: Files can't be read, or it is unclear which sensor is which.
    """
    return imported(files, pelvis, lumbar, settings).recording


def imported(
    files: Sequence[Path],
    pelvis: str | None,
    lumbar: str | None,
    settings: PipelineSettings,
) -> Import:
    """Import files as ``import_files`` does, with what was found in them.

    Raises:
        ImportFileError: Files can't be read, or it is unclear which sensor is which.
    """
    if not files:
        raise ImportFileError(Path("import"), "no file was given")
    found = read_tracks(files)
    tracks = [track for _, track in found]
    chosen = roles(tracks, {Placement.PELVIS: pelvis, Placement.LUMBAR: lumbar})
    in_step, notice = aligned(chosen)
    kept = {place: batched(track, rate_of(track)) for place, track in in_step.items()}
    records = ImportedRecords(kept)
    _check_span(records, files[0])
    formats = {id(track): known for known, track in found}
    sensors = tuple(
        _sensor(placement, track, formats[id(chosen[placement])])
        for placement, track in kept.items()
    )
    sentences = (*map(str, sensors), *([notice] if notice else []))
    header = _header(files, sensors, kept, settings)
    recording = Recording(header, records, " ".join(sentences))
    return Import(recording, sensors, sentences, (records.start_s, records.end_s))


def _check_span(records: ImportedRecords, path: Path) -> None:
    hours = (records.end_s - records.start_s) / 3600
    if hours > MAX_HOURS:
        problem = f"the times span {hours:.3g} hours; they must be in seconds"
        raise ImportFileError(path, problem)
    if max(abs(records.end_s), abs(records.start_s)) > LIMIT_S:
        raise ImportFileError(path, "the times are beyond what a clock reads")


def _sensor(placement: Placement, track: Track, known: Format) -> ImportedSensor:
    rate_hz = rate_of(track)
    return ImportedSensor(
        placement=placement,
        name=track.names[0],
        format=known.name,
        rate_hz=rate_hz,
        samples=len(track.t),
        lost=lost_samples(track, rate_hz),
        notes=track.notes,
    )


def _header(
    files: Sequence[Path],
    sensors: Sequence[ImportedSensor],
    tracks: Mapping[Placement, Track],
    settings: PipelineSettings,
) -> Header:
    profiles = {
        sensor.placement: imported_profile_text(
            sensor.rate_hz,
            f"{sensor.format}: {sensor.name}",
            counter=tracks[sensor.placement].counter is not None,
        )
        for sensor in sensors
    }
    return Header(
        started_utc=_started(tracks),
        program=_program(),
        profiles=profiles,
        settings=settings,
        source=", ".join(path.name for path in files),
    )


def _started(tracks: Mapping[Placement, Track]) -> str:
    """Return when the recording began, by its content or else its file's date."""
    told = [t.started_s for t in tracks.values() if t.started_s is not None]
    dates = (_file_date(track.path) for track in tracks.values())
    moment = min(told) if told else min(dates)
    return datetime.fromtimestamp(moment, UTC).isoformat(timespec="milliseconds")


def _file_date(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:  # standard input
        return datetime.now(UTC).timestamp()


def _program() -> str:
    try:
        return f"rep-monitor {version('rep-monitor')}"
    except PackageNotFoundError:
        return "rep-monitor"
