"""A session with sensors in the window, on a scripted BlueZ."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from monitor.acquisition.kits import read_kits
from monitor.acquisition.simulation.session import SimulatedSession
from monitor.config import DoubleTap, kits_path
from monitor.gui.main_window import MainWindow
from monitor.gui.studio import DemoWish
from monitor.model.events import DoubleTapped
from monitor.model.records import TRUNK, LinkState, Placement
from monitor.profiles import find_profiles
from monitor.recording.recording import read_recording
from tests.rig.bluez import BlueZ, bluez
from tests.rig.peripheral import Peripheral, lines
from tests.rig.stage import ADDRESS

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="BlueZ is of Linux")
PATIENCE_MS = 60_000
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def rig(short_session: SimulatedSession) -> Iterator[BlueZ]:
    profile = find_profiles()["reference"]
    sensors = [
        Peripheral(ADDRESS[each], profile, lines(short_session, each, profile))
        for each in TRUNK
    ]
    with bluez(sensors) as rig:
        yield rig


def streaming(window: MainWindow) -> bool:
    feed = window.live.feed
    links = {} if feed is None else feed.state.links
    states = [links[each].state for each in TRUNK if each in links]
    return states == [LinkState.STREAMING] * 2


def test_from_the_search_to_a_recorded_session(
    window: MainWindow, rig: BlueZ, qtbot: QtBot
) -> None:
    flow = window.sessions.flow
    qtbot.mouseClick(window.home.connect_button, LEFT)
    qtbot.mouseClick(flow.placement.next_button, LEFT)
    button = flow.devices.connect_button
    qtbot.waitUntil(button.isEnabled, timeout=PATIENCE_MS)
    qtbot.mouseClick(button, LEFT)
    qtbot.waitUntil(lambda: streaming(window), timeout=PATIENCE_MS)
    assert flow.ready.isVisible()

    window.sessions.end()
    qtbot.waitUntil(lambda: not window.sessions.is_running, timeout=PATIENCE_MS)

    assert (rig.links, rig.notify_sessions) == (0, 0)
    (recording,) = window.settings.recordings_path.glob("*.mcap")
    assert read_recording(recording).notice is None
    assert recording.with_suffix(".latency.json").exists()
    (kit,) = read_kits(kits_path())
    assert {kit.pelvis.address, kit.lumbar.address} == set(ADDRESS.values())


def test_a_sensor_that_drops_is_seen_and_comes_back(
    window: MainWindow, rig: BlueZ, qtbot: QtBot
) -> None:
    flow = window.sessions.flow
    window.sessions.connect_sensors()
    flow.placement.next_button.click()
    button = flow.devices.connect_button
    qtbot.waitUntil(button.isEnabled, timeout=PATIENCE_MS)
    button.click()
    qtbot.waitUntil(lambda: streaming(window), timeout=PATIENCE_MS)

    rig.drop(ADDRESS[Placement.LUMBAR])

    qtbot.waitUntil(lambda: not streaming(window), timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: streaming(window), timeout=PATIENCE_MS)


def test_without_bluetooth_the_search_says_so(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={tmp_path / 'none'}")
    window.sessions.connect_sensors()
    devices = window.sessions.flow.devices

    with qtbot.waitSignal(window.sessions.flow.search.failed, timeout=PATIENCE_MS):
        window.sessions.flow.placement.next_button.click()

    assert "bus" in devices.message.text()
    assert not devices.connect_button.isEnabled()


def test_a_double_tap_does_what_a_person_has_chosen(
    window: MainWindow, qtbot: QtBot
) -> None:
    settings = window.settings
    wanted = replace(settings.window, double_tap=DoubleTap.MARKER)
    window.save(replace(settings, window=wanted))
    window.sessions.start_demo(DemoWish(is_heard=False))
    feed = window.live.feed
    assert feed is not None
    window.sessions.lift()

    for listener in feed.listeners:
        listener(DoubleTapped(1.0, Placement.PELVIS))

    assert window.sessions.actions.markers == 1
