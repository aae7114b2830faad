"""The analysis page as a person uses it."""

import csv
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QMouseEvent, QWheelEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from monitor.gui.plots.data import empty_data
from monitor.gui.plots.page import AnalysisPage
from monitor.gui.plots.saving import Kind
from monitor.gui.theme import THEME, Scheme
from tests.gui.plots.made import session

Key = Qt.Key
Shift = Qt.KeyboardModifier.ShiftModifier
Left = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier
# Where there is no screen, Qt can neither size nor raise a window.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def page(qtbot: QtBot) -> AnalysisPage:
    made = AnalysisPage()
    qtbot.addWidget(made)
    made.resize(1280, 720)
    made.show_data(session())
    made.show()
    qtbot.waitExposed(made)
    settle(made)
    return made


def settle(page: AnalysisPage) -> None:
    QApplication.processEvents()
    page.stack.flush()


def point(page: AnalysisPage, t: float, row: int = 0) -> QPoint:
    """Where a time lies on the plots, a little above the middle of a row."""
    box = page.stack.box(row)
    shown = page.stack.range
    x = (t - shown.first) / shown.span * box.width()
    scene = box.mapToScene(QPointF(x, 0.4 * box.height()))
    return QPoint(page.stack.view.mapFromScene(scene))


def press(page: AnalysisPage, *keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(page.stack.view, key)
    settle(page)


def move(
    page: AnalysisPage,
    to: QPoint,
    button: Qt.MouseButton = Qt.MouseButton.NoButton,
    held: Qt.KeyboardModifier = NONE,
) -> None:
    view = page.stack.view.viewport()
    where = QPointF(view.mapToGlobal(to))
    event = QMouseEvent(
        QEvent.Type.MouseMove, QPointF(to), where, Qt.MouseButton.NoButton, button, held
    )
    QApplication.sendEvent(view, event)
    settle(page)


def drag(
    page: AnalysisPage,
    span: tuple[float, float],
    held: Qt.KeyboardModifier = NONE,
) -> None:
    view = page.stack.view.viewport()
    first, last = point(page, span[0]), point(page, span[1])
    QTest.mousePress(view, Left, held, first)
    for share in (0.2, 0.5, 0.8, 1.0):
        move(page, first + (last - first) * share, Left, held)
    QTest.mouseRelease(view, Left, held, last)
    settle(page)


def wheel(page: AnalysisPage, at: QPoint, notches: int) -> None:
    view = page.stack.view.viewport()
    event = QWheelEvent(
        QPointF(at),
        QPointF(view.mapToGlobal(at)),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        NONE,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view, event)
    settle(page)


def test_the_whole_session_is_in_view_at_first(page: AnalysisPage) -> None:
    shown = page.stack.range

    assert (shown.first, shown.last) == pytest.approx((0.0, 59.99), abs=0.02)


def test_the_wheel_zooms_about_the_pointer_in_all_plots(page: AnalysisPage) -> None:
    at = point(page, 20.0, row=2)

    wheel(page, at, 3)

    shown = page.stack.range
    assert shown.span == pytest.approx(60.0 * 0.8**3, rel=0.01)
    assert point(page, 20.0, row=2).x() == pytest.approx(at.x(), abs=1)
    ranges = {tuple(page.stack.box(row).viewRange()[0]) for row in range(4)}
    assert ranges == {(shown.first, shown.last)}


def test_a_drag_moves_the_time(page: AnalysisPage) -> None:
    press(page, Key.Key_Plus, Key.Key_Plus)
    before = page.stack.range

    drag(page, (before.first + 10.0, before.first + 4.0))

    assert page.stack.range.first == pytest.approx(before.first + 6.0, abs=0.1)
    assert page.stack.range.span == pytest.approx(before.span)


def test_a_drag_with_shift_zooms_into_what_it_sweeps(page: AnalysisPage) -> None:
    drag(page, (15.0, 25.0), Shift)

    shown = page.stack.range
    assert (shown.first, shown.last) == pytest.approx((15.0, 25.0), abs=0.1)


def test_a_drag_zooms_without_shift_once_that_is_wanted(page: AnalysisPage) -> None:
    QTest.mouseClick(page.toolbar.sweep, Left)

    drag(page, (25.0, 15.0))

    shown = page.stack.range
    assert (shown.first, shown.last) == pytest.approx((15.0, 25.0), abs=0.1)


def test_the_pointer_reads_the_values(page: AnalysisPage) -> None:
    move(page, point(page, 19.6, row=3))

    assert page.values.text("time").startswith("0:19.")
    assert page.values.text("lumbar") == "21° extension"
    assert page.values.text("pelvis") == "80° back"
    assert page.values.text("gyro").endswith("°/s")
    assert page.values.text("accel").endswith(" g")
    assert page.values.text("rep").startswith("Rep 4, past limit, peak 21.0°")


@pytest.mark.parametrize(
    ("t", "told"),
    [
        pytest.param(
            session().alerts[0].t,
            "Rep 4, past limit, peak 21.0° · Arching 21°",
            id="alert",
        ),
        pytest.param(session().markers[0].t, "no rep · bar set down", id="marker"),
    ],
)
def test_the_pointer_tells_alerts_and_markers(
    page: AnalysisPage, t: float, told: str
) -> None:
    move(page, point(page, t))

    assert page.values.text("rep") == told


def test_in_a_gap_it_says_that_nothing_was_measured(page: AnalysisPage) -> None:
    move(page, point(page, 23.8))

    assert page.values.text("lumbar") == "not measured"
    assert page.values.text("gyro") == "not measured"
    assert page.values.text("pelvis").endswith("back")
    assert "lumbar not measured" in page.values.accessibleDescription()


def test_a_click_into_a_rep_chooses_it(qtbot: QtBot, page: AnalysisPage) -> None:
    with qtbot.waitSignal(page.rep_chosen) as chosen:
        QTest.mouseClick(
            page.stack.view.viewport(), Left, NONE, point(page, 19.0, row=1)
        )

    assert chosen.args == [4]


def test_a_click_outside_reps_chooses_none(qtbot: QtBot, page: AnalysisPage) -> None:
    with qtbot.assertNotEmitted(page.rep_chosen):
        QTest.mouseClick(page.stack.view.viewport(), Left, NONE, point(page, 40.0))

    assert page.stack.cursor_s == pytest.approx(40.0, abs=0.1)


def test_a_double_click_seeks(qtbot: QtBot, page: AnalysisPage) -> None:
    view, at = page.stack.view.viewport(), point(page, 40.0)

    with qtbot.waitSignal(page.seek) as sought:
        QTest.mouseClick(view, Left, NONE, at)
        QTest.mouseDClick(view, Left, NONE, at)
        QTest.mouseRelease(view, Left, NONE, at)

    assert sought.args is not None
    assert sought.args[0] == pytest.approx(40.0, abs=0.1)


def test_keys_alone_do(page: AnalysisPage) -> None:
    chosen: list[int] = []
    sought: list[float] = []
    page.rep_chosen.connect(chosen.append)
    page.seek.connect(sought.append)

    press(page, Key.Key_Down, Key.Key_Down, Key.Key_2)
    rep = page.stack.range
    press(page, Key.Key_Right, Key.Key_Right, Key.Key_Return)
    press(page, Key.Key_1)
    whole_set = page.stack.range
    press(page, Key.Key_0)

    assert chosen == [1, 2]
    assert (rep.first, rep.last) == pytest.approx((8.5, 14.7))
    assert sought == pytest.approx([10.0 + 2 * rep.span / 200])
    assert (whole_set.first, whole_set.last) == pytest.approx((4.5, 30.7))
    assert page.stack.range.span == pytest.approx(59.99, abs=0.02)


def test_the_cursor_takes_the_view_along(page: AnalysisPage) -> None:
    press(page, *[Key.Key_Plus] * 4)

    press(page, Key.Key_End)

    assert page.stack.cursor_s == pytest.approx(59.99, abs=0.02)
    assert page.stack.range.last == pytest.approx(59.99, abs=0.02)


def test_another_sensor_has_other_curves(page: AnalysisPage) -> None:
    page.stack.set_cursor(19.0)
    lumbar = page.values.text("gyro")

    page.toolbar.sensor.setCurrentText("Pelvis")

    assert page.values.text("gyro") != lumbar


def test_the_range_in_view_is_exported(
    qtbot: QtBot, page: AnalysisPage, tmp_path: Path
) -> None:
    drag(page, (15.0, 25.0), Shift)
    shown = page.stack.range

    with qtbot.waitSignal(page.saved):
        page.save(Kind.CSV, str(tmp_path / "part.csv"))

    with (tmp_path / "part.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    data = session()
    part = (data.t >= shown.first) & (data.t <= shown.last)
    angles = [float(row["lumbar_flexion_deg"] or "nan") for row in rows]
    np.testing.assert_allclose(angles, data.lumbar_flexion_deg[part], atol=1e-4)


def test_a_picture_is_not_blank(page: AnalysisPage, tmp_path: Path) -> None:
    press(page, *[Key.Key_Plus] * 7, Key.Key_2)
    page.show_data(session(600.0))
    press(page, Key.Key_1)
    page.save(Kind.PNG, str(tmp_path / "plot.png"))

    image = QImage(str(tmp_path / "plot.png"))
    assert image.width() == pytest.approx(2 * page.stack.view.width(), abs=2)
    colours = {
        image.pixel(x, y)
        for x in range(0, image.width(), 7)
        for y in range(0, image.height(), 7)
    }
    assert len(colours) > 20


def test_a_drawing_is_svg_and_not_blank(page: AnalysisPage, tmp_path: Path) -> None:
    path = tmp_path / "plot.svg"

    page.save(Kind.SVG, str(path))

    root = ElementTree.parse(path).getroot()
    text = "".join(root.itertext())
    assert root.tag.endswith("svg")
    assert QSvgRenderer(str(path)).isValid()
    assert "limit 15° ±3°" in text
    assert len(list(root.iter())) > 100


@pytest.mark.parametrize("kind", list(Kind))
def test_a_file_that_cannot_be_written_is_told(
    qtbot: QtBot, page: AnalysisPage, tmp_path: Path, kind: Kind
) -> None:
    with qtbot.waitSignal(page.failed) as failed:
        page.save(kind, str(tmp_path / "gone" / "file"))

    assert failed.args == ["file could not be written: No such file or directory"]


def test_saving_asks_without_blocking(page: AnalysisPage) -> None:
    page.toolbar.menu.actions()[1].trigger()

    (dialog,) = page.findChildren(QFileDialog)
    assert dialog.isVisible()
    assert dialog.selectedFiles()[0].endswith("session.png")
    dialog.reject()


@pytest.mark.parametrize("scheme", [Scheme.DARK, Scheme.LIGHT])
def test_colours_follow_the_theme(page: AnalysisPage, scheme: Scheme) -> None:
    before = THEME.is_dark
    THEME.use(scheme)
    settle(page)

    corner = page.stack.view.grab().toImage().pixelColor(3, 3)

    assert corner == THEME.now.colour("panel")
    THEME.use(Scheme.DARK if before else Scheme.LIGHT)


def test_the_limit_and_the_position_move(page: AnalysisPage) -> None:
    page.set_position(30.0)
    settle(page)
    before = page.stack.view.grab().toImage()

    page.set_limit(9.0)
    page.set_position(31.0)
    settle(page)

    assert page.stack.view.grab().toImage() != before


def test_an_empty_session_is_shown_without_fuss(page: AnalysisPage) -> None:
    page.show_data(empty_data())
    press(page, Key.Key_Plus, Key.Key_Down, Key.Key_1, Key.Key_Right)

    assert page.values.text("lumbar") == "not measured"
    assert not page.toolbar.rep.isEnabled()


def test_a_click_of_the_other_button_offers_to_save(page: AnalysisPage) -> None:
    page.stack.view.customContextMenuRequested.emit(QPoint(60, 60))

    assert page.toolbar.menu.isVisible()
    assert [action.text() for action in page.toolbar.menu.actions()] == [
        "Export visible range as CSV…",
        "Save plot as PNG…",
        "Save plot as SVG…",
    ]
    page.toolbar.menu.close()


def test_a_rep_chosen_elsewhere_comes_into_view(page: AnalysisPage) -> None:
    page.show_rep()
    settle(page)

    page.choose_rep(6)
    settle(page)

    assert page.stack.range.last > session().reps[5].end_s


def test_everything_has_a_name(page: AnalysisPage) -> None:
    toolbar = page.toolbar
    widgets = (toolbar.closer, toolbar.sensor, toolbar.save, page.stack.view, page)

    assert all(widget.accessibleName() for widget in widgets)
    assert {button.focusPolicy() for button in (toolbar.whole, toolbar.save)} == {
        Qt.FocusPolicy.StrongFocus
    }
    assert page.stack.view.accessibleDescription()
