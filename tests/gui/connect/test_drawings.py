"""The drawings show something, in either theme, and stay on their canvas."""

import numpy as np
import numpy.typing as npt
import pytest
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from monitor.gui.connect.back import draw_back
from monitor.gui.connect.drawings import BACK, EDGE, FIGURE, HINT, Draw, Drawing, Size
from monitor.gui.connect.figures import Pose, draw_edge, picture
from monitor.gui.connect.hints import draw_belt, draw_faces, draw_strap, draw_ways_up
from monitor.gui.theme import THEME, Scheme
from monitor.model.body import LumbarSite, PelvisSite, Sites

MARGIN = 60
WORDS = {
    "lumbar": ("Lumbar sensor", "T12 to L1, where the ribs end,", "clear of the edge"),
    "pelvis": ("Pelvis sensor", "side of the iliac crest: where", "a bench presses it"),
}


def on_back(painter: QPainter) -> None:
    draw_back(painter, Sites(), WORDS)


DRAWINGS = [
    *(pytest.param(picture(each), FIGURE, id=each.value) for each in Pose),
    pytest.param(on_back, BACK, id="back"),
    pytest.param(draw_edge, EDGE, id="edge"),
    pytest.param(draw_strap, HINT, id="strap"),
    pytest.param(draw_belt, HINT, id="belt"),
    pytest.param(draw_ways_up, HINT, id="ways up"),
    pytest.param(draw_faces, HINT, id="faces"),
]


def drawn(draw: Draw, canvas: Size) -> npt.NDArray[np.uint8]:
    """Return how much of each pixel is covered, with a margin around the canvas."""
    wide, high = (int(each) + 2 * MARGIN for each in canvas)
    image = QImage(wide, high, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    painter.translate(MARGIN, MARGIN)
    draw(painter)
    painter.end()
    pixels = np.frombuffer(image.constBits(), dtype=np.uint8).copy()
    return pixels.reshape(high, -1, 4)[:, :wide, 3]


@pytest.mark.parametrize("scheme", [Scheme.DARK, Scheme.LIGHT])
@pytest.mark.parametrize(("draw", "canvas"), DRAWINGS)
def test_a_drawing_fills_its_canvas_and_no_more(
    draw: Draw, canvas: Size, scheme: Scheme, qtbot: QtBot
) -> None:
    THEME.use(scheme)
    covered = drawn(draw, canvas)

    inside = covered[MARGIN:-MARGIN, MARGIN:-MARGIN]
    assert inside.any(axis=0).mean() > 0.5
    assert np.count_nonzero(covered) == np.count_nonzero(inside)


@pytest.mark.parametrize("pelvis", PelvisSite)
@pytest.mark.parametrize("lumbar", LumbarSite)
def test_each_pair_of_sites_is_another_drawing(
    pelvis: PelvisSite, lumbar: LumbarSite, qtbot: QtBot
) -> None:
    def shown(sites: Sites) -> bytes:
        return drawn(lambda painter: draw_back(painter, sites, WORDS), BACK).tobytes()

    others = {
        shown(Sites(p, each))
        for p in PelvisSite
        for each in LumbarSite
        if (p, each) != (pelvis, lumbar)
    }
    assert shown(Sites(pelvis, lumbar)) not in others


def test_a_drawing_keeps_its_shape_at_any_size(qtbot: QtBot) -> None:
    made = Drawing("A person", picture(Pose.STAND), FIGURE)
    qtbot.addWidget(made)
    for size in ((800, 200), (200, 800), (157, 140)):
        made.resize(*size)
        assert not made.grab().isNull()
    assert made.accessibleName() == "A person"
