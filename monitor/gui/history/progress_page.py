"""Progress over weeks: loads, margins, form against the day's reference, pain."""

from collections.abc import Sequence

from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from monitor.gui.history.trend_chart import Trend, TrendChart
from monitor.gui.theme import GAP
from monitor.model.history import SessionSummary, SetSummary
from monitor.model.loads import load_of
from monitor.model.records import LoadUnit
from monitor.training.weeks import margins_by_load
from monitor.view.past import Point, day_of, points

FORM_BAND_DEG = 3.0  # within one strapping; see the algorithms' error bands
_SHOWN_LOADS = 8  # the heaviest
STRAPPING_BAND_DEG = 8.0  # between strappings


class ProgressPage(QWidget):
    """Four charts of one exercise."""

    def __init__(self) -> None:
        super().__init__()
        self.charts = [TrendChart() for _ in range(4)]
        self.margins = QLabel()
        self.margins.setProperty("role", "dim")
        self.margins.setWordWrap(True)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(GAP)
        for place, chart in enumerate(self.charts):
            grid.addWidget(chart, place // 2, place % 2)
        grid.addWidget(self.margins, 2, 0, 1, 2)

    def show_sets(
        self, sets: Sequence[SetSummary], sessions: Sequence[SessionSummary]
    ) -> None:
        """Show what became of an exercise.

        Args:
            sets: Of one exercise, in any order.
            sessions: Of the lifter.
        """
        ordered = sorted(sets, key=lambda each: each.utc)
        trends = (
            self._loads(ordered),
            self._margins(ordered),
            self._form(ordered),
            self._pain(sessions),
        )
        for chart, trend in zip(self.charts, trends, strict=True):
            chart.show_trend(trend)

        self.margins.setText(self._by_load(ordered))

    def _by_load(self, sets: Sequence[SetSummary]) -> str:
        found = margins_by_load(sets)[-_SHOWN_LOADS:]
        if not found:
            return ""
        each = [f"{m.load_kg:g} kg: {m.margin_deg:.1f}° ({m.sets})" for m in found]
        return self.tr("Median margin at each load (sets): {0}").format(
            " · ".join(each)
        )

    def _loads(self, sets: Sequence[SetSummary]) -> Trend:
        unit = next((s.load_unit for s in reversed(sets)), LoadUnit.KG)
        loads = [load_of(s.load_kg, s.load_unit) for s in sets]
        values = [None if x is None else x.in_unit(unit).amount for x in loads]
        title = self.tr("Load, {0}").format(unit)
        return Trend(title, points(sets, values), note=self.tr("hollow: past limit"))

    def _margins(self, sets: Sequence[SetSummary]) -> Trend:
        values = [each.margin_deg for each in sets]
        return Trend(
            self.tr("Margin to the limit, °"),
            points(sets, values),
            line=0.0,
            note=self.tr("±{0:g}° between strappings").format(STRAPPING_BAND_DEG),
        )

    def _form(self, sets: Sequence[SetSummary]) -> Trend:
        values = [_negated(each.top_change_deg) for each in sets]
        return Trend(
            self.tr("Arch at the top against the day's reference, °"),
            points(sets, values),
            band=(-FORM_BAND_DEG, FORM_BAND_DEG),
            line=0.0,
            note=self.tr("grey: no change shown"),
        )

    def _pain(self, sessions: Sequence[SessionSummary]) -> Trend:
        found = [
            Point(day, each.pain)
            for each in sorted(sessions, key=lambda s: s.utc)
            if each.pain is not None and (day := day_of(each.utc)) is not None
        ]
        return Trend(self.tr("Pain of the back, 0 to 10"), found, line=3.0)


def _negated(flexion_deg: float | None) -> float | None:
    """Return a change of flexion as one of extension."""
    return None if flexion_deg is None else -flexion_deg
