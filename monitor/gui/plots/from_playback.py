"""A recording in memory, as the analysis page takes it."""

from collections import Counter
from typing import Final

import numpy as np

from monitor.gui.plots.data import (
    AlertMark,
    Gap,
    PlotData,
    RawTrack,
    RepMark,
    TextMark,
)
from monitor.model.blocks import GRAVITY
from monitor.model.events import Alert, Rep
from monitor.playback.series import RawSeries
from monitor.playback.store import Playback

_MARKER: Final = "marker"


def plot_data(playback: Playback) -> PlotData:
    """Return a recording's angles, samples and marks.

    The limit is that of its last set. Sensors without samples are left out, as while
    only the stored outputs are known.
    """
    posture, state = playback.posture, playback.state_at(playback.end_s)
    alerts = (each for each in playback.news.outputs if isinstance(each, Alert))
    raw = {p: _track(series) for p, series in playback.raw.items() if len(series.t)}
    return PlotData(
        posture.t,
        np.where(posture.valid, posture.lumbar_flexion_deg, np.nan),
        np.where(posture.pelvis_valid, posture.pelvis_pitch_deg, np.nan),
        np.where(posture.lumbar_valid, posture.lumbar_pitch_deg, np.nan),
        raw,
        rep_marks(playback.reps()),
        tuple(AlertMark(each.sample_s, each.level, each.text) for each in alerts),
        tuple(Gap(*gap) for gap in playback.gaps()),
        tuple(TextMark(each.t, each.text or _MARKER) for each in playback.markers),
        state.limits.extension_deg,
        state.band_deg,
    )


def _track(series: RawSeries) -> RawTrack:
    gyro, accel = series.values[:, :3], series.values[:, 3:]
    gravity = series.values.dtype.type(GRAVITY)
    return RawTrack(series.t, gravity * accel, np.radians(gyro))


def rep_marks(reps: list[Rep]) -> tuple[RepMark, ...]:
    """Return the marks of reps in order of time; a rep without an end has none."""
    counted: Counter[int] = Counter()
    marks = []
    for rep in reps:
        counted[rep.set_index] += rep.full
        if rep.end_s is not None:
            marks.append(_mark(rep, counted[rep.set_index], rep.end_s))
    return tuple(marks)


def _mark(rep: Rep, number: int, end_s: float) -> RepMark:
    return RepMark(
        rep.rep_id,
        rep.set_index,
        number,
        rep.onset_s,
        end_s,
        rep.verdict,
        rep.peak_extension_deg,
        rep.full,
    )
