"""A history that never was, for tests of the pages."""

import random
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from monitor.history.advice import Advice
from monitor.model.body import Limits, Sites
from monitor.model.errors import MonitorError
from monitor.model.events import Rep, TrendKind, Verdict
from monitor.model.history import (
    KeptRep,
    Pain,
    SessionFacts,
    SessionSummary,
    SetFacts,
    SetSummary,
)
from monitor.model.records import LoadUnit, PainPlace, SetKind
from monitor.training.load_guard import Trained, suggested
from monitor.training.pain_rules import pain_advice
from monitor.training.settings import TrainingSettings

START = datetime(2026, 9, 1, 17, 0, tzinfo=UTC)


def a_set(number: int, rng: random.Random, exercise: str = "hip_thrust") -> SetSummary:
    """The so-many-th set of a lifter who trains thrice a week, three sets a time."""
    session, index = divmod(number, 3)
    faults = rng.choice([0, 0, 0, 1, 2])
    begun = START + timedelta(days=session * 7 / 3, minutes=4 * index)
    return SetSummary(
        session=f"{session}.mcap",
        utc=begun.isoformat(),
        lifter="Zoë",
        index=index + 1,
        exercise=exercise,
        kind=SetKind.WORKING if index else SetKind.WARM_UP,
        load_kg=60.0 + 2.5 * (session // 2),
        load_unit=LoadUnit.KG,
        rpe=7.5,
        pain=Pain(float(number % 3), PainPlace.LOW_BACK) if number % 5 == 0 else None,
        reps=8,
        scored=8,
        clean=8 - faults,
        faults=faults,
        limit_deg=15.0,
        peak_deg=15.0 - rng.gauss(3.0, 2.0) + 4 * faults,
        margin_deg=rng.gauss(3.0, 2.0) - 4 * faults,
        top_change_deg=rng.gauss(-1.0, 1.5),
        slope_deg_per_rep=0.8 if faults > 1 else None,
        trend=TrendKind.ARCH_GROWS if faults > 1 else None,
        rom_deg=41.0,
        tension_s=22.0,
        speed_loss_pct=18.0,
        over_limit_s=0.6 * faults,
        alerts=faults,
        loss_pct=0.2,
        sites=Sites(),
    )


def reps_of(index: int) -> tuple[KeptRep, ...]:
    """Eight reps, one of them struck."""
    kept = []
    for n in range(1, 9):
        onset_s = 90.0 + 4 * n
        rep = Rep(
            n,
            index,
            True,
            onset_s,
            onset_s + 0.8,
            onset_s + 1.8,
            onset_s + 2.8,
            40.0,
            peak_extension_deg=8.0 + n,
            change_vs_reference_deg=-0.5 * n,
            verdict=Verdict.FAULT if n == 8 else Verdict.CLEAN,
        )
        kept.append(KeptRep(rep, struck=n == 3))
    return tuple(kept)


@dataclass
class MadeUp:
    """See ``monitor.gui.history.source.Past``."""

    all_sets: list[SetSummary]
    folder: Path = Path()
    edits: list[tuple[str, str, object]] = field(default_factory=list)
    problem: str = ""

    def lifters(self) -> list[str]:
        return sorted({each.lifter for each in self.all_sets})

    def sets(self, lifter: str) -> list[SetSummary]:
        if self.problem:
            raise MonitorError(self.problem)
        return [each for each in self.all_sets if each.lifter == lifter]

    def sessions(self, lifter: str) -> list[SessionSummary]:
        first = {each.session: each for each in self.sets(lifter)}
        return [
            SessionSummary(
                name, each.utc, lifter, each.pain.score if each.pain else None
            )
            for name, each in first.items()
        ]

    def advice(self, lifter: str, exercise: str, rules: TrainingSettings) -> Advice:
        sets, sessions = self.sets(lifter)[::-1], self.sessions(lifter)[::-1]
        today = date(2026, 11, 27)
        pain = pain_advice(sessions, sets, exercise, today, rules.pain)
        next_load = suggested(
            Trained(sets, sessions, pain), exercise, today, rules.load
        )
        return Advice(exercise, None, next_load, pain, False, sets, sessions)

    def facts(self, session: str) -> SessionFacts:
        mine = [each for each in self.all_sets if each.session == session]
        sets = tuple(
            SetFacts(
                each.index,
                each.exercise,
                90.0,
                150.0,
                None,
                Limits(),
                reps=reps_of(each.index),
            )
            for each in mine
        )
        return SessionFacts(
            session,
            mine[0].utc,
            mine[0].lifter,
            "rep-monitor 1",
            "",
            "",
            600.0,
            mine[0].exercise,
            Limits(),
            Sites(),
            sets=sets,
        )

    def recording(self, session: str) -> Path | None:
        return self.folder / session

    def edit(self, session: str, field: str, value: object) -> None:
        self.edits.append((session, field, value))
        _, index, name = field.split("/")
        for place, each in enumerate(self.all_sets):
            if (each.session, each.index) == (session, int(index)) and name == "rpe":
                self.all_sets[place] = replace(each, rpe=value)  # type: ignore[arg-type]

    def undo(self, session: str) -> str:
        return f"Undone in {session}."


def history(sets: int) -> MadeUp:
    """So many sets, the newest first."""
    rng = random.Random(7)
    made = [a_set(n, rng) for n in range(sets)]
    return MadeUp(made[::-1])
