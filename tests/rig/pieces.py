"""Pieces of a session to look at: fixtures of every test that shows something."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from monitor.model.blocks import Posture
from monitor.model.events import LinkStatus, Rep, Verdict
from monitor.model.records import LinkState, Placement


@pytest.fixture
def rep() -> Callable[..., Rep]:
    """Return a maker of reps."""

    def make(rep_id: int = 1, **changes: object) -> Rep:
        onset = 20.0 + 3 * rep_id
        plain = Rep(
            rep_id=rep_id,
            set_index=1,
            full=True,
            onset_s=onset,
            reach_s=onset + 0.8,
            leave_s=onset + 1.2,
            end_s=onset + 2.0,
            rom_deg=58.4,
            peak_extension_deg=6.2,
            scored_share=1.0,
            verdict=Verdict.CLEAN,
        )
        return replace(plain, **changes)  # type: ignore[arg-type]

    return make


@pytest.fixture
def posture() -> Callable[[float, float], Posture]:
    """Return a maker of postures of one sample, by time and lumbar flexion."""

    def make(t: float, flexion: float) -> Posture:
        angle, rate = np.array([flexion]), np.zeros(1)
        valid = np.isfinite(angle)
        return Posture(
            t=np.array([t]),
            pelvis_pitch_deg=np.array([-62.0]),
            lumbar_pitch_deg=angle,
            lumbar_flexion_deg=angle,
            pelvis_rate_dps=rate,
            lumbar_rate_dps=rate,
            pelvis_valid=valid,
            lumbar_valid=valid,
            valid=valid,
            doubtful=~valid,
            pelvis_roll_deg=rate,
        )

    return make


@pytest.fixture
def status() -> Callable[..., LinkStatus]:
    """Return a maker of link states."""

    def make(placement: Placement, **changes: object) -> LinkStatus:
        streaming = LinkState.STREAMING
        plain = LinkStatus(30.0, placement, streaming, 99.8, 2970, 30, 4.0, 0.042, 84.0)
        return replace(plain, **changes)  # type: ignore[arg-type]

    return make
