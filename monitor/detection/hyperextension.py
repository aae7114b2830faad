"""Tells when the lumbar spine passes a limit, or is about to."""

import math
from collections.abc import Iterator
from enum import Enum, auto

import msgspec

from monitor.detection.track import GRID_S
from monitor.model.events import Event, LimitKind, OverLimitBegan, OverLimitEnded


class OverLimitSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When an angle past neutral becomes an event.

    Attributes:
        lookahead_s: The angle is taken as it will be after this time at its rate.
        dwell_s: It must stay past the limit for so long.
        return_dps2: A trunk turns back no faster than this, deg/s²: a level that
            rises can't be back below the limit for a time, and so much of the dwell
            time is not waited for.
        rearm_deg: An event ends, and the next may begin, this far below the limit.
        blind_s: An event goes on through invalid times up to this.
    """

    lookahead_s: float = 0.03
    dwell_s: float = 0.03
    return_dps2: float = 10_000.0
    rearm_deg: float = 3.0
    blind_s: float = 0.3

    def __post_init__(self) -> None:
        """Refuse negative times and a missing hysteresis."""
        if min(self.lookahead_s, self.dwell_s, self.blind_s) < 0:
            msg = "over-limit times must not be negative"
            raise ValueError(msg)
        if not min(self.rearm_deg, self.return_dps2) > 0:
            msg = "rearm_deg and return_dps2 must be positive"
            raise ValueError(msg)


class _State(Enum):
    WITHIN = auto()
    PAST = auto()  # past the limit, not for the dwell time or not in a rep
    OVER = auto()  # reported


_Sample = tuple[float, float, float]  # session s, level with look-ahead, angle


class OverLimit:
    """WITHIN → PAST → OVER → WITHIN, for one limit; angles positive past neutral.

    ``rep_id`` is the rep in whose tail the samples fall; its owner keeps it.
    """

    def __init__(
        self, kind: LimitKind, settings: OverLimitSettings, ids: Iterator[int]
    ) -> None:
        self._kind = kind
        self._settings = settings
        self._lookahead_s = settings.lookahead_s
        self._ids = ids
        self.rep_id: int | None = None
        self._limit = math.inf
        self.reset()

    def reset(self) -> None:
        """Forget the past."""
        self._state = _State.WITHIN
        self._since = self._began_s = math.nan
        self._event_id = 0
        self._peak = -math.inf
        self._now: _Sample | None = None
        self._last: _Sample | None = None  # the one before it

    @property
    def over(self) -> bool:
        """An event was reported and has not ended."""
        return self._state is _State.OVER

    def use_limit(self, limit_deg: float) -> None:
        """Take another limit, deg past neutral, from the next sample on."""
        self._limit = limit_deg

    def quiet(self, t: float, angle: float, rate: float) -> bool:
        """Take the next valid sample; most of them need nothing more.

        Args:
            t: Session s.
            angle: Deg past neutral.
            rate: Its rate, deg/s.

        Returns:
            Whether nothing can follow from it; ``step`` must be called if not.
        """
        self._last, self._now = self._now, (t, angle + rate * self._lookahead_s, angle)
        return self._state is _State.WITHIN and self._now[1] <= self._limit

    def step(self, *, sure: bool, on: bool) -> Event | None:
        """Judge the sample that ``quiet`` took.

        Args:
            sure: No contact doubt.
            on: In a rep or its tail, and the angle is believed.

        Returns:
            The event that this sample begins or ends, if any.
        """
        assert self._now is not None
        t, level, angle = self._now
        if self._state is _State.OVER:
            return self._over(t, angle, level)
        if level <= self._limit:
            self._state = _State.WITHIN
            return None
        if self._state is _State.WITHIN:
            self._state, self._since = _State.PAST, self._crossed(t, level)
        if not sure:
            self._since = t
        if not on or t - self._since < self._dwell_s(level) - 1e-9:
            return None
        return self._begin(t, angle)

    def _dwell_s(self, level: float) -> float:
        """How long the level must have been past the limit by now.

        Rising, it stays past the limit for at least √(2 · excess / return_dps2); but
        one sample alone is never believed.
        """
        dwell_s = self._settings.dwell_s
        if self._last is None or level <= self._last[1]:
            return dwell_s
        excess = level - self._limit
        spared_s = math.sqrt(2.0 * excess / self._settings.return_dps2)
        return max(dwell_s - spared_s, min(dwell_s, GRID_S))

    def blind(self, t: float) -> Event | None:
        """Take a sample without a valid angle."""
        if self._state is not _State.OVER:
            self._state, self._now = _State.WITHIN, None
            return None
        if self._now is None or t - self._now[0] <= self._settings.blind_s:
            return None
        return self.end(t)

    def end(self, t: float) -> Event | None:
        """End a running event, as at the end of its set."""
        if self._state is not _State.OVER:
            return None
        self._state = _State.WITHIN
        return OverLimitEnded(
            t,
            self._event_id,
            self._kind,
            self._peak,
            t - self._began_s,
            anticipated=self._peak <= self._limit,
        )

    def _begin(self, t: float, angle: float) -> Event:
        self._state, self._began_s, self._peak = _State.OVER, t, angle
        self._event_id = next(self._ids)
        return OverLimitBegan(
            t, self._event_id, self._kind, angle, self._limit, self.rep_id
        )

    def _over(self, t: float, angle: float, level: float) -> Event | None:
        self._peak = max(self._peak, angle)
        if max(angle, level) >= self._limit - self._settings.rearm_deg:
            return None
        return self.end(t)

    def _crossed(self, t: float, level: float) -> float:
        """When the level passed the limit, between the last sample and this one."""
        if self._last is None or self._last[1] > self._limit:
            return t
        before_s, before, _ = self._last
        return before_s + (self._limit - before) / (level - before) * (t - before_s)
