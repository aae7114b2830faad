"""The sets of a session: their spans, what was told of them, what befell them."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

from monitor.detection.exercises import EXERCISES
from monitor.detection.own_exercise import OwnExercise
from monitor.model.events import (
    Alert,
    Cue,
    HoldEnded,
    HoldEndReason,
    Level,
    LinkStatus,
    Output,
    OverLimitEnded,
    Rezeroed,
    SetEnded,
    SetStarted,
    TrendFound,
)
from monitor.model.history import Hold, Pain, SetFacts
from monitor.model.records import (
    ChooseSetKind,
    ExerciseName,
    LoadUnit,
    Note,
    Placement,
    Record,
    SetLoad,
    SetPain,
    SetRpe,
    SetSide,
    Side,
)
from monitor.pipeline import OWN_PREFIX

_ONE_SIDED: Final = frozenset(
    str(name) for name, form in EXERCISES.items() if form.one_sided
)
_WARNING: Final = frozenset({Level.CAUTION, Level.DANGER, Level.STOP})


class SetFold:
    """The fold of the set events and of what a person told about sets.

    Attributes:
        reference_deg: The bench reference in force, for the sets that start.
    """

    def __init__(self, own: OwnExercise | None = None) -> None:
        """Begin a session.

        Args:
            own: The person's own exercise, if the settings hold one.
        """
        self._own = own
        self.reference_deg: float | None = None
        self._sets: dict[int, SetFacts] = {}
        self._running: int | None = None
        self._load: SetLoad | None = None  # for the next set
        self._side: Side | None = None  # for those to come
        self._rezeros = 0  # since the last set
        self._links: dict[Placement, LinkStatus] = {}
        self._at_start: dict[Placement, LinkStatus] = {}

    @property
    def any(self) -> bool:
        """Whether a set was begun."""
        return bool(self._sets)

    def keep(self, record: Record) -> None:
        """Take a record."""
        match record:
            case SetLoad(set_index=None) if self._running is None:
                self._load = record
            case SetSide():
                self._tell_side(record)
            case SetLoad() | ChooseSetKind() | SetRpe() | SetPain():
                self._tell(record)
            case Note(set_index=int()):
                self._tell(record)
            case _:
                pass

    def _one_sided(self, exercise: str) -> bool:
        own = self._own
        return exercise in _ONE_SIDED or (
            own is not None and own.one_leg and exercise.startswith(OWN_PREFIX)
        )

    def _tell_side(self, told: SetSide) -> None:
        """Take which leg carries a named set, or the running and the next ones."""
        if told.set_index is None:
            self._side = told.side
        index = told.set_index or self._running
        if index in self._sets and self._one_sided(self._sets[index].exercise):
            self._sets[index] = replace(self._sets[index], side=told.side)

    def _tell(self, told: SetLoad | ChooseSetKind | SetRpe | SetPain | Note) -> None:
        """Take what is told of a set: the running or last one, unless it is named."""
        index = told.set_index or max(self._sets, default=0)
        if index in self._sets:
            self._sets[index] = _told(self._sets[index], told)

    def put(self, output: Output, /) -> None:
        """Take an output."""
        match output:
            case SetStarted():
                self._start(output)
            case SetEnded() if output.index in self._sets:
                self._end(output)
            case LinkStatus(placement=placement):
                self._links[placement] = output
            case TrendFound(kind=kind, set_index=index, slope_deg_per_rep=slope):
                if index in self._sets:
                    grown = replace(
                        self._sets[index], trend=kind, slope_deg_per_rep=slope
                    )
                    self._sets[index] = grown
            case Rezeroed():
                self._rezeros += 1
            case HoldEnded() | OverLimitEnded() | Alert():
                self._count(output)
            case _:
                pass

    def _start(self, started: SetStarted) -> None:
        self._running = started.index
        self._at_start = dict(self._links)
        load, self._load = self._load, None
        self._sets[started.index] = SetFacts(
            index=started.index,
            exercise=_name(started),
            start_s=started.t,
            end_s=None,
            end_reason=None,
            limits=started.limits,
            side=self._side if self._one_sided(_name(started)) else None,
            load_kg=load.load_kg if load else None,
            load_unit=load.unit if load else LoadUnit.KG,
            reference_deg=self.reference_deg,
            rezeros=self._rezeros,
        )
        self._rezeros = 0

    def _end(self, ended: SetEnded) -> None:
        if self._running == ended.index:
            self._running = None
        facts = self._sets[ended.index]
        self._sets[ended.index] = replace(
            facts,
            start_s=ended.start_s,
            end_s=ended.t,
            end_reason=ended.reason,
            rezeros=facts.rezeros + self._rezeros,
            samples=self._since_start(lambda link: link.samples),
            lost=self._since_start(lambda link: link.lost),
        )
        self._rezeros = 0
        if (
            not (ended.reps or ended.holds)
            and self._load is None
            and facts.load_kg is not None
        ):
            # It was no set: what was told of the next one is still to come.
            self._load = SetLoad(ended.t, facts.load_kg, facts.load_unit)

    def _since_start(self, what: Callable[[LinkStatus], int]) -> int:
        """Count what the links told since the set's start, to about a second."""
        now = sum(what(link) for link in self._links.values())
        before = sum(what(link) for link in self._at_start.values())
        return max(now - before, 0)

    def _count(self, output: HoldEnded | OverLimitEnded | Alert) -> None:
        index = max(self._sets, default=None)
        if index is None:
            return
        facts = self._sets[index]
        match output:
            case HoldEnded():
                facts = replace(facts, holds=(*facts.holds, _held(output)))
            case OverLimitEnded(anticipated=True):
                facts = replace(facts, anticipated=facts.anticipated + 1)
            case OverLimitEnded(duration_s=duration_s):
                over = facts.over_limit_s + duration_s
                facts = replace(facts, alerts=facts.alerts + 1, over_limit_s=over)
            case Alert(level=level, cue=cue) if self._running is not None:
                sounded = level in _WARNING and cue is not Cue.NONE
                facts = replace(facts, cues=facts.cues + int(sounded))
            case _:
                pass
        self._sets[index] = facts

    def facts(self, with_reps: Iterable[int]) -> list[SetFacts]:
        """Return the sets that were any, in order of time.

        Args:
            with_reps: Indices of the sets that have reps.
        """
        real = set(with_reps)
        return [
            facts
            for index, facts in sorted(self._sets.items())
            if index in real or facts.holds or index == self._running
        ]


