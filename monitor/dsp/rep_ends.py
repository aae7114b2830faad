"""The two ends of the reps, and what shifts there from one rep to the next."""

from collections import deque
from statistics import median

import msgspec

from monitor.dsp.turning import Stance
from monitor.model.records import Placement

LONGEST_REP_S = 15.0

Pitches = tuple[float, float]  # of pelvis and lumbar sensor, degrees; or their shift
Slip = tuple[Placement, float]  # of which sensor, by how many degrees


class SlipSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What passes as a slip.

    Attributes:
        slip_deg: Least shift of the sensor that slipped.
        apart_deg: Most difference of its shifts at the two ends of a rep.
        still_deg: Most shift of the other sensor at one end.
        range_deg: Most shift of it at the other: no rep is as deep as the last.
        spreads: Least shift, as a multiple of the spread at the steadier end before.
        near_deg: So near to the usual end, the end that comes is looked at early.
        looks: So many times on end it must tell the same, 50 ms apart.
    """

    slip_deg: float = 7.0
    apart_deg: float = 5.0
    still_deg: float = 4.5
    range_deg: float = 8.0
    spreads: float = 2.0
    near_deg: float = 3.0
    looks: int = 4

    def __post_init__(self) -> None:
        if not 0 < self.still_deg < self.slip_deg:
            msg = "a slip needs 0 < still_deg < slip_deg"
            raise ValueError(msg)


class RepEndSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which earlier reps the latest is compared with.

    Attributes:
        alike_deg: Turning points with lumbar flexions this near are alike.
        range_deg: And with pelvis pitches this near: no rep is as deep as the last.
        remembered: Earlier turning points to compare with.
        needed: Of them, alike.
    """

    alike_deg: float = 4.0
    range_deg: float = 8.0
    remembered: int = 4
    needed: int = 2

    def __post_init__(self) -> None:
        if not 1 <= self.needed <= self.remembered:
            msg = "the ends of reps need 1 <= needed <= remembered"
            raise ValueError(msg)


def slip_between(back: Pitches, bowed: Pitches, settings: SlipSettings) -> Slip | None:
    """Which sensor has shifted by one amount at both ends of the reps.

    Args:
        back: Shift of both pitches where the trunk leans back furthest.
        bowed: Likewise where it is bowed furthest.
        settings: What passes as a slip.

    Returns:
        The sensor and its shift, positive forward; None if it is no slip.
    """
    for i, placement in enumerate((Placement.PELVIS, Placement.LUMBAR)):
        calm, other = sorted((back, bowed), key=lambda end: abs(end[1 - i]))
        # Against the other sensor, so that deeper and shallower reps cancel out.
        a, b = calm[i] - calm[1 - i], other[i] - other[1 - i]
        still = (
            abs(calm[1 - i]) <= settings.still_deg
            and abs(other[1 - i]) <= settings.range_deg
        )
        large = min(abs(calm[i]), abs(a), abs(b)) >= settings.slip_deg
        if still and large and abs(a - b) <= settings.apart_deg:
            return placement, (a + b) / 2
    return None


def minus(a: Pitches, b: Pitches) -> Pitches:
    """Shift from b to a."""
    return a[0] - b[0], a[1] - b[1]


class RepEnd:
    """The turning points at one end of the reps."""

    def __init__(self, settings: RepEndSettings) -> None:
        self._settings = settings
        self._earlier: deque[Stance] = deque(maxlen=settings.remembered)
        self._latest: Stance | None = None
        self._usual: Pitches | None = None  # of the largest group of earlier ones

    def feed(self, stance: Stance) -> None:
        """Take the next turning point."""
        if self._latest is not None:
            self._earlier.append(self._latest)
            self._usual = self._found_usual()
        self._latest = stance

    def forget_earlier(self) -> None:
        """Compare with later ones only."""
        self._earlier.clear()
        self._usual = None

    def shift(self) -> Pitches | None:
        """The latest against the median of the earlier ones.

        None if they aren't alike, or if the last of them is no rep just before.
        """
        latest, usual = self._latest, self._usual
        if latest is None or latest.doubtful or usual is None:
            return None
        last = self._earlier[-1]
        off = min(abs(last.pelvis_deg - usual[0]), abs(last.lumbar_deg - usual[1]))
        if latest.t - last.t > LONGEST_REP_S or off > self._settings.range_deg:
            return None
        return minus((latest.pelvis_deg, latest.lumbar_deg), usual)

    def near(self, now: Stance, within_deg: float) -> Pitches | None:
        """Shift of a stance that comes so near to the usual end; None if it doesn't.

        Either sensor may tell that it is near: the other may have slipped.
        """
        usual = self._usual
        if usual is None or now.doubtful:
            return None
        shift = minus((now.pelvis_deg, now.lumbar_deg), usual)
        return shift if min(abs(each) for each in shift) <= within_deg else None

    def spread_deg(self, since: float) -> float:
        """Range of the earlier ones' lumbar flexions from a time on, session s.

        The last of them is left out if it is like the latest: it may have shifted too.
        """
        if self._latest is None:
            return 0.0
        flexions = [each.flexion_deg for each in self._earlier if each.t >= since]
        newest = self._latest.flexion_deg
        if flexions and abs(flexions[-1] - newest) <= self._settings.alike_deg:
            flexions.pop()
        return max(flexions) - min(flexions) if flexions else 0.0

    def settled(self, count: int) -> Pitches | None:
        """Median of those like the latest, itself included; None if they are few."""
        if self._latest is None:
            return None
        alike = [*self._like(self._latest), self._latest]
        return _median(alike) if len(alike) >= count else None

    def _found_usual(self) -> Pitches | None:
        """Median pitches of the largest group of earlier ones that are alike."""
        groups = [self._like(each) for each in reversed(self._earlier)]
        largest = max(groups, key=len, default=[])
        return _median(largest) if len(largest) >= self._settings.needed else None

    def _like(self, one: Stance) -> list[Stance]:
        return [
            each
            for each in self._earlier
            if abs(each.flexion_deg - one.flexion_deg) <= self._settings.alike_deg
            and abs(each.pelvis_deg - one.pelvis_deg) <= self._settings.range_deg
        ]


def _median(stances: list[Stance]) -> Pitches:
    return median(s.pelvis_deg for s in stances), median(s.lumbar_deg for s in stances)
