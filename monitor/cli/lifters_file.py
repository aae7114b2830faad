"""A file of lifters: who trains at this computer, each with sensors of their own."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

import msgspec
from msgspec.structs import replace

from monitor.acquisition.kits import Kit, KitSensor
from monitor.config import Settings, read_settings
from monitor.model.errors import ConfigError, MonitorError
from monitor.model.records import ExerciseName
from monitor.net.messages import Name
from monitor.net.subjects import is_name
from monitor.own_exercises import found_own_exercise
from monitor.pipeline import Chosen
from monitor.profiles import Profile

MOST_LIFTERS: Final = 64
BUILT_IN: Final = tuple(each for each in ExerciseName if each is not ExerciseName.OWN)
_PLACE: Final = re.compile(r" - at `\$\.?(.*)`$")

Text = Annotated[str, msgspec.Meta(min_length=1, max_length=240)]
Patience = Annotated[float, msgspec.Meta(ge=1.0, le=3600.0)]
Load = Annotated[float, msgspec.Meta(ge=0.0, le=1000.0)]


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the file says of a lifter.

    Attributes:
        station: Its place's name, such as ``rack-1``.
        name: Who lifts there.
        kit: Name of a remembered pair of sensors; or the two addresses.
        pelvis: Address of the pelvis sensor.
        lumbar: Address of the lumbar sensor.
        profile: Firmware profile of both; None if a kit remembers the sensors.
        adapter: The Bluetooth adapter; empty for the usual one, or the kit's.
        exercise: A built-in exercise, or a file of one's own.
        load_kg: Load of the first set; None if not told.
        settings: Settings file of this lifter; None for everybody's.
        found_within_s: A sensor that is not heard of for so long ends the session.
    """

    station: str
    name: Name
    kit: Text | None = None
    pelvis: Text | None = None
    lumbar: Text | None = None
    profile: Text | None = None
    adapter: str = ""
    exercise: Text | None = None
    load_kg: Load | None = None
    settings: Text | None = None
    found_within_s: Patience = 60.0


@dataclass(frozen=True, slots=True)
class FiledLifter:
    """A lifter, ready to train.

    Attributes:
        station: Its place's name.
        name: Who lifts there.
        kit: The sensors.
        exercise: None for the settings'.
        load_kg: Of the first set; None if not told.
        settings: In force for this lifter; the wearer is who lifts here.
        found_within_s: A sensor that is not heard of for so long ends the session.
    """

    station: str
    name: str
    kit: Kit
    exercise: Chosen | None
    load_kg: float | None
    settings: Settings
    found_within_s: float


@dataclass(frozen=True, slots=True)
class Known:
    """What a file of lifters may refer to.

    Attributes:
        kits: Remembered pairs.
        profiles: All firmware profiles.
        settings: In force for who has none of their own.
    """

    kits: Sequence[Kit]
    profiles: Mapping[str, Profile]
    settings: Settings


def read_lifters(path: Path, known: Known) -> list[FiledLifter]:
    """Read who trains at this computer.

    Args:
        path: TOML with a ``[[lifter]]`` for each.
        known: What it may refer to.

    Raises:
        ConfigError: It can't be read, or something in it is wrong; one sentence with
            file, lifter and field.
    """
    lifters: list[FiledLifter] = []
    for number, raw in enumerate(_entries(path), 1):
        who = f"lifter {number}"
        station = raw.get("station") if isinstance(raw, dict) else None
        if isinstance(station, str) and station:
            who += f" ({station})"
        try:
            lifter = _lifter(_entry(raw), path.parent, known)
            _check_alone(lifter, lifters)
        except ConfigError as error:
            msg = f"{path.name}: {who}: {error}"
            raise ConfigError(msg) from error
        lifters.append(lifter)
    return lifters


def _entries(path: Path) -> list[object]:
    try:
        raw = msgspec.toml.decode(path.read_bytes())
    except OSError as error:
        msg = f"{path}: can't be read ({error.strerror})"
        raise ConfigError(msg) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        msg = f"{path.name}: is no TOML: {error}"
        raise ConfigError(msg) from error
    unknown = next((key for key in raw if key != "lifter"), None)
    if unknown is not None:
        msg = f"{path.name}: {unknown}: unknown key; each lifter is a [[lifter]]"
        raise ConfigError(msg)
    entries = raw.get("lifter")
    if not isinstance(entries, list) or not 1 <= len(entries) <= MOST_LIFTERS:
        msg = f"{path.name}: 1 to {MOST_LIFTERS} lifters, please, each a [[lifter]]"
        raise ConfigError(msg)
    return entries


def _entry(raw: object) -> Entry:
    try:
        return msgspec.convert(raw, Entry)
    except msgspec.ValidationError as error:
        said = str(error)
        place = _PLACE.search(said)
        field = "" if place is None else f"{place.group(1)}: "
        msg = f"{field}{_PLACE.sub('', said)}"
        raise ConfigError(msg) from error


