"""How well holds and twists agree with the truth of simulated sessions."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from monitor.acquisition.simulation.scenarios import scenario
from monitor.acquisition.simulation.truth import TrueEvent, TrueHold, Truth
from monitor.analysis.simulated import simulated_recording
from monitor.detection.forms import HOLDS
from monitor.model.events import (
    HoldBegan,
    HoldEnded,
    LimitKind,
    Output,
    OverLimitBegan,
    Rep,
    RepCounted,
    RepRetracted,
)
from monitor.model.records import EndSession, ExerciseName, Side

LIMITS = {LimitKind.HYPEREXTENSION: 15.0, LimitKind.FLEXION: 20.0}
DWELL_S = 0.3
NEAR_DEG = 2.0  # closer to the limit than this, either answer is right
EARLY_S, LATE_S = 0.4, 1.0  # an alert this far from a crossing is its own


@dataclass(frozen=True, slots=True)
class HoldFigures:
    """What became of a session, or of many.

    Attributes:
        holds: True holds.
        paired: Of those, found.
        extra: Found holds that were none.
        errors_s: Held time, found less true.
        sides: Paired holds of the right side.
        events: True lapses clearly past a limit.
        told: Of those, alerted.
        alerts: Alerts.
        right: Of those, of a lapse, or so near the limit that either answer is right.
        twists: True full twists, by set and side.
        counted: Full twists counted.
        sets: True sets of twists.
        exact: Of those, with both sides counted exactly.
    """

    holds: int = 0
    paired: int = 0
    extra: int = 0
    errors_s: tuple[float, ...] = ()
    sides: int = 0
    events: int = 0
    told: int = 0
    alerts: int = 0
    right: int = 0
    twists: int = 0
    counted: int = 0
    sets: int = 0
    exact: int = 0

    def __add__(self, other: "HoldFigures") -> "HoldFigures":
        mine, theirs = (
            [getattr(each, name) for name in self.__slots__] for each in (self, other)
        )
        return HoldFigures(*(a + b for a, b in zip(mine, theirs, strict=True)))


@dataclass(slots=True)
class Played:
    """What the pipeline told of a session that concerns holds and twists."""

    holds: list[HoldEnded] = field(default_factory=list)
    began: list[HoldBegan] = field(default_factory=list)
    alerts: list[OverLimitBegan] = field(default_factory=list)
    reps: dict[int, Rep] = field(default_factory=dict)

    def put(self, output: Output) -> None:
        """Take an output."""
        match output:
            case HoldEnded():
                self.holds.append(output)
            case HoldBegan():
                self.began.append(output)
            case OverLimitBegan():
                self.alerts.append(output)
            case RepCounted(rep=rep):
                self.reps[rep.rep_id] = rep
            case RepRetracted(rep_id=rep_id):
                self.reps.pop(rep_id, None)
            case _:
                pass


def figures(name: str, exercise: ExerciseName, seed: int) -> HoldFigures:
    """Make a session up, play it, compare it with its truth."""
    session = scenario(name, exercise, seed)
    recording = simulated_recording(session)
    pipeline, played = recording.pipeline(), Played()
    records = [*session.records, EndSession(session.records[-1].t)]
    for record in records:
        for output in pipeline.feed(record):
            played.put(output)
    if exercise is ExerciseName.RUSSIAN_TWIST:
        return twist_figures(played, session.truth)
    return hold_figures(played, session.truth, exercise)


def hold_figures(played: Played, truth: Truth, exercise: ExerciseName) -> HoldFigures:
    """Pair holds by overlap, and alerts with lapses."""
    pairs = [(true, _overlapping(true, played.holds)) for true in truth.holds]
    found = [(true, ours) for true, ours in pairs if ours is not None]
    events = _lapses(truth, exercise, NEAR_DEG)
    maybe = _lapses(truth, exercise, -NEAR_DEG)
    return HoldFigures(
        holds=len(truth.holds),
        paired=len(found),
        extra=len(played.holds) - len({id(ours) for _, ours in found}),
        errors_s=tuple(ours.held_s - (t.end_s - t.start_s) for t, ours in found),
        sides=sum(ours.side is true.side for true, ours in found),
        events=len(events),
        told=sum(any(_own(a, e) for a in played.alerts) for e in events),
        alerts=len(played.alerts),
        right=sum(any(_own(a, e) for e in maybe) for a in played.alerts),
    )


def _overlapping(true: TrueHold, holds: Iterable[HoldEnded]) -> HoldEnded | None:
    def shared_s(hold: HoldEnded) -> float:
        end_s = min(hold.start_s + hold.held_s, true.end_s)
        return end_s - max(hold.start_s, true.start_s)

    best = max(holds, key=shared_s, default=None)
    return best if best is not None and shared_s(best) > 0 else None


def _lapses(
    truth: Truth, exercise: ExerciseName, margin_deg: float
) -> list[tuple[LimitKind, TrueEvent]]:
    """The true times past each limit and a margin while holding."""
    held, flexion = truth.held(), truth.lumbar_flexion_deg
    lateral_deg = HOLDS[exercise].lateral_deg
    if lateral_deg is not None:
        over = {LimitKind.LATERAL: (np.abs(truth.side_deg), lateral_deg)}
    else:
        over = {
            LimitKind.HYPEREXTENSION: (-flexion, LIMITS[LimitKind.HYPEREXTENSION]),
            LimitKind.FLEXION: (flexion, LIMITS[LimitKind.FLEXION]),
        }
    return [
        (kind, event)
        for kind, (angle, limit) in over.items()
        for event in truth.runs(angle, limit + margin_deg, held, DWELL_S)
    ]


def _own(alert: OverLimitBegan, lapse: tuple[LimitKind, TrueEvent]) -> bool:
    kind, event = lapse
    inside = event.start_s - EARLY_S <= alert.t <= event.end_s + LATE_S
    return alert.kind is kind and inside


def twist_figures(played: Played, truth: Truth) -> HoldFigures:
    """Compare the counts of each true set, both sides."""
    total = HoldFigures()
    found = [rep for rep in played.reps.values() if rep.full]
    sets = sorted({twist.set_index for twist in truth.twists})
    for index in sets:
        own = [t for t in truth.twists if t.set_index == index and t.full]
        start, end = own[0].start_s - 3.0, own[-1].end_s + 3.0
        inside = [rep for rep in found if start <= rep.onset_s <= end]
        exact = all(
            sum(t.side is side for t in own) == sum(r.side is side for r in inside)
            for side in Side
        )
        total += HoldFigures(
            twists=len(own), counted=len(inside), sets=1, exact=int(exact)
        )
    outside = len(found) - total.counted
    return total + HoldFigures(extra=outside)


def line(what: str, f: HoldFigures) -> str:
    """Put figures into one line."""
    if f.sets:
        return (
            f"{what:32} twists {f.counted}/{f.twists}, sets exact {f.exact}/{f.sets},"
            f" outside of sets {f.extra}"
        )
    size = np.abs(f.errors_s) if f.errors_s else np.zeros(1)
    recall, precision = _share(f.told, f.events), _share(f.right, f.alerts)
    return (
        f"{what:32} holds {f.paired}/{f.holds} +{f.extra}, within 0.3 s"
        f" {_share(int((size <= 0.3).sum()), len(f.errors_s))}, worst {size.max():.2f}"
        f" s, side {_share(f.sides, f.paired)}, recall {recall} of {f.events},"
        f" precision {precision} of {f.alerts}"
    )


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "-"
