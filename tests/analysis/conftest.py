import pytest

from monitor.acquisition.simulation.plan import Style
from monitor.acquisition.simulation.radio import RadioTraits
from monitor.acquisition.simulation.routine import Outline
from monitor.acquisition.simulation.scenarios import simulated
from monitor.acquisition.simulation.session import Circumstances, SimulatedSession
from monitor.model.records import ExerciseName


@pytest.fixture(scope="session")
def session() -> SimulatedSession:
    """Calibration and a short set of hip thrusts, in which every rep arches."""
    outline = Outline(sets=1, style=Style(reps=(3, 3), ribs=1.0), brief=True)
    return simulated("short", ExerciseName.HIP_THRUST, 3, Circumstances(outline))


@pytest.fixture(scope="session")
def short() -> SimulatedSession:
    """Calibration and a single rep; exact clocks, 5 samples a notification."""
    outline = Outline(sets=1, style=Style(reps=(1, 1)), brief=True)
    radio = RadioTraits(skew_ppm=0.0, samples_per_notification=5)
    circumstances = Circumstances(outline, radio=radio)
    return simulated("long", ExerciseName.GLUTE_BRIDGE, 1, circumstances)
