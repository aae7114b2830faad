"""The coach's window on a gym: a real server, a station that runs, one that doesn't."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

pytest.importorskip("nats")

from monitor.gui.coach.answers import DECIDES
from monitor.gui.coach.coach_window import CoachWindow
from monitor.net.coach_link import CoachLink
from monitor.net.coach_thread import CoachThread
from tests.net.one_lifter import STATION, WAIT_S, Lifter, at_station
from tests.net.server import COACH, STATIONS, Server, gym

WAIT_MS = int(1000 * WAIT_S)


@contextmanager
def running_gym(folder: Path, lifter: Lifter) -> Iterator[Server]:
    """Run a server and a station in a loop of their own, away from the window."""
    ready, over = threading.Event(), threading.Event()
    servers: list[Server] = []

    async def evening() -> None:
        async with (
            gym(folder / "server") as server,
            at_station(server, folder, lifter.orders()),
        ):
            servers.append(server)
            ready.set()
            await asyncio.to_thread(over.wait)

    thread = threading.Thread(target=lambda: asyncio.run(evening()), daemon=True)
    thread.start()
    try:
        assert ready.wait(WAIT_S)
        yield servers[0]
    finally:
        over.set()
        thread.join(WAIT_S)


def test_a_coach_clicks_a_tile_and_tells_the_lifter_to_stop(
    qtbot: QtBot, tmp_path: Path
) -> None:
    lifter = Lifter()
    with running_gym(tmp_path, lifter) as server:
        room = CoachThread(CoachLink(server.address(COACH), STATIONS), COACH)
        window = CoachWindow(room, commands=room)
        qtbot.addWidget(window)
        room.start()
        window.show()
        window.start()
        qtbot.waitUntil(lambda: room.tiles()[0].state is not None, timeout=WAIT_MS)
        window.page.refresh()

        qtbot.mouseClick(window.page.grid.views[0], Qt.MouseButton.LeftButton)
        details = window.details
        assert details is not None
        tools = details.tools
        assert tools is not None
        tools.quick[0].click()
        tools.plan.stations.tick_all(True)
        tools.plan.send.click()
        qtbot.waitUntil(lambda: _all_told(tools.answers.texts), timeout=WAIT_MS)

        window.close()
        room.close()

    assert tools.answers.texts == [
        f"Plan to {STATIONS[1]}: nobody answers at {STATIONS[1]}: go there,"
        " or try again",
        f"Plan to Lifter A, {STATION}: {DECIDES}",
        f"“Stop” to Lifter A, {STATION}: shown",
    ]
    assert lifter.shown[0] == f"{COACH}: Stop"
    assert room.tiles()[0].name == "Lifter A"


def _all_told(texts: list[str]) -> bool:
    return not any("no answer yet" in text for text in texts)
