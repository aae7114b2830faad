"""What a coach wants of a station, done as its lifter would want it.

A message is shown at once and said after the running rep, unless it is to be said now.
A plan is shown: the lifter decides. A mark goes into the recording, with who made it.
"""

from collections.abc import Callable
from typing import Final, assert_never

from monitor.model.events import LinkStatus, Output, Phase, PhaseChanged
from monitor.model.records import Marker, Stamped
from monitor.net.messages import (
    Answer,
    Command,
    MarkSet,
    Plan,
    PlannedSet,
    Say,
    When,
)

LONGEST_REP_S: Final = 12.0  # a rep that takes longer is none: the words don't wait
_MOVING: Final = (Phase.CONCENTRIC, Phase.HOLD, Phase.ECCENTRIC)

Speak = Callable[[str, bool], None]  # words, and whether they are urgent


class Orders:
    """Takes a coach's commands for one session; a sink that knows its reps."""

    def __init__(
        self,
        show: Callable[[str], None],
        speak: Speak,
        command: Callable[[Stamped], None],
        *,
        accepts: bool = True,
    ) -> None:
        """Begin with nothing wanted.

        Args:
            show: Shows a sentence to the lifter.
            speak: Says words.
            command: Puts something into the session.
            accepts: Whether the lifter takes a coach's commands at all.
        """
        self._show, self._speak, self._command = show, speak, command
        self.accepts = accepts
        self._held: list[str] = []
        self._moving_since_s: float | None = None

    def take(self, command: Command) -> Answer:
        """Do what a coach wants; return how it was taken."""
        if not self.accepts:
            return Answer.REFUSED
        match command:
            case Say():
                self._show(f"{command.sender}: {command.words}")
                self._say(command)
                return Answer.SHOWN
            case MarkSet():
                text = f"{command.sender}: {command.words}"
                self._command(lambda t: Marker(t, text))
                return Answer.TAKEN
            case Plan():
                self._show(f"{command.sender} proposes: {plan_words(command)}")
                return Answer.SHOWN
            case _:
                assert_never(command)

    def put(self, output: Output, /) -> None:
        """Follow the reps; what waits is said after the running one."""
        if isinstance(output, PhaseChanged):
            self._follow(output)
        elif isinstance(output, LinkStatus) and self._is_late(output.t):
            self._release()  # a status comes each second

    def _say(self, say: Say) -> None:
        if say.when is When.NOW:
            self._speak(say.words, True)  # noqa: FBT003  urgent
        elif self._moving_since_s is None:
            self._speak(say.words, False)  # noqa: FBT003
        else:
            self._held.append(say.words)

    def _follow(self, changed: PhaseChanged) -> None:
        if changed.phase in _MOVING:
            if self._moving_since_s is None:
                self._moving_since_s = changed.t
            return
        self._release()

    def _is_late(self, t: float) -> bool:
        since_s = self._moving_since_s
        return since_s is not None and t - since_s > LONGEST_REP_S

    def _release(self) -> None:
        self._moving_since_s = None
        held, self._held = self._held, []
        for words in held:
            self._speak(words, False)  # noqa: FBT003


def plan_words(plan: Plan) -> str:
    """Return a plan in words."""
    return "; ".join(_row(row) for row in plan.rows)


def _row(row: PlannedSet) -> str:
    words = f"{row.exercise.replace('_', ' ')} {row.sets} x {row.reps}"
    if row.load_kg is not None:
        words += f", {row.load_kg:g} kg"
    if row.extension_limit_deg is not None:
        words += f", limit {row.extension_limit_deg:g}°"
    return words
