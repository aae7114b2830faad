"""The four plots: what they show and in which colours."""

import math
from typing import Final

import numpy as np

from monitor.gui.plots.data import PlotData
from monitor.gui.plots.envelope import Envelope
from monitor.gui.plots.plot import COLOURS, Look
from monitor.model.blocks import GRAVITY
from monitor.model.records import Placement

SHARES: Final = (36, 21, 21, 22)
_DEG_PER_RAD: Final = math.degrees(1.0)
_XYZ: Final = ("x", "y", "z")


def looks(sensor: Placement) -> tuple[Look, ...]:
    """Return how the plots look with this sensor's gyro and accel."""
    name = sensor.capitalize()
    lumbar = "Lumbar angle ° · extension ↑ / flexion ↓"
    pelvis = "Pelvis pitch ° · forward ↑ / back ↓"
    return (
        Look(lumbar, (), ("info",), (-10.0, 20.0), 5.0),
        Look(pelvis, (), ("series2",), (-10.0, 10.0), 10.0),
        Look(f"{name} gyro °/s", _XYZ, COLOURS, (-50.0, 50.0), 50.0),
        Look(f"{name} accel g", _XYZ, COLOURS, (-1.0, 1.0), 0.5),
    )


def angle_envelopes(data: PlotData) -> tuple[Envelope, Envelope]:
    """Return the curves of lumbar extension and pelvis pitch, degrees."""
    return (
        Envelope(data.t, data.lumbar_flexion_deg[:, None], -1.0),
        Envelope(data.t, data.pelvis_pitch_deg[:, None]),
    )


def raw_envelopes(data: PlotData, sensor: Placement) -> tuple[Envelope, Envelope]:
    """Return the curves of a sensor's gyro, deg/s, and accel, g."""
    track = data.raw.get(sensor)
    if track is None:
        nothing = Envelope(np.empty(0), np.empty((0, 3)))
        return nothing, nothing
    return (
        Envelope(track.t, track.gyro, _DEG_PER_RAD),
        Envelope(track.t, track.accel, 1.0 / GRAVITY),
    )
