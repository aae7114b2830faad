"""Looks for sensors over and over, on another thread, while a page is shown."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from monitor.gui.background import Background
from monitor.gui.connect.found import FoundView

SCAN_S = 3.0

Look = Callable[[], list[FoundView]]


class Search(QObject):
    """Looks again as soon as it has looked, until it is stopped.

    Attributes:
        found: Emitted with a list of ``FoundView`` each time.
        failed: Emitted with a sentence; then it has stopped.
    """

    found = Signal(object)
    failed = Signal(str)

    def __init__(self, look: Look, parent: QObject) -> None:
        """Do nothing yet.

        Args:
            look: Listens for some seconds; called on another thread.
            parent: The page's window.
        """
        super().__init__(parent)
        self._look = look
        self._background: Background[list[FoundView]] = Background(self)
        self._is_wanted = False

    def start(self) -> None:
        """Look from now on."""
        self._is_wanted = True
        self._again()

    def stop(self) -> None:
        """Look no more; what is under way is not told."""
        self._is_wanted = False
        self._background.cancel()

    def close(self) -> None:
        """Wait for the thread to end."""
        self.stop()
        self._background.close()

    def _again(self) -> None:
        self._background.run(self._look, self._tell, self._fail)

    def _tell(self, found: list[FoundView]) -> None:
        self.found.emit(found)
        if self._is_wanted:
            self._again()

    def _fail(self, error: BaseException) -> None:
        self._is_wanted = False
        self.failed.emit(str(error))


def look_by_radio(profiles_path: Path | None, locks: Path) -> list[FoundView]:
    """Listen with the usual Bluetooth adapter.

    Args:
        profiles_path: Folder with firmware profiles of one's own.
        locks: Where sessions tell which sensors they hold.

    Raises:
        LinkError: There is no Bluetooth.
    """
    import asyncio  # noqa: PLC0415  with what follows, slow to load

    from monitor.acquisition.bleak_radio import BleakRadio  # noqa: PLC0415
    from monitor.acquisition.locks import is_held  # noqa: PLC0415
    from monitor.acquisition.scan import scan  # noqa: PLC0415
    from monitor.profiles import find_profiles  # noqa: PLC0415

    profiles = find_profiles(profiles_path)
    heard = asyncio.run(scan(BleakRadio(""), profiles, SCAN_S))
    found = []
    for each in heard:
        profile = profiles.get(each.profile or "")
        address = each.sensor.address
        problem = "" if profile is None else profile.unfit
        if profile is not None and is_held(address, locks):
            problem = "in use by another session"
        found.append(
            FoundView(
                address,
                each.sensor.name,
                each.profile or "",
                "" if profile is None else profile.name,
                problem,
                each.sensor.rssi_dbm,
            )
        )
    return found
