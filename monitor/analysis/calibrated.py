"""Puts a calibration that the whole recording gives before its first record.

The chains run once over all records; a pure function makes the calibration of what
they joined; then everything can be fed again with that calibration as the first
command, so that what came before the bows is measured too.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from monitor.dsp.accel_bias import accel_bias
from monitor.dsp.calibration import calibration_from_windows, calibration_notices
from monitor.dsp.calibration_finder import find_calibration
from monitor.dsp.front_end import FrontEnd
from monitor.dsp.rows import joined_whole
from monitor.model.blocks import GRAVITY, Joined, SensorTrack
from monitor.model.body import (
    Calibration,
    Limits,
    LimitSource,
    SegmentFrame,
    Vector,
    Window,
)
from monitor.model.errors import CalibrationRefused
from monitor.model.events import Notice, NoticeKind
from monitor.model.records import (
    Calibrate,
    CarryCalibration,
    EndSession,
    Placement,
    Record,
    SetExercise,
    SetLimits,
    UseCalibration,
    UseTableCheck,
)
from monitor.pipeline import Chosen, keeping_limits, with_exercise
from monitor.recording.recording import Recording, sensors

Biases = Mapping[Placement, Vector]
CALIBRATING = (Calibrate, CarryCalibration, UseCalibration)


@dataclass(frozen=True, slots=True)
class Windows:
    """When a person says that neutral was held and bows were made, session s."""

    neutral_s: Window
    bows_s: Window


@dataclass(frozen=True, slots=True)
class CalibratedRecording:
    """A recording that begins with its calibration, if one was found.

    Attributes:
        recording: Its records are re-iterable if the original's are.
        calibration: What was found; None if it was refused.
        notices: What a person should know of it; why, if it was refused.
    """

    recording: Recording
    calibration: Calibration | None
    notices: tuple[Notice, ...]


@dataclass(frozen=True)
class EditedRecords:
    """Records with some put before and some left out; ends the session if none did.

    Attributes:
        records: The original.
        before: Put before all.
        without: Kinds left out of the original.
    """

    records: Iterable[Record]
    before: tuple[Record, ...] = ()
    without: tuple[type, ...] = ()

    def __iter__(self) -> Iterator[Record]:
        yield from self.before
        last: Record | None = None
        for last in self.records:
            if not isinstance(last, self.without):
                yield last
        if last is not None and not isinstance(last, EndSession):
            yield EndSession(last.t)


def closed(recording: Recording) -> Recording:
    """Return the recording with its session ended, as after a cut."""
    return replace(recording, records=EditedRecords(recording.records))


def overridden(
    recording: Recording,
    exercise: Chosen | None = None,
    extension_deg: float | None = None,
) -> Recording:
    """Return the recording as if this exercise and limit had been set throughout."""
    settings, without = recording.header.settings, list[type]()
    if exercise is not None:
        settings = with_exercise(settings, exercise)
        without.append(SetExercise)
    if extension_deg is not None:
        limits = Limits(extension_deg, settings.limits.flexion_deg, LimitSource.COACH)
        settings = keeping_limits(settings, limits)
        without.append(SetLimits)
    return replace(
        recording,
        header=replace(recording.header, settings=settings),
        records=EditedRecords(recording.records, without=tuple(without)),
    )


def with_calibration(
    recording: Recording, windows: Windows | None = None
) -> CalibratedRecording:
    """Calibrate a recording by windows, or by what is found in it.

    Recorded calibrations and calls for one are left out. If the calibration is
    refused, the recording stays without.
    """
    joined = run_chains(recording)
    biases = _accel_biases(joined)
    joined = _without(joined, biases)
    start = next((record.t for record in recording.records), 0.0)
    try:
        calibration = _calibration(recording, joined, windows)
    except CalibrationRefused as refused:
        notice = Notice(start, NoticeKind.CALIBRATION_REFUSED, str(refused))
        return CalibratedRecording(closed(recording), None, (notice,))
    calibration = _with_biases(calibration, biases)
    first = UseCalibration(start, calibration)
    records = EditedRecords(recording.records, (first,), CALIBRATING)
    return CalibratedRecording(
        replace(recording, records=records),
        calibration,
        tuple(calibration_notices(joined, calibration)),
    )


def run_chains(recording: Recording) -> Joined:
    """Decode, clock, orient and join all records; no row if nothing came out."""
    settings = recording.header.settings
    front = FrontEnd(sensors(recording.header), settings.chain, settings.join)
    blocks: list[Joined] = []
    for record in recording.records:
        if isinstance(record, UseTableCheck):
            front.use_table_check(record.placement, record.check)
        blocks += front.feed(record).joined
    return joined_whole(blocks) if blocks else _NOTHING


def _calibration(
    recording: Recording, joined: Joined, windows: Windows | None
) -> Calibration:
    if not len(joined.t):
        msg = "The recording holds no samples that could be calibrated by."
        raise CalibrationRefused(msg)
    sites = recording.header.settings.sites
    if windows is None:
        return find_calibration(joined, sites)
    return calibration_from_windows(joined, windows.neutral_s, windows.bows_s, sites)


def _accel_biases(joined: Joined) -> Biases:
    return {
        Placement.PELVIS: accel_bias(joined.pelvis),
        Placement.LUMBAR: accel_bias(joined.lumbar),
    }


def _without(joined: Joined, biases: Biases) -> Joined:
    """Take the accelerometers' biases out of what the chains said without them."""
    return Joined(
        joined.t,
        _track_without(joined.pelvis, biases[Placement.PELVIS]),
        _track_without(joined.lumbar, biases[Placement.LUMBAR]),
    )


def _track_without(track: SensorTrack, bias: Vector) -> SensorTrack:
    """Shift "up" as it settles under a bias: it follows the mean specific force."""
    shifted = track.up * GRAVITY - np.array(bias)
    up = shifted / np.linalg.norm(shifted, axis=1, keepdims=True)
    return replace(track, up=up, accel=track.accel - np.array(bias))


def _with_biases(calibration: Calibration, biases: Biases) -> Calibration:
    return replace(
        calibration,
        pelvis=_with_bias(calibration.pelvis, biases[Placement.PELVIS]),
        lumbar=_with_bias(calibration.lumbar, biases[Placement.LUMBAR]),
    )


def _with_bias(frame: SegmentFrame | None, bias: Vector) -> SegmentFrame | None:
    return None if frame is None else replace(frame, accel_bias=bias)


_NONE = SensorTrack(
    up=np.empty((0, 3)),
    rate=np.empty((0, 3)),
    gyro=np.empty((0, 3)),
    accel=np.empty((0, 3)),
    present=np.empty(0, np.bool_),
    valid=np.empty(0, np.bool_),
    doubtful=np.empty(0, np.bool_),
)
_NOTHING = Joined(np.empty(0), _NONE, _NONE)
