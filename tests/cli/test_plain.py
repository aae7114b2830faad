import pytest

from monitor.cli.plain import plain_line
from monitor.model.body import Limits
from monitor.model.events import (
    Alert,
    Cue,
    Level,
    Notice,
    NoticeKind,
    Output,
    Phase,
    PhaseChanged,
    SetStarted,
)
from monitor.model.records import ExerciseName


@pytest.mark.parametrize(
    ("output", "line"),
    [
        (
            Alert(24.05, 24.0, Level.DANGER, Cue.DANGER, "Past it", event_id=1),
            "   24.05 s  DANGER Past it (50 ms)",
        ),
        (
            Alert(25.0, 24.9, Level.INFO, Cue.REP_SCORED, "Rep 1", rep_id=1),
            "   25.00 s  Rep 1",
        ),
        (
            SetStarted(20.0, 1, ExerciseName.HIP_THRUST, Limits()),
            "   20.00 s  Set 1: hip thrust, extension limit 15°",
        ),
        (Notice(9.0, NoticeKind.RECORDING, "Cut."), "    9.00 s  Cut."),
        (PhaseChanged(9.0, Phase.HOLD), None),
    ],
)
def test_what_happens_is_a_line(output: Output, line: str | None) -> None:
    assert plain_line(output) == line
