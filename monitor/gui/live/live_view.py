"""The whole live view; it is given a state and a time, live or replayed."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from monitor.gui.live.banner import AlertBanner
from monitor.gui.live.charts import Charts
from monitor.gui.live.chips import Extras, TopBar
from monitor.gui.live.event_log import EventLog
from monitor.gui.live.gauge import Gauge
from monitor.gui.live.rep_bars import RepBars, bars_of
from monitor.gui.live.rep_number import RepNumber, count_of
from monitor.gui.theme import GAP, MARGIN
from monitor.view.banner import banner
from monitor.view.reading import reading
from monitor.view.state import ViewState
from monitor.view.traces import Traces

_LOW = 590  # px; below it the bars of the reps would lie over their own title


class LiveView(QWidget):
    """Top bar, banner, the three columns, and room for a bar below.

    Attributes:
        rep_chosen: Emitted with the ``rep_id`` of a rep that was clicked.
    """

    rep_chosen = Signal(int)

    def __init__(self, traces: Traces) -> None:
        """Show nothing yet.

        Args:
            traces: Where the charts' curves come from.
        """
        super().__init__()
        self.planned_reps = 0
        self.top, self._banner = TopBar(), AlertBanner()
        self.number, self.bars = RepNumber(), RepBars()
        self._gauge, self.log = Gauge(), EventLog()
        self.charts = Charts(traces)
        self.bars.chosen.connect(self.rep_chosen)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(MARGIN, 0, MARGIN, MARGIN)
        whole.setSpacing(GAP)
        whole.addWidget(self.top)
        whole.addWidget(self._banner)
        self._grid = self._columns()
        whole.addLayout(self._grid, 1)
        self._foot = QHBoxLayout()
        whole.addLayout(self._foot)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the count and the gauge their room where the view is low."""
        super().resizeEvent(event)
        is_low = event.size().height() < _LOW
        self.bars.setVisible(not is_low)
        self._grid.addWidget(self.number, 0, 0, 2 if is_low else 1, 1)
        self._grid.setRowStretch(0, 3 if is_low else 1)

    def set_foot(self, bar: QWidget) -> None:
        """Put a bar below: what can be done, or the transport."""
        self._foot.addWidget(bar)

    def show_state(self, state: ViewState, now: float, extras: Extras) -> None:
        """Show a state.

        Args:
            state: What is known.
            now: Session s; the charts end there.
            extras: What the outputs don't tell.
        """
        self.top.show_state(state, now, extras)
        self._banner.show_banner(banner(state, now))
        self.number.show_count(count_of(state, self.planned_reps))
        self.bars.show_bars(bars_of(state, self.planned_reps))
        self._gauge.show_reading(reading(state))
        self.log.show_lines(state.log)
        self.charts.show_state(state, now)

    def _columns(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(GAP)
        grid.addWidget(self.number, 0, 0)
        grid.addWidget(self.bars, 1, 0)
        grid.addWidget(self._gauge, 0, 1)
        grid.addWidget(self.log, 1, 1)
        grid.addWidget(self.charts, 0, 2, 2, 1)
        for column, share in enumerate((300, 250, 430)):
            grid.setColumnStretch(column, share)
            grid.setColumnMinimumWidth(column, 10)
        grid.setRowStretch(0, 1)
        grid.setRowStretch(1, 1)
        return grid
