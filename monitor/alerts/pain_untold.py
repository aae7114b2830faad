"""What a session says, without what a person told of pain."""

from dataclasses import replace

from monitor.alerts.wording import asked_to_stop
from monitor.model.events import Alert, Output, SetEnded, SetEndReason, StopAsked


class PainUntold:
    """Passes on a session's outputs, one by one, for whoever is not to know of pain.

    A set that pain ended is one that a person ended.
    """

    def __init__(self) -> None:
        """Begin with a session's first output."""
        self._told: set[str] = set()  # alerts that would tell

    def of(self, output: Output) -> Output | None:
        """Return what is left of an output; None if nothing is."""
        match output:
            case StopAsked():
                self._told.add(asked_to_stop(output))
                return None
            case Alert(text=text) if text in self._told:
                return None
            case SetEnded(reason=SetEndReason.PAIN):
                return replace(output, reason=SetEndReason.COMMAND)
            case _:
                return output
