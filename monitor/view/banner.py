"""What the alert banner says at a moment: the most urgent thing, or how it stands."""

from dataclasses import dataclass
from typing import Final

from monitor.alerts.wording import armed
from monitor.model.events import Alert, Level, LimitKind, OverLimitBegan
from monitor.view.state import ViewState

SHOWN_S: Final = {Level.CAUTION: 4.0, Level.DANGER: 3.0, Level.STOP: 30.0}
_ARCHING: Final = {
    LimitKind.HYPEREXTENSION: "Lower back arching",
    LimitKind.FLEXION: "Lower back rounding",
    LimitKind.LATERAL: "Hips off the line",
}


@dataclass(frozen=True, slots=True)
class Banner:
    """What the banner shows.

    Attributes:
        level: How urgent; None for a calm line on how it stands.
        text: The headline.
        detail: Smaller, on the other end.
        is_armed: Alerts would come now.
    """

    level: Level | None
    text: str
    detail: str = ""
    is_armed: bool = False


_ARCHED: Final = {
    LimitKind.HYPEREXTENSION: "Lower back arched",
    LimitKind.FLEXION: "Lower back rounded",
    LimitKind.LATERAL: "Hips off the line",
}


def banner(state: ViewState, now: float) -> Banner:
    """Return what the banner shows at ``now``, session s."""
    is_armed = state.armed == armed()
    stop = state.warned if _is_fresh(state.warned, now) else None
    if stop is not None and stop.level is Level.STOP:
        return Banner(Level.STOP, stop.text, "", is_armed)
    if state.over is not None:
        return _over(state, state.over, now, is_armed=is_armed)
    past = state.was_over
    if past is not None and now - past.t < SHOWN_S[Level.DANGER]:
        if past.anticipated:
            text = f"Near the limit · {past.peak_deg:.0f}°"
            return Banner(Level.CAUTION, text, _limit(state, past.kind), is_armed)
        text = f"{_ARCHED[past.kind]} · {past.peak_deg:.0f}°"
        detail = f"{_limit(state, past.kind)} · {past.duration_s:.1f} s".strip(" ·")
        return Banner(Level.DANGER, text, detail, is_armed)
    if stop is not None and stop.event_id is None:
        return Banner(stop.level, stop.text, "", is_armed)
    return Banner(None, state.armed, "", is_armed)


def _is_fresh(alert: Alert | None, now: float) -> bool:
    return alert is not None and now - alert.t < SHOWN_S[alert.level]


def _over(
    state: ViewState, over: OverLimitBegan, now: float, *, is_armed: bool
) -> Banner:
    angle, flexion = over.angle_deg, state.lumbar_flexion_deg
    if flexion is not None and over.kind is not LimitKind.LATERAL:
        extends = over.kind is LimitKind.HYPEREXTENSION
        angle = max(angle, -flexion if extends else flexion)
    past_s = max(0.0, now - over.t)
    detail = f"Limit {over.limit_deg:.0f}° · {past_s:.1f} s"
    return Banner(
        Level.DANGER, f"{_ARCHING[over.kind]} · {angle:.0f}°", detail, is_armed
    )


def _limit(state: ViewState, kind: LimitKind) -> str:
    if kind is LimitKind.LATERAL:
        return ""  # it is the exercise's own
    extends = kind is LimitKind.HYPEREXTENSION
    limit = state.limits.extension_deg if extends else state.limits.flexion_deg
    return f"Limit {limit:.0f}°"
