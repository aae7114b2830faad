"""Which sensor was which, corrected after the session: an edit in the journal.

The recording itself is never changed. Read through ``with_roles`` it is as if the
sensors had been named rightly from the start.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from monitor.model.body import Calibration
from monitor.model.records import (
    BatteryLevel,
    CarryCalibration,
    LinkChange,
    Notification,
    Placement,
    Record,
    SignalStrength,
    StartTableCheck,
    UseCalibration,
    UseTableCheck,
)
from monitor.recording.journal import Edit, append_edit, read_journal

ROLES: Final = "roles"
AS_RECORDED, SWAPPED = "as recorded", "swapped"
OTHER: Final = {
    Placement.PELVIS: Placement.LUMBAR,
    Placement.LUMBAR: Placement.PELVIS,
}


def are_swapped(recording: Path) -> bool:
    """Tell whether a recording's journal says that the sensors were swapped.

    Raises:
        RecordingError: The journal can't be read.
    """
    edits = [edit for edit in read_journal(recording).edits if edit.id == ROLES]
    return bool(edits) and edits[-1].new == SWAPPED


def swap(recording: Path) -> bool:
    """Swap the sensors of a recording, or back; return whether they are swapped now.

    Raises:
        RecordingError: The journal can't be read or written.
    """
    swapped = not are_swapped(recording)
    words = (AS_RECORDED, SWAPPED) if swapped else (SWAPPED, AS_RECORDED)
    utc = datetime.now(UTC).isoformat(timespec="seconds")
    append_edit(recording, Edit(ROLES, utc, *words))
    return swapped


@dataclass(frozen=True)
class SwappedRecords:
    """Records in which pelvis and lumbar have changed places."""

    records: Iterable[Record]

    def __iter__(self) -> Iterator[Record]:
        return map(swapped, self.records)


def swapped(record: Record) -> Record:
    """Return a record of one sensor as of the other."""
    match record:
        case (
            Notification()
            | LinkChange()
            | BatteryLevel()
            | SignalStrength()
            | StartTableCheck()
            | UseTableCheck()
        ):
            return replace(
                record, placement=OTHER.get(record.placement, record.placement)
            )
        case UseCalibration() | CarryCalibration():
            return replace(record, calibration=_swapped(record.calibration))
        case _:
            return record


def _swapped(calibration: Calibration) -> Calibration:
    return replace(calibration, pelvis=calibration.lumbar, lumbar=calibration.pelvis)
