"""One example of every event, as docs/events_json.md shows it.

``python -m tests.cli.event_examples`` prints the lines anew.
"""

from typing import Final

from monitor.model.body import (
    BenchReference,
    Calibration,
    CalibrationSource,
    Limits,
    SegmentFrame,
)
from monitor.model.events import (
    Alert,
    BenchReferenceSet,
    Calibrated,
    Cue,
    DoubleTapped,
    HoldBegan,
    HoldBroken,
    HoldEnded,
    HoldEndReason,
    Level,
    LimitKind,
    LinkChecked,
    LinkStatus,
    NeutralDrift,
    Notice,
    NoticeKind,
    Output,
    OverLimitBegan,
    OverLimitEnded,
    PacketRejected,
    PelvicDrop,
    Phase,
    PhaseChanged,
    RangeMeasured,
    RangeProgress,
    RecordingStopped,
    Rep,
    RepConfirmed,
    RepCounted,
    RepRetracted,
    RepRevised,
    RepSides,
    RetractReason,
    Rezeroed,
    SetEnded,
    SetEndReason,
    SetStarted,
    SideBendsFound,
    StopAsked,
    StopReason,
    StreamGap,
    TableChecked,
    Tapped,
    ThighFound,
    ThighRep,
    TrendFound,
    TrendKind,
    Verdict,
)
from monitor.model.records import ExerciseName, LinkState, Placement, Side
from monitor.view.event_lines import event_line

PELVIS, LUMBAR = Placement.PELVIS, Placement.LUMBAR
_FRAME = SegmentFrame(
    (0.0, 0.0, 1.0), (0.0, 1.0, 0.0), (0.002, -0.001, 0.0), (0.0, 0.0, 0.05)
)
_COUNTED = Rep(
    rep_id=1,
    set_index=1,
    full=True,
    onset_s=27.1,
    reach_s=27.9,
    leave_s=28.4,
    end_s=None,
    rom_deg=58.2,
)
_JUDGED = Rep(
    rep_id=1,
    set_index=1,
    full=True,
    onset_s=27.1,
    reach_s=27.9,
    leave_s=28.4,
    end_s=29.2,
    rom_deg=58.4,
    peak_extension_deg=6.2,
    peak_flexion_deg=3.1,
    peak_at=Phase.HOLD,
    bottom_flexion_deg=2.8,
    top_flexion_deg=-5.9,
    scored_share=1.0,
    verdict=Verdict.CLEAN,
)

EXAMPLES: Final[tuple[Output, ...]] = (
    LinkStatus(
        t=12.3,
        placement=PELVIS,
        state=LinkState.STREAMING,
        rate_hz=99.9,
        samples=1180,
        lost=0,
        clock_ppm=12.1,
        age_s=0.021,
        battery_percent=87.0,
        rssi_dbm=-59.0,
        jitter_s=0.009,
        clock_offset_s=-51.2,
    ),
    LinkChecked(
        14.0,
        PELVIS,
        0.2,
        -61.0,
        99.8,
        ok=True,
        text="Pelvis sensor: 0.2 % lost, -61 dBm, 100 Hz, good.",
    ),
    Tapped(15.1, LUMBAR),
    DoubleTapped(31.4, PELVIS),
    StreamGap(33.0, PELVIS, start_s=32.4, lost=59, bridged=False),
    PacketRejected(34.0, LUMBAR, "expected 52 bytes, got 51"),
    Notice(
        35.0,
        NoticeKind.BATTERY_LOW,
        "The pelvis sensor's battery is low (20 %): charge it before the next session.",
        PELVIS,
        20.0,
    ),
    Calibrated(
        21.5,
        Calibration(
            pelvis=_FRAME,
            lumbar=_FRAME,
            neutral_s=(5.0, 10.0),
            bows_s=(11.0, 21.0),
            quality=0.93,
            source=CalibrationSource.AUTO,
        ),
    ),
    Rezeroed(22.0, old_offset_deg=0.0, new_offset_deg=1.4),
    TableChecked(60.0, PELVIS, (0.05, -0.02, 0.1), (1.001, 0.999, 1.002), "2026-11-26"),
    BenchReferenceSet(70.0, BenchReference(lumbar_flexion_deg=-6.0, spread_deg=0.8)),
    RangeProgress(24.1, 1, extension_deg=9.3),
    RangeMeasured(
        32.6,
        extension_deg=9.1,
        flexion_deg=4.2,
        cycles_deg=(9.3, 9.1, 8.8),
        limit_deg=5.9,
        text="Your range is 9°: a limit of 15° would never warn; it is 6° now.",
    ),
    SideBendsFound(33.0, pelvis_deg=1.8, lumbar_deg=-2.2),
    NeutralDrift(300.0, drift_deg=1.2),
    SetStarted(27.9, 1, ExerciseName.HIP_THRUST, Limits()),
    SetEnded(62.0, 1, SetEndReason.PAUSE, start_s=27.1, reps=10, scored=10, faults=1),
    StopAsked(63.0, StopReason.PAIN, pain=6.0),
    PhaseChanged(27.9, Phase.HOLD),
    RepCounted(28.4, _COUNTED),
    RepRevised(29.5, _JUDGED),
    RepConfirmed(35.9, rep_id=1),
    RepSides(35.9, rep_id=1, roll_range_deg=4.1, roll_at_top_deg=-2.6, share=1.0),
    PelvicDrop(36.0, rep_id=2, drop_deg=7.3, towards=Side.RIGHT, band_deg=2.0),
    RepRetracted(64.0, rep_id=11, reason=RetractReason.GOT_UP),
    ThighFound(30.2, Placement.THIGH_LEFT, frame=_FRAME, quality=0.97),
    ThighRep(
        37.4,
        rep_id=1,
        placement=Placement.THIGH_LEFT,
        hip_deg=6.3,
        inward_deg=8.2,
        bound_deg=1.2,
    ),
    OverLimitBegan(38.36, 3, LimitKind.HYPEREXTENSION, angle_deg=14.6, limit_deg=15.0),
    OverLimitEnded(
        38.9, 3, LimitKind.HYPEREXTENSION, 17.2, duration_s=0.54, anticipated=False
    ),
    HoldBegan(76.5, hold_id=1, set_index=2, start_s=75.0, side=Side.LEFT),
    HoldBroken(91.2, hold_id=1, kind=LimitKind.LATERAL, clean_s=15.9, angle_deg=13.1),
    HoldEnded(
        106.4,
        hold_id=1,
        set_index=2,
        start_s=75.0,
        held_s=31.1,
        clean_s=15.9,
        reason=HoldEndReason.LEFT,
        side=Side.LEFT,
        broken_by=LimitKind.LATERAL,
        over_limit_s=2.4,
    ),
    TrendFound(50.0, TrendKind.ARCH_GROWS, set_index=1, slope_deg_per_rep=0.9),
    RecordingStopped(
        400.0,
        "monday.mcap could not be written further (No space left on device);"
        " what was written before is kept",
    ),
    Alert(
        t=38.4,
        sample_s=38.36,
        level=Level.DANGER,
        cue=Cue.DANGER,
        text="Lumbar extension about to pass 15°",
        event_id=3,
    ),
)


def lines() -> str:
    """Return the examples as they are written."""
    return b"".join(map(event_line, EXAMPLES)).decode()


if __name__ == "__main__":
    print(lines(), end="")  # noqa: T201  it is the output
