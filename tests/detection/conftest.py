"""Synthetic postures: smooth reps, joined by rests, with a lumbar angle of choice."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest

from monitor.model.blocks import BoolArray, FloatArray, Posture

DT = 0.01


def smooth(n: int) -> FloatArray:
    """Minimum jerk from 0 to 1 in n samples."""
    u = np.arange(1, n + 1) / n
    return 10 * u**3 - 15 * u**4 + 6 * u**5


@dataclass
class Score:
    """Writes pelvis pitch, lumbar flexion and pelvis roll, move by move."""

    pitch: list[float] = field(default_factory=list)
    flexion: list[float] = field(default_factory=list)
    roll: list[float] = field(default_factory=list)

    @property
    def now(self) -> float:
        return len(self.pitch) * DT

    def to(
        self,
        pitch: float,
        seconds: float,
        flexion: float | None = None,
        roll: float | None = None,
    ) -> "Score":
        """Move smoothly; flexion and roll stay unless given."""
        here = self.pitch[-1] if self.pitch else pitch
        bent = self.flexion[-1] if self.flexion else 0.0
        leant = self.roll[-1] if self.roll else 0.0
        way = smooth(max(1, round(seconds / DT)))
        goal = bent if flexion is None else flexion
        self.pitch += (here + (pitch - here) * way).tolist()
        self.flexion += (bent + (goal - bent) * way).tolist()
        side = leant if roll is None else roll
        self.roll += (leant + (side - leant) * way).tolist()
        return self

    def wait(self, seconds: float) -> "Score":
        return self.to(self.pitch[-1] if self.pitch else 0.0, seconds)

    def posture(self, noise_deg: float = 0.0, seed: int = 1) -> Posture:
        rng = np.random.default_rng(seed)
        pelvis = np.array(self.pitch) + rng.normal(0, noise_deg, len(self.pitch))
        lumbar = np.array(self.pitch) + np.array(self.flexion)
        lumbar += rng.normal(0, noise_deg, len(lumbar))
        t = np.round(np.arange(len(pelvis)) * DT, 2)
        roll = np.array(self.roll) + rng.normal(0, noise_deg, len(pelvis))
        return whole(t, pelvis, lumbar, roll)


def whole(
    t: FloatArray, pelvis: FloatArray, lumbar: FloatArray, roll: FloatArray
) -> Posture:
    """A posture from both pitches; NaN is not valid."""
    return Posture(
        t,
        pelvis_pitch_deg=pelvis,
        lumbar_pitch_deg=lumbar,
        lumbar_flexion_deg=lumbar - pelvis,
        pelvis_rate_dps=np.gradient(pelvis, DT),
        lumbar_rate_dps=np.gradient(lumbar, DT),
        pelvis_valid=~np.isnan(pelvis),
        lumbar_valid=~np.isnan(lumbar),
        valid=~np.isnan(pelvis + lumbar),
        doubtful=np.zeros(len(t), dtype=np.bool_),
        pelvis_roll_deg=np.where(np.isnan(pelvis), np.nan, roll),
    )


class Lift:
    """Makes sets of hip thrusts or deadlifts, and what happens to them."""

    def score(self) -> Score:
        return Score()

    def hidden(
        self, posture: Posture, start_s: float, stop_s: float, sensors: str = "both"
    ) -> Posture:
        """The posture with an outage of the pelvis sensor, the lumbar one, or both."""
        gone = (posture.t >= start_s) & (posture.t < stop_s)
        pelvis = posture.pelvis_pitch_deg.copy()
        lumbar = posture.lumbar_pitch_deg.copy()
        if sensors in ("both", "pelvis"):
            pelvis[gone] = np.nan
        if sensors in ("both", "lumbar"):
            lumbar[gone] = np.nan
        return whole(posture.t, pelvis, lumbar, posture.pelvis_roll_deg)

    def rows(self, posture: Posture, keep: slice | BoolArray) -> Posture:
        """Some rows of a posture."""
        return Posture(
            **{name: getattr(posture, name)[keep] for name in Posture.__slots__}
        )

    def thrusts(
        self,
        tops: Sequence[float] = (-88.0,) * 5,
        flexions: Sequence[float] | None = None,
        rest_s: float = 0.5,
        roll: float = 0.0,
    ) -> Score:
        """Recline to -42 degrees, lift to each top with a lumbar flexion, rest."""
        score = Score().to(-42.0, 0.01, 6.0).wait(2.0)
        for top, flexion in zip(tops, flexions or [0.0] * len(tops), strict=True):
            score.to(top, 0.8, flexion, roll).wait(0.4)
            score.to(-42.0, 1.0, 6.0, 0.0).wait(rest_s)
        return score

    def deadlifts(self, depths: Sequence[float]) -> Score:
        """Stand, bow to each depth and come up."""
        score = Score().to(0.0, 0.01, 0.0).wait(2.0)
        for depth in depths:
            score.to(depth, 1.5, 6.0).wait(0.2).to(0.0, 1.2, 0.0).wait(0.7)
        return score


@pytest.fixture(scope="session")
def lift() -> Lift:
    return Lift()
