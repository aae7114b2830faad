"""Plots as SVG that needs nothing from outside; told by shape and text, not colour."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import Final

from markupsafe import Markup, escape

from monitor.model.events import Verdict
from monitor.view.past import Point

_WIDTH, _HEIGHT = 640.0, 220.0
_LEFT, _RIGHT, _TOP, _FOOT = 40.0, 12.0, 22.0, 26.0
_LOOKS: Final = {
    Verdict.CLEAN: ("fine", "✓"),
    Verdict.BORDERLINE: ("near", "△"),
    Verdict.FAULT: ("over", "!"),
}


@dataclass(frozen=True, slots=True)
class Bar:
    """One rep's peak.

    Attributes:
        name: Below it.
        value_deg: Its height; None if it was not measured.
        verdict: How it was judged.
    """

    name: str
    value_deg: float | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where values lie, from ``low`` to ``high``."""

    low: float
    high: float

    def y(self, value: float) -> float:
        share = (self.high - value) / (self.high - self.low)
        return _TOP + share * (_HEIGHT - _TOP - _FOOT)


def rep_bars(
    title: str, bars: Sequence[Bar], limit_deg: float, band_deg: float
) -> Markup:
    """Return the peak extension of each rep against the limit and its band.

    Args:
        title: For people who hear the page.
        bars: The reps in order.
        limit_deg: Drawn across.
        band_deg: Drawn about the limit.
    """
    values = [bar.value_deg for bar in bars if bar.value_deg is not None]
    frame = _frame([0.0, limit_deg + band_deg, *values], 5.0)
    parts = [
        *_ground(frame, 5.0),
        _band(frame, limit_deg - band_deg, limit_deg + band_deg),
    ]
    y = frame.y(limit_deg)
    parts.append(_line(_LEFT, y, _WIDTH - _RIGHT, y, "limit"))
    parts.append(_text(_WIDTH - _RIGHT, y - 4, f"limit {limit_deg:.0f}°", "end"))
    slot = (_WIDTH - _LEFT - _RIGHT) / max(len(bars), 1)
    for n, bar in enumerate(bars):
        parts += _bar(frame, bar, _LEFT + (n + 0.5) * slot, min(0.6 * slot, 34.0))
    told = ", ".join(_told(bar) for bar in bars)
    return _whole(title, told, parts)


def _bar(frame: _Frame, bar: Bar, x: float, width: float) -> Iterable[Markup]:
    zero = frame.y(0.0)
    yield _text(x, _HEIGHT - 8, bar.name)
    if bar.value_deg is None or bar.verdict not in _LOOKS:
        yield _rect(x - width / 2, zero - 14, width, 14, "unknown")
        yield _text(x, zero - 18, "?")
        return
    look, sign = _LOOKS[bar.verdict]
    y = frame.y(bar.value_deg)
    yield _rect(x - width / 2, min(y, zero - 2), width, max(abs(zero - y), 2.0), look)
    yield _text(x, min(y, zero - 2) - 4, f"{sign} {round(bar.value_deg)}°")


def _told(bar: Bar) -> str:
    if bar.value_deg is None:
        return f"rep {bar.name} not measured"
    return f"rep {bar.name} {bar.value_deg:.0f}° {bar.verdict.replace('_', ' ')}"


@dataclass(frozen=True, slots=True)
class Course:
    """A figure over time.

    Attributes:
        title: What it is.
        points: In order of time.
        step: Lines across lie at its multiples.
        band: A difference within it shows nothing; None without.
        line: Drawn across; None for none.
        first: What stands at the left end of the time axis.
        last: Likewise at the right end.
    """

    title: str
    points: Sequence[Point]
    step: float
    band: tuple[float, float] | None = None
    line: float | None = None
    first: str = ""
    last: str = ""


def course(shown: Course) -> Markup:
    """Return a point for each set or session; hollow ones are faulty or unscored."""
    values = [point.value for point in shown.points]
    extra = [*(shown.band or ()), *([] if shown.line is None else [shown.line])]
    frame = _frame([*values, *extra], shown.step)
    parts = _ground(frame, shown.step)
    if shown.band is not None:
        parts.append(_band(frame, *shown.band))
    if shown.line is not None:
        y = frame.y(shown.line)
        parts.append(_line(_LEFT, y, _WIDTH - _RIGHT, y, "limit"))
    days = [point.day for point in shown.points]
    start, span = (
        min(days, default=0.0),
        max(max(days, default=1.0) - min(days, default=0.0), 1e-9),
    )
    for point in shown.points:
        x = _LEFT + 8 + (point.day - start) / span * (_WIDTH - _LEFT - _RIGHT - 16)
        look = "hollow" if point.is_doubtful else "point"
        parts.append(
            Markup('<circle cx="{:.1f}" cy="{:.1f}" r="4" class="{}"/>').format(
                x, frame.y(point.value), look
            )
        )
    parts.append(_text(_LEFT, _HEIGHT - 8, shown.first, "start"))
    parts.append(_text(_WIDTH - _RIGHT, _HEIGHT - 8, shown.last, "end"))
    told = f"{len(values)} points" + (f", last {values[-1]:.1f}" if values else "")
    return _whole(shown.title, told, parts)


def _frame(values: Sequence[float], step: float) -> _Frame:
    low = floor(min(values, default=0.0) / step) * step
    high = ceil(max(values, default=1.0) / step) * step
    return _Frame(low, high if high > low else low + step)


def _ground(frame: _Frame, step: float) -> list[Markup]:
    count = round((frame.high - frame.low) / step)
    every = max(1, ceil(count / 8))
    parts: list[Markup] = []
    for n in range(0, count + 1, every):
        value = frame.low + n * step
        y = frame.y(value)
        parts.append(_line(_LEFT, y, _WIDTH - _RIGHT, y, "axis"))
        parts.append(_text(_LEFT - 6, y + 4, f"{value:g}", "end", "dim"))
    return parts


def _band(frame: _Frame, low: float, high: float) -> Markup:
    top = frame.y(min(high, frame.high))
    height = frame.y(max(low, frame.low)) - top
    return _rect(_LEFT, top, _WIDTH - _LEFT - _RIGHT, height, "band")


def _line(x1: float, y1: float, x2: float, y2: float, look: str) -> Markup:
    form = '<line x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}" class="{}"/>'
    return Markup(form).format(x1, y1, x2, y2, look)


def _rect(x: float, y: float, width: float, height: float, look: str) -> Markup:
    form = '<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" class="{}"/>'
    return Markup(form).format(x, y, width, height, look)


def _text(
    x: float, y: float, text: str, anchor: str = "middle", look: str = ""
) -> Markup:
    form = '<text x="{:.1f}" y="{:.1f}" text-anchor="{}" class="{}">{}</text>'
    return Markup(form).format(x, y, anchor, look, text)


def _whole(title: str, told: str, parts: Iterable[Markup]) -> Markup:
    head = Markup(
        '<svg viewBox="0 0 {:.0f} {:.0f}" role="img"><title>{}</title><desc>{}</desc>'
    ).format(_WIDTH, _HEIGHT, escape(title), escape(told))
    return head + Markup("").join(parts) + Markup("</svg>")
