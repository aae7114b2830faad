"""What the body does, as a score of smooth curves that activities write into."""

from dataclasses import dataclass, field
from enum import Enum, auto

import numpy as np

from monitor.acquisition.simulation.tracks import Track, Wave

HIP_HEIGHT_M = 0.92  # standing


class Channel(Enum):
    """One quantity of the body or of a strap. Angles are degrees, lengths metres."""

    PELVIS = auto()  # pelvis pitch
    FLEXION = auto()  # lumbar pitch minus pelvis pitch
    ROLL = auto()  # of the pelvis, about its forward axis
    TWIST = auto()  # of the pelvis, about its long axis
    LEAN = auto()  # of pelvis and trunk together, about the forward axis, to the right
    SIDE = auto()  # of the trunk against the pelvis, about the forward axis, likewise
    TRUNK_TWIST = auto()  # of the trunk against the pelvis, to the left
    HEADING = auto()
    HIP_X = auto()  # way of the hips along the heading, feet on the ground
    HIP_Y = auto()  # sideways
    HIP_Z = auto()  # height of the hips, feet on the ground
    PIVOT = auto()  # 1: the shoulders rest and the hips hang on them; 0: on the feet
    SHOULDER_X = auto()
    SHOULDER_Z = auto()
    STRAP_PELVIS = auto()  # pitch of the sensor on its segment
    STRAP_LUMBAR = auto()
    PUSH_PELVIS = auto()  # shift of the sensor along the skin
    PUSH_LUMBAR = auto()


def _tracks() -> dict[Channel, Track]:
    starts = {Channel.HIP_Z: HIP_HEIGHT_M, Channel.SHOULDER_X: -0.45}
    return {channel: Track(starts.get(channel, 0.0)) for channel in Channel}


@dataclass(slots=True)
class Choreography:
    """A score with a cursor: activities write from ``now`` on and move it ahead.

    Attributes:
        rng: Where all variation of the movement comes from.
        now: The cursor, session s.
        tracks: One curve per channel.
    """

    rng: np.random.Generator
    now: float = 0.0
    tracks: dict[Channel, Track] = field(default_factory=_tracks)

    def to(
        self, channel: Channel, target: float, duration_s: float, delay_s: float = 0.0
    ) -> None:
        """Write a move that starts at the cursor, or after a delay."""
        self.tracks[channel].move_to(target, self.now + delay_s, duration_s)

    def dip(
        self, channel: Channel, amount: float, duration_s: float, delay_s: float = 0.0
    ) -> None:
        """Write a move there and back; the level stays."""
        self.tracks[channel].dip(amount, self.now + delay_s, duration_s)

    def wave(
        self, channel: Channel, amplitude: float, rate_hz: float, duration_s: float
    ) -> None:
        """Write a sine of random phase from the cursor on."""
        phase = self.rng.uniform(0.0, 2 * np.pi)
        wave = Wave(self.now, duration_s, amplitude, rate_hz, phase)
        self.tracks[channel].waves.append(wave)

    def level(self, channel: Channel) -> float:
        """Where the moves so far lead."""
        return self.tracks[channel].level

    def wait(self, duration_s: float) -> None:
        """Move the cursor ahead."""
        self.now += duration_s

    def between(self, low: float, high: float) -> float:
        """Draw evenly from a range."""
        return float(self.rng.uniform(low, high))
