"""Measures detection on simulated sessions, from the true angles plus noise.

Not a test. It leaves out sensors, radio and orientation: what it shows is what
detection itself gains and loses. Run it from the repository's root:

    python tests/benchmarks/detection_report.py [--seeds 0:4] [--only NAME ...]
"""

import argparse
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from monitor.acquisition.simulation.rep_bounds import Bounds
from monitor.acquisition.simulation.scenarios import SCENARIOS, scenario
from monitor.acquisition.simulation.session import SimulatedSession
from monitor.acquisition.simulation.truth import TrueEvent, TrueRep, Truth
from monitor.detection.detection import Detection, DetectionSettings
from monitor.detection.exercises import EXERCISES
from monitor.model.blocks import FloatArray, Posture
from monitor.model.body import Limits
from monitor.model.events import (
    Event,
    LimitKind,
    OverLimitBegan,
    Rep,
    RepCounted,
    RepRetracted,
    RepRevised,
    TrendFound,
)
from monitor.model.records import ExerciseName, Placement

RELEVEL_S = 0.8  # after an outage an inclination is not believed for so long
LIFTS = (
    ExerciseName.HIP_THRUST,
    ExerciseName.GLUTE_BRIDGE,
    ExerciseName.ROMANIAN_DEADLIFT,
)
SETTLE_S = 2.0  # so long after a set's last rep its count must be right
NEAR_LIMIT_DEG = 1.0  # events and alerts so close to the limit are no one's fault


@dataclass
class Score:
    """Tallies over sessions."""

    found: int = 0
    missed: int = 0
    extra: int = 0
    sets: int = 0
    exact: int = 0
    live_extra: list[int] = field(default_factory=list)
    errors_ms: list[list[float]] = field(default_factory=lambda: [[], [], [], []])
    alerted: int = 0
    silent: int = 0
    false: int = 0
    delays_ms: list[float] = field(default_factory=list)
    trends: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def f1(self) -> float:
        """Of full reps."""
        total = 2 * self.found + self.missed + self.extra
        return 2 * self.found / total if total else 1.0


def postures(session: SimulatedSession, seed: int) -> Posture:
    """The true angles on the grid, with strap, noise, slow error and outages."""
    truth, rng = session.truth, np.random.default_rng(seed + 7919)
    t = np.arange(int(100 * truth.t[-1])) / 100.0
    pitch = {
        Placement.PELVIS: truth.pelvis_pitch_deg,
        Placement.LUMBAR: truth.lumbar_pitch_deg,
    }
    seen, rate = {}, {}
    for placement, angle in pitch.items():
        strap = np.degrees(session.motion.strap[placement])
        clean = np.interp(t, truth.t, angle) + np.interp(t, session.motion.t, strap)
        noisy = clean + _noise(len(t), rng)
        for each in truth.of_kind("outage"):
            if each.placement is placement:
                blind = (t >= each.start_s) & (t < each.end_s + RELEVEL_S)
                noisy[blind] = np.nan
        noisy[t < truth.bows_s[_first_valid(session.exercise)]] = np.nan
        seen[placement] = noisy
        rate[placement] = np.gradient(clean, t) + rng.normal(0, 0.3, len(t))
    return _posture(t, seen, rate)


def _first_valid(exercise: ExerciseName) -> int:
    return 0 if exercise is ExerciseName.TRUNK_BEND else 1


