"""Simulated sessions that several tests look at."""

from collections.abc import Callable
from functools import cache

import pytest

from monitor.acquisition.simulation.scenarios import scenario
from monitor.acquisition.simulation.session import SimulatedSession
from monitor.model.records import ExerciseName

Simulated = Callable[[str, ExerciseName], SimulatedSession]


@pytest.fixture(scope="session")
def simulated() -> Simulated:
    """The session of a scenario and an exercise, seed 1, made once."""

    @cache
    def make(name: str, exercise: ExerciseName) -> SimulatedSession:
        return scenario(name, exercise, 1)

    return make
