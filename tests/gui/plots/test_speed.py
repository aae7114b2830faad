"""What two hours cost to draw; printed with -s, not asserted on a clock."""

import sys
import time
from collections.abc import Callable
from functools import partial

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from monitor.gui.plots.page import AnalysisPage
from monitor.gui.plots.stack import PlotStack
from tests.gui.plots.made import session

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


def frame_ms(stack: PlotStack, change: Callable[[], object]) -> float:
    """Time from a wish to the picture, ms."""
    start = time.perf_counter()
    change()
    stack.flush()
    QApplication.processEvents()
    return 1e3 * (time.perf_counter() - start)


def row(name: str, times_ms: list[float]) -> str:
    return f"{name}: median {np.median(times_ms):.1f} ms, most {max(times_ms):.1f} ms"


def test_two_hours_are_drawn(qtbot: QtBot) -> None:
    data = session(7200.0)
    page = AnalysisPage()
    qtbot.addWidget(page)
    page.resize(1600, 900)
    page.show()
    qtbot.waitExposed(page)
    stack = page.stack

    first = frame_ms(stack, lambda: page.show_data(data))
    whole = [frame_ms(stack, lambda: stack.zoom(0.9, 3600.0)) for _ in range(20)]
    pans = {}
    for span_s in (3600, 300, 20):
        stack.show_range(stack.range.showing(3000.0, 3000.0 + span_s))
        stack.flush()
        step = partial(stack.pan, span_s / 1000)
        pans[span_s] = [frame_ms(stack, step) for _ in range(30)]
    seconds = iter(range(3001, 3031))
    cursor = [
        frame_ms(stack, lambda: stack.set_cursor(next(seconds))) for _ in range(15)
    ]

    told = [f"{len(data.t)} points: first frame {first:.0f} ms", row("zoom", whole)]
    told += [row(f"pan, {span_s} s in view", times) for span_s, times in pans.items()]
    sys.stdout.write("\n".join(["", *told, row("cursor", cursor), ""]))
    QApplication.processEvents()
    assert stack.range.span == pytest.approx(20.0)
