"""A stage for alert policies: feed causes, look at what was told."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from monitor.alerts.cause import Cause
from monitor.alerts.policy import AlertPolicy
from monitor.alerts.settings import AlertSettings
from monitor.model.body import Calibration, CalibrationSource
from monitor.model.events import (
    Alert,
    Calibrated,
    LimitKind,
    OverLimitBegan,
    OverLimitEnded,
    Rep,
    RepCounted,
    Verdict,
)
from monitor.model.records import LinkChange, LinkState, Placement, SoundChange

CALIBRATION = Calibration(
    pelvis=None,
    lumbar=None,
    neutral_s=(0.0, 5.0),
    bows_s=(5.0, 12.0),
    quality=0.9,
    source=CalibrationSource.AUTO,
)


class Stage:
    """A policy, and everything that it has told."""

    def __init__(self, settings: AlertSettings) -> None:
        self.policy = AlertPolicy(settings)
        self.told: list[Alert] = []

    def feed(self, *causes: Cause, late_s: float = 0.0) -> list[Alert]:
        """Feed causes, each ``late_s`` after its own time; return what they told."""
        told = [a for c in causes for a in self.policy.feed(c.t + late_s, c)]
        self.told += told
        return told

    def arm(self, t: float = 0.0) -> list[Alert]:
        """Let everything be good."""
        return self.feed(
            SoundChange(t, available=True),
            LinkChange(t, Placement.PELVIS, LinkState.STREAMING),
            LinkChange(t, Placement.LUMBAR, LinkState.STREAMING),
            Calibrated(t, CALIBRATION),
        )


@pytest.fixture
def stage() -> Callable[..., Stage]:
    """Return a maker of stages."""

    def make(**settings: object) -> Stage:
        return Stage(AlertSettings(**settings))  # type: ignore[arg-type]

    return make


@pytest.fixture
def rep() -> Callable[..., Rep]:
    """Return a maker of reps: a clean full one, 3 s a rep, unless told otherwise."""

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
            rom_deg=60.0,
            peak_extension_deg=5.0,
            scored_share=1.0,
            verdict=Verdict.CLEAN,
        )
        return replace(plain, **changes)  # type: ignore[arg-type]

    return make


@pytest.fixture
def counted(rep: Callable[..., Rep]) -> Callable[..., RepCounted]:
    """Return a maker of counted reps, counted as they end."""

    def make(rep_id: int = 1, **changes: object) -> RepCounted:
        made = rep(rep_id, **changes)
        return RepCounted(made.onset_s + 2.0, made)

    return make


@pytest.fixture
def began() -> Callable[..., OverLimitBegan]:
    """Return a maker of events past the limit of 15 degrees."""

    def make(
        t: float, event_id: int = 1, rep_id: int | None = None, angle: float = 15.5
    ) -> OverLimitBegan:
        kind = LimitKind.HYPEREXTENSION
        return OverLimitBegan(t, event_id, kind, angle, 15.0, rep_id)

    return make


@pytest.fixture
def ended() -> Callable[..., OverLimitEnded]:
    """Return a maker of their ends."""

    def make(t: float, event_id: int = 1, peak: float = 16.0) -> OverLimitEnded:
        kind = LimitKind.HYPEREXTENSION
        return OverLimitEnded(t, event_id, kind, peak, 0.5, anticipated=False)

    return make
