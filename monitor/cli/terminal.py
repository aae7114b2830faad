"""Draws the live view in a terminal. State is never told by colour alone."""

from collections.abc import Iterable
from itertools import pairwise

from rich import box
from rich.align import Align
from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from monitor.alerts.wording import NO_ADVICE, set_over
from monitor.cli import gauge
from monitor.cli.digits import big
from monitor.model.events import Level, LinkStatus, Phase, Rep, Verdict
from monitor.model.records import TRUNK, LinkState, Placement
from monitor.view.state import LOG_LINES, LogLine, ViewState

MOST_REPS = 12
FIXED_LINES = 15  # of the view besides reps and log, and the cursor's own
VERDICTS = {
    Verdict.PENDING: ("… pending", "dim"),
    Verdict.CLEAN: ("✓ within limit", "green"),
    Verdict.BORDERLINE: ("▲ borderline", "yellow"),
    Verdict.FAULT: ("✖ past limit", "bold red"),
    Verdict.NOT_SCORED: ("○ not scored", "dim"),
}
LEVELS = {
    Level.INFO: ("·", ""),
    Level.CAUTION: ("▲", "yellow"),
    Level.DANGER: ("✖", "bold red"),
    Level.STOP: ("■", "bold white on red"),
}
_LINKS = {
    LinkState.STREAMING: ("●", "green"),
    LinkState.STALE: ("○", "yellow"),
    LinkState.LOST: ("✖", "bold red"),
}
HOW_TO_CALIBRATE = "Stand still, bow 3 times"
NOT_WATCHED = (
    "Not watched: hips, knees, feet, neck, the bar. Two sensors tell two inclinations"
    f" and their difference. {NO_ADVICE}"
)


def view(state: ViewState, height: int = 40, line: str = "") -> RenderableType:
    """Return the whole view, made to fit into ``height`` lines from 24 on.

    Args:
        state: What is known.
        height: Lines there are.
        line: Stands above everything; empty for none.
    """
    spare = max(9, height - FIXED_LINES - bool(line))
    reps = min(MOST_REPS, spare // 2)
    top = Table.grid(expand=True, padding=(0, 1))
    top.add_column(ratio=2)
    top.add_column(ratio=5)
    top.add_row(_counter(state), _lumbar(state))
    links = [link(each, state.links.get(each), state.t) for each in TRUNK]
    log = _log(state.log, min(LOG_LINES, spare - reps))
    foot = Text(NOT_WATCHED, style="dim")
    above = [Text(line, style="bold", no_wrap=True)] if line else []
    return Group(*above, _heading(state), top, _reps(state, reps), *links, log, foot)


def _heading(state: ViewState) -> RenderableType:
    left = f"{state.title.lower()} · set {state.set_index or '-'}"
    grid = Table.grid(expand=True)
    grid.add_column()
    grid.add_column(justify="center")
    grid.add_column(justify="right")
    grid.add_row(Text(left, style="bold"), state.armed, f"{state.t:6.1f} s")
    return grid


def _counter(state: ViewState) -> RenderableType:
    digits = Text(big(state.figure), style="bold")
    phase = Text("-" if state.phase is Phase.REST else state.phase, style="bold")
    body = Group(Align.center(digits), Align.center(phase))
    title = "Held, s" if state.is_held else "Rep"
    return Panel(body, title=title, box=box.ROUNDED)


def _lumbar(state: ViewState) -> RenderableType:
    pitch = state.pelvis_pitch_deg
    pelvis = "not measured" if pitch is None else f"{pitch:+.0f}°"
    quality = state.quality
    calibrated = HOW_TO_CALIBRATE if quality is None else f"Calibration {quality:.0%}"
    below = f"Pelvis pitch {pelvis}    {calibrated}"
    lines = (gauge.reading(state), gauge.bar(state), gauge.legend(state))
    body = Group(*lines, Text(below))
    return Panel(body, title="Lumbar angle", box=box.ROUNDED)


def _reps(state: ViewState, lines: int) -> RenderableType:
    table = Table(box=None, expand=True, pad_edge=False, header_style="bold dim")
    table.add_column("Rep", justify="right")
    for heading in ("ROM", "Out / hold / back, s", "Peak extension"):
        table.add_column(heading, justify="right")
    table.add_column("Lumbar")
    numbered = list(numbers(state.reps))[-lines:]
    for number, rep in numbered:
        verdict, style = VERDICTS[rep.verdict]
        verdict = verdict if rep.side is None else f"{verdict}, {rep.side}"
        rom = "-" if rep.by_hand else f"{rep.rom_deg:.0f}°"
        cells = (number, rom, tempo(rep), peak(rep))
        table.add_row(*cells, Text(verdict, style=style))
    for _ in range(lines - len(numbered)):
        table.add_row()
    return table


def numbers(reps: Iterable[Rep]) -> Iterable[tuple[str, Rep]]:
    """Yield each rep with its number, which partial reps do not have."""
    count = 0
    for rep in reps:
        count += rep.full
        yield (str(count) if rep.full else "partial"), rep


def tempo(rep: Rep) -> str:
    """Return the three times of a rep, s; unknown ones as a dash."""
    if rep.by_hand:
        return "by hand"
    times = (rep.onset_s, rep.reach_s, rep.leave_s, rep.end_s)
    return " / ".join(
        "-" if a is None or b is None else f"{b - a:.1f}" for a, b in pairwise(times)
    )


def peak(rep: Rep) -> str:
    """Return a rep's highest extension."""
    angle = rep.peak_extension_deg
    return "not measured" if angle is None else f"{angle:.0f}°"


def link(placement: Placement, status: LinkStatus | None, t: float) -> Text:
    """Return how a sensor stands: state, rate, loss, signal, battery, age."""
    if status is None:
        return Text(f"○ {placement}: no signal", style="dim")
    symbol, style = _LINKS.get(status.state, ("…", "dim"))
    known = [str(status.state)]
    if status.rate_hz is not None:
        known.append(f"{status.rate_hz:.0f} Hz")
    known.append(loss(status))
    if status.rssi_dbm is not None:
        known.append(f"{status.rssi_dbm:.0f} dBm")
    if status.battery_percent is not None:
        known.append(f"battery {status.battery_percent:.0f} %")
    if status.reason:
        known.append(status.reason)
    elif status.age_s is not None:
        age_s = status.age_s + max(0.0, t - status.t - 1.5)
        known.append(
            f"age {1000 * age_s:.0f} ms" if age_s < 1 else f"{age_s:.0f} s old"
        )
    return Text(f"{symbol} {placement}: {', '.join(known)}", style=style)


def loss(status: LinkStatus) -> str:
    """Return how much of a stream was lost so far, as far as it can be told."""
    sent = status.samples + status.lost
    if not sent:
        return "no samples"
    return f"loss {100 * status.lost / sent:.1f} %" if status.loss_known else "loss ?"


def summary(state: ViewState) -> RenderableType:
    """Return what is left to say when the session is over."""
    return Group(*[Text(set_over(each)) for each in state.sets] or [Text("No sets.")])


def _log(lines: tuple[LogLine, ...], height: int) -> RenderableType:
    shown = [logged(line) for line in lines[-height:]]
    shown += [Text()] * (height - len(shown))
    return Panel(Group(*shown), title="Alerts and notices", box=box.ROUNDED)


def logged(line: LogLine) -> Text:
    """Return a line of the log."""
    symbol, style = LEVELS[line.level]
    return Text(f"{line.t:7.1f} s {symbol} {line.text}", style=style, no_wrap=True)
