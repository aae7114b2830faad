"""The analysis for people: tables in the terminal."""

from collections.abc import Iterable

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from monitor.analysis.results import (
    AlertResult,
    Analysis,
    CalibrationResult,
    RepResult,
    SensorResult,
    SetResult,
)
from monitor.model.events import Verdict

NOT_MEASURED = "-"
VERDICTS = {
    Verdict.CLEAN: ("✓ within limit", "green"),
    Verdict.BORDERLINE: ("≈ near the limit", "yellow"),
    Verdict.FAULT: ("✗ past the limit", "red"),
    Verdict.NOT_SCORED: ("? not scored", "dim"),
    Verdict.PENDING: ("? not scored", "dim"),
}
WHAT_IT_IS = (
    "Two sensors give two inclinations and their difference: no hip or knee angle, no"
    " bar path, no load on the spine. Skin moves over bone, so an angle has an error of"
    " some degrees. This is a training aid and no medical advice."
)


def analysis_tables(analysis: Analysis) -> Group:
    """Return everything that a person is shown of an analysis."""
    parts: list[RenderableType] = [_heading(analysis), _sensors(analysis.sensors)]
    if analysis.sets:
        parts += [_sets(analysis.sets), _reps(analysis.reps)]
        parts += _reasons(analysis.reps)
    else:
        parts.append(Text("No reps.", style="bold"))
    if analysis.alerts:
        parts.append(_alerts(analysis.alerts))
    parts += [_notice(each.t_s, each.text) for each in analysis.notices]
    parts.append(Text(WHAT_IT_IS, style="dim"))
    return Group(*parts)


def _heading(analysis: Analysis) -> Text:
    limits = analysis.limits
    exercise = analysis.exercise.value.replace("_", " ")
    text = Text(f"{analysis.file}: ", style="bold")
    text.append(f"{exercise}, {analysis.duration_s:.0f} s", style="bold")
    text.append(
        f"\nLimits past neutral: extension {limits.extension_deg:.0f}°,"
        f" flexion {limits.flexion_deg:.0f}° ({limits.source.value.replace('_', ' ')})"
    )
    text.append(f"\n{_calibration(analysis.calibration)}")
    return text


def _calibration(found: CalibrationResult | None) -> str:
    if found is None:
        return "Calibration: none, so no angle and no rep is measured."
    parts = [
        f"Calibration: {found.source.value}, quality {found.quality:.2f}",
        f"neutral {_window(found.neutral_s)}",
        f"bows {_window(found.bows_s)}",
        f"{found.sites.pelvis.value} and {found.sites.lumbar.value}",
    ]
    if found.sites.belt:
        parts.append("belt")
    if found.bench_reference_deg is not None:
        parts.append(f"bench reference {found.bench_reference_deg:+.1f}°")
    if found.neutral_drift_deg is not None:
        parts.append(f"neutral drifted by {found.neutral_drift_deg:+.1f}°")
    return ", ".join(parts)


def _window(window: tuple[float, float]) -> str:
    return f"{window[0]:.1f} to {window[1]:.1f} s"


def _sensors(sensors: Iterable[SensorResult]) -> Table:
    table = _table("Sensors", ("placement", "profile", "rate", "samples", "lost"))
    table.add_column("clock", justify="right")
    for each in sensors:
        table.add_row(
            each.placement.value,
            each.profile,
            _number(each.rate_hz, 1, " Hz"),
            str(each.samples),
            str(each.lost),
            _number(each.clock_ppm, 0, " ppm", sign=True),
        )
    return table


def _sets(sets: Iterable[SetResult]) -> Table:
    columns = ("set", "start", "end", "reps", "scored", "past the limit", "lost")
    table = _table("Sets", columns)
    for each in sets:
        table.add_row(
            str(each.index),
            _number(each.start_s, 1, " s"),
            _number(each.end_s, 1, " s"),
            str(each.reps),
            str(each.scored),
            str(each.faults),
            _number(each.loss_pct, 1, " %"),
        )
    return table


def _reps(reps: Iterable[RepResult]) -> Table:
    columns = ("rep", "set", "onset", "ROM", "extension", "flexion", "tempo")
    table = _table("Reps", columns)
    table.add_column("lumbar angle", no_wrap=True)
    for each in reps:
        words, style = VERDICTS[each.verdict]
        table.add_row(
            str(each.index),
            str(each.set),
            _number(each.onset_s, 1, " s"),
            _number(each.rom_deg, 0, "°") + ("" if each.full else " partial"),
            _number(each.peak_extension_deg, 1, "°"),
            _number(each.peak_flexion_deg, 1, "°"),
            tempo(each),
            Text(words, style=style),
        )
    return table


def _reasons(reps: Iterable[RepResult]) -> list[Text]:
    """Why each rep that is not within the limit got its verdict."""
    return [
        Text(f"Rep {each.index}: {each.reason}", style=VERDICTS[each.verdict][1])
        for each in reps
        if each.verdict is not Verdict.CLEAN
    ]


def tempo(rep: RepResult) -> str:
    """Put a rep's tempo into words: lifting, holding, lowering, s."""
    phases = (rep.concentric_s, rep.hold_s, rep.eccentric_s)
    return "/".join(_number(each, 1) for each in phases)


def _alerts(alerts: Iterable[AlertResult]) -> Table:
    table = _table("Alerts", ("kind", "at", "told after", "until", "peak"))
    table.add_column("")
    for each in alerts:
        table.add_row(
            each.kind.value,
            _number(each.sample_s, 2, " s"),
            _number((each.alert_s - each.sample_s) * 1e3, 0, " ms"),
            _number(each.end_s, 2, " s"),
            _number(each.peak_deg, 1, "°"),
            "was about to, but didn't pass it" if each.anticipated else "",
        )
    return table


def _notice(t_s: float, text: str) -> Text:
    return Text(f"! {t_s:.1f} s: {text}", style="yellow")


def _table(title: str, columns: Iterable[str]) -> Table:
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD)
    for index, name in enumerate(columns):
        table.add_column(name, justify="left" if index == 0 else "right")
    return table


def _number(
    value: float | None, digits: int, unit: str = "", *, sign: bool = False
) -> str:
    if value is None:
        return NOT_MEASURED
    return f"{value:{'+' if sign else ''}.{digits}f}{unit}"
