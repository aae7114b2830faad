"""What the lumbar gauge shows; without an angle it says so, and why."""

from dataclasses import dataclass

from monitor.detection.forms import form_of
from monitor.model.records import TRUNK, LinkState
from monitor.view.state import ViewState, Zone
from monitor.view.words import angle

MOST_DEG = 60.0  # the scale's widest half


@dataclass(frozen=True, slots=True)
class Reading:
    """What the gauge shows; angles are degrees, extension positive.

    Attributes:
        extension_deg: The angle; None if it isn't known.
        zone: How it stands to the limit.
        text: The angle in words.
        verdict: The zone in words, or why the angle isn't known.
        limit_deg: Limit of extension.
        flexion_limit_deg: Limit of flexion where the exercise watches it, else None.
        band_deg: How far the angle may be wrong.
        span_deg: From the middle of the scale to either end.
    """

    extension_deg: float | None
    zone: Zone
    text: str
    verdict: str
    limit_deg: float
    flexion_limit_deg: float | None
    band_deg: float
    span_deg: float


def reading(state: ViewState) -> Reading:
    """Return what the gauge shows of a state."""
    flexion = state.lumbar_flexion_deg
    watches = form_of(state.exercise, state.own).watches_flexion
    flexion_limit = state.limits.flexion_deg if watches else None
    zone = _zone(state, flexion_limit)
    widest = max(state.limits.extension_deg, flexion_limit or 0.0)
    return Reading(
        None if flexion is None else -flexion,
        zone,
        angle(flexion),
        _why_unknown(state) if flexion is None else _ZONES[zone],
        state.limits.extension_deg,
        flexion_limit,
        state.band_deg,
        min(MOST_DEG, max(20.0, 2.0 * widest)),
    )


_ZONES = {
    Zone.UNKNOWN: "Angle not known",
    Zone.WITHIN: "Within limit",
    Zone.NEAR: "Near the limit",
    Zone.BEYOND: "Past the limit",
}


def _zone(state: ViewState, flexion_limit: float | None) -> Zone:
    """The worse of both sides; flexion counts only where it is watched."""
    flexion = state.lumbar_flexion_deg
    if flexion is None or flexion_limit is None or flexion <= 0:
        return state.zone
    if flexion >= flexion_limit:
        return Zone.BEYOND
    return Zone.NEAR if flexion >= flexion_limit - state.band_deg else state.zone


def _why_unknown(state: ViewState) -> str:
    for placement in TRUNK:
        link = state.links.get(placement)
        if link is None or link.state is not LinkState.STREAMING:
            return f"Angle not known: no {placement} sensor"
    if state.quality is None:
        return "Angle not known: not calibrated"
    return "Angle not known: samples are missing"
