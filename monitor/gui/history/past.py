"""The stored history as the pages read it: newest first, corrections by name."""

from pathlib import Path

from monitor.gui.history.desk import today
from monitor.history.advice import Advice, advice
from monitor.history.fields import LoadEdit
from monitor.history.files import source_path
from monitor.history.store import History
from monitor.model.history import SessionFacts, SessionSummary, SetSummary
from monitor.model.loads import Load
from monitor.training.settings import TrainingSettings


class StoredPast:
    """See ``monitor.gui.history.source.Past``."""

    def __init__(self, history: History) -> None:
        """Read this history."""
        self.history = history

    def lifters(self) -> list[str]:
        """Return who has trained here."""
        return self.history.lifters()

    def sets(self, lifter: str) -> list[SetSummary]:
        """Return a lifter's sets, newest first."""
        return self.history.summaries(lifter)[::-1]

    def sessions(self, lifter: str) -> list[SessionSummary]:
        """Return a lifter's sessions, newest first."""
        return self.history.sessions(lifter)[::-1]

    def advice(self, lifter: str, exercise: str, rules: TrainingSettings) -> Advice:
        """Return what is known before a session of an exercise, today."""
        return advice(self.history, lifter, exercise, today(), rules)

    def facts(self, session: str) -> SessionFacts:
        """Return all that is known of a session."""
        return self.history.facts(session)

    def recording(self, session: str) -> Path | None:
        """Return where a session's recording is; None for an imported log."""
        path = source_path(self.history.folder, session)
        return path if path.suffix == ".mcap" else None

    def edit(self, session: str, field: str, value: object) -> None:
        """Correct what was told; the old value is kept."""
        if field.endswith("/load"):
            assert value is None or isinstance(value, Load)
            load = LoadEdit(None) if value is None else LoadEdit(value.kg, value.unit)
            self.history.edit(session, f"{field}_kg", load)
        else:
            self.history.edit(session, field, value)

    def undo(self, session: str) -> str:
        """Take a session's last correction back; return what was done, in words."""
        done = self.history.undo(session)
        if done is None:
            return "There is nothing to undo."
        return f"Undone: {done.edit.id} is {done.edit.new} again."
