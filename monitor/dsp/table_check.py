"""Accelerometer bias and scale from a sensor laid on its six faces."""

from collections.abc import Sequence

import msgspec
import numpy as np

from monitor.dsp.stillness import BEAT_S, Beat, Beats, SensorBeat
from monitor.model.blocks import GRAVITY, FloatArray, Joined
from monitor.model.body import TableCheck, Vector
from monitor.model.errors import CalibrationRefused
from monitor.model.events import Event, Notice, NoticeKind, TableChecked
from monitor.model.records import Placement, StartTableCheck

FACES = ("+x", "-x", "+y", "-y", "+z", "-z")
_STEPS = 20  # Newton's method needs four or five


class TableCheckSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a table check looks like.

    Attributes:
        face_s: Stillness needed on each face.
        wait_s: For all six, at most.
        shake: Most scatter of the specific force on the table, m/s².
        scatter_dps: Most scatter of the gyro on the table.
        tilt_deg: A face lies at most this far from level.
        bias_mg: A larger bias is refused.
        scale_percent: A scale further from 1 is refused.
    """

    face_s: float = 2.0
    wait_s: float = 180.0
    shake: float = 0.15
    scatter_dps: float = 1.5
    tilt_deg: float = 20.0
    bias_mg: float = 200.0
    scale_percent: float = 8.0

    def __post_init__(self) -> None:
        if not (0 < self.face_s < self.wait_s and 0 < self.tilt_deg < 45):
            msg = "a table check needs 0 < face_s < wait_s and tilt_deg below 45"
            raise ValueError(msg)


class TableChecking:
    """Collects the six faces of one sensor, in any order."""

    def __init__(self, settings: TableCheckSettings | None = None) -> None:
        self._settings = settings or TableCheckSettings()
        self._beats = Beats()
        self._asked: StartTableCheck | None = None
        self._faces: dict[int, FloatArray] = {}
        self._resting: list[FloatArray] = []

    @property
    def running(self) -> Placement | None:
        """The sensor being checked; its specific force must come uncorrected."""
        return self._asked.placement if self._asked else None

    def start(self, command: StartTableCheck) -> None:
        """Check this sensor from here on."""
        self._asked = command
        self._beats.reset()
        self._faces, self._resting = {}, []

    def feed(self, joined: Joined) -> list[Event]:
        """Take the next rows; return the result or the refusal, mostly nothing."""
        if self._asked is None:
            return []
        for beat in self._beats.feed(joined):
            events = self._beat(self._asked, beat)
            if events:
                self._asked = None
                return events
        return []

    def _beat(self, asked: StartTableCheck, beat: Beat) -> list[Event]:
        pelvis = asked.placement is Placement.PELVIS
        sensor = beat.pelvis if pelvis else beat.lumbar
        if sensor is not None:
            self._rest(sensor)
        if len(self._faces) == len(FACES):
            return [self._result(asked, beat.end)]
        if beat.end - asked.t > self._settings.wait_s:
            missing = [n for i, n in enumerate(FACES) if i not in self._faces]
            why = f"{len(self._faces)} of 6 faces seen, {', '.join(missing)} missing"
            return [_refused(asked, beat.end, why)]
        return []

    def _rest(self, sensor: SensorBeat) -> None:
        face = self._face(sensor)
        if face is None or (self._resting and self._turned(sensor)):
            self._resting = []
        if face is None:
            return
        self._resting.append(sensor.accel)
        if len(self._resting) * BEAT_S >= self._settings.face_s - BEAT_S / 2:
            self._faces[face] = np.mean(self._resting, axis=0)

    def _turned(self, sensor: SensorBeat) -> bool:
        return float(np.abs(sensor.accel - self._resting[-1]).max()) > 0.5

    def _face(self, sensor: SensorBeat) -> int | None:
        """Which face this beat rests on; None while it moves or stands on an edge."""
        settings, accel = self._settings, sensor.accel
        if sensor.shake > settings.shake:
            return None
        if sensor.scatter > np.radians(settings.scatter_dps):
            return None
        axis = int(np.argmax(np.abs(accel)))
        upright = abs(accel[axis]) / float(np.linalg.norm(accel))
        if upright < np.cos(np.radians(settings.tilt_deg)):
            return None
        return 2 * axis + int(accel[axis] < 0)

    def _result(self, asked: StartTableCheck, t: float) -> Event:
        faces = [self._faces[i] for i in range(len(FACES))]
        try:
            check = table_check(faces, asked.date, self._settings)
        except CalibrationRefused as refusal:
            return _refused(asked, t, str(refusal))
        return TableChecked(t, asked.placement, check.bias, check.scale, check.date)


def table_check(
    faces: Sequence[FloatArray], date: str, settings: TableCheckSettings | None = None
) -> TableCheck:
    """Solve for bias and scale: every face must measure 1 g.

    The faces need not lie level, as the length of the specific force tells nothing of
    its direction.

    Args:
        faces: Mean specific force on +x, -x, +y, -y, +z, -z, m/s², (3,) each.
        date: ISO 8601.
        settings: What is refused.

    Raises:
        CalibrationRefused: No plausible sensor measures this.
    """
    limits = settings or TableCheckSettings()
    a = np.array(faces)
    ends = a[np.arange(6), np.arange(6) // 2].reshape(3, 2)
    bias, scale = ends.mean(axis=1), (ends[:, 0] - ends[:, 1]) / (2 * GRAVITY)
    for _ in range(_STEPS):
        true = (a - bias) / scale
        slope = np.hstack((-2 * true / scale, -2 * true**2 / scale))
        error = (true * true).sum(axis=1) - GRAVITY**2
        step = np.linalg.solve(slope, -error)
        bias, scale = bias + step[:3], scale + step[3:]
    _check_plausible(bias, scale, limits)
    return TableCheck(_vector(bias), _vector(scale), date)


def _check_plausible(
    bias: FloatArray, scale: FloatArray, limits: TableCheckSettings
) -> None:
    bias_mg = float(np.abs(bias).max()) / GRAVITY * 1000
    percent = float(np.abs(scale - 1).max()) * 100
    if not (bias_mg <= limits.bias_mg and percent <= limits.scale_percent):
        msg = (
            f"a bias of {bias_mg:.0f} mg and a scale off by {percent:.1f} % are no"
            " sensor's at rest"
        )
        raise CalibrationRefused(msg)


def _refused(asked: StartTableCheck, t: float, why: str) -> Notice:
    text = (
        f"No table check of the {asked.placement} sensor: {why}; lay it on each of its"
        " six faces for 2 s."
    )
    return Notice(t, NoticeKind.TABLE_CHECK_REFUSED, text, asked.placement)


def _vector(v: FloatArray) -> Vector:
    x, y, z = v.tolist()
    return x, y, z
