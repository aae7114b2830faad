"""Takes a picture of a room of virtual lifters."""

import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QEventLoop, QTimer

from monitor.config import Settings
from monitor.gui.app import SWITCH_S, Picture, ScreenshotError, application
from monitor.gui.coach.app import demo_places, without_record
from monitor.gui.coach.coach_window import LiftersWindow
from monitor.gui.coach.hosts import Hosts
from monitor.gui.coach.lifters import Lifters
from monitor.gui.studio import DemoWish
from monitor.gui.theme import THEME, Scheme
from monitor.net.messages import State

SPEED: Final = 2.0  # a busy computer plays eight lifters so fast without a gap
APART_S: Final = 60.0  # that sessions may be, so that none ends before another is there
LOOK_MS: Final = 50


def take_room_picture(
    settings: Settings, wishes: Sequence[DemoWish], picture: Picture
) -> None:
    """Save a picture of the coach's window once all sessions have come to a time.

    Args:
        settings: As read; nothing sounds.
        wishes: One of each lifter; played at ``SPEED`` at least.
        picture: Which picture.

    Raises:
        ScreenshotError: A session ends before that time, or the file can't be written.
    """
    application()
    sys.setswitchinterval(SWITCH_S)
    THEME.use(Scheme(settings.window.scheme))
    least_s = picture.after_s + APART_S
    places = demo_places(
        replace(
            each,
            speed=max(each.speed, SPEED),
            duration_s=max(each.duration_s, least_s),
        )
        for each in wishes
    )
    lifters = Lifters(places, Hosts(without_record(settings), places, lambda *_: None))
    lifters.tell_sound(available=True, reason="")
    window = LiftersWindow(lifters)
    problems: list[str] = []

    def look() -> None:
        tiles = lifters.tiles()
        if any(tile.ended for tile in tiles):
            problems.append(f"a session ends before {picture.after_s:g} s")
        elif any(_time_of(tile.state) < picture.after_s for tile in tiles):
            return
        elif not window.grab().save(str(picture.file)):
            problems.append(f"{picture.file}: the picture can't be written there")
        timer.stop()
        lifters.all_over.connect(loop.quit)
        window.close()
        if lifters.is_over:
            loop.quit()

    loop = QEventLoop()  # of its own: the application may have other windows
    timer = QTimer()
    timer.timeout.connect(look)
    window.show()
    window.start()
    timer.start(LOOK_MS)
    loop.exec()
    if problems:
        raise ScreenshotError(problems[0])


def _time_of(state: State | None) -> float:
    return 0.0 if state is None else state.t
