"""A comparison with a reference for people: tables in the terminal."""

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from monitor.analysis.agreement import AngleAgreement, RepAgreement
from monitor.analysis.compare import Align, Comparison, Figures


def comparison_tables(comparison: Comparison) -> Group:
    """Return everything that a person is shown of a comparison."""
    parts: list[RenderableType] = [Text(lag_words(comparison), style="bold")]
    parts += _figures("As the files are", comparison.as_is)
    if comparison.aligned is not None:
        lag_ms = comparison.aligned.lag_s * 1e3
        title = f"With a lag of {lag_ms:+.0f} ms taken out"
        parts += _figures(title, comparison.aligned)
    return Group(*parts)


def lag_words(comparison: Comparison) -> str:
    """Say what lag was found, how, and what was done about it."""
    if comparison.lag_s is None:
        return "Lag: can't be told; the angles have too little in common to correlate."
    size, later = abs(comparison.lag_s) * 1e3, comparison.lag_s > 0
    how = "by three taps" if comparison.align is Align.SYNC else "by correlation"
    if comparison.correlation is not None:
        how += f", r = {comparison.correlation:.3f}"
    done = "it is left in the figures"
    if comparison.aligned is not None:
        done = "figures are given with it and without it"
    direction = "later" if later else "earlier"
    return f"Lag: ours is {size:.0f} ms {direction} than the reference ({how}); {done}."


def _figures(title: str, figures: Figures) -> list[RenderableType]:
    parts: list[RenderableType] = [_angles(title, figures)]
    if figures.reps is not None:
        parts.append(_reps(figures.reps))
    return parts


def _angles(title: str, figures: Figures) -> Table:
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD)
    table.add_column("ours - reference")
    for name in ("points", "coverage", "bias", "RMSE", "95 % limits", "p95", "MDC95"):
        table.add_column(name, justify="right")
    table.add_row("lumbar flexion", *_agreement(figures.lumbar))
    table.add_row("pelvis pitch", *_agreement(figures.pelvis))
    return table


def _agreement(found: AngleAgreement | None) -> tuple[str, ...]:
    if found is None:
        return ("0",) + ("-",) * 6
    return (
        str(found.points),
        f"{found.coverage:.1%}",
        f"{found.bias:+.2f}°",
        f"{found.rmse:.2f}°",
        f"{found.lower:+.2f}° … {found.upper:+.2f}°",
        f"{found.p95:.2f}°",
        f"{found.mdc95:.2f}°",
    )


def _reps(found: RepAgreement) -> Table:
    title = (
        f"Full reps: {found.ours} ours, {found.reference} in the reference,"
        f" {found.matched} matched"
    )
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD)
    table.add_column("boundary")
    for name in ("pairs", "bias", "mean absolute", "largest"):
        table.add_column(name, justify="right")
    for each in found.boundaries:
        table.add_row(
            each.name,
            str(each.points),
            f"{each.bias * 1e3:+.0f} ms",
            f"{each.mean_absolute * 1e3:.0f} ms",
            f"{each.largest * 1e3:.0f} ms",
        )
    return table
