"""How a sensor's stream stands: rate, loss, delays, and whether it fell silent."""

from collections import deque

from monitor.dsp.link_check import LinkCheck
from monitor.dsp.stream_facts import StreamFacts
from monitor.model.events import LinkChecked, LinkStatus, Notice, NoticeKind
from monitor.model.records import (
    BatteryLevel,
    LinkChange,
    LinkState,
    Placement,
    SignalStrength,
)

SILENT_S = 1.0  # without a sample this long, the stream counts as silent
STATUS_S = 1.0  # between two statuses
_RATE_SPAN_S = 3.0
_JITTER_SPAN_S = 5.0
_JITTER_SHARE = 0.95
_MOST_DELAYS = 2048  # notifications; the span holds fewer, but a burst may not


_NOTHING = StreamFacts(0, 0)


class LinkWatch:
    """Sums up one sensor's stream about once a second, in record time."""

    def __init__(self, placement: Placement, check: LinkCheck) -> None:
        self._placement = placement
        self._check = check
        self._state = LinkState.SCANNING
        self._battery: float | None = None
        self._began: float | None = None
        self._told: float | None = None
        self._heard: float | None = None
        self._newest: float | None = None
        self._silent = False
        self._arrivals: deque[tuple[float, int]] = (
            deque()
        )  # sample time, samples so far
        self._delays: deque[tuple[float, float]] = deque(maxlen=_MOST_DELAYS)
        self._facts = _NOTHING
        self._rssi: float | None = None
        self._reason = ""

    def relabel(self, placement: Placement) -> None:
        """Tell of this stream as this placement's from now on."""
        self._placement = placement

    def heard(self, now: float, newest: float, facts: StreamFacts) -> list[Notice]:
        """Take what a notification has brought.

        Args:
            now: Record time, session s.
            newest: Time of its newest sample, session s.
            facts: What is known of the stream with it.
        """
        self._heard, self._newest, self._facts = now, newest, facts
        self._arrivals.append((newest, facts.samples))
        while newest - self._arrivals[0][0] > _RATE_SPAN_S:
            self._arrivals.popleft()
        self._delays.append((now, now - newest))
        if self._state is not LinkState.STREAMING:
            self._state, self._reason = LinkState.STREAMING, ""
        if not self._silent:
            return []
        self._silent = False
        text = f"The {self._placement} sensor is back."
        return [Notice(now, NoticeKind.SENSOR_BACK, text, self._placement)]

    def feed(
        self, record: LinkChange | BatteryLevel | SignalStrength
    ) -> list[LinkStatus]:
        """Take what is known of the link; a change of state is told at once."""
        match record:
            case BatteryLevel():
                self._battery = record.percent
            case SignalStrength():
                self._rssi = record.rssi_dbm
                self._check.signal(record.rssi_dbm)
            case LinkChange():
                self._state, self._reason = record.state, record.reason
                return [self._status(record.t)]
        return []

    def start_check(self, t: float) -> None:
        """Check the link from now on; see ``LinkCheck``."""
        self._check.start(t, self._facts, self._newest)

    def advance(self, now: float) -> list[LinkStatus | LinkChecked | Notice]:
        """Return what the passing of time brings: a status, a silence, a result."""
        if self._began is None:
            self._began = self._told = now
        outputs: list[LinkStatus | LinkChecked | Notice] = []
        if self._check.running:
            outputs += self._check.advance(
                now, self._placement, self._facts, self._newest
            )
        since = self._heard if self._heard is not None else self._began
        if not self._silent and now - since >= SILENT_S:
            self._silent = True
            outputs.append(self._missing(now))
        if self._told is None or now - self._told >= STATUS_S:
            self._told = now
            outputs.append(self._status(now))
        return outputs

    def _missing(self, now: float) -> Notice:
        if self._state is LinkState.STREAMING:
            self._state = LinkState.STALE
        text = f"Nothing comes from the {self._placement} sensor."
        return Notice(now, NoticeKind.SENSOR_MISSING, text, self._placement)

    def _status(self, now: float) -> LinkStatus:
        return LinkStatus(
            t=now,
            placement=self._placement,
            state=self._state,
            rate_hz=self._rate_hz(),
            samples=self._facts.samples,
            lost=self._facts.lost,
            clock_ppm=self._facts.clock_ppm,
            age_s=None if self._newest is None else now - self._newest,
            battery_percent=self._battery,
            rssi_dbm=self._rssi,
            jitter_s=self._jitter_s(now),
            clock_offset_s=self._facts.clock_offset_s,
            loss_known=self._facts.loss_known,
            reason=self._reason,
        )

    def _jitter_s(self, now: float) -> float | None:
        while self._delays and now - self._delays[0][0] > _JITTER_SPAN_S:
            self._delays.popleft()
        if not self._delays:
            return None
        delays = sorted(delay for _, delay in self._delays)
        return delays[int(_JITTER_SHARE * (len(delays) - 1))] - delays[0]

    def _rate_hz(self) -> float | None:
        if len(self._arrivals) < 2:
            return None
        (first, before), (last, after) = self._arrivals[0], self._arrivals[-1]
        return (after - before) / (last - first)
