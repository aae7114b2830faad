"""A picture of a room of virtual lifters."""

from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from monitor.config import Settings
from monitor.gui.app import Picture, ScreenshotError
from monitor.gui.coach.app import demo_wishes
from monitor.gui.coach.picture import take_room_picture
from monitor.gui.studio import DemoWish
from monitor.gui.theme import THEME

WISHES = demo_wishes(DemoWish(speed=8.0), 2, None)


def test_a_picture_is_taken_once_all_lifters_have_come_to_the_time(
    qtbot: QtBot, tmp_path: Path
) -> None:
    file, other = tmp_path / "room.png", QWidget()
    qtbot.addWidget(other)
    other.show()  # a window that stays keeps nobody waiting

    take_room_picture(Settings(), WISHES, Picture(file, 2.0))

    image = QImage(str(file))
    assert (image.width(), image.height()) == (1280, 800)
    panel = THEME.now.colour("panel").name()
    row = [image.pixelColor(x, 400).name() for x in range(1280)]
    assert row.count(panel) > 640  # tiles, not an empty page


def test_a_picture_that_can_not_be_written_is_told(
    qtbot: QtBot, tmp_path: Path
) -> None:
    file = tmp_path / "none" / "room.png"

    with pytest.raises(ScreenshotError, match="can't be written there"):
        take_room_picture(Settings(), WISHES, Picture(file, 0.1))
