"""What is measured at one time, in words."""

from dataclasses import dataclass, fields

import numpy as np

from monitor.gui.plots.csv_export import nearest_rows, step_s
from monitor.gui.plots.data import (
    AlertMark,
    PlotData,
    RawTrack,
    RealArray,
    RepMark,
    TextMark,
)
from monitor.model.blocks import GRAVITY, FloatArray
from monitor.model.records import Placement
from monitor.view.words import VERDICTS, angle, clock

MISSING = "not measured"
NO_SAMPLES = "no samples"


@dataclass(frozen=True, slots=True)
class Readout:
    """The values under the cursor, each as text with its unit."""

    time: str = "-"
    lumbar: str = MISSING
    pelvis: str = MISSING
    gyro: str = MISSING
    accel: str = MISSING
    rep: str = "no rep"

    def sentence(self) -> str:
        """Return all of it for people who hear the screen."""
        return "; ".join(
            f"{field.name} {getattr(self, field.name)}" for field in fields(self)
        )


def readout(
    data: PlotData, sensor: Placement, t: float, reach_s: float = 0.0
) -> Readout:
    """Return the values at a time; what is further off than a sample is missing.

    Args:
        data: The session.
        sensor: Whose gyro and accel.
        t: Session s.
        reach_s: Alerts and markers so near are told.
    """
    row = _row(data.t, t)
    lumbar = pelvis = np.nan
    if row is not None:
        lumbar, pelvis = data.lumbar_flexion_deg[row], data.pelvis_pitch_deg[row]
    gyro, accel = _raw(data.raw.get(sensor), t)
    none = MISSING if sensor in data.raw else NO_SAMPLES
    return Readout(
        clock(t + 1e-6, 2),
        angle(None if np.isnan(lumbar) else float(lumbar)),
        pitch(float(pelvis)),
        _axes(gyro, 0, "°/s") or none,
        _axes(accel, 2, "g") or none,
        " · ".join([rep_words(data.rep_at(t)), *_notes(data, t, reach_s)]),
    )


def _notes(data: PlotData, t: float, reach_s: float) -> list[str]:
    marks: list[AlertMark | TextMark] = [*data.alerts, *data.markers]
    near = [mark for mark in marks if abs(mark.t - t) <= reach_s]
    return [mark.text for mark in sorted(near, key=lambda mark: abs(mark.t - t))[:2]]


def _row(times: FloatArray, t: float) -> int | None:
    if not len(times):
        return None
    row = int(nearest_rows(times, np.array([t]))[0])
    return row if abs(times[row] - t) <= step_s(times) else None


def _raw(track: RawTrack | None, t: float) -> tuple[RealArray, RealArray]:
    """Gyro in deg/s and accel in g."""
    row = None if track is None else _row(track.t, t)
    if track is None or row is None:
        return np.full(3, np.nan), np.full(3, np.nan)
    return np.degrees(track.gyro[row]), track.accel[row] / GRAVITY


def pitch(pitch_deg: float) -> str:
    """Put a sensor's pitch into words: "30° forward", "85° back"."""
    if np.isnan(pitch_deg):
        return MISSING
    size = round(abs(pitch_deg))
    if not size:
        return "0°, upright"
    return f"{size}° {'forward' if pitch_deg > 0 else 'back'}"


def _axes(values: RealArray, decimals: int, unit: str) -> str:
    if np.isnan(values).any():
        return ""
    parts = [
        f"{axis} {signed(float(v), decimals)}"
        for axis, v in zip("xyz", values, strict=True)
    ]
    return f"{'  '.join(parts)} {unit}"


def signed(value: float, decimals: int) -> str:
    """Return a number with a true minus sign, and none for what rounds to 0."""
    text = f"{value:.{decimals}f}"
    if float(text) == 0:
        return text.removeprefix("-")
    return text.replace("-", "\N{MINUS SIGN}")


def rep_title(rep: RepMark) -> str:
    """Return a rep's name: "Rep 3", or "Partial rep"."""
    return f"Rep {rep.number}" if rep.full else "Partial rep"


def rep_words(rep: RepMark | None) -> str:
    """Put a rep into words: "Rep 3, past limit, peak 18.4°"."""
    if rep is None:
        return "no rep"
    text = f"{rep_title(rep)}, {VERDICTS[rep.verdict]}"
    if rep.peak_extension_deg is not None:
        text += f", peak {rep.peak_extension_deg:.1f}°"
    return text
