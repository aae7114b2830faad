"""Three bows after a stillness, before any calibration is known.

All that can be seen then is how far "up" has moved away from where it was in the
stillness, and to which side, in each sensor's own frame.
"""

import math
from dataclasses import dataclass
from enum import Enum, auto

import msgspec
import numpy as np

from monitor.dsp.stillness import Beat, SensorBeat
from monitor.model.blocks import FloatArray


class BowSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What counts as bows.

    Attributes:
        leave_deg: An excursion begins past this.
        depth_deg: A bow is at least this deep.
        back_deg: It ends below this, or below ``back_share`` of its depth.
        back_share: See above.
        longest_s: A bow takes at most this long.
        wait_s: The first begins at most this long after the stillness.
        pause_s: Longest pause between two bows.
        total_s: All end at most this long after the stillness.
        settle_s: After the last, at least this long near neutral.
        most: After as many no end of them is waited for.
        side_deg: Largest angle between the directions of two bows.
        alike: Shallowest over deepest bow, at least.
    """

    leave_deg: float = 15.0
    depth_deg: float = 22.0
    back_deg: float = 8.0
    back_share: float = 0.3
    longest_s: float = 10.0
    wait_s: float = 10.0
    pause_s: float = 8.0
    total_s: float = 60.0
    settle_s: float = 0.8
    most: int = 6
    side_deg: float = 35.0
    alike: float = 0.45

    def __post_init__(self) -> None:
        if not 0 < self.back_deg < self.leave_deg <= self.depth_deg < 90:
            msg = "bows need 0 < back_deg < leave_deg <= depth_deg < 90"
            raise ValueError(msg)


NEEDED = 3


@dataclass(frozen=True, slots=True, eq=False)
class Neutral:
    """A stillness that bows may follow.

    Attributes:
        start: s.
        end: s.
        ups: Mean "up" of pelvis and lumbar sensor, unit vectors; None if missing.
    """

    start: float
    end: float
    ups: tuple[FloatArray | None, FloatArray | None]


@dataclass(frozen=True, slots=True, eq=False)
class Bow:
    """One excursion and return.

    Attributes:
        start: s.
        end: s.
        depth_deg: Of the sensor that went furthest.
        tips: Where "up" stood at the deepest, at right angles to neutral, as shares
            of its length, of pelvis and lumbar sensor; None if missing.
    """

    start: float
    end: float
    depth_deg: float
    tips: tuple[FloatArray | None, FloatArray | None]


class BowsEnd(Enum):
    """How a search for bows ended."""

    FOUND = auto()
    TOO_FEW = auto()
    UNLIKE = auto()  # in direction or depth


class BowSearch:
    """Follows one stillness, beat by beat, until it knows."""

    def __init__(self, neutral: Neutral, settings: BowSettings) -> None:
        self.neutral = neutral
        self.bows: list[Bow] = []
        self._settings = settings
        self._began: float | None = None  # of the excursion under way
        self._depth = 0.0
        self._tips: tuple[FloatArray | None, FloatArray | None] = (None, None)

    @property
    def away(self) -> bool:
        """An excursion is under way."""
        return self._began is not None

    def feed(self, beat: Beat) -> BowsEnd | None:
        """Take the next beat; tell the end of the search once it has come."""
        tips = (
            _tip(beat.pelvis, self.neutral.ups[0]),
            _tip(beat.lumbar, self.neutral.ups[1]),
        )
        away = max((_angle_deg(tip) for tip in tips if tip is not None), default=None)
        if away is not None:
            if self._began is None:
                self._leave(beat, away)
            self._follow(beat, away, tips)
        return self._end(beat)

    def _leave(self, beat: Beat, away: float) -> None:
        if away > self._settings.leave_deg:
            self._began, self._depth = beat.start, 0.0

    def _follow(
        self,
        beat: Beat,
        away: float,
        tips: tuple[FloatArray | None, FloatArray | None],
    ) -> None:
        if self._began is None:
            return
        if away > self._depth:
            self._depth, self._tips = away, tips
        back = max(self._settings.back_deg, self._settings.back_share * self._depth)
        if away > min(back, self._settings.leave_deg):
            return
        if self._depth >= self._settings.depth_deg:
            self.bows.append(Bow(self._began, beat.end, self._depth, self._tips))
        self._began = None

    def _end(self, beat: Beat) -> BowsEnd | None:
        settings = self._settings
        if self._unlike():
            return BowsEnd.UNLIKE
        if len(self.bows) >= settings.most:
            return BowsEnd.FOUND
        last = self.bows[-1].end if self.bows else self.neutral.end
        if self._began is not None:
            over = beat.end - self._began > settings.longest_s
        elif len(self.bows) >= NEEDED:
            over = beat.end - last >= settings.settle_s
        else:
            over = beat.end - last > (
                settings.pause_s if self.bows else settings.wait_s
            )
        if over or beat.end - self.neutral.end > settings.total_s:
            return BowsEnd.FOUND if len(self.bows) >= NEEDED else BowsEnd.TOO_FEW
        return None

    def _unlike(self) -> bool:
        if len(self.bows) < 2:
            return False
        depths = [bow.depth_deg for bow in self.bows]
        if min(depths) < self._settings.alike * max(depths):
            return True
        first, last = self.bows[0], self.bows[-1]
        return any(
            _apart_deg(a, b) > self._settings.side_deg
            for a, b in zip(first.tips, last.tips, strict=True)
            if a is not None and b is not None
        )


def _tip(beat: SensorBeat | None, neutral: FloatArray | None) -> FloatArray | None:
    """Mean "up" relative to neutral: at right angles (3), and along it (1); (4,)."""
    if beat is None or neutral is None:
        return None
    along = float(beat.up @ neutral)
    tip = np.empty(4)
    tip[:3] = beat.up - along * neutral
    tip[3] = along
    return tip


def _angle_deg(tip: FloatArray) -> float:
    across, along = float(tip[:3] @ tip[:3]) ** 0.5, float(tip[3])
    return math.degrees(math.atan2(across, along))


def _apart_deg(a: FloatArray, b: FloatArray) -> float:
    """Angle between the sides to which "up" went; 0 where it hardly went anywhere.

    Or where it went right over, head down: that has no side.
    """
    lengths = float(np.linalg.norm(a[:3]) * np.linalg.norm(b[:3]))
    if not lengths or min(_angle_deg(a), _angle_deg(b)) < 10.0:
        return 0.0
    return float(np.degrees(np.arccos(np.clip(a[:3] @ b[:3] / lengths, -1.0, 1.0))))
