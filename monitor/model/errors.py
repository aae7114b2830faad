"""Every error this program raises on purpose.

    MonitorError
     ├── ConfigError         a setting is wrong       the person fixes a file
     │    └── ProfileError
     ├── DecodeError         a payload is wrong       the pipeline reports it, goes on
     ├── CalibrationRefused  the movement won't do    the person repeats it
     ├── LinkError           a sensor is out of reach acquisition retries
     │    └── StartRefused
     ├── SoundError          nothing can be heard     sound tries again
     ├── HistoryError        the history can't be used it is made anew, or tried again
     └── RecordingError      a recording is unreadable the person picks another
          └── ImportFileError

An impossible state is a bug, and a bug is an ``assert`` or the exception it causes:
neither is caught.
"""

from pathlib import Path


class MonitorError(Exception):
    """Base of all errors a person may be shown: one sentence each."""


class ConfigError(MonitorError):
    """A setting is missing, unknown or out of range."""


class ProfileError(ConfigError):
    """A firmware profile does not describe a sensor we can read."""

    def __init__(self, path: Path, key: str, problem: str) -> None:
        super().__init__(f"{path.name}: {key}: {problem}")
        self.path = path
        self.key = key
        self.problem = problem


class DecodeError(MonitorError):
    """A payload does not fit its profile."""


class CalibrationRefused(MonitorError):  # noqa: N818  a verdict, not a fault
    """The movement can't serve as a calibration; the text says why."""


class LinkError(MonitorError):
    """A sensor could not be reached."""


class StartRefused(LinkError):  # noqa: N818  the sensor's word
    """A sensor did not do what starts its stream."""


class SoundError(MonitorError):
    """There is no sound output, or no clip to play."""


class HistoryError(MonitorError):
    """The history could not be read or written, or an edit of it makes no sense."""


class RecordingError(MonitorError):
    """A recording could not be read or written."""


class ImportFileError(RecordingError):
    """A foreign file could not be read.

    Attributes:
        path: The file.
        line: Line number, from 1; None where lines mean nothing.
    """

    def __init__(self, path: Path | str, problem: str, line: int | None = None) -> None:
        where = Path(path).name + (f", line {line}" if line is not None else "")
        super().__init__(f"{where}: {problem}")
        self.path = path
        self.line = line