def _lifter(entry: Entry, folder: Path, known: Known) -> FiledLifter:
    if not is_name(entry.station):
        msg = "station: 1 to 32 of a-z, 0-9 and '-', please"
        raise ConfigError(msg)
    settings = known.settings
    if entry.settings is not None:
        with _field("settings"):
            settings = read_settings(folder / entry.settings)
    return FiledLifter(
        entry.station,
        entry.name,
        _kit(entry, known),
        _exercise(entry.exercise, folder),
        entry.load_kg,
        _here(settings, entry.name),
        entry.found_within_s,
    )


def _here(settings: Settings, name: str) -> Settings:
    """Return a lifter's settings at this computer: seen in its window, by no gym.

    A computer is one station of a gym, and a station is one lifter's.
    """
    coach = replace(settings.coach, enrolment="")
    return replace(settings, wearer=name, coach=coach)


@contextmanager
def _field(name: str) -> Iterator[None]:
    """Name the field that an error is about."""
    try:
        yield
    except MonitorError as error:
        msg = f"{name}: {error}"
        raise ConfigError(msg) from error


def _exercise(name: str | None, folder: Path) -> Chosen | None:
    if name is None:
        return None
    built_in = next((each for each in BUILT_IN if each == name), None)
    if built_in is not None:
        return built_in
    is_file = name.endswith(".toml")
    with _field("exercise"):
        return found_own_exercise(str(folder / name) if is_file else name)


def _kit(entry: Entry, known: Known) -> Kit:
    """Return the sensors: those of a kit, or those that are written down."""
    written = (entry.pelvis, entry.lumbar)
    if entry.kit is None and None in written:
        msg = "kit: name a remembered pair, or say both: pelvis and lumbar"
        raise ConfigError(msg)
    if entry.kit is None:
        return _written(entry, known)
    if written != (None, None):
        msg = "kit: name a kit or its addresses, not both"
        raise ConfigError(msg)
    found = next((each for each in known.kits if each.name == entry.kit), None)
    if found is None:
        names = ", ".join(each.name for each in known.kits) or "none"
        msg = f"kit: '{entry.kit}' is not remembered; there are: {names}"
        raise ConfigError(msg)
    pelvis, lumbar = (
        replace(
            each,
            profile=_profile(entry, each.address, known),
            adapter=entry.adapter or each.adapter,
        )
        for each in (found.pelvis, found.lumbar)
    )
    return Kit(found.name, pelvis, lumbar)


def _written(entry: Entry, known: Known) -> Kit:
    pelvis, lumbar = (
        KitSensor(address, _profile(entry, address, known), entry.adapter)
        for address in (entry.pelvis or "", entry.lumbar or "")
    )
    return Kit(f"{pelvis.address} {lumbar.address}", pelvis, lumbar)


def _profile(entry: Entry, address: str, known: Known) -> str:
    """Return a sensor's profile: as written, or as a kit remembers it."""
    key = entry.profile or _remembered(address, known.kits)
    if key is None:
        msg = f"profile: no kit remembers {address}; say its firmware profile"
        raise ConfigError(msg)
    profile = known.profiles.get(key)
    if profile is None:
        there = ", ".join(known.profiles)
        msg = f"profile: there is no '{key}'; there are {there}"
        raise ConfigError(msg)
    if profile.unfit:
        msg = f"profile: {profile.name} can't be used: {profile.unfit}"
        raise ConfigError(msg)
    return key


def _remembered(address: str, kits: Sequence[Kit]) -> str | None:
    sensors = [sensor for kit in kits for sensor in (kit.pelvis, kit.lumbar)]
    return next(
        (each.profile for each in sensors if each.address.upper() == address.upper()),
        None,
    )


def _check_alone(lifter: FiledLifter, others: Sequence[FiledLifter]) -> None:
    """See to it that no place, name or sensor is somebody else's.

    Raises:
        ConfigError: One is.
    """
    pelvis, lumbar = _addresses(lifter)
    if pelvis == lumbar:
        msg = f"lumbar: {lumbar} can't be both the pelvis and the lumbar sensor"
        raise ConfigError(msg)
    for other in others:
        if lifter.station == other.station:
            msg = f"station: {other.name} lifts there already"
            raise ConfigError(msg)
        if lifter.name.casefold() == other.name.casefold():
            msg = f"name: {other.station} has that name too; cues carry names"
            raise ConfigError(msg)
        for field, address in (("pelvis", pelvis), ("lumbar", lumbar)):
            if address in _addresses(other):
                msg = f"{field}: {address} is a sensor of {other.name}'s already"
                raise ConfigError(msg)


def _addresses(lifter: FiledLifter) -> tuple[str, str]:
    return lifter.kit.pelvis.address.upper(), lifter.kit.lumbar.address.upper()
