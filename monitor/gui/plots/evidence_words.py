"""What the evidence panel says of a rep."""

from dataclasses import dataclass

import numpy as np

from monitor.gui.plots.data import EvidenceView
from monitor.gui.symbols import VERDICT, Symbol
from monitor.view.words import VERDICTS, tempo

EMPTY = "Click a rep to see its evidence"


@dataclass(frozen=True, slots=True)
class EvidenceWords:
    """The panel's texts; ``rows`` are pairs of a name and a value."""

    title: str
    symbol: Symbol
    reason: str
    rows: tuple[tuple[str, str], ...]

    def sentence(self) -> str:
        """Return all of it for people who hear the screen."""
        rows = [f"{name} {value}" for name, value in self.rows]
        return "; ".join([self.title, self.reason.rstrip("."), *rows]) + "."


def evidence_words(view: EvidenceView) -> EvidenceWords:
    """Put a rep's evidence into words."""
    rep = view.rep
    name = f"Rep {view.number}" if rep.full else "Partial rep"
    peak = rep.peak_extension_deg
    shown = "not measured" if peak is None else peak_words(peak)
    rows = (
        ("Peak", shown),
        ("Limit", f"{view.limit_deg:.0f}° extension, known to ±{view.band_deg:.0f}°"),
        ("Margin", margin(peak, view.limit_deg, view.band_deg)),
        ("Measured", f"{round(100 * rep.scored_share)} % of the rep"),
        ("Tempo", f"{tempo(rep)} s (out · hold · back)"),
    )
    title = f"{name}: {VERDICTS[rep.verdict]}"
    return EvidenceWords(title, VERDICT[rep.verdict], rep.reason, rows)


def peak_words(peak_extension_deg: float) -> str:
    """Return a peak with a tenth of a degree: "12.4° extension"."""
    word = "flexion" if peak_extension_deg < 0 else "extension"
    return f"{abs(peak_extension_deg):.1f}° {word}"


def margin(peak_deg: float | None, limit_deg: float, band_deg: float) -> str:
    """Say how far a peak of extension stays from the limit: "2.1° below the limit"."""
    if peak_deg is None:
        return "not known"
    past = round(peak_deg - limit_deg, 1)
    if not past:
        return "at the limit"
    text = f"{abs(past):.1f}° {'past' if past > 0 else 'below'} the limit"
    close = abs(peak_deg - limit_deg) < band_deg
    return f"{text}: too close to tell" if close else text


def peak_time(view: EvidenceView) -> float | None:
    """Return when the extension was highest within the rep, session s."""
    rep = view.rep
    end_s = rep.end_s if rep.end_s is not None else np.inf
    inside = (view.t >= rep.onset_s) & (view.t <= end_s)
    extension = np.where(inside, -view.lumbar_flexion_deg, np.nan)
    if not np.isfinite(extension).any():
        return None
    return float(view.t[int(np.nanargmax(extension))])
