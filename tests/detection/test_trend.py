import numpy as np
import pytest

from monitor.detection.trend import TrendSettings, trend
from monitor.model.events import TrendKind


def series(
    arch: float, creep: float, n: int = 9, spread: float = 0.0, seed: int = 0
) -> tuple[list[float], list[float]]:
    """Extension at top and bottom that grow by so much a rep."""
    rng = np.random.default_rng(seed)
    k = np.arange(n)
    bottom = -6.0 + creep * k + rng.normal(0, spread, n)
    top = 2.0 + (arch + creep) * k + rng.normal(0, spread, n)
    return top.tolist(), bottom.tolist()


def kind(top: list[float], bottom: list[float]) -> TrendKind | None:
    found = trend(top, bottom, TrendSettings())
    return None if found is None else found.kind


def test_a_growing_top_over_a_steady_bottom_is_a_growing_arch() -> None:
    found = trend(*series(arch=1.5, creep=0.0), TrendSettings())

    assert found is not None
    assert found.kind is TrendKind.ARCH_GROWS
    assert found.slope_deg_per_rep == pytest.approx(1.5)


@pytest.mark.parametrize("creep", [0.8, -0.8])
def test_top_and_bottom_that_drift_together_are_a_creeping_strap(creep: float) -> None:
    assert kind(*series(arch=0.0, creep=creep)) is TrendKind.STRAP_CREEPS


def test_a_lessening_arch_is_no_trend() -> None:
    assert kind(*series(arch=-1.5, creep=0.0)) is None


def test_settings_that_need_too_few_reps_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 5"):
        TrendSettings(least_reps=4)


def test_four_reps_tell_nothing() -> None:
    assert kind(*series(arch=2.0, creep=0.0, n=4)) is None


def test_creep_and_growth_are_told_apart_and_chance_is_neither() -> None:
    seeds = range(60)

    grown = [kind(*series(1.5, 0.0, 9, 0.8, s)) for s in seeds]
    crept = [kind(*series(0.0, 0.8, 9, 0.5, s)) for s in seeds]
    steady = [kind(*series(0.0, 0.0, 9, 1.0, s)) for s in seeds]

    assert grown.count(TrendKind.ARCH_GROWS) >= 0.95 * len(seeds)
    assert crept.count(TrendKind.STRAP_CREEPS) >= 0.95 * len(seeds)
    assert steady.count(None) >= 0.95 * len(seeds)


def test_reps_that_arch_now_and_then_are_no_trend() -> None:
    top = [2.0, 20.0, 1.0, 2.5, 19.0, 22.0, 1.5, 3.0, 18.0]

    assert kind(top, [-6.0] * 9) is None
