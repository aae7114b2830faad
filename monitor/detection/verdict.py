"""What is said of a rep's lumbar angle, and why."""

from dataclasses import dataclass
from enum import Enum, auto

import msgspec

from monitor.model.body import Limits
from monitor.model.events import Verdict


class BandSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How far the lumbar angle may be wrong, deg.

    From the published errors of two-sensor lumbar angles and their repeatability on
    people (BMC Musculoskelet Disord 2017 s12891-017-1489-1; PMC5034504).

    Attributes:
        same_set_deg: Against other reps of the same set.
        same_strapping_deg: Against a neutral taken in the same strapping.
        other_strapping_deg: Against what another strapping gave.
        unchecked_deg: More, without a bench reference or a table check: standing and
            lying need not agree then.
        table_checked: The sensors were checked on a table.
    """

    same_set_deg: float = 2.0
    same_strapping_deg: float = 3.0
    other_strapping_deg: float = 8.0
    unchecked_deg: float = 3.0
    table_checked: bool = False


class Basis(Enum):
    """What an angle is compared with."""

    SAME_SET = auto()
    SAME_STRAPPING = auto()
    OTHER_STRAPPING = auto()


def band_deg(settings: BandSettings, basis: Basis, *, checked: bool) -> float:
    """Return the error band, deg, for a comparison.

    Args:
        settings: The single errors.
        basis: What is compared with what. A limit counts from the neutral of this
            strapping, so verdicts use ``SAME_STRAPPING``.
        checked: A bench reference or a table check is in force. Within a set the
            offset it removes cancels.
    """
    match basis:
        case Basis.SAME_SET:
            return settings.same_set_deg
        case Basis.OTHER_STRAPPING:
            return settings.other_strapping_deg
        case Basis.SAME_STRAPPING:
            extra = 0.0 if checked else settings.unchecked_deg
            return settings.same_strapping_deg + extra


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured of a rep's lumbar angle.

    Attributes:
        extension_deg: Highest extension held; None if never measured.
        flexion_deg: Highest flexion held; None if not measured or not watched.
        scored_share: Share of the rep's time with a believed angle, 0 to 1.
        gap_at_turn: The angle was not believed where it matters most.
        doubt: Contact made it doubtful there.
        slip: A strap is suspected to have slipped.
    """

    extension_deg: float | None
    flexion_deg: float | None
    scored_share: float
    gap_at_turn: bool
    doubt: bool
    slip: bool


LEAST_SHARE = 0.8  # of a rep's time must be measured for a verdict


def judged(measured: Measured, limits: Limits, band: float) -> tuple[Verdict, str]:
    """Return the verdict and its reason, one sentence.

    Args:
        measured: What was measured.
        limits: The limits of the rep's set.
        band: The error band, deg.
    """
    reason = _why_not_scored(measured)
    if reason:
        return Verdict.NOT_SCORED, reason
    extension = measured.extension_deg or 0.0
    past = [(extension - limits.extension_deg, "extension", extension)]
    if measured.flexion_deg is not None:
        flexion = measured.flexion_deg
        past.append((flexion - limits.flexion_deg, "flexion", flexion))
    margin, name, peak = max(past)
    limit = peak - margin
    said = (
        f"peak {name} {peak:.1f}° against a limit of {limit:.0f}° (band ±{band:.0f}°)"
    )
    if margin >= band:
        return Verdict.FAULT, f"Past the limit: {said}."
    if margin >= -band:
        return Verdict.BORDERLINE, f"Too close to tell: {said}."
    return Verdict.CLEAN, f"Lumbar within limit: {said}."


def _why_not_scored(measured: Measured) -> str:
    if measured.extension_deg is None or measured.scored_share <= 0.0:
        return "The lumbar angle was not measured."
    if measured.slip:
        return "A strap may have slipped: recalibrate."
    if measured.doubt:
        return "Contact tilted a sensor at the turning point."
    if measured.gap_at_turn:
        return "The lumbar angle was not measured at the turning point."
    if measured.scored_share < LEAST_SHARE:
        share = round(100 * measured.scored_share)
        return f"The lumbar angle was measured for {share} % of the rep only."
    return ""
