"""What the pages of the history need of it."""

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from monitor.model.history import SessionFacts, SessionSummary, SetSummary
from monitor.training.settings import TrainingSettings

if TYPE_CHECKING:
    from monitor.history.advice import Advice


class Past(Protocol):
    """The history, as far as a screen reads it; newest first.

    Everything may raise a MonitorError.
    """

    def lifters(self) -> list[str]:
        """Return who has trained here."""

    def sets(self, lifter: str) -> list[SetSummary]:
        """Return a lifter's sets."""

    def sessions(self, lifter: str) -> list[SessionSummary]:
        """Return a lifter's sessions."""

    def advice(self, lifter: str, exercise: str, rules: TrainingSettings) -> "Advice":
        """Return what is known before a session of an exercise, today."""

    def facts(self, session: str) -> SessionFacts:
        """Return all that is known of a session."""

    def recording(self, session: str) -> Path | None:
        """Return where a session's recording is; None for an imported log."""

    def edit(self, session: str, field: str, value: object) -> None:
        """Correct what was told; the old value is kept."""

    def undo(self, session: str) -> str:
        """Take a session's last correction back; return what was done, in words."""
