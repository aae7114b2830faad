"""A strip that scrolls looks like one that is drawn whole."""

import numpy as np
import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from monitor.gui.live.strip import Strip
from monitor.gui.live.strip_look import Axis, Look, Zones
from monitor.model.blocks import FloatArray

RATE_HZ = 100.0


def wave(start_s: float, end_s: float) -> tuple[FloatArray, FloatArray]:
    t = (
        np.arange(max(0, int(start_s * RATE_HZ) - 1), int(end_s * RATE_HZ) + 1)
        / RATE_HZ
    )
    return t, np.column_stack([20 * np.sin(t), np.where(t < 3.0, np.nan, 5 * t)])


def strip(qtbot: QtBot, source: object = wave, curves: int = 1) -> Strip:
    look = Look(
        "Angle", source, Axis(-30, 30, 10),  # type: ignore[arg-type]
        ("",) * curves, tuple(range(curves)),
    )  # fmt: skip
    made = Strip(look, 10.0)
    qtbot.addWidget(made)
    made.resize(640, 240)
    made.show()
    qtbot.waitUntil(lambda: not made.is_settling)
    return made


def pixels(widget: Strip) -> np.ndarray:
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8)
    return rows.reshape(image.height(), image.bytesPerLine()).astype(int)


def test_scrolled_and_drawn_whole_look_the_same(qtbot: QtBot) -> None:
    scrolled = strip(qtbot)
    for frame in range(1200):
        scrolled.show_upto(frame / 60)
    whole = strip(qtbot)
    whole.show_upto(1199 / 60)

    difference = np.abs(pixels(scrolled) - pixels(whole))

    assert np.mean(difference > 60) < 0.006  # antialiasing by a part of a pixel


def test_a_curve_out_of_range_widens_it_and_is_drawn(qtbot: QtBot) -> None:
    def high(start_s: float, end_s: float) -> tuple[FloatArray, FloatArray]:
        t, values = wave(start_s, end_s)
        return t, values * np.where(t > 8.0, 4.0, 1.0)[:, None]

    shown = strip(qtbot, high)
    for frame in range(720):
        shown.show_upto(frame / 60)

    assert shown.axis.high >= 80
    assert shown.axis.low <= -30


def test_the_range_becomes_narrow_again(qtbot: QtBot) -> None:
    def once(start_s: float, end_s: float) -> tuple[FloatArray, FloatArray]:
        t, values = wave(start_s, end_s)
        return t, np.where((t > 2.0) & (t < 2.5), 100.0, values[:, 0])[:, None]

    shown = strip(qtbot, once)
    for frame in range(60 * 25):
        shown.show_upto(frame / 60)

    assert shown.axis == Axis(-30, 30, 10)


@pytest.mark.parametrize("values", [np.nan, np.inf, -np.inf])
def test_what_is_not_measured_is_not_drawn(qtbot: QtBot, values: float) -> None:
    def nothing(start_s: float, end_s: float) -> tuple[FloatArray, FloatArray]:
        t, _ = wave(start_s, end_s)
        return t, np.full((len(t), 1), values)

    shown = strip(qtbot, nothing)
    empty = strip(qtbot, lambda *_: (np.empty(0), np.empty((0, 1))))
    for frame in range(100):
        shown.show_upto(frame / 60)
        empty.show_upto(frame / 60)

    np.testing.assert_array_equal(pixels(shown), pixels(empty))


def test_a_gap_in_time_is_not_joined_by_a_line(qtbot: QtBot) -> None:
    def gap(start_s: float, end_s: float) -> tuple[FloatArray, FloatArray]:
        t, _ = wave(start_s, end_s)
        kept = (t < 4.0) | (t > 6.0)
        return t[kept], np.full((kept.sum(), 1), 10.0)

    shown = strip(qtbot, gap)
    shown.show_upto(10.0)
    row = pixels(shown)[shown.height() // 2 - 40 : shown.height() // 2 + 40]
    column = row.reshape(row.shape[0], -1, 3)[:, 46 + 300 : 46 + 310]

    ground = strip(qtbot, lambda *_: (np.empty(0), np.empty((0, 1))))
    ground.show_upto(10.0)
    bare = pixels(ground)[shown.height() // 2 - 40 : shown.height() // 2 + 40]
    bare = bare.reshape(row.shape[0], -1, 3)[:, 46 + 300 : 46 + 310]
    np.testing.assert_array_equal(column, bare)


def test_zones_are_seen(qtbot: QtBot) -> None:
    shown = strip(qtbot)
    before = pixels(shown)

    shown.set_zones(Zones(((10.0, 20.0, "warn"),)))

    assert (pixels(shown) != before).any()


def test_going_back_in_time_draws_what_was_there(qtbot: QtBot) -> None:
    shown, fresh = strip(qtbot), strip(qtbot)
    for frame in range(900):
        shown.show_upto(frame / 60)
    shown.show_upto(5.0)
    fresh.show_upto(5.0)

    np.testing.assert_array_equal(pixels(shown), pixels(fresh))
