"""Saves what the page shows: the visible range as CSV, the plots as PNG or SVG."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from enum import Enum
from functools import partial
from pathlib import Path
from typing import Any

from pyqtgraph.exporters import ImageExporter
from PySide6.QtCore import QBuffer, QObject, QTimer, Signal
from PySide6.QtGui import QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QFileDialog, QWidget

from monitor.gui.plots.csv_export import export_csv
from monitor.gui.plots.data import PlotData
from monitor.gui.theme import FONTS
from monitor.model.errors import MonitorError, RecordingError

_LOOK_MS = 50


class Kind(Enum):
    """What can be saved: the menu's words, the name of the files, their ending."""

    CSV = ("Export visible range as CSV…", "CSV files", "csv")
    PNG = ("Save plot as PNG…", "PNG images", "png")
    SVG = ("Save plot as SVG…", "SVG drawings", "svg")


class Saving(QObject):
    """Asks for a file and writes it; a long CSV is written beside the window.

    Attributes:
        saved: Said when a file is there, one sentence.
        failed: Said when it is not, one sentence.
    """

    saved = Signal(str)
    failed = Signal(str)

    def __init__(self, over: QWidget) -> None:
        """Save nothing yet.

        Args:
            over: The dialog opens over this.
        """
        super().__init__(over)
        self._over = over
        self._pool = ThreadPoolExecutor(1, "csv")
        self._wait = QTimer(self, interval=_LOOK_MS)
        self._wait.timeout.connect(self._look)
        self._written: Future[None] | None = None
        self._path = Path()

    @property
    def is_busy(self) -> bool:
        """Whether a file is being written."""
        return self._written is not None

    def ask(self, kind: Kind, name: str, then: Callable[[str], None]) -> QFileDialog:
        """Open a dialog for a file's name, without waiting for it.

        Args:
            kind: What is to be saved.
            name: The name that is proposed, without ending.
            then: Called with the path that was chosen.
        """
        title, files, ending = kind.value
        dialog = QFileDialog(self._over, title.rstrip("…"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(f"{files} (*.{ending})")
        dialog.setDefaultSuffix(ending)
        dialog.selectFile(f"{name}.{ending}")
        dialog.fileSelected.connect(then)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def save_csv(self, data: PlotData, span: tuple[float, float], path: Path) -> None:
        """Write a range of time; ``saved`` or ``failed`` follows."""
        if self._written is not None:
            self.failed.emit(f"{self._path.name} is still being written.")
            return
        self._path = path
        self._written = self._pool.submit(partial(export_csv, data, *span, path))
        self._wait.start()

    def _look(self) -> None:
        if self._written is None or not self._written.done():
            return
        written, self._written = self._written, None
        self._wait.stop()
        try:
            written.result()
        except MonitorError as error:
            self.failed.emit(str(error))
        else:
            self.saved.emit(f"{self._path.name} saved.")

    def save_picture(self, scene: Any, kind: Kind, path: Path) -> None:  # noqa: ANN401
        """Write a pyqtgraph scene as it is seen."""
        try:
            save_picture(scene, kind, path)
        except MonitorError as error:
            self.failed.emit(str(error))
        else:
            self.saved.emit(f"{path.name} saved.")


def save_picture(scene: Any, kind: Kind, path: Path) -> None:  # noqa: ANN401
    """Write a pyqtgraph scene as PNG, in twice its size, or as SVG.

    Raises:
        RecordingError: The file can't be written.
    """
    try:
        path.write_bytes(_svg(scene) if kind is Kind.SVG else _png(scene))
    except OSError as error:
        msg = f"{path.name} could not be written: {error.strerror or error}"
        raise RecordingError(msg) from error


def _png(scene: Any) -> bytes:  # noqa: ANN401
    exporter = ImageExporter(scene)
    # Not the scene's rectangle, which grows with curves far outside of what is seen.
    exporter.parameters()["width"] = 2 * int(scene.views()[0].width())
    image = exporter.export(toBytes=True)
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    if not image.save(buffer, "PNG"):
        msg = "The picture could not be drawn."
        raise RecordingError(msg)
    return bytes(buffer.data().data())


def _svg(scene: Any) -> bytes:  # noqa: ANN401
    """Qt's own writer: pyqtgraph's can't read the shapes of our symbols."""
    view = scene.views()[0]
    area = view.viewRect()
    buffer, writer = QBuffer(), QSvgGenerator()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    writer.setOutputDevice(buffer)
    writer.setResolution(view.logicalDpiX())  # else the axes come out smaller
    writer.setTitle("rep-monitor")
    writer.setSize(area.size().toSize())
    writer.setViewBox(area)
    painter = QPainter(writer)
    painter.fillRect(area, view.backgroundBrush())
    scene.render(painter, area, area)
    painter.end()
    last = FONTS[-1].encode()  # a viewer may have none of our fonts
    return bytes(buffer.data().data()).replace(last + b'"', last + b',sans-serif"')
