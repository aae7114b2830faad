"""Recordings: what they hold, reading them, and writing whole ones."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import msgspec

from monitor.dsp.sensor_chain import SensorSetup
from monitor.model.errors import ProfileError, RecordingError
from monitor.model.records import Placement, Record
from monitor.pipeline import Pipeline, PipelineSettings
from monitor.profiles import parse_profile
from monitor.recording.file_records import UNDECODABLE, FileRecords
from monitor.recording.mcap_reader import contents
from monitor.recording.roles import OTHER, SwappedRecords, are_swapped
from monitor.recording.whole_file import new_file
from monitor.recording.writer import RecordingWriter

FORMAT: Final = "1"
_PROFILE: Final = "profile/"  # + placement


@dataclass(frozen=True)
class Header:
    """What is known of a session at its start.

    Attributes:
        started_utc: Wall clock, ISO 8601.
        program: Name and version of the program.
        profiles: TOML text of each sensor's firmware profile.
        settings: The settings at the start.
        wearer: Who wears the sensors; empty if not told.
        source: Where the records come from, such as the names of imported files.
    """

    started_utc: str
    program: str
    profiles: Mapping[Placement, str]
    settings: PipelineSettings
    wearer: str = ""
    source: str = ""


@dataclass(frozen=True)
class Recording:
    """A session that can be fed again.

    Attributes:
        header: What was known at its start.
        records: All that entered the pipeline, in order; can be iterated again and
            again. A file's records are read as they are iterated, which raises
            RecordingError where the file is damaged.
        notice: One sentence for people if not everything could be read; else None.
    """

    header: Header
    records: Iterable[Record]
    notice: str | None = None

    def pipeline(self) -> Pipeline:
        """Build a new pipeline as the session had it.

        Raises:
            ProfileError: A profile's text does not describe a sensor.
        """
        return Pipeline(sensors(self.header), self.header.settings)


def sensors(header: Header) -> dict[Placement, SensorSetup]:
    """Return how each sensor is read, from the profiles' text.

    Raises:
        ProfileError: A profile's text does not describe a sensor.
    """
    return {
        placement: parse_profile(text, Path(f"{placement}.toml")).sensor_setup()
        for placement, text in header.profiles.items()
    }


def read_recording(path: Path) -> Recording:
    """Open a recording, closed or cut.

    Raises:
        RecordingError: It can't be read, is no recording, or is damaged.
    """
    found = contents(path)
    header = header_of(found.metadata, path.name)
    try:
        sensors(header)
    except ProfileError as error:
        msg = f"{path.name}: holds a firmware profile that can't be used: {error}"
        raise RecordingError(msg) from error
    return _with_roles(Recording(header, FileRecords(found), found.notice), path)


def _with_roles(recording: Recording, path: Path) -> Recording:
    """Return a recording with its sensors swapped if its journal says so."""
    if not are_swapped(path):
        return recording
    texts = recording.header.profiles
    worn = {each: OTHER.get(each, each) for each in Placement}
    profiles = {each: texts[was] for each, was in worn.items() if was in texts}
    header = replace(recording.header, profiles=profiles)
    return replace(recording, header=header, records=SwappedRecords(recording.records))


def record_session(path: Path, header: Header) -> RecordingWriter:
    """Start to record a session into a new file.

    Raises:
        RecordingError: The file exists or can't be written.
    """
    return RecordingWriter(path, metadata_of(header))


def write_recording(path: Path, header: Header, records: Iterable[Record]) -> int:
    """Write a whole recording; return the number of records.

    Nothing is left behind if it fails.

    Raises:
        RecordingError: The file exists or can't be written.
    """
    count = 0
    with new_file(path, metadata_of(header)) as mcap:
        for record in records:
            mcap.write_record(record)
            count += 1
    return count


def metadata_of(header: Header) -> dict[str, str]:
    """Return a header as the texts that a file's metadata hold."""
    return {
        "format": FORMAT,
        "started_utc": header.started_utc,
        "program": header.program,
        "wearer": header.wearer,
        "source": header.source,
        "settings": msgspec.json.encode(header.settings).decode(),
        **{f"{_PROFILE}{place}": text for place, text in header.profiles.items()},
    }


def header_of(metadata: Mapping[str, str], name: str) -> Header:
    """Return the header that a file's metadata hold.

    Args:
        metadata: See ``metadata_of``.
        name: The file's name, for errors.

    Raises:
        RecordingError: Something is missing, unknown, or of a newer format.
    """
    if metadata.get("format") != FORMAT:
        msg = f"{name}: has format {metadata.get('format')!r}, not {FORMAT!r}: "
        msg += "read it with the version of the program that made it"
        raise RecordingError(msg)
    try:
        return Header(
            started_utc=metadata["started_utc"],
            program=metadata["program"],
            profiles=_profiles(metadata),
            settings=msgspec.json.decode(metadata["settings"], type=PipelineSettings),
            wearer=metadata["wearer"],
            source=metadata["source"],
        )
    except KeyError as error:
        msg = f"{name}: its description lacks {error.args[0]!r}"
        raise RecordingError(msg) from None
    except (*UNDECODABLE, ValueError) as error:
        msg = f"{name}: its description can't be understood: {error}"
        raise RecordingError(msg) from error


def _profiles(metadata: Mapping[str, str]) -> dict[Placement, str]:
    return {
        Placement(key.removeprefix(_PROFILE)): text
        for key, text in metadata.items()
        if key.startswith(_PROFILE)
    }
