"""From the movement as played to the truth that tests compare with."""

import itertools
from collections.abc import Callable

import numpy as np

from monitor.acquisition.simulation.body import GRID_HZ, BodyMotion
from monitor.acquisition.simulation.lifting import DoneRep
from monitor.acquisition.simulation.plan import ArchKind
from monitor.acquisition.simulation.rep_bounds import Bounds, rep_bounds
from monitor.acquisition.simulation.routine import Story
from monitor.acquisition.simulation.truth import (
    Disturbance,
    TrueRep,
    TrueSet,
    Truth,
    held_peak,
    rep_times,
)
from monitor.model.blocks import FloatArray
from monitor.model.body import Window
from monitor.model.records import ExerciseName, Placement

TRUTH_HZ = 250.0
# Sign and sensor of each exercise's rep signal.
REP_SIGNAL = {
    ExerciseName.HIP_THRUST: (-1.0, Placement.PELVIS),
    ExerciseName.GLUTE_BRIDGE: (-1.0, Placement.PELVIS),
    ExerciseName.ROMANIAN_DEADLIFT: (1.0, Placement.PELVIS),
    ExerciseName.TRUNK_BEND: (1.0, Placement.LUMBAR),
    ExerciseName.PELVIC_TILT: (-1.0, Placement.PELVIS),  # against the trunk
    ExerciseName.SINGLE_LEG_BRIDGE: (-1.0, Placement.PELVIS),
}


def true_story(
    exercise: ExerciseName,
    motion: BodyMotion,
    story: Story,
    disturbances: list[Disturbance],
) -> Truth:
    """Work out what really happened.

    Args:
        exercise: What is trained.
        motion: The body's movement.
        story: What was intended when.
        disturbances: What befell the sensors, in any order.
    """
    every = round(GRID_HZ / TRUTH_HZ)
    t = motion.t[::every]
    pelvis = _against_neutral(t, motion.pelvis_pitch[::every], story.neutral_s)
    lumbar = _against_neutral(t, motion.lumbar_pitch[::every], story.neutral_s)
    roll = _roll(motion)[::every]
    reps = _true_reps(exercise, (t, pelvis, lumbar, roll), story)
    return Truth(
        exercise=exercise,
        t=t,
        pelvis_pitch_deg=pelvis,
        lumbar_pitch_deg=lumbar,
        lumbar_flexion_deg=lumbar - pelvis,
        neutral_s=story.neutral_s,
        bows_s=story.bows_s,
        end_s=story.end_s,
        reps=tuple(reps),
        sets=tuple(_true_sets(reps)),
        disturbances=tuple(sorted(disturbances, key=lambda each: each.start_s)),
        range_test_s=story.range_test_s,
        sides=tuple(story.sides),
        side_deg=np.degrees(_against(motion.leaning))[::every],
        twist_deg=np.degrees(_against(motion.twisting))[::every],
        holds=tuple(story.holds),
        twists=tuple(story.twists),
        side_bends_s=story.side_bends_s,
        mobility=tuple(story.mobility),
    )


def _against(segment: Callable[[Placement], FloatArray]) -> FloatArray:
    """The trunk's turn against the pelvis's, rad."""
    apart: FloatArray = segment(Placement.LUMBAR) - segment(Placement.PELVIS)
    return apart


def _against_neutral(t: FloatArray, pitch: FloatArray, neutral: Window) -> FloatArray:
    a, b = np.searchsorted(t, neutral)
    degrees: FloatArray = np.degrees(pitch - pitch[a:b].mean())
    return degrees


def _true_reps(
    exercise: ExerciseName,
    angles: tuple[FloatArray, FloatArray, FloatArray, FloatArray],
    story: Story,
) -> list[TrueRep]:
    if exercise not in REP_SIGNAL:
        return []
    t, pelvis, lumbar, roll = angles
    sign, usual = REP_SIGNAL[exercise]
    moved, other = pelvis, lumbar
    if exercise is ExerciseName.PELVIC_TILT:  # against the trunk, which stays
        moved = other = pelvis - lumbar
    found: list[tuple[int, DoneRep, Bounds, Bounds]] = []
    for index, done in enumerate(story.sets, start=1):
        spans = [(rep.start_s, rep.end_s) for rep in done]
        on_pelvis = rep_bounds(t, sign * moved, spans)
        on_lumbar = rep_bounds(t, sign * other, spans)
        rows = zip(done, on_pelvis, on_lumbar, strict=True)
        found += [(index, *row) for row in rows]
    signals = [_signal(usual, rep, p, q) for _, rep, p, q in found]
    own = [
        p if signal is Placement.PELVIS else q
        for (_, _, p, q), signal in zip(found, signals, strict=True)
    ]
    times = rep_times(exercise, own)
    return [
        TrueRep(
            set_index=index,
            signal=signal,
            pelvis=p,
            lumbar=q,
            full=not rep.plan.partial,
            arch=rep.plan.arch,
            cut_deg=rep.plan.cut,
            peak_extension_deg=_peak(t, pelvis - lumbar, time),
            peak_flexion_deg=_peak(t, lumbar - pelvis, time),
            drop_deg=_drop(t, roll, bounds),
        )
        for (index, rep, p, q), signal, bounds, time in zip(
            found, signals, own, times, strict=True
        )
    ]


def _roll(motion: BodyMotion) -> FloatArray:
    """Pelvis roll: asin of world "up" along its leftward axis, deg, shape (n,)."""
    twist, roll, pitch = motion.twist, motion.roll, motion.pelvis_pitch
    left = np.sin(twist) * np.sin(pitch)
    left += np.cos(twist) * np.sin(roll) * np.cos(pitch)
    degrees: FloatArray = np.degrees(np.arcsin(left))
    return degrees


def _drop(t: FloatArray, roll: FloatArray, bounds: Bounds) -> float:
    """Roll from reach to leave against just before the onset, deg."""
    far = (t >= bounds.reach_s) & (t <= bounds.leave_s)
    near = (t >= bounds.onset_s - 0.4) & (t <= bounds.onset_s - 0.1)
    return float(np.median(roll[far]) - np.median(roll[near]))


def _signal(
    usual: Placement, rep: DoneRep, pelvis: Bounds, lumbar: Bounds
) -> Placement:
    """Where the pelvis stops short, the segment that moves more defines the rep."""
    if rep.plan.arch is ArchKind.PELVIS_STOPS and lumbar.rom_deg > pelvis.rom_deg:
        return Placement.LUMBAR
    return usual


def _peak(t: FloatArray, angle: FloatArray, time: Window) -> float:
    a, b = np.searchsorted(t, time)
    return held_peak(angle[a:b], TRUTH_HZ)


def _true_sets(reps: list[TrueRep]) -> list[TrueSet]:
    groups = itertools.groupby(reps, key=lambda rep: rep.set_index)
    return [_true_set(index, list(group)) for index, group in groups]


def _true_set(index: int, reps: list[TrueRep]) -> TrueSet:
    full = sum(rep.full for rep in reps)
    return TrueSet(index, reps[0].onset_s, reps[-1].end_s, full, len(reps) - full)
