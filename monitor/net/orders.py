"""What a coach wants of a station, done as its lifter would want it.

A message is shown until it is dismissed, and said after the running rep unless it is
to be said now. A plan is proposed: the lifter decides. A mark goes into the recording,
with who made it.
"""

from collections.abc import Callable
from typing import Final, assert_never

from monitor.alerts.wording import NO_ADVICE
from monitor.model.body import Limits
from monitor.model.events import (
    LinkStatus,
    Output,
    Phase,
    PhaseChanged,
    SetEnded,
    SetEndReason,
    SetStarted,
)
from monitor.model.records import Marker, Record, SetLimits, Stamped
from monitor.net.messages import Answer, Command, MarkSet, Plan, Say, When
from monitor.net.plan_run import PlanRun, limits_of, plan_words, taken_over

LONGEST_REP_S: Final = 12.0  # a rep that takes longer is none: the words don't wait
MOST_SHOWN: Final = 20  # messages that nobody has dismissed
CARE: Final = f"Stop if it hurts. {NO_ADVICE}"
LEFT: Final = "You have stopped: the plan is left."
_MOVING: Final = (Phase.CONCENTRIC, Phase.HOLD, Phase.ECCENTRIC)

Speak = Callable[[str, bool], None]  # words, and whether they are urgent


class Orders:
    """Takes a coach's commands for one session; a sink that knows its reps and sets.

    Attributes:
        accepts: Whether the lifter takes a coach's commands at all.
        messages: What a coach has said and marked, in words, the newest last, until
            each is dismissed.
        proposed: A plan to be accepted or refused; None without one.
        run: The plan that was accepted; None without one.
        on_row: Told how many reps the plan wants in the next set; 0 once it is over.
    """

    def __init__(
        self,
        show: Callable[[str], None],
        speak: Speak,
        command: Callable[[Stamped], None],
        *,
        accepts: bool = True,
        limits: Limits | None = None,
    ) -> None:
        """Begin with nothing wanted.

        Args:
            show: Shows a sentence to the lifter, once.
            speak: Says words.
            command: Puts something into the session.
            accepts: Whether the lifter takes a coach's commands at all.
            limits: The lifter's own.
        """
        self._show, self._speak, self._command = show, speak, command
        self.accepts = accepts
        self.messages: tuple[str, ...] = ()
        self.proposed: Plan | None = None
        self.run: PlanRun | None = None
        self.on_row: Callable[[int], None] = lambda _: None
        self._own = limits or Limits()
        self._given: Limits | None = None  # those of the plan's row
        self._in_set = self._is_due = False
        self._held: list[str] = []
        self._moving_since_s: float | None = None

    def take(self, command: Command) -> Answer:
        """Do what a coach wants; return how it was taken."""
        if not self.accepts:
            return Answer.REFUSED
        match command:
            case Say():
                self._keep(f"{command.sender}: {command.words}")
                self._say(command)
                return Answer.SHOWN
            case MarkSet():
                text = f"{command.sender}: {command.words}"
                self._command(lambda t: Marker(t, text))
                self._keep(f"{command.sender} has marked: {command.words}")
                return Answer.TAKEN
            case Plan():
                self.proposed = command
                self._show(self.proposal)
                return Answer.SHOWN
            case _:
                assert_never(command)

    # What the lifter decides

    @property
    def proposal(self) -> str:
        """The proposed plan in words; empty without one."""
        plan = self.proposed
        if plan is None:
            return ""
        return f"{plan.sender} proposes: {plan_words(plan, self._own)}. {CARE}"

    def dismiss(self) -> None:
        """Let go of the newest message."""
        self.messages = self.messages[:-1]

    def accept(self) -> str | None:
        """Take the proposed plan over from the next set on; return its command's id."""
        plan = self.proposed
        if plan is None:
            return None
        self.proposed, self.run = None, PlanRun(plan)
        if self._in_set:  # what runs is judged to its end as it began
            self._is_due = True
        else:
            self._take_over()
        return plan.id

    def refuse(self) -> str | None:
        """Refuse the proposed plan; return its command's id."""
        plan, self.proposed = self.proposed, None
        return None if plan is None else plan.id

    def end_plan(self) -> None:
        """Leave the plan; the lifter's own limits hold again."""
        self.run, self._is_due = None, False
        self._restore()

    # What the session tells

    def put(self, output: Output, /) -> None:
        """Follow reps and sets; what waits is said after the running rep."""
        match output:
            case PhaseChanged():
                self._follow(output)
            case LinkStatus() if self._is_late(output.t):
                self._release()  # a status comes each second
            case SetStarted(limits=limits):
                self._in_set = True
                if self._given is None:  # a measured range may have replaced them
                    self._own = limits
            case SetEnded():
                self._in_set = False
                self._after_set(output)

    def hear(self, record: Record) -> None:
        """Know of other limits that the lifter has chosen."""
        if isinstance(record, SetLimits) and record.limits is not self._given:
            self._own, self._given = record.limits, None

    def _keep(self, words: str) -> None:
        self.messages = (*self.messages, words)[-MOST_SHOWN:]
        self._show(words)

    def _after_set(self, ended: SetEnded) -> None:
        run = self.run
        if run is None:
            return
        if ended.reason is SetEndReason.PAIN:  # nothing urges on who has stopped
            self.end_plan()
            self._show(LEFT)
            return
        if self._is_due:
            self._is_due = False
        elif ended.reps or ended.held_s is not None:
            self.run = run.after_set()
        self._take_over()

    def _take_over(self) -> None:
        run = self.run
        if run is None:
            return
        if run.current is None:
            self._restore()
            return
        self.on_row(run.current.reps)
        before, limits = self._given or self._own, None
        wanted = limits_of(run.current, self._own)
        if not run.done and wanted != before:
            self._given = limits = wanted
        for make in taken_over(run, limits):
            self._command(make)

    def _restore(self) -> None:
        self.on_row(0)
        if self._given is not None:
            own, self._given = self._own, None
            self._command(lambda t: SetLimits(t, own))

    # Words

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
