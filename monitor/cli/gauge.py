"""A bar of text for the lumbar angle, with its limit and the band before it."""

import math

from rich.text import Text

from monitor.view.state import ViewState, Zone

WIDTH = 41
SPAN_DEG = 30.0  # extension to flexion; more for a limit that lies further out

STYLES = {
    Zone.UNKNOWN: "dim",
    Zone.WITHIN: "green",
    Zone.NEAR: "yellow",
    Zone.BEYOND: "bold red",
}
SYMBOLS = {
    Zone.UNKNOWN: "○ not measured",
    Zone.WITHIN: "✓ within limit",
    Zone.NEAR: "▲ near the limit",
    Zone.BEYOND: "✖ past the limit",
}


def reading(state: ViewState) -> Text:
    """Return the angle and its zone in words."""
    angle, zone = state.lumbar_flexion_deg, state.zone
    if angle is None:
        return Text(SYMBOLS[zone], style=STYLES[zone])
    direction = "extension" if angle < 0 else "flexion"
    return Text(f"{abs(angle):3.0f}° {direction}  {SYMBOLS[zone]}", style=STYLES[zone])


def bar(state: ViewState) -> Text:
    """Return the bar: extension left, neutral in the middle, flexion right."""
    limit = state.limits.extension_deg
    span = max(SPAN_DEG, 10.0 * math.ceil((limit + 5.0) / 10.0))
    cells = [_cell(at, limit, state.band_deg) for at in _angles(span)]
    if state.lumbar_flexion_deg is not None:
        cells[_position(state.lumbar_flexion_deg, span)] = ("█", STYLES[state.zone])
    return Text.assemble(*cells)


def legend(state: ViewState) -> Text:
    """Say what the bar shows."""
    limit, band = state.limits.extension_deg, state.band_deg
    text = f"extension ◄ 0 ► flexion    limit {limit:.0f}° (band {band:.0f}°)"
    return Text(text, style="dim")


def _angles(span: float) -> list[float]:
    step = 2 * span / (WIDTH - 1)
    return [-span + step * i for i in range(WIDTH)]


def _position(angle: float, span: float) -> int:
    share = (angle + span) / (2 * span)
    return min(max(round(share * (WIDTH - 1)), 0), WIDTH - 1)


def _cell(at: float, limit: float, band: float) -> tuple[str, str]:
    if at <= -limit:
        return ("▒", "red")
    if at <= -(limit - band):
        return ("░", "yellow")
    return ("┼", "bold") if abs(at) < 1e-9 else ("─", "dim")
