"""Options and fixtures of all tests."""

import os
import random
import re
import resource
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.acquisition.simulation.plan import Style
from monitor.acquisition.simulation.routine import Outline
from monitor.acquisition.simulation.scenarios import simulated
from monitor.acquisition.simulation.session import Circumstances, SimulatedSession
from monitor.model.events import Output
from monitor.model.records import TRUNK, ExerciseName, Record
from monitor.pipeline import Pipeline, PipelineSettings
from monitor.profiles import find_profiles

pytest_plugins = ["tests.rig.pieces"]

# No command opens a window where a test wants the terminal view.
for name in ("DISPLAY", "WAYLAND_DISPLAY"):
    os.environ.pop(name, None)

Fuzz = Callable[[Callable[[random.Random], object]], Counter[object]]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="rewrite the golden events beside the recordings; review the diff",
    )


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update-golden"))


@pytest.fixture(scope="session")
def fuzz_cases() -> int:
    """How many cases each fuzz test tries; ``REP_MONITOR_FUZZ`` sets it."""
    return int(os.environ.get("REP_MONITOR_FUZZ", "300"))


@pytest.fixture
def fuzz(fuzz_cases: int, record_property: Callable[[str, object], None]) -> Fuzz:
    """Calls with a generator per case; counts what comes back, names what crashed."""

    def run(case: Callable[[random.Random], object]) -> Counter[object]:
        seen: Counter[object] = Counter()
        for seed in range(fuzz_cases):
            try:
                seen[case(random.Random(seed))] += 1
            except Exception as error:
                error.add_note(f"with seed {seed}")
                raise
        record_property("outcomes", dict(seen))
        return seen

    return run


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """After a long fuzz run tell what came of the cases and how much memory it took."""
    if "REP_MONITOR_FUZZ" not in os.environ:
        return
    for report in terminalreporter.getreports("passed"):
        for name, value in report.user_properties:
            terminalreporter.write_line(f"{report.nodeid}: {name} {value}")
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    terminalreporter.write_line(f"peak memory of this process: {peak_mb:.0f} MB")


@pytest.fixture(scope="session")
def one_line() -> Callable[[str], bool]:
    """Whether an error is one sentence that a terminal can show."""
    return lambda text: bool(re.fullmatch(r"[^\n\r\x1b]{3,600}", text))


@pytest.fixture(scope="session")
def short_session() -> SimulatedSession:
    """A set of four hip thrusts, two of them arched, standing still around it."""
    style = Style(reps=(4, 4), ribs=0.5)
    outline = Outline(sets=1, style=style, brief=True)
    return simulated("pipeline", ExerciseName.HIP_THRUST, 5, Circumstances(outline))


@pytest.fixture(scope="session")
def make_pipeline() -> Callable[..., Pipeline]:
    """A pipeline for two sensors of one shipped profile."""

    def make(
        settings: PipelineSettings | None = None, profile: str = "reference"
    ) -> Pipeline:
        setup = find_profiles()[profile].sensor_setup()
        return Pipeline(dict.fromkeys(TRUNK, setup), settings or PipelineSettings())

    return make


@pytest.fixture(scope="session")
def fed(make_pipeline: Callable[..., Pipeline]) -> Callable[..., list[Output]]:
    """All outputs of a new pipeline that is fed these records."""

    def feed(
        records: list[Record], settings: PipelineSettings | None = None
    ) -> list[Output]:
        path = make_pipeline(settings)
        return [output for record in records for output in path.feed(record)]

    return feed


@pytest.fixture(scope="session")
def repository() -> Path:
    """The folder of the project."""
    return Path(__file__).parents[1]
