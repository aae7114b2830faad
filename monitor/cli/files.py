"""Says what a person should know of a file that was opened."""

from rich.console import Console

from monitor.recording.recording import Recording


def say_notice(recording: Recording) -> None:
    """Tell the person what could not be read, or was found in an import."""
    if recording.notice is not None:
        console = Console(stderr=True, soft_wrap=True)
        console.print(recording.notice, markup=False, highlight=False)
