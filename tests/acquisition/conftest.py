"""Simulated sessions that several tests look at, and time that jumps."""

from collections.abc import Callable, Coroutine
from functools import cache
from typing import Any

import pytest

from monitor.acquisition.simulation.scenarios import scenario
from monitor.acquisition.simulation.session import SimulatedSession
from monitor.model.records import ExerciseName
from tests.rig.virtual import run_virtually

Simulated = Callable[[str, ExerciseName], SimulatedSession]
Virtually = Callable[[Coroutine[Any, Any, Any]], Any]


@pytest.fixture(scope="session")
def simulated() -> Simulated:
    """The session of a scenario and an exercise, seed 1, made once."""

    @cache
    def make(name: str, exercise: ExerciseName) -> SimulatedSession:
        return scenario(name, exercise, 1)

    return make


@pytest.fixture
def virtually() -> Virtually:
    """Runs a coroutine on a loop whose time jumps: no test waits for a clock."""
    return run_virtually
