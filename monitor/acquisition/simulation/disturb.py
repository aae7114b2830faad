"""Straps that slip, hands and benches that push a sensor, and knocks."""

from dataclasses import dataclass

import numpy as np

from monitor.acquisition.simulation.choreography import Channel, Choreography
from monitor.acquisition.simulation.lifting import DoneRep
from monitor.acquisition.simulation.routine import Story
from monitor.acquisition.simulation.truth import Disturbance
from monitor.model.body import Window
from monitor.model.records import Placement

STRAP = {
    Placement.PELVIS: Channel.STRAP_PELVIS,
    Placement.LUMBAR: Channel.STRAP_LUMBAR,
}
PUSH = {Placement.PELVIS: Channel.PUSH_PELVIS, Placement.LUMBAR: Channel.PUSH_LUMBAR}


@dataclass(frozen=True, slots=True)
class Mishaps:
    """How often things happen to the sensors, once the first set has begun.

    Attributes:
        slip_deg: A strap slips by this, once.
        contacts: How many times something tilts or pushes a sensor.
        knocks: How many blows.
    """

    slip_deg: float = 0.0
    contacts: int = 0
    knocks: int = 0


def write_mishaps(
    score: Choreography, story: Story, mishaps: Mishaps
) -> list[Disturbance]:
    """Draw when things happen and write them into the score, in order of time."""
    span = _open_span(score, story)
    found = [_slip(score, story, mishaps.slip_deg)] if mishaps.slip_deg else []
    for _ in range(mishaps.contacts):
        at = _moment(score.rng, story, span)
        found.append(
            _tilt(score, at) if score.rng.random() < 0.6 else _press(score, at)
        )
    found += [
        _knock(score.rng, _moment(score.rng, story, span))
        for _ in range(mishaps.knocks)
    ]
    return sorted(found, key=lambda each: each.start_s)


def _open_span(score: Choreography, story: Story) -> Window:
    start = story.sets[-1][0].start_s if story.sets else story.bows_s[1]
    for reps in story.sets:
        if reps[0].start_s > story.bows_s[1]:
            start = reps[0].start_s
            break
    return start, min(story.end_s[0], score.now) - 1.0


def _moment(rng: np.random.Generator, story: Story, span: Window) -> float:
    """Half of the mishaps fall into reps: at the top the bar and the bench press."""
    reps = _later_reps(story)
    if reps and rng.random() < 0.5:
        rep = reps[int(rng.integers(len(reps)))]
        return float(rng.uniform(rep.start_s, rep.end_s))
    return float(rng.uniform(*span))


def _later_reps(story: Story) -> list[DoneRep]:
    return [r for reps in story.sets for r in reps if r.start_s > story.bows_s[1]]


def _slip(score: Choreography, story: Story, size_deg: float) -> Disturbance:
    """A slip falls early enough for reps to follow it, in a rep or between reps."""
    rng = score.rng
    placement = _either(rng)
    reps = _later_reps(story)
    pick = reps[int(rng.integers(2, max(3, len(reps) - 3)))] if len(reps) > 3 else None
    if pick is None:
        at = float(rng.uniform(story.bows_s[1], story.end_s[0] - 2.0))
    elif rng.random() < 0.6:
        at = float(rng.uniform(pick.start_s, pick.far_s))
    else:
        at = pick.end_s - 0.1
    angle = size_deg * float(rng.choice(np.array([-1.0, 1.0])))
    duration = float(rng.uniform(0.2, 0.35))
    score.tracks[STRAP[placement]].shift(angle, at, duration)
    return Disturbance("slip", placement, at, at + duration, angle)


def _tilt(score: Choreography, at: float) -> Disturbance:
    """Something leans against the sensor, tilts it, and lets go."""
    rng, placement = score.rng, _either(score.rng)
    angle = float(rng.choice(np.array([-1.0, 1.0])) * rng.uniform(2.0, 6.0))
    onset, stay = float(rng.uniform(0.04, 0.12)), float(rng.uniform(0.2, 0.8))
    track = score.tracks[STRAP[placement]]
    track.shift(angle, at, onset)
    track.shift(-angle, at + onset + stay, 2 * onset)
    return Disturbance("tilt", placement, at, at + 3 * onset + stay, angle)


def _press(score: Choreography, at: float) -> Disturbance:
    """Something drags the sensor along the skin and back, without turning it."""
    rng, placement = score.rng, _either(score.rng)
    way = float(rng.choice(np.array([-1.0, 1.0])) * rng.uniform(0.008, 0.02))
    onset, stay = float(rng.uniform(0.08, 0.18)), float(rng.uniform(0.1, 0.6))
    track = score.tracks[PUSH[placement]]
    track.shift(way, at, onset)
    track.shift(-way, at + onset + stay, onset)
    return Disturbance("press", placement, at, at + 2 * onset + stay, way)


def _knock(rng: np.random.Generator, at: float) -> Disturbance:
    width, size = float(rng.uniform(0.02, 0.04)), float(rng.uniform(3.0, 8.0))
    return Disturbance("knock", _either(rng), at, at + width, size)


def _either(rng: np.random.Generator) -> Placement:
    return Placement.PELVIS if rng.random() < 0.5 else Placement.LUMBAR
