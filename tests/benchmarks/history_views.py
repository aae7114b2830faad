"""How long the window's views of a history with 10 000 sets take to open.

Run as ``QT_QPA_PLATFORM=offscreen python -m tests.benchmarks.history_views``: each view
from the wish to what is drawn, medians and largest of some runs.
"""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from PySide6.QtWidgets import QApplication

from monitor.config import Settings
from monitor.gui.history.history_page import HistoryPage
from monitor.gui.history.past import StoredPast
from monitor.gui.theme import THEME, Scheme
from monitor.history.store import History
from tests.benchmarks.history_report import fill

RUNS = 7


def timed(app: QApplication, page: HistoryPage, open_view: Callable[[], None]) -> str:
    """Return how long it takes until a view is drawn, ms."""
    took = []
    for _ in range(RUNS):
        start, cpu = time.perf_counter(), time.process_time()
        open_view()
        app.processEvents()
        page.grab()
        took.append((time.perf_counter() - start, time.process_time() - cpu))
    walls, cpus = zip(*took, strict=True)
    return (
        f"{1000 * median(walls):6.0f} ms, at most {1000 * max(walls):5.0f} ms, "
        f"processor {1000 * median(cpus):5.0f} ms"
    )


def main() -> None:
    """Fill a history, and open each view."""
    app = QApplication([])
    THEME.use(Scheme.DARK)
    with tempfile.TemporaryDirectory() as folder:
        fill(Path(folder))
        history = History(Path(folder) / "history.sqlite3")
        page = HistoryPage()
        page.resize(1280, 760)
        page.show()
        past, settings = StoredPast(history), Settings(wearer="Ann")

        def sets() -> None:
            page.tabs.setCurrentWidget(page.table)
            page.begin(past, settings)

        def shown(view: int) -> Callable[[], None]:
            def go() -> None:
                page.tabs.setCurrentIndex(0)
                page.tabs.setCurrentIndex(view)

            return go

        views = {
            "sets of a lifter, read and listed": sets,
            "progress": shown(1),
            "next load, pain, causes, rules": shown(2),
            "another set's details": lambda: page.table.selectRow(
                (page.table.currentIndex().row() + 7) % 100
            ),
        }
        for name, open_view in views.items():
            print(f"{name:40} {timed(app, page, open_view)}")  # noqa: T201  its output
        history.close()


if __name__ == "__main__":
    main()
