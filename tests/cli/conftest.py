"""A person at the command line, and pieces of a session to look at."""

import io
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console, RenderableType

from monitor.__main__ import main
from monitor.model.blocks import Posture
from monitor.model.events import LinkStatus, Rep, Verdict
from monitor.model.records import LinkState, Placement


@dataclass(frozen=True)
class Ran:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str


@pytest.fixture
def command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Ran]:
    """Return what runs a command as a person would, in this process."""
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("XDG_CONFIG_HOME", "/nonexistent")

    def run(*arguments: str | Path) -> Ran:
        monkeypatch.setattr(sys, "argv", ["rep-monitor", *map(str, arguments)])
        code: object = 0
        try:
            main()
        except SystemExit as exit_:
            code = exit_.code
        said = capsys.readouterr()
        return Ran(code if isinstance(code, int) else 0, said.out, said.err)

    return run


@pytest.fixture
def shown() -> Callable[..., str]:
    """Return what draws something as text, without a terminal."""

    def draw(what: RenderableType, width: int = 100) -> str:
        console = Console(
            width=width, file=io.StringIO(), record=True, color_system=None
        )
        console.print(what)
        return console.export_text()

    return draw


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
