"""Renders the icon at every size, for those who change its drawing.

    python -m monitor.gui.render_icons [FOLDER]

The smallest size has a drawing of its own: at 16 pixels every edge lies between two.
"""

import sys
from pathlib import Path
from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from monitor.gui.desktop_entry import ASSETS, PNG_SIZES

SMALL_PX: Final = 16


def main(arguments: list[str]) -> int:
    """Write the pictures into the folder, or to where they belong; return the code."""
    folder = Path(arguments[0]) if arguments else Path(str(ASSETS))
    for size in PNG_SIZES:
        file = folder / f"icon-{size}.png"
        if not rendered(size).save(str(file)):
            print(f"{file}: can't be written", file=sys.stderr)  # noqa: T201
            return 1
    return 0


def rendered(size: int) -> QImage:
    """Return the icon as a square picture.

    Args:
        size: Its edge, px.
    """
    name = "icon-small.svg" if size <= SMALL_PX else "icon.svg"
    drawing = QSvgRenderer(ASSETS.joinpath(name).read_bytes())
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    drawing.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return image


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