_WHY: Final = {
    HoldEndReason.LEFT: "The posture was left.",
    HoldEndReason.BLIND: "No samples came any more.",
    HoldEndReason.COMMAND: "It was ended by hand.",
    HoldEndReason.SESSION_END: "The session ended.",
}


def _held(hold: HoldEnded) -> Hold:
    """Return what is remembered of a hold; the side is part of the sentence."""
    why = _WHY[hold.reason]
    said = why if hold.side is None else f"{hold.side.capitalize()} side. {why}"
    return Hold(hold.start_s, hold.held_s, hold.clean_s, said)


def _name(started: SetStarted) -> str:
    """An exercise's name in the history."""
    if started.exercise is ExerciseName.OWN:
        return f"{OWN_PREFIX}{started.title}"
    return str(started.exercise)


def _told(
    facts: SetFacts, told: SetLoad | ChooseSetKind | SetRpe | SetPain | Note
) -> SetFacts:
    match told:
        case SetLoad(load_kg=load_kg, unit=unit):
            return replace(facts, load_kg=load_kg, load_unit=unit)
        case ChooseSetKind(kind=kind):
            return replace(facts, kind=kind)
        case SetRpe(rpe=rpe):
            return replace(facts, rpe=rpe)
        case SetPain(pain=score, place=place):
            return replace(facts, pain=Pain(score, place))
        case Note(text=text):
            return replace(facts, notes=(*facts.notes, text))
