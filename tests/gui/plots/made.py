"""Sessions made by hand for the tests of the plots."""

import numpy as np

from monitor.gui.plots.data import AlertMark, Gap, PlotData, RawTrack, RepMark, TextMark
from monitor.model.blocks import GRAVITY
from monitor.model.events import Level, Rep, Verdict
from monitor.model.records import TRUNK, Placement

PERIOD_S, REST_S = 4.0, 6.0
_PEAKS = (9.0, 11.5, 14.0, 21.0, 10.0, 12.0)
_VERDICTS = (
    Verdict.CLEAN,
    Verdict.CLEAN,
    Verdict.BORDERLINE,
    Verdict.FAULT,
    Verdict.NOT_SCORED,
    Verdict.CLEAN,
)


def session(length_s: float = 60.0, rate_hz: float = 100.0) -> PlotData:
    """Sets of six reps, 6 s of rest around; the fourth is past the limit of 15°.

    The fifth has a gap of the lumbar angle; the sensors' samples are missing there too.
    """
    t = np.arange(int(length_s * rate_hz)) / rate_hz
    reps = _reps(length_s)
    extension, pitch = _curves(t, reps)
    gaps = tuple(
        Gap(rep.onset_s + 1.0, rep.onset_s + 2.5)
        for rep in reps
        if rep.verdict is Verdict.NOT_SCORED
    )
    for gap in gaps:
        extension[(t >= gap.start_s) & (t < gap.end_s)] = np.nan
    faults = [rep for rep in reps if rep.verdict is Verdict.FAULT]
    return PlotData(
        t,
        -extension,
        pitch,
        pitch - extension,
        {placement: _track(t, pitch, placement, gaps) for placement in TRUNK},
        reps,
        tuple(
            AlertMark(rep.onset_s + 1.6, Level.DANGER, "Arching 21°") for rep in faults
        ),
        gaps,
        (TextMark(REST_S - 2.0, "bar set down"),),
    )


def _reps(length_s: float) -> tuple[RepMark, ...]:
    made: list[RepMark] = []
    set_s = 6 * PERIOD_S + REST_S
    for index in range(int((length_s - REST_S) // set_s)):
        for k, (peak, verdict) in enumerate(zip(_PEAKS, _VERDICTS, strict=True)):
            onset = REST_S + index * set_s + k * PERIOD_S
            mark = RepMark(
                len(made) + 1, index + 1, k + 1, onset, onset + 3.2, verdict, peak
            )
            made.append(mark)
    return tuple(made)


def _curves(
    t: np.typing.NDArray[np.float64], reps: tuple[RepMark, ...]
) -> tuple[np.typing.NDArray[np.float64], np.typing.NDArray[np.float64]]:
    noise = np.random.default_rng(1).normal(0.0, 0.15, len(t))
    extension, pitch = 2.0 + noise, -20.0 + 2 * noise
    for rep in reps:
        inside = (t >= rep.onset_s) & (t <= rep.end_s)
        phase = (t[inside] - rep.onset_s) / (rep.end_s - rep.onset_s)
        bump = np.sin(np.pi * phase) ** 2
        extension[inside] += ((rep.peak_extension_deg or 0.0) - 2.0) * bump
        pitch[inside] -= 60.0 * bump
    return extension, pitch


def _track(
    t: np.typing.NDArray[np.float64],
    pitch: np.typing.NDArray[np.float64],
    placement: Placement,
    gaps: tuple[Gap, ...],
) -> RawTrack:
    noise = np.random.default_rng(list(TRUNK).index(placement)).normal(
        0.0, 0.008, (len(t), 3)
    )
    angle = np.radians(pitch)
    rate = np.gradient(angle, t)
    gyro = np.column_stack([0.1 * rate, rate, -0.2 * rate]) + 4 * noise
    accel = np.column_stack([np.sin(angle), 0 * angle, np.cos(angle)]) + noise
    kept = np.ones(len(t), dtype=bool)
    for gap in gaps:
        kept &= (t < gap.start_s) | (t >= gap.end_s)
    return RawTrack(t[kept] + 0.002, GRAVITY * accel[kept], gyro[kept])


def fault() -> Rep:
    """The fourth rep of ``session``."""
    onset = REST_S + 3 * PERIOD_S
    return Rep(
        rep_id=4,
        set_index=1,
        full=True,
        onset_s=onset,
        reach_s=onset + 1.2,
        leave_s=onset + 2.0,
        end_s=onset + 3.2,
        rom_deg=60.0,
        peak_extension_deg=21.0,
        scored_share=1.0,
        verdict=Verdict.FAULT,
        reason="Past the limit: peak extension 21.0° against a limit of 15°.",
    )
