"""The angles of a whole session, as arrays and as CSV."""

import csv
from dataclasses import dataclass
from typing import TextIO

import numpy as np

from monitor.model.blocks import BoolArray, FloatArray, Posture

COLUMNS = ("t_s", "pelvis_pitch_deg", "lumbar_flexion_deg", "valid")


@dataclass(frozen=True, slots=True, eq=False)
class AngleSeries:
    """Angles on the join grid; not valid means NaN.

    Attributes:
        t: Session s, shape (n,).
        pelvis_pitch_deg: 0 upright, +90 bowed forward, -90 on the back, shape (n,).
        lumbar_flexion_deg: Against neutral, flexion positive, shape (n,).
        valid: The lumbar angle may be believed, shape (n,).
    """

    t: FloatArray
    pelvis_pitch_deg: FloatArray
    lumbar_flexion_deg: FloatArray
    valid: BoolArray


class AngleCollector:
    """Gathers postures."""

    def __init__(self) -> None:
        self._blocks: list[tuple[FloatArray, ...]] = []

    def put(self, posture: Posture) -> None:
        """Take one block."""
        pelvis = np.where(posture.pelvis_valid, posture.pelvis_pitch_deg, np.nan)
        lumbar = np.where(posture.valid, posture.lumbar_flexion_deg, np.nan)
        self._blocks.append((posture.t, pelvis, lumbar))

    def series(self) -> AngleSeries:
        """Return all that was put, in order."""
        nothing = (np.empty(0), np.empty(0), np.empty(0))
        columns = zip(*(self._blocks or [nothing]), strict=True)
        t, pelvis, lumbar = (np.concatenate(column) for column in columns)
        return AngleSeries(t, pelvis, lumbar, np.isfinite(lumbar))


def write_timeseries(out: TextIO, series: AngleSeries) -> None:
    """Write ``t_s,pelvis_pitch_deg,lumbar_flexion_deg,valid``, a row a grid point.

    ``valid`` is 1 where the lumbar angle may be believed. Each angle has its own say:
    the pelvis pitch stays where the lumbar sensor alone is missing. An angle that
    isn't valid is empty.
    """
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    rows = zip(
        series.t.tolist(),
        series.pelvis_pitch_deg.tolist(),
        series.lumbar_flexion_deg.tolist(),
        series.valid.tolist(),
        strict=True,
    )
    for t, pelvis, lumbar, valid in rows:
        writer.writerow((f"{t:.6f}", _cell(pelvis), _cell(lumbar), int(valid)))


def _cell(angle: float) -> str:
    return "" if np.isnan(angle) else f"{angle:.4f}"
