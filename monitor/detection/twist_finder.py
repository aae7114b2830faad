"""Finds twists to either side: away from the middle, and back."""

import math
from dataclasses import dataclass, field
from enum import Enum, auto

import msgspec

from monitor.detection.boundaries import Boundaries

_MOST_DEG = 100.0  # no trunk twists further
_REST_DEG = 2.0  # so near the middle nothing has begun


class TwistSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a twist is.

    Attributes:
        pull_s: Time constant with which gravity corrects the gyros' integral.
        retreat: Giving back this share of the way from the middle ends a twist.
        retreat_deg: ... and at least so much.
        again: The next twist to the same side begins below this share.
        near: A twist begins and ends below this share of its way.
        longest_s: What takes longer from the middle back to it is another posture.
        pair_s: Without a started set, a twist counts once one to the other side
            followed within this time.
        pause_s: So long without a twist ends a set.
        settle_s: So long in the posture before twists are looked for.
        away_s: So long out of the posture ends it, too.
        blind_s: So long without samples ends it as well.
    """

    pull_s: float = 0.5
    retreat: float = 0.3
    retreat_deg: float = 6.0
    again: float = 0.35
    near: float = 0.1
    longest_s: float = 30.0
    pair_s: float = 6.0
    pause_s: float = 8.0
    settle_s: float = 0.5
    away_s: float = 1.0
    blind_s: float = 20.0

    def __post_init__(self) -> None:
        """Refuse shares that can't work."""
        if not 0 < self.near < self.again < 1 or not 0 < self.retreat < 1:
            msg = "twist settings must satisfy 0 < near < again < 1, 0 < retreat < 1"
            raise ValueError(msg)


class Turn(Enum):
    """What a sample did to a twist."""

    COUNTED = auto()  # its far end is known
    OVER = auto()  # it is back near the middle


@dataclass(slots=True)
class Excursion:
    """A twist to one side.

    Attributes:
        sign: +1 to the left, -1 to the right.
        peak_deg: Its way from the middle, positive.
        peak_s: When it was reached.
        rows: Session s and way from the middle of each sample, since the middle.
        counted: Its far end was told.
        sure: No sample was in doubt.
        unseen_s: The longest time that gravity did not see it.
    """

    sign: float
    peak_deg: float = 0.0
    peak_s: float = math.nan
    rows: list[tuple[float, float]] = field(default_factory=list)
    counted: bool = False
    sure: bool = True
    unseen_s: float = 0.0

    @property
    def is_strange(self) -> bool:
        """Whether it did not come from the middle, or went where no trunk goes.

        As in getting into the posture, or rolling over.
        """
        return self.rows[0][1] > 0.5 * self.peak_deg or self.peak_deg > _MOST_DEG

    def bounds(self) -> Boundaries:
        """Crossings of 10 and 90 % of its way, as far as they are known."""
        low, high = 0.1 * self.peak_deg, 0.9 * self.peak_deg
        out = [row for row in self.rows if row[0] <= self.peak_s]
        back = [row for row in self.rows if row[0] >= self.peak_s]
        onset = next((t for t, way in reversed(out) if way < low), out[0][0])
        reach = next((t for t, way in out if way >= high), self.peak_s)
        leave = next((t for t, way in reversed(back) if way >= high), self.peak_s)
        end = next((t for t, way in back if way < low), back[-1][0])
        return Boundaries(onset, reach, leave, end, self.peak_deg)


class TwistFinder:
    """MIDDLE → out to a side → back → MIDDLE, in plain floats.

    Args:
        settings: What a twist is.
        least_deg: A twist goes at least so far from the middle.

    Attributes:
        excursion: The twist under way, or the last.
    """

    def __init__(self, settings: TwistSettings, least_deg: float) -> None:
        self._settings = settings
        self._least = least_deg
        self.reset()

    def reset(self) -> None:
        """Forget the past."""
        self.excursion: Excursion | None = None

    def step(
        self, t: float, twist_deg: float, *, sure: bool, unseen_s: float
    ) -> list[tuple[Turn, Excursion]]:
        """Take the next sample.

        Args:
            t: Session s.
            twist_deg: Twist from the middle, to the left; not NaN.
            sure: No contact doubt.
            unseen_s: For how long gravity has not seen it.

        Returns:
            What it did, and to which twist.
        """
        told: list[tuple[Turn, Excursion]] = []
        now = self.excursion
        if now is None or now.sign * twist_deg < 0:  # through the middle
            told += self._through(now)
            before = now.rows[-1:] if now is not None else []
            now = Excursion(math.copysign(1.0, twist_deg))
            now.rows = [(at, -way) for at, way in before]
            self.excursion = now
        way = now.sign * twist_deg
        if not now.counted and now.peak_deg < self._least and way < _REST_DEG:
            now.rows, now.peak_deg = [], 0.0  # it rests near the middle
        now.rows.append((t, way))
        now.sure = now.sure and sure
        now.unseen_s = max(now.unseen_s, unseen_s)
        if way > now.peak_deg:
            now.peak_deg, now.peak_s = way, t
        return told + self._back(now, way)

    def _through(self, now: Excursion | None) -> list[tuple[Turn, Excursion]]:
        """End a twist at the middle; its way back may have been in a gap."""
        if now is None:
            return []
        if now.counted:
            return [(Turn.OVER, now)]
        if now.peak_deg < self._least or now.is_strange:
            return []
        now.counted = True
        return [(Turn.COUNTED, now), (Turn.OVER, now)]

    def _back(self, now: Excursion, way: float) -> list[tuple[Turn, Excursion]]:
        settings, given = self._settings, now.peak_deg - way
        if not now.counted:
            back = max(settings.retreat * now.peak_deg, settings.retreat_deg)
            if now.peak_deg < self._least or given < back or now.is_strange:
                return []
            now.counted = True
            told = [(Turn.COUNTED, now)]
        else:
            told = []
        if way >= settings.again * now.peak_deg:
            return told
        # So near the middle, what follows is another twist, to whichever side.
        following = Excursion(now.sign, rows=[now.rows[-1]])
        if way >= settings.near * now.peak_deg:
            return told + self._may_turn(now, way, following)
        self.excursion = following
        return [*told, (Turn.OVER, now)]

    def _may_turn(
        self, now: Excursion, way: float, following: Excursion
    ) -> list[tuple[Turn, Excursion]]:
        """Tell a twist to the same side again, without a pass through the middle."""
        lowest = min(each for at, each in now.rows if at >= now.peak_s)
        if way - lowest < self._settings.retreat_deg:
            return []
        self.excursion = following
        return [(Turn.OVER, now)]
