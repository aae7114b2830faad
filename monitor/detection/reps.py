"""Finds swings: out past a low, and back. Turning points with hysteresis.

A swing is any movement out and back; whether it is a rep is judged elsewhere, from
the exercise's posture and the wearer's range of motion. The rules and figures are
the outcome of measurements on simulated and real sessions.
"""

import math
from dataclasses import dataclass
from enum import Enum, auto

import msgspec

_CAP = 1.25  # of the ROM: a change of posture that leads into a swing may be longer


class SwingSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Hysteresis of the turning points, mostly as shares of the running ROM.

    Attributes:
        rise_deg: A swing opens after rising at least this far.
        rise: ... and at least this share of the ROM.
        drop: Falling by this share from the far end is the way back.
        past: Share of the swing that must be given back for it to be over by a stop
            or a turn.
        done: Share given back at which it is over in any case.
        merge: A new rise before this share was given back continues the same swing.
        turn: Rising by this share past half way back is the next swing's start.
        slow: Slower than this share of the ROM a second is standing still.
        stop_s: ... for so long.
        settle_s: Standing still for so long on the way from another posture is where
            the next swing begins.
        rest_s: Standing still for so long ...
        rest: ... before this share of the ROM was reached is another way to rest.
        longest_s: A swing longer than this is a change of posture.
        bridge_s: Shorter outages are passed over.
    """

    rise_deg: float = 4.0
    rise: float = 0.2
    drop: float = 0.38
    past: float = 0.5
    done: float = 0.9
    merge: float = 0.55
    turn: float = 0.06
    slow: float = 0.12
    stop_s: float = 0.15
    settle_s: float = 0.4
    rest_s: float = 3.0
    rest: float = 0.45
    longest_s: float = 45.0
    bridge_s: float = 0.3

    def __post_init__(self) -> None:
        """Refuse an order of thresholds that can't work."""
        if not 0 < self.turn < self.rise < self.drop < self.past < self.done < 1:
            msg = "swing settings must satisfy 0 < turn < rise < drop < past < done < 1"
            raise ValueError(msg)


class Step(Enum):
    """What a sample did to the swing."""

    OPENED = auto()  # a new swing is under way
    DONE = auto()  # it is over, as far as can be told
    RESUMED = auto()  # it wasn't over: the swing before goes on
    DROPPED = auto()  # it was a change of posture, no swing


@dataclass(slots=True)
class Swing:
    """Out from a low to a far end, and back. Times session s, deg of the rep signal.

    Attributes:
        before_s: Time of the low before it.
        before_deg: That low.
        opened_s: When it was seen to be under way.
        far_s: Time of the far end.
        far_deg: The far end.
        after_s: Time of the lowest sample since.
        after_deg: That low.
        done_s: When it was seen to be over; None before.
        back_s: When it was all given back; None before.
        hidden: The far end, or the way there, fell into an outage.
    """

    before_s: float
    before_deg: float
    opened_s: float
    far_s: float
    far_deg: float
    after_s: float = math.nan
    after_deg: float = math.inf
    done_s: float | None = None
    back_s: float | None = None
    hidden: bool = False


class _Stage(Enum):
    FAR = auto()
    BACK = auto()


