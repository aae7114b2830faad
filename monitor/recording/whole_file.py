"""Writes a file that is there whole or not at all."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from monitor.model.errors import RecordingError
from monitor.recording.mcap_writer import McapFile, create


@contextmanager
def new_file(path: Path, metadata: Mapping[str, str]) -> Iterator[McapFile]:
    """Open a new recording to be written in one go, and close it properly.

    If the body fails, what was written is removed.

    Args:
        path: Must not exist.
        metadata: What describes the session.

    Raises:
        RecordingError: The file exists or can't be written.
    """
    try:
        file = create(path)
    except OSError as error:
        raise not_created(path, error) from error
    done = False
    try:
        mcap = McapFile(file, metadata)
        yield mcap
        mcap.finish()
        done = True
    except OSError as error:
        raise not_written(path, error) from error
    finally:
        with suppress(OSError):
            file.close()
        if not done:
            path.unlink(missing_ok=True)


def not_created(path: Path, error: OSError) -> RecordingError:
    """Say why a file could not be created."""
    if isinstance(error, FileExistsError):
        problem = "exists already and is not overwritten; choose another name"
    else:
        problem = f"can't be created: {error.strerror or error}"
    return RecordingError(f"{path.name}: {problem}")


def not_written(path: Path, error: OSError) -> RecordingError:
    """Say why a file could not be written."""
    return RecordingError(f"{path.name}: can't be written: {error.strerror or error}")
