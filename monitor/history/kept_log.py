"""A workout of an imported log, kept as a file of its own among the recordings.

So a rebuild finds it, edits have their journal beside it, and importing the same log
again, or a longer one, doubles nothing.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Final

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from monitor.history.files import LOG, LOGS
from monitor.model.body import Limits, Sites
from monitor.model.errors import RecordingError
from monitor.model.history import Hold, SessionFacts, SetFacts
from monitor.model.records import MOST_LOAD_KG, LoadUnit, SetKind

SCHEMA: Final = 1
MAX_BYTES: Final = 4 << 20
_Text = Annotated[str, Meta(max_length=2000)]


class LoggedSet(msgspec.Struct, frozen=True, omit_defaults=True):
    """A set as the log has it.

    Attributes:
        exercise: Its name in files if it is one of ours, else as the log has it.
        kind: Warm-up if the log says so.
        load_kg: None if it isn't known.
        load_unit: In which it was told.
        reps: None if not counted.
        held_s: Of a hold.
        rpe: 1 to 10.
        note: A person's words.
    """

    exercise: Annotated[str, Meta(min_length=1, max_length=80)]
    kind: SetKind | None = None
    load_kg: Annotated[float, Meta(ge=0, le=MOST_LOAD_KG)] | None = None
    load_unit: LoadUnit = LoadUnit.KG
    reps: Annotated[int, Meta(ge=0, le=1000)] | None = None
    held_s: Annotated[float, Meta(ge=0, le=86400)] | None = None
    rpe: Annotated[float, Meta(ge=1, le=10)] | None = None
    note: _Text = ""


class KeptWorkout(msgspec.Struct, frozen=True):
    """One workout of a log.

    Attributes:
        schema: 1.
        app: Which program's log it was.
        lifter: Whose.
        started: When it began as the log has it, ISO 8601 without a zone.
        started_utc: The same, by the zone of the computer that imported it first.
        duration_s: 0 if not told.
        note: A person's words, or the workout's title.
        log: Name of the file it was imported from.
        sets: In order.
        rows: The log's rows as they stood there, by column.
    """

    schema: int
    app: _Text
    lifter: Annotated[str, Meta(max_length=80)]
    started: Annotated[str, Meta(max_length=40)]
    started_utc: Annotated[str, Meta(max_length=40)]
    duration_s: Annotated[float, Meta(ge=0, le=86400)]
    note: _Text
    log: _Text
    sets: tuple[LoggedSet, ...]
    rows: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a workout: written, the same as before, or changed."""

    path: Path
    is_new: bool
    changed: bool


def kept_name(workout: KeptWorkout) -> str:
    """Return the file's name: of one lifter's workouts no two start together."""
    whose = sha256(workout.lifter.encode()).hexdigest()[:8]
    stamp = workout.started[:19].replace("T", "_").replace(":", "-")
    return f"{workout.app.lower()}_{stamp}_{whose}{LOG}"


def keep_workout(folder: Path, workout: KeptWorkout) -> Kept:
    """Write a workout's file, unless it is there as it is.

    Raises:
        RecordingError: It can't be written.
    """
    path = folder / LOGS / kept_name(workout)
    before = _known(path)
    if before is not None:  # the computer may have been in another zone then
        workout = replace(workout, started_utc=before.started_utc)
        if replace(before, log=workout.log) == workout:
            return Kept(path, is_new=False, changed=False)
    content = msgspec.json.format(msgspec.json.encode(workout), indent=1) + b"\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_name(f".{path.name}.new")
        with new.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    except OSError as error:
        msg = f"{path}: can't be written ({error.strerror or error})"
        raise RecordingError(msg) from error
    return Kept(path, is_new=before is None, changed=before is not None)


def _known(path: Path) -> KeptWorkout | None:
    try:
        return _read(path) if path.exists() else None
    except RecordingError:
        return None  # it is damaged, and written anew


def log_facts(path: Path) -> SessionFacts:
    """Return a kept workout as a session without measurements.

    Raises:
        RecordingError: It can't be read, or is no kept workout.
    """
    workout = _read(path)
    sets = tuple(_set(n, each) for n, each in enumerate(workout.sets, 1))
    return SessionFacts(
        name=path.name,
        started_utc=workout.started_utc,
        lifter=workout.lifter,
        program=workout.app,
        settings_sha256="",
        source=workout.log,
        duration_s=workout.duration_s,
        exercise=sets[-1].exercise if sets else "",
        limits=Limits(),
        sites=Sites(),
        sets=sets,
        notes=(workout.note,) if workout.note else (),
    )


def _read(path: Path) -> KeptWorkout:
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        msg = f"{path.name}: can't be read: {error.strerror or error}"
        raise RecordingError(msg) from error
    if len(content) > MAX_BYTES:
        msg = f"{path.name}: is larger than {MAX_BYTES} bytes, which no workout is"
        raise RecordingError(msg)
    try:
        workout = msgspec.json.decode(content, type=KeptWorkout)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        msg = f"{path.name}: is no workout that was kept of a log: {error}"
        raise RecordingError(msg) from error
    if workout.schema != SCHEMA:
        msg = f"{path.name}: is of another version of the program"
        raise RecordingError(msg)
    return workout


def _set(index: int, logged: LoggedSet) -> SetFacts:
    held_s = logged.held_s
    return SetFacts(
        index=index,
        exercise=logged.exercise,
        start_s=0.0,  # a log tells when the workout began, not its sets
        end_s=None,
        end_reason=None,
        limits=Limits(),
        kind=logged.kind,
        load_kg=logged.load_kg,
        load_unit=logged.load_unit,
        rpe=logged.rpe,
        notes=(logged.note,) if logged.note else (),
        added=logged.reps or 0,
        holds=() if held_s is None else (Hold(0.0, held_s, held_s, "logged"),),
    )
