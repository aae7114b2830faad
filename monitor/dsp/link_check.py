"""Ten seconds lying on the bench: does a sensor come through where it will be used?

The body shadows 2.4 GHz radio, so a link that is good standing may be poor lying.
"""

import statistics

import msgspec

from monitor.dsp.stream_facts import StreamFacts
from monitor.model.events import LinkChecked
from monitor.model.records import Placement

_ADVICE = (
    "the body shadows 2.4 GHz radio, so move the receiver towards the feet side of the"
    " bench, or nearer, and check again"
)


class LinkCheckSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What passes as a good link. The limits are conventions, not measured ones.

    Attributes:
        length_s: How long it is watched.
        most_loss_pct: Samples lost over samples sent.
        least_rssi_dbm: Signal strength; receivers fail at about -90 to -95 dBm.
        least_rate: Share of the nominal rate that must arrive; clocks are some percent
            off.
    """

    length_s: float = 10.0
    most_loss_pct: float = 2.0
    least_rssi_dbm: float = -80.0
    least_rate: float = 0.9

    def __post_init__(self) -> None:
        if not 1 <= self.length_s <= 60:
            msg = "length_s must lie between 1 and 60"
            raise ValueError(msg)
        if not 0 <= self.most_loss_pct <= 100:
            msg = "most_loss_pct must lie between 0 and 100"
            raise ValueError(msg)
        if not 0 <= self.least_rate <= 1:
            msg = "least_rate must lie between 0 and 1"
            raise ValueError(msg)


class LinkCheck:
    """Checks one sensor's link when asked to; record time."""

    def __init__(self, rate_hz: float, settings: LinkCheckSettings) -> None:
        """Make one for a stream of this nominal rate."""
        self._rate_hz = rate_hz
        self._settings = settings
        self._began: float | None = None
        self._before = StreamFacts(0, 0)
        self._newest: float | None = None
        self._rssi: list[float] = []
        self._told_before: float | None = None

    @property
    def running(self) -> bool:
        """Whether a result is to come."""
        return self._began is not None

    def start(self, t: float, facts: StreamFacts, newest: float | None) -> None:
        """Begin, or begin anew.

        Args:
            t: Session s.
            facts: What is known of the stream.
            newest: Time of its newest sample, session s; None before samples came.
        """
        self._began, self._before, self._newest = t, facts, newest
        self._rssi.clear()

    def signal(self, rssi_dbm: float) -> None:
        """Take a signal strength."""
        if self._began is not None:
            self._rssi.append(rssi_dbm)
        else:
            self._told_before = rssi_dbm

    def advance(
        self, now: float, placement: Placement, facts: StreamFacts, newest: float | None
    ) -> list[LinkChecked]:
        """Return the result when the time is up."""
        if self._began is None or now - self._began < self._settings.length_s:
            return []
        span, self._began = now - self._began, None
        samples = facts.samples - self._before.samples
        rate = samples / span
        loss = self._loss_pct(samples, facts, now, newest)
        measured = statistics.median(self._rssi) if self._rssi else None
        poor = self._poor(loss, measured, rate)
        # Most systems tell the strength of a signal only before a link is made: it is
        # shown then, but nothing is judged by it.
        rssi = self._told_before if measured is None else measured
        figures = _figures(loss, rssi, rate, earlier=not self._rssi)
        text = f"{placement.capitalize()} sensor: {figures}"
        text += f"; too poor ({poor}): {_ADVICE}." if poor else ", good."
        return [LinkChecked(now, placement, loss, rssi, rate, not poor, text)]

    def _loss_pct(
        self, samples: int, facts: StreamFacts, now: float, newest: float | None
    ) -> float | None:
        if not samples:
            return 100.0
        if not facts.loss_known:
            return None
        lost = float(facts.lost - self._before.lost)
        if newest is not None and now - newest > _SILENT_S:
            lost += (now - newest) * self._rate_hz  # not seen as lost yet
        return 100.0 * lost / (samples + lost)

    def _poor(self, loss: float | None, rssi: float | None, rate: float) -> str:
        limits = self._settings
        if loss is not None and loss > limits.most_loss_pct:
            return f"at most {limits.most_loss_pct:.0f} % may be lost"
        if rate < limits.least_rate * self._rate_hz:
            return f"{self._rate_hz:.0f} Hz is its rate"
        if rssi is not None and rssi < limits.least_rssi_dbm:
            return f"{limits.least_rssi_dbm:.0f} dBm is the least"
        return ""


_SILENT_S = 0.5


def _figures(
    loss: float | None, rssi: float | None, rate: float, *, earlier: bool
) -> str:
    known = ["losses can't be told" if loss is None else f"{loss:.1f} % lost"]
    if rssi is not None:
        when = " when the link was made" if earlier else ""
        known.append(f"{rssi:.0f} dBm{when}")
    return ", ".join([*known, f"{rate:.0f} Hz"])
