"""The calibration that was in force at a recording's end, to be carried over."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from monitor.model.body import Calibration
from monitor.model.errors import RecordingError
from monitor.model.events import Calibrated, Notice, NoticeKind, Rezeroed
from monitor.recording.recording import Recording


@dataclass(frozen=True, slots=True)
class LastCalibration:
    """A calibration and when it was last used.

    Attributes:
        calibration: What was in force.
        used_utc: When the recording ended.
        wearer: Who wore the sensors.
    """

    calibration: Calibration
    used_utc: datetime
    wearer: str


def last_calibration(recording: Recording, name: str) -> LastCalibration:
    """Feed a recording and return the calibration in force at its end.

    Args:
        recording: What was recorded.
        name: For the error.

    Raises:
        RecordingError: None was in force then, or the recording can't be read.
    """
    pipeline = recording.pipeline()
    found: Calibration | None = None
    end_s = 0.0
    for record in recording.records:
        end_s = record.t
        for output in pipeline.feed(record):
            match output:
                case Calibrated(calibration=calibration):
                    found = calibration
                case Rezeroed(new_offset_deg=offset) if found is not None:
                    found = replace(found, offset_deg=offset)
                case Notice(kind=NoticeKind.CALIBRATION_VOID):
                    found = None
                case _:
                    pass
    if found is None:
        msg = f"{name}: holds no calibration that was in force at its end"
        raise RecordingError(msg)
    started = datetime.fromisoformat(recording.header.started_utc).astimezone(UTC)
    used = started + timedelta(seconds=end_s)
    return LastCalibration(found, used, recording.header.wearer)
