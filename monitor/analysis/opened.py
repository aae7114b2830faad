"""Opens whatever a person names: a recording, or anything that can be imported."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from monitor.analysis.calibrated import closed, with_calibration
from monitor.config import read_settings
from monitor.pipeline import PipelineSettings
from monitor.recording.importers.importing import imported
from monitor.recording.mcap_frames import begins_as_mcap
from monitor.recording.recording import Recording, read_recording


@dataclass(frozen=True, slots=True)
class Roles:
    """Which sensor is which, as a person says; None leaves it to the files."""

    pelvis: str | None = None
    lumbar: str | None = None

    def __bool__(self) -> bool:
        return self.pelvis is not None or self.lumbar is not None


@dataclass(frozen=True, slots=True)
class Opened:
    """A session that can be fed.

    Attributes:
        recording: The session.
        name: Its name, for people.
        imported: It comes from files of another program and holds no calibration.
    """

    recording: Recording
    name: str
    imported: bool

    def ready(self) -> Recording:
        """Return it as it is to be played: ended, and calibrated if imported."""
        if self.imported:
            return with_calibration(self.recording).recording
        return closed(self.recording)


def opened(
    files: Sequence[Path], roles: Roles, settings: PipelineSettings | None = None
) -> Opened:
    """Open one session.

    Args:
        files: A recording, or files that together are imported as one session.
        roles: For an import.
        settings: For an import; a recording has its own. Those of the person's
            settings file if not given.

    Raises:
        MonitorError: It can't be read, or it is unclear which sensor is which.
    """
    name = ", ".join(path.name for path in files)
    if len(files) == 1 and is_recording(files[0]):
        return Opened(read_recording(files[0]), name, imported=False)
    settings = read_settings().pipeline if settings is None else settings
    found = imported(files, roles.pelvis, roles.lumbar, settings)
    return Opened(found.recording, name, imported=True)


def is_recording(path: Path) -> bool:
    """Tell whether it is a recording of this program, by its first bytes."""
    try:
        with path.open("rb") as file:
            return begins_as_mcap(file)
    except OSError:
        return False  # whoever reads it says why
