"""How a sensor's link stands, and when it must be given up: a machine without a radio.

    scanning ──found──▶ connecting ──connected──▶ starting ──heard──▶ streaming
       ▲                    │                        │                  │    ▲
       │                  failed                failed, silent       silent  heard
     retry                  ▼                        ▼                  ▼    │
       └────────────────── lost ◀──── failed, silent still ────────── stale ─┘

Whoever drives it does what the state asks for, says what came of it, and asks it again
at its ``deadline``. Times are session seconds.
"""

import math
from dataclasses import dataclass

import msgspec

from monitor.model.records import LinkChange, LinkState, Placement


class LinkSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All delays of a link, s.

    Attributes:
        scan_s: A scan is made anew after this: an adapter that was off meanwhile, or
            a Bluetooth service that was restarted, leaves a dead scan behind.
        connect_s: Longest wait for link and services together.
        gather_s: A sensor that is ready waits so long for the others, so that all
            start together.
        start_s: From the start command to the first sample, at most.
        stale_s: Without a sample this long, a stream is stale.
        lost_s: Without a sample this long, the link is made anew.
        retry_s: Pause after a failure; doubles with each one that follows.
        retry_most_s: Longest such pause.
        leave_s: Longest wait for a sensor to stop and for its link to go down.
        battery_s: Between two looks at a battery.
    """

    scan_s: float = 3.0
    connect_s: float = 8.0
    gather_s: float = 10.0
    start_s: float = 4.0
    stale_s: float = 1.0
    lost_s: float = 3.0
    retry_s: float = 0.25
    retry_most_s: float = 2.0
    leave_s: float = 3.0
    battery_s: float = 60.0


@dataclass(slots=True)
class _Times:
    heard: float = -math.inf  # or started
    retry: float = math.inf


class LinkMachine:
    """The state of one sensor's link; every change comes back as a record."""

    def __init__(self, placement: Placement, settings: LinkSettings) -> None:
        self._placement = placement
        self._settings = settings
        self._times = _Times()
        self._failures = 0
        self._started = False
        self.state = LinkState.LOST

    @property
    def deadline(self) -> float:
        """When ``advance`` has something to say if nothing happens; else infinite."""
        match self.state:
            case LinkState.STARTING if self._started:
                return self._times.heard + self._settings.start_s
            case LinkState.STREAMING:
                return self._times.heard + self._settings.stale_s
            case LinkState.STALE:
                return self._times.heard + self._settings.lost_s
            case LinkState.LOST:
                return self._times.retry
            case _:
                return math.inf

    def scan(self, now: float) -> list[LinkChange]:
        """The sensor is being looked for."""
        return self._to(LinkState.SCANNING, now)

    def found(self, now: float) -> list[LinkChange]:
        """The sensor was heard, and a link is being made."""
        return self._to(LinkState.CONNECTING, now)

    def connected(self, now: float) -> list[LinkChange]:
        """The link is up."""
        self._started = False
        return self._to(LinkState.STARTING, now)

    def started(self, now: float) -> None:
        """All that starts the stream was sent: from now on samples are due."""
        self._started, self._times.heard = True, now

    def heard(self, now: float) -> list[LinkChange]:
        """Samples came; those of an earlier start don't count."""
        if self.state is LinkState.STARTING and not self._started:
            return []
        self._times.heard = now
        if self.state not in {LinkState.STARTING, LinkState.STALE}:
            return []
        self._failures = 0
        return self._to(LinkState.STREAMING, now)

    def failed(self, now: float, reason: str) -> list[LinkChange]:
        """The link went down, or could not be made: it is tried again after a pause."""
        pause = self._settings.retry_s * 2.0 ** min(self._failures, 16)
        self._failures += 1
        self._times.retry = now + min(pause, self._settings.retry_most_s)
        return self._to(LinkState.LOST, now, reason)

    def advance(self, now: float) -> list[LinkChange]:
        """Return what the passing of time brings."""
        if now < self.deadline:
            return []
        match self.state:
            case LinkState.STREAMING:
                return self._to(LinkState.STALE, now, "no samples come")
            case LinkState.STALE:
                return self.failed(now, "no samples come: the link is made anew")
            case LinkState.STARTING:
                return self.failed(now, "the sensor was started but sends no samples")
            case _:
                return self.scan(now)

    def _to(self, state: LinkState, now: float, reason: str = "") -> list[LinkChange]:
        self.state = state
        return [LinkChange(now, self._placement, state, reason)]
