"""What the alert banner says at a moment: the most urgent thing, or how it stands."""

from dataclasses import dataclass
from typing import Final

from monitor.alerts.wording import armed
from monitor.model.events import Level, LimitKind
from monitor.view.state import ViewState

SHOWN_S: Final = {Level.CAUTION: 4.0, Level.DANGER: 3.0, Level.STOP: 30.0}
_ARCHING: Final = {
    LimitKind.HYPEREXTENSION: "Lower back arching",
    LimitKind.FLEXION: "Lower back rounding",
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


def banner(state: ViewState, now: float) -> Banner:
    """Return what the banner shows at ``now``, session s."""
    is_armed = state.armed == armed()
    if state.over is not None:
        angle = state.over.angle_deg
        flexion = state.lumbar_flexion_deg
        if flexion is not None:
            extends = state.over.kind is LimitKind.HYPEREXTENSION
            angle = max(angle, -flexion if extends else flexion)
        past_s = max(0.0, now - state.over.t)
        detail = f"Limit {state.over.limit_deg:.0f}° · {past_s:.1f} s"
        text = f"{_ARCHING[state.over.kind]} · {angle:.0f}°"
        return Banner(Level.DANGER, text, detail, is_armed)
    warned = state.warned
    if warned is not None and now - warned.t < SHOWN_S[warned.level]:
        detail = f"Limit {state.limits.extension_deg:.0f}°"
        return Banner(warned.level, warned.text, detail, is_armed)
    return Banner(None, state.armed, "", is_armed)
