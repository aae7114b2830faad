"""Simulated sessions that several tests look at, and time that jumps."""

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from functools import cache
from typing import Any

import pytest

from monitor.acquisition.simulation.scenarios import scenario
from monitor.acquisition.simulation.session import SimulatedSession
from monitor.model.records import ExerciseName

Simulated = Callable[[str, ExerciseName], SimulatedSession]
Virtually = Callable[[Coroutine[Any, Any, Any]], Any]


@pytest.fixture(scope="session")
def simulated() -> Simulated:
    """The session of a scenario and an exercise, seed 1, made once."""

    @cache
    def make(name: str, exercise: ExerciseName) -> SimulatedSession:
        return scenario(name, exercise, 1)

    return make


class _Jumping(selectors.DefaultSelector):
    """Never waits: the time that it should have waited has passed at once."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def select(
        self, timeout: float | None = None
    ) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if not ready and timeout:
            self.now += timeout
        assert ready or timeout is not None, "all tasks wait, and nothing will come"
        return ready


class _VirtualLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._jumping = _Jumping()
        super().__init__(self._jumping)

    def time(self) -> float:
        return self._jumping.now


@pytest.fixture
def virtually() -> Virtually:
    """Runs a coroutine on a loop whose time jumps: no test waits for a clock."""

    def run(work: Coroutine[Any, Any, Any]) -> object:
        with asyncio.Runner(loop_factory=_VirtualLoop) as runner:
            return runner.run(work)

    return run
