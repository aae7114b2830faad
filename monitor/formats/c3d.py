"""C3D: the angles as model outputs, with events; read by motion-analysis programs.

Angles stand in points of type ``ANGLES``, one component each (x), as Vicon's model
outputs do; what isn't valid has residual -1 and NaN. C3D has a fixed rate, so gaps of
the grid are filled with invalid frames. A frame's time is frame / rate.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np

from monitor.formats.gathered import Gathered
from monitor.model.blocks import FloatArray
from monitor.model.errors import RecordingError

NAMES: Final = ("PelvisPitch", "LumbarPitch", "LumbarFlexion")
_MOST_LABEL: Final = 80
_MOST_FRAMES: Final = 10_000_000  # 28 h at 100 Hz


def write_c3d(content: Gathered, path: Path) -> int:
    """Write angles and events; return the number of frames.

    Args:
        content: The recording.
        path: The file to write.

    Raises:
        RecordingError: ezc3d is not installed, nothing was measured, or the file can't
            be written.
    """
    try:
        import ezc3d  # noqa: PLC0415  an optional extra
    except ModuleNotFoundError as error:
        msg = (
            "C3D needs ezc3d, which the extra 'c3d' brings:"
            ' pip install "rep-monitor[c3d]".'
        )
        raise RecordingError(msg) from error
    rate_hz, values = frames(content)
    file = ezc3d.c3d()
    _put_points(file, rate_hz, values)
    _put_events(file, content)
    file.add_parameter("MANUFACTURER", "SOFTWARE", "rep-monitor")
    _write(file, path, least_bytes=4 * values.size)
    return int(values.shape[1])


def _write(file: Any, path: Path, least_bytes: int) -> None:  # noqa: ANN401
    """Write a file, and see that it is there: ezc3d says nothing of a full disk."""
    try:
        path.open("wb").close()
        file.write(str(path))
        size = path.stat().st_size
    except (OSError, RuntimeError) as error:
        msg = f"{path.name}: can't be written ({error})"
        raise RecordingError(msg) from error
    if size < least_bytes:
        msg = f"{path.name}: can't be written (the disk may be full)"
        raise RecordingError(msg)


def frames(content: Gathered) -> tuple[float, FloatArray]:
    """Return the rate, Hz, and the angles, degrees, shape (3, frames); NaN not valid.

    Raises:
        RecordingError: Nothing was measured, or more than a day of it.
    """
    t = content.angles.t
    if len(t) < 2:
        msg = "the recording holds no angles to write"
        raise RecordingError(msg)
    step_s = float(np.median(np.diff(t)))
    place = np.round((t - content.start_s) / step_s).astype(np.int64)
    place -= min(int(place[0]), 0)
    count = int(place[-1]) + 1
    if count > _MOST_FRAMES:
        msg = f"the recording has {count} frames: C3D files hold {_MOST_FRAMES} here"
        raise RecordingError(msg)
    found = content.angles
    values = np.full((3, count), np.nan)
    for row, angle in enumerate(
        (found.pelvis_pitch_deg, found.lumbar_pitch_deg, found.lumbar_flexion_deg)
    ):
        values[row, place] = angle
    return 1.0 / step_s, values


def _put_points(file: Any, rate_hz: float, values: FloatArray) -> None:  # noqa: ANN401
    """Put the angles into ezc3d's dictionaries, which have no types."""
    parameters = file["parameters"]["POINT"]
    parameters["RATE"]["value"] = [rate_hz]
    parameters["UNITS"]["value"] = ["deg"]
    parameters["LABELS"]["value"] = list(NAMES)
    parameters["DESCRIPTIONS"]["value"] = [
        "pelvis pitch, forward positive, deg",
        "lumbar sensor's pitch, forward positive, deg",
        "lumbar flexion, extension negative, deg",
    ]
    file.add_parameter("POINT", "ANGLES", list(NAMES))
    points = np.zeros((4, 3, values.shape[1]))
    points[0], points[3] = values, 1.0
    file["data"]["points"] = points
    residuals = np.where(np.isfinite(values), 0.0, -1.0)[None]
    file["data"]["meta_points"]["residuals"] = residuals


def _put_events(file: Any, content: Gathered) -> None:  # noqa: ANN401  see above
    """Put reps, alerts and markers into the group EVENT, times in minutes and s."""
    told = sorted(_events(content))
    file.add_parameter("EVENT", "USED", [len(told)])
    if not told:
        return
    times = np.array([t for t, _, _ in told]) - content.start_s
    file.add_parameter(
        "EVENT", "TIMES", np.array([np.floor(times / 60), np.mod(times, 60)])
    )
    file.add_parameter("EVENT", "LABELS", [label for _, label, _ in told])
    file.add_parameter("EVENT", "CONTEXTS", ["General"] * len(told))
    file.add_parameter("EVENT", "DESCRIPTIONS", [text for _, _, text in told])


def _events(content: Gathered) -> Iterator[tuple[float, str, str]]:
    for rep in content.reps:
        yield rep.onset_s, "Rep start", f"rep {rep.rep_id}"
        if rep.end_s is not None:
            yield rep.end_s, "Rep end", f"rep {rep.rep_id}"
    for alert in content.alerts:
        yield alert.t, "Alert", _label(alert.text)
    for marker in content.markers:
        yield marker.t, "Marker", _label(marker.text)


def _label(text: str) -> str:
    """Return a person's words as C3D holds them: plain ASCII, short."""
    return text.encode("ascii", "replace").decode()[:_MOST_LABEL]
