import io

import pytest
from rich.console import Console

from monitor.analysis.fold import Subject, fold
from monitor.analysis.results import Analysis
from monitor.analysis.sensor_tally import SensorFacts
from monitor.analysis.tables import analysis_tables
from monitor.model.body import Calibration, CalibrationSource, Limits, SegmentFrame
from monitor.model.events import (
    Calibrated,
    LimitKind,
    Notice,
    NoticeKind,
    Output,
    OverLimitBegan,
    Rep,
    RepCounted,
    Verdict,
)
from monitor.model.records import ExerciseName, Placement, Tick

FRAME = SegmentFrame((0.0, 0.0, 1.0), (0.0, 1.0, 0.0), (0.0, 0.0, 0.0))
CALIBRATION = Calibration(
    FRAME, FRAME, (1.0, 6.0), (7.0, 15.0), 0.9, CalibrationSource.AUTO
)
FAULT = Rep(
    1, 1, True, 12.0, 12.5, 12.8, 14.0, 45.0,
    peak_extension_deg=19.2, verdict=Verdict.FAULT, reason="19.2° past neutral",
)  # fmt: skip
OUTPUTS: tuple[Output, ...] = (
    Calibrated(15.0, CALIBRATION),
    RepCounted(14.0, FAULT),
    OverLimitBegan(12.4, 1, LimitKind.HYPEREXTENSION, 15.3, 15.0),
    Notice(20.0, NoticeKind.STRAP_SLIPPED, "The pelvis strap slipped by 12°."),
)


def analysis(*outputs: Output) -> Analysis:
    sensors = {Placement.PELVIS: SensorFacts("reference", 100.0)}
    subject = Subject("monday.mcap", ExerciseName.HIP_THRUST, Limits(), sensors)
    return fold(subject, [(Tick(12.45), outputs)])


def shown(*outputs: Output) -> str:
    console = Console(width=150, record=True, file=io.StringIO())
    console.print(analysis_tables(analysis(*outputs)))
    return console.export_text()


@pytest.mark.parametrize(
    "said",
    [
        "monday.mcap: hip thrust",
        "Calibration: auto, quality 0.90",
        "✗ past the limit",
        "19.2° past neutral",
        "50 ms",
        "The pelvis strap slipped by 12°.",
        "no medical advice",
        "0.5/0.3/1.2",
    ],
)
def test_the_tables_say(said: str) -> None:
    assert said in shown(*OUTPUTS)


def test_without_calibration_they_say_that_nothing_is_measured() -> None:
    text = shown()

    assert "no angle and no rep is measured" in text
    assert "No reps." in text