def _noise(n: int, rng: np.random.Generator) -> FloatArray:
    """About half a degree of slow error, and a little fast noise."""
    knots = rng.normal(0, 0.5, n // 300 + 2)
    slow = np.interp(np.arange(n), np.arange(len(knots)) * 300, knots)
    return slow + rng.normal(0, 0.03, n)


def _posture(
    t: FloatArray,
    pitch: dict[Placement, FloatArray],
    rate: dict[Placement, FloatArray],
) -> Posture:
    pelvis, lumbar = pitch[Placement.PELVIS], pitch[Placement.LUMBAR]
    return Posture(
        t,
        pelvis_pitch_deg=pelvis,
        lumbar_pitch_deg=lumbar,
        lumbar_flexion_deg=lumbar - pelvis,
        pelvis_rate_dps=np.where(np.isnan(pelvis), np.nan, rate[Placement.PELVIS]),
        lumbar_rate_dps=np.where(np.isnan(lumbar), np.nan, rate[Placement.LUMBAR]),
        pelvis_valid=~np.isnan(pelvis),
        lumbar_valid=~np.isnan(lumbar),
        valid=~np.isnan(pelvis + lumbar),
        doubtful=np.zeros(len(t), dtype=np.bool_),
        pelvis_roll_deg=np.zeros(len(t)),
    )


def detected(session: SimulatedSession, posture: Posture) -> list[Event]:
    """Feed it all."""
    detection = Detection(session.exercise, Limits(), DetectionSettings())
    events: list[Event] = []
    if session.exercise is not ExerciseName.TRUNK_BEND:
        events += detection.ignore(session.truth.bows_s)
    events += detection.feed(posture)
    return events + detection.end_session(float(posture.t[-1]))


def final_reps(events: Iterable[Event]) -> list[Rep]:
    """What the events leave standing, full reps only."""
    reps: dict[int, Rep] = {}
    for event in events:
        match event:
            case RepCounted(_, rep) | RepRevised(_, rep):
                reps[rep.rep_id] = rep
            case RepRetracted(_, rep_id):
                reps.pop(rep_id, None)
    return [rep for rep in reps.values() if rep.full]


def live_deltas(events: Iterable[Event]) -> list[tuple[float, int]]:
    """How the live count moves."""
    full: set[int] = set()
    moves: list[tuple[float, int]] = []
    for event in events:
        match event:
            case RepCounted(t, rep) if rep.full:
                full.add(rep.rep_id)
                moves.append((t, 1))
            case RepRetracted(t, rep_id) if rep_id in full:
                moves.append((t, -1))
    return moves


def add(score: Score, session: SimulatedSession, seed: int) -> None:
    """Measure one session."""
    events = detected(session, postures(session, seed))
    truth, label = session.truth, f"{session.name}/{session.exercise}/{seed}"
    _add_reps(score, truth, final_reps(events), label)
    _add_sets(score, truth, live_deltas(events), label)
    _add_alerts(score, truth, events, label)
    found = [e.kind.value for e in events if isinstance(e, TrendFound)]
    score.trends += found + ["none"] * (len(truth.sets) - len(found))


def _add_reps(score: Score, truth: Truth, reps: list[Rep], label: str) -> None:
    left = list(reps)
    pelvis_first = EXERCISES[truth.exercise].primary is Placement.PELVIS
    for true in truth.full_reps:
        match = [r for r in left if _overlap(true, r) > 0.4]
        if not match:
            score.missed += 1
            score.notes.append(f"{label}: missed {true.onset_s:.2f}-{true.end_s:.2f}")
            continue
        rep = max(match, key=lambda r: _overlap(true, r))
        left.remove(rep)
        score.found += 1
        bounds = true.pelvis if pelvis_first else true.lumbar
        pairs = zip(_times(rep), _times(bounds), score.errors_ms, strict=True)
        for ours, theirs, errors in pairs:
            errors.append(1000 * abs(ours - theirs))
    score.extra += len(left)
    score.notes += [f"{label}: extra {r.onset_s:.2f}-{r.end_s:.2f}" for r in left]


def _times(rep: Rep | Bounds) -> list[float]:
    times = (rep.onset_s, rep.reach_s, rep.leave_s, rep.end_s)
    return [np.nan if t is None else t for t in times]


def _overlap(true: TrueRep, rep: Rep) -> float:
    end = rep.end_s or rep.onset_s
    both = min(true.end_s, end) - max(true.onset_s, rep.onset_s)
    return both / (max(true.end_s, end) - min(true.onset_s, rep.onset_s))


def _add_sets(
    score: Score, truth: Truth, moves: list[tuple[float, int]], label: str
) -> None:
    if not truth.sets:
        score.live_extra.append(sum(m > 0 for _, m in moves))
        if sum(m for _, m in moves):
            score.notes.append(f"{label}: live extra left {moves}")
        return
    ends = [s.end_s + SETTLE_S for s in truth.sets]
    edges = [-np.inf, *ends[:-1], np.inf]
    for true, a, b in zip(truth.sets, edges[:-1], edges[1:], strict=True):
        counted = sum(m for t, m in moves if a <= t < b)
        score.sets += 1
        score.exact += counted == true.reps
        if counted != true.reps:
            score.notes.append(f"{label}: set {true.index} {counted} of {true.reps}")


def _add_alerts(
    score: Score, truth: Truth, events: Iterable[Event], label: str
) -> None:
    limit = Limits().extension_deg
    began = [
        e.t
        for e in events
        if isinstance(e, OverLimitBegan) and e.kind is LimitKind.HYPEREXTENSION
    ]
    for true in truth.events(limit):
        mine = [t for t in began if true.start_s - 0.2 <= t <= true.end_s + 0.1]
        began = [t for t in began if t not in mine]
        if mine:
            score.alerted += 1
            score.delays_ms.append(1000 * (mine[0] - true.start_s))
        elif true.peak_deg > limit + NEAR_LIMIT_DEG and not _blind(truth, true):
            score.silent += 1
            score.notes.append(f"{label}: silent {true.start_s:.2f}-{true.end_s:.2f}")
    for t in began:
        near = np.abs(truth.t - t) < 0.3
        peak = float((-truth.lumbar_flexion_deg[near]).max())
        if peak < limit - NEAR_LIMIT_DEG or not truth.lifting()[near].any():
            score.false += 1
            score.notes.append(f"{label}: false alert {t:.2f} (true peak {peak:.1f})")


def _blind(truth: Truth, event: TrueEvent) -> bool:
    return any(
        each.start_s < event.end_s and event.start_s < each.end_s + RELEVEL_S
        for each in truth.of_kind("outage")
    )


def line(name: str, score: Score) -> str:
    """One row of the report."""
    means = [float(np.nanmean(e)) if e else np.nan for e in score.errors_ms]
    bounds = "/".join(f"{m:.0f}" for m in means)
    events = score.alerted + score.silent
    told = score.alerted + score.false
    recall = score.alerted / events if events else 1.0
    precision = score.alerted / told if told else 1.0
    delays = score.delays_ms or [np.nan]
    late = "/".join(f"{np.percentile(delays, p):.0f}" for p in (50, 95))
    extra = max(score.live_extra, default=0)
    kinds = {k: score.trends.count(k) for k in sorted(set(score.trends))}
    return (
        f"{name:28s} F1 {score.f1:.3f} ({score.found}+{score.extra}-{score.missed})"
        f" sets {score.exact}/{score.sets} extra {extra} ms {bounds}"
        f" alerts {recall:.3f}/{precision:.3f} of {events} delay {late} {kinds}"
    )


def main() -> None:
    """Print a row per exercise and scenario."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", default="0:3", help="first:last+1")
    parser.add_argument("--only", nargs="*", default=None, help="scenario names")
    parser.add_argument("--exercises", nargs="*", default=list(LIFTS))
    parser.add_argument("--notes", action="store_true", help="say what went wrong")
    asked = parser.parse_args()
    first, last = (int(x) for x in asked.seeds.split(":"))
    for exercise in map(ExerciseName, asked.exercises):
        assert exercise in EXERCISES
        total = Score()
        for name in asked.only or SCENARIOS:
            score = Score()
            for seed in range(first, last):
                session = scenario(name, exercise, seed)
                add(score, session, seed)
                add(total, session, seed)
            print(line(f"{exercise[:11]} {name}", score), flush=True)  # noqa: T201
            for note in score.notes if asked.notes else []:
                print("    " + note)  # noqa: T201
        print(line(f"{exercise[:11]} ALL", total), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
