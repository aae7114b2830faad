"""A simulated session: its movement, its sensors, its records, its truth."""

import zlib
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from monitor.acquisition.simulation.body import BodyMotion, body_motion, grid
from monitor.acquisition.simulation.choreography import Choreography
from monitor.acquisition.simulation.disturb import Mishaps, write_mishaps
from monitor.acquisition.simulation.plan import draw_lifter
from monitor.acquisition.simulation.radio import RadioTraits, draw_outages
from monitor.acquisition.simulation.routine import Outline, Story, write_session
from monitor.acquisition.simulation.sensor import (
    SampleClock,
    SensorStream,
    SensorTraits,
    Worn,
    measure,
)
from monitor.acquisition.simulation.sway import background
from monitor.acquisition.simulation.transmit import (
    Transmission,
    link_changes,
    merged,
    notifications,
    ticks,
    transmit,
)
from monitor.acquisition.simulation.true_story import true_story
from monitor.acquisition.simulation.truth import Disturbance, Truth
from monitor.decoding.decoder import StreamFormat
from monitor.model.body import Window
from monitor.model.records import TRUNK, ExerciseName, Placement, Record, SetSide
from monitor.profiles import Profile

BOTH_GONE = 0.25  # share of outages that take both links
Profiles = dict[Placement, tuple[str, Profile]]  # stem of the file, and what it says
Streams = dict[Placement, tuple[str, StreamFormat]]  # name in the profile


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Everything about a session but who lifts what.

    Attributes:
        outline: What happens.
        sensors: How the sensors err and are worn.
        radio: How their samples travel.
        mishaps: What happens to the straps.
    """

    outline: Outline = field(default_factory=Outline)
    sensors: SensorTraits = field(default_factory=SensorTraits)
    radio: RadioTraits = field(default_factory=RadioTraits)
    mishaps: Mishaps = field(default_factory=Mishaps)


@dataclass(frozen=True, eq=False)
class SimulatedSession:
    """A session that never was.

    Attributes:
        name: Of the scenario.
        exercise: What is trained.
        seed: Same seed, same session, to the last byte.
        profiles: Each sensor's firmware profile, by the stem of its file.
        truth: What really happened.
        motion: The body's movement on a fine grid, for tests of physics.
        streams: Each sensor's samples as taken, before the radio.
        transmissions: How they travelled.
        imus: The profiles' streams that carry them, with their names.
    """

    name: str
    exercise: ExerciseName
    seed: int
    profiles: dict[Placement, str]
    truth: Truth
    motion: BodyMotion
    streams: dict[Placement, SensorStream]
    transmissions: dict[Placement, Transmission]
    imus: Streams

    @property
    def duration_s(self) -> float:
        """How long it lasts."""
        return float(self.motion.t[-1])

    @cached_property
    def records(self) -> list[Record]:
        """All records in order of time; encoded when first asked for."""
        parts: list[list[Record]] = []
        for placement, sent in self.transmissions.items():
            name, stream = self.imus[placement]
            parts.append(list(link_changes(sent, self.duration_s)))
            parts.append(list(notifications(sent, stream, name)))
        heard = [part[-1].t for part in parts if part]
        parts.append([SetSide(t, side) for t, side in self.truth.sides])
        parts.append(list(ticks(max([self.duration_s, *heard]) + 0.3)))
        return merged(*parts)


def simulate(
    name: str,
    exercise: ExerciseName,
    seed: int,
    circumstances: Circumstances,
    profiles: Profiles,
) -> SimulatedSession:
    """Make a session up.

    Args:
        name: Of the scenario; sessions of different names differ.
        exercise: What is trained.
        seed: What decides all that is left to chance.
        circumstances: What is asked for.
        profiles: Each sensor's profile and the stem of its file.
    """
    body_rng, other_rng, *sensor_rngs = _generators(name, exercise, seed)
    story, mishaps, motion = _moved(exercise, circumstances, body_rng, other_rng)
    outages = _outages(circumstances.radio, story, other_rng)
    imus = {p: next(iter(profiles[p][1].streams.items())) for p in TRUNK}
    sent = {
        placement: _sent(
            _Wearing(motion, circumstances, mishaps, outages[placement]),
            placement,
            imus[placement][1],
            rng,
        )
        for placement, rng in zip(TRUNK, sensor_rngs, strict=True)
    }
    gone = [Disturbance("outage", p, *w) for p in TRUNK for w in outages[p]]
    return SimulatedSession(
        name=name,
        exercise=exercise,
        seed=seed,
        profiles={p: stem for p, (stem, _) in profiles.items()},
        truth=true_story(exercise, motion, story, [*mishaps, *gone]),
        motion=motion,
        streams={p: transmission.samples for p, transmission in sent.items()},
        transmissions=sent,
        imus=imus,
    )


@dataclass(frozen=True, slots=True)
class _Wearing:
    """What a sensor goes through."""

    motion: BodyMotion
    circumstances: Circumstances
    mishaps: list[Disturbance]
    outages: list[Window]


def _generators(
    name: str, exercise: ExerciseName, seed: int
) -> list[np.random.Generator]:
    """Independent chance for the body, what befalls it, and each sensor."""
    which = zlib.crc32(f"{name} {exercise}".encode())
    return np.random.default_rng([seed, which]).spawn(2 + len(TRUNK))


def _moved(
    exercise: ExerciseName,
    circumstances: Circumstances,
    body_rng: np.random.Generator,
    other_rng: np.random.Generator,
) -> tuple[Story, list[Disturbance], BodyMotion]:
    lifter = draw_lifter(exercise, body_rng)
    score = Choreography(body_rng)
    story = write_session(score, lifter, circumstances.outline)
    mishaps = write_mishaps(score, story, circumstances.mishaps)
    motion = body_motion(score, background(grid(score.now), other_rng))
    return story, mishaps, motion


def _outages(
    radio: RadioTraits, story: Story, rng: np.random.Generator
) -> dict[Placement, list[Window]]:
    """Draw outages between the bows and the end, for one sensor or both."""
    found: dict[Placement, list[Window]] = {p: [] for p in TRUNK}
    for window in draw_outages((story.bows_s[1], story.end_s[0]), radio, rng):
        alone = Placement.PELVIS if rng.random() < 0.5 else Placement.LUMBAR
        both = rng.random() < BOTH_GONE
        for placement in TRUNK if both else (alone,):
            found[placement].append(window)
    return found


def _sent(
    wearing: _Wearing,
    placement: Placement,
    stream: StreamFormat,
    rng: np.random.Generator,
) -> Transmission:
    """Let one sensor ride along and send what it measures."""
    radio = wearing.circumstances.radio
    skew = float(rng.uniform(0.6, 1.0) * rng.choice(np.array([-1.0, 1.0])))
    first_s = float(rng.uniform(0.0, 1.0 / stream.rate_hz))
    clock = SampleClock(stream.rate_hz, radio.skew_ppm * skew, first_s)
    knocks = [m for m in wearing.mishaps if m.kind == "knock"]
    worn = Worn(
        placement,
        wearing.circumstances.sensors,
        [knock for knock in knocks if knock.placement is placement],
    )
    taken = measure(wearing.motion, worn, clock, rng)
    return transmit(_within_range(taken, stream), stream, radio, wearing.outages, rng)


def _within_range(taken: SensorStream, stream: StreamFormat) -> SensorStream:
    """Saturate as the sensor does."""
    accel, gyro = taken.accel, taken.gyro
    if stream.accel_range is not None:
        accel = np.clip(accel, -stream.accel_range, stream.accel_range)
    if stream.gyro_range is not None:
        gyro = np.clip(gyro, -stream.gyro_range, stream.gyro_range)
    return replace(taken, accel=accel, gyro=gyro)
