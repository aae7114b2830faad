"""Recordings in memory, as a replay has them."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from monitor.acquisition.simulation.session import SimulatedSession
from monitor.analysis.calibrated import closed
from monitor.analysis.simulated import simulated_recording
from monitor.playback.opening import recomputed
from monitor.playback.store import Playback
from monitor.recording.recording import Recording, read_recording

RECORDINGS = Path(__file__).parents[2] / "recordings"


@pytest.fixture(scope="session")
def recording() -> Callable[[str], Recording]:
    """Return a reference recording by its name."""
    return lambda name: closed(read_recording(RECORDINGS / f"{name}.mcap"))


@pytest.fixture(scope="session")
def played(recording: Callable[[str], Recording]) -> Callable[[str], Playback]:
    """Return a reference recording in memory, by its name."""
    return cache(lambda name: recomputed(recording(name)))


@pytest.fixture(scope="session")
def playback(short_session: SimulatedSession) -> Playback:
    """A set of four hip thrusts, two of them arched, in memory."""
    return recomputed(closed(simulated_recording(short_session)))
