"""How a sensor's link stands, as words for people; no Qt here."""

from dataclasses import dataclass
from typing import Final

from monitor.gui.actions import QT_TRANSLATE_NOOP
from monitor.gui.symbols import Symbol
from monitor.model.events import LinkStatus
from monitor.model.records import LinkState

_FACTS: Final = "LinkFacts"
_LOSS_WARN_PCT: Final = 2.0
_BATTERY_WARN_PCT: Final = 20.0
_SIGNAL_WARN_DBM: Final = -80.0
_AGE_WARN_S: Final = 0.5
STATES: Final = {
    LinkState.SCANNING: QT_TRANSLATE_NOOP(_FACTS, "Listening for it"),
    LinkState.CONNECTING: QT_TRANSLATE_NOOP(_FACTS, "Connecting"),
    LinkState.STARTING: QT_TRANSLATE_NOOP(_FACTS, "Starting its stream"),
    LinkState.STREAMING: QT_TRANSLATE_NOOP(_FACTS, "Streaming"),
    LinkState.STALE: QT_TRANSLATE_NOOP(_FACTS, "Silent"),
    LinkState.LOST: QT_TRANSLATE_NOOP(_FACTS, "Lost"),
}
NAMES: Final = (
    QT_TRANSLATE_NOOP(_FACTS, "Rate"),
    QT_TRANSLATE_NOOP(_FACTS, "Lost"),
    QT_TRANSLATE_NOOP(_FACTS, "Signal"),
    QT_TRANSLATE_NOOP(_FACTS, "Battery"),
    QT_TRANSLATE_NOOP(_FACTS, "Age"),
)


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure of a link.

    Attributes:
        text: With its unit; a dash where it is not known.
        is_poor: It is a reason to look after the sensor.
    """

    text: str
    is_poor: bool = False


def facts(status: LinkStatus | None, now: float) -> tuple[Fact, ...]:
    """Return rate, loss, signal, battery and age, in the order of ``NAMES``.

    Args:
        status: As last told; None before that.
        now: Session s; an age grows until another status comes.
    """
    if status is None:
        return (Fact("-"),) * len(NAMES)
    rate, signal, battery = status.rate_hz, status.rssi_dbm, status.battery_percent
    return (
        Fact("-" if rate is None else f"{rate:.0f} Hz"),
        _loss(status),
        Fact("-")
        if signal is None
        else Fact(f"{signal:.0f} dBm", signal < _SIGNAL_WARN_DBM),
        Fact("-")
        if battery is None
        else Fact(f"{battery:.0f} %", battery <= _BATTERY_WARN_PCT),
        _age(status, now),
    )


def symbol(status: LinkStatus | None, now: float) -> Symbol:
    """Return the symbol of a link's state."""
    if status is None:
        return Symbol.UNKNOWN
    if status.state in {LinkState.STALE, LinkState.LOST}:
        return Symbol.DANGER
    if status.state is not LinkState.STREAMING:
        return Symbol.INFO
    poor = any(each.is_poor for each in facts(status, now))
    return Symbol.CAUTION if poor else Symbol.FINE


def _loss(status: LinkStatus) -> Fact:
    sent = status.samples + status.lost
    if not sent or not status.loss_known:
        return Fact("-")
    loss_pct = 100.0 * status.lost / sent
    return Fact(f"{loss_pct:.1f} %", loss_pct >= _LOSS_WARN_PCT)


def _age(status: LinkStatus, now: float) -> Fact:
    if status.age_s is None:
        return Fact("-")
    if status.state is LinkState.STREAMING:
        return Fact(f"{1000 * status.age_s:.0f} ms", status.age_s > _AGE_WARN_S)
    return Fact(f"{status.age_s + max(0.0, now - status.t):.0f} s", is_poor=True)
