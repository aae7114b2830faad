"""Turning points of the whole trunk: where both sensors' pitches turn back."""

from dataclasses import dataclass

from monitor.model.blocks import Posture

_GRID_HZ = 100
_STEP_ROWS = 5  # 20 looks a second find a turning point to within 25 ms


@dataclass(frozen=True, slots=True)
class Stance:
    """Both pitches at one moment.

    Attributes:
        t: s.
        pelvis_deg: Pelvis pitch.
        lumbar_deg: Lumbar sensor's pitch.
        doubtful: Contact was suspected.
    """

    t: float
    pelvis_deg: float
    lumbar_deg: float
    doubtful: bool

    @property
    def mean_deg(self) -> float:
        """Pitch of the trunk as a whole."""
        return (self.pelvis_deg + self.lumbar_deg) / 2

    @property
    def flexion_deg(self) -> float:
        """Lumbar flexion, without any offset."""
        return (self.lumbar_deg - self.pelvis_deg + 180.0) % 360.0 - 180.0


@dataclass(frozen=True, slots=True)
class TurningPoint:
    """Where the trunk turned back.

    Attributes:
        at: The stance there.
        bowed: The furthest bowed, against the furthest leant back.
    """

    at: Stance
    bowed: bool


class TurningPoints:
    """Finds turning points of the mean pitch by hysteresis."""

    def __init__(self, hysteresis_deg: float) -> None:
        self._hysteresis = hysteresis_deg
        self.reset()

    def reset(self) -> None:
        """Forget the past, as after a gap."""
        self._bowing: bool | None = None
        self._low: Stance | None = None
        self._high: Stance | None = None

    def feed(self, now: Stance) -> TurningPoint | None:
        """Return the turning point that this look proves; None mostly."""
        if self._low is None or self._high is None:
            self._low = self._high = now
        mean = now.mean_deg
        if mean > self._high.mean_deg:
            self._high = now
        if mean < self._low.mean_deg:
            self._low = now
        fell = self._high.mean_deg - mean > self._hysteresis
        rose = mean - self._low.mean_deg > self._hysteresis
        if fell and self._bowing is not False:
            self._bowing, self._low = False, now
            return TurningPoint(self._high, bowed=True)
        if rose and self._bowing is not True:
            self._bowing, self._high = True, now
            return TurningPoint(self._low, bowed=False)
        return None


def stances(posture: Posture) -> list[Stance]:
    """Twenty looks a second at a posture, without the rows not measured.

    They lie fixed on the time grid, wherever blocks end.
    """
    first = -round(float(posture.t[0]) * _GRID_HZ) % _STEP_ROWS
    rows = range(first, len(posture.t), _STEP_ROWS)
    return [_stance(posture, row) for row in rows if posture.valid[row]]


def _stance(posture: Posture, row: int) -> Stance:
    return Stance(
        float(posture.t[row]),
        float(posture.pelvis_pitch_deg[row]),
        float(posture.lumbar_pitch_deg[row]),
        bool(posture.doubtful[row]),
    )
