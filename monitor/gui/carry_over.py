"""Finds the calibration of this pair's last session, to be offered again."""

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from monitor.analysis.last_calibration import LastCalibration

OLDEST_S: Final = 7200.0  # the core refuses older ones
_MOST: Final = 5  # recordings that are looked into


def last_of_pair(folder: Path, source: str) -> "LastCalibration | None":
    """Return the calibration in force at the end of this pair's last session.

    Args:
        folder: Where recordings are.
        source: What a recording of this pair says of where it comes from.

    Returns:
        None if there is none young enough to be carried over.
    """
    from monitor.analysis.last_calibration import (  # noqa: PLC0415  slow to load
        last_calibration,
    )
    from monitor.model.errors import RecordingError  # noqa: PLC0415
    from monitor.recording.recording import read_recording  # noqa: PLC0415

    for path in _young(folder)[:_MOST]:
        try:
            recording = read_recording(path)
            if recording.header.source == source:
                return last_calibration(recording, path.name)
        except RecordingError:  # damaged, or never calibrated: look further back
            continue
    return None


def age_s(found: "LastCalibration") -> float:
    """Return for how long a calibration has not been used, s."""
    return max(0.0, (datetime.now(UTC) - found.used_utc).total_seconds())


def _young(folder: Path) -> list[Path]:
    """Return the recordings that may hold one, the youngest first."""
    since = time.time() - OLDEST_S
    try:
        dated = [(path.stat().st_mtime, path) for path in folder.glob("*.mcap")]
    except OSError:
        return []
    return [path for written, path in sorted(dated, reverse=True) if written >= since]
