"""Where a new recording goes if nobody says where."""

from datetime import datetime
from itertools import count
from pathlib import Path

from monitor.model.errors import RecordingError


def new_recording_path(folder: Path, started: datetime, of: str = "") -> Path:
    """Return a path that is free: by date and time, with a number if that is taken.

    Args:
        folder: Made if it isn't there.
        started: When the session starts, local time.
        of: Whose it is, where several start at once.

    Raises:
        RecordingError: The folder can't be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        msg = f"{folder}: can't be made ({error.strerror}): name a file with --record"
        raise RecordingError(msg) from error
    stem = f"{started:%Y-%m-%d_%H-%M-%S}{f'_{of}' if of else ''}"
    names = (f"{stem}_{n}.mcap" if n > 1 else f"{stem}.mcap" for n in count(1))
    return next(folder / name for name in names if not (folder / name).exists())