class SwingFinder:
    """NEAR → FAR → BACK → NEAR, sample by sample, in plain floats.

    Args:
        settings: Its thresholds.
        rom_deg: Running ROM of the rep signal; its owner keeps it up to date.
        least_deg: Lows below this belong to another posture.

    Attributes:
        near: No swing is under way.
        swing: The one under way, or the last.
        rom_deg: The running ROM in force.
    """

    def __init__(
        self, settings: SwingSettings, rom_deg: float, least_deg: float
    ) -> None:
        self._settings = settings
        self._least = least_deg
        self.set_rom(rom_deg)
        self.reset()

    def reset(self) -> None:
        """Forget the past, as after a change of posture or exercise."""
        self.swing: Swing | None = None
        self.near = True
        self._stage = _Stage.FAR
        self._low = math.inf
        self._low_s = math.nan
        self._slow_since: float | None = None

    def set_rom(self, rom_deg: float) -> None:
        """Scale the hysteresis to the wearer's ROM."""
        s = self._settings
        self.rom_deg = rom_deg
        self._rise = max(s.rise_deg, s.rise * rom_deg)
        self._turn = max(0.3 * s.rise_deg, s.turn * rom_deg)
        self._slow_dps = max(s.rise_deg, s.slow * rom_deg)

    def step(self, t: float, s: float, rate: float) -> Step | None:
        """Take the next sample.

        Args:
            t: Session s.
            s: Rep signal, deg, not NaN.
            rate: Its rate, deg/s.

        Returns:
            What it did to the swing, if anything.
        """
        if self.near:
            if s < self._low:
                self._sink(t, s)
            elif s > self._low + self._rise:
                return self._open(t, s)
            return None
        swing = self.swing
        assert swing is not None
        if self._settled(t, s, rate, swing):
            return Step.DROPPED
        if s > swing.far_deg:
            swing.far_s, swing.far_deg = t, s
            self._stage = _Stage.FAR
            return self._drop_if_endless(t, swing)
        if self._stage is _Stage.FAR:
            if swing.far_deg - s > self._settings.drop * self._height(swing):
                self._stage = _Stage.BACK
                self._low = math.inf
                self._sink(t, s)
            return self._drop_if_endless(t, swing)
        return self._back(t, s, rate, swing)

    def resume(
        self, t: float, s: float, gap_s: float, period_s: float
    ) -> list[tuple[Step, Swing]]:
        """Take the first sample after an outage; ``step`` is not called for it.

        Args:
            t: Session s.
            s: Rep signal, deg.
            gap_s: How long nothing was known.
            period_s: How long a rep usually lasts, from low to low.

        Returns:
            What must have happened meanwhile, and to which swing.
        """
        swing = self.swing
        if self.near or swing is None:
            return self._resume_near(t, s)
        swing.hidden = swing.hidden or self._stage is _Stage.FAR
        if self._came_back(s, swing):
            self._sink(t, s)
            return [(self._finish(t, swing), swing)]
        if gap_s > period_s:
            return self._resume_later_rep(t, s, swing)
        if s > swing.far_deg:
            swing.far_s, swing.far_deg = t, s
        return []

    def _resume_near(self, t: float, s: float) -> list[tuple[Step, Swing]]:
        step = self.step(t, s, 0.0)
        swing = self.swing
        if step is not Step.OPENED or swing is None:
            return []
        swing.hidden = True
        return [(step, swing)]

    def _resume_later_rep(
        self, t: float, s: float, swing: Swing
    ) -> list[tuple[Step, Swing]]:
        """So long an outage: that swing ended in it, and this is another one."""
        swing.after_s, swing.after_deg = t, swing.before_deg
        done = self._finish(t, swing)
        later = Swing(t, swing.before_deg, t, t, s, hidden=True)
        self.swing, self.near, self._stage = later, False, _Stage.FAR
        return [(done, swing), (Step.OPENED, later)]

    def _sink(self, t: float, s: float) -> None:
        self._low, self._low_s = s, t
        swing = self.swing
        if swing is None:
            return
        swing.after_s, swing.after_deg = t, s
        if swing.back_s is None and self._given_back(swing) >= self._settings.done:
            swing.back_s = t

    def _open(self, t: float, s: float) -> Step:
        last = self.swing
        self.near, self._stage = False, _Stage.FAR
        if last is not None and self._given_back(last) < self._settings.merge:
            last.done_s = last.back_s = None
            return Step.RESUMED
        self.swing = Swing(self._low_s, self._low, t, t, s)
        return Step.OPENED

    def _height(self, swing: Swing) -> float:
        """How high it is, without a change of posture that led into it."""
        height = swing.far_deg - swing.before_deg
        if swing.before_deg >= self._least:
            return height
        return min(height, _CAP * self.rom_deg)

    def _given_back(self, swing: Swing) -> float:
        return (swing.far_deg - self._low) / self._height(swing)

    def _came_back(self, s: float, swing: Swing) -> bool:
        height = max(self._height(swing), 0.6 * self.rom_deg)
        return s < swing.before_deg + 0.4 * height

    def _back(self, t: float, s: float, rate: float, swing: Swing) -> Step | None:
        if s < self._low:
            self._sink(t, s)
        given = (swing.far_deg - s) / self._height(swing)
        if given >= self._settings.done:
            return self._finish(t, swing)
        if given < self._settings.past:
            return None
        if self._stopped(t, rate) or s > self._low + self._turn:
            return self._finish(t, swing)
        return None

    def _settled(self, t: float, s: float, rate: float, swing: Swing) -> bool:
        """Whether it was a change of posture, and has come to rest."""
        if swing.before_deg < self._least:
            for_s = self._settings.settle_s
        elif s - swing.before_deg < self._settings.rest * self.rom_deg:
            for_s = self._settings.rest_s
        else:
            return False
        if s < self._least or not self._still(t, rate, for_s):
            return False
        self.reset()
        self._sink(t, s)
        return True

    def _stopped(self, t: float, rate: float) -> bool:
        return self._still(t, rate, self._settings.stop_s)

    def _still(self, t: float, rate: float, for_s: float) -> bool:
        if abs(rate) >= self._slow_dps:
            self._slow_since = None
            return False
        if self._slow_since is None:
            self._slow_since = t
        return t - self._slow_since >= for_s

    def _finish(self, t: float, swing: Swing) -> Step:
        swing.done_s = t
        self.near = True
        return Step.DONE

    def _drop_if_endless(self, t: float, swing: Swing) -> Step | None:
        if t - swing.opened_s <= self._settings.longest_s:
            return None
        self.reset()
        return Step.DROPPED
