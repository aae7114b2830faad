"""The guided flow: placement, sensors, links and calibration."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from monitor.gui.connect.devices_page import DevicesPage
from monitor.gui.connect.found import FoundView, KitView
from monitor.gui.connect.placement_page import PlacementPage
from monitor.gui.connect.ready_page import ReadyPage
from monitor.gui.connect.search import Look, Search
from monitor.model.body import Sites


class ConnectFlow(QWidget):
    """Its pages one after the other; the session begins before the last.

    Attributes:
        chosen: Emitted with the pelvis and the lumbar ``FoundView``.
        sites_chosen: Emitted with ``Sites``.
        left: A person goes back to the beginning.
        demo_wanted: There are no sensors at hand.
    """

    chosen = Signal(object, object)
    sites_chosen = Signal(object)
    left = Signal()
    demo_wanted = Signal()

    def __init__(self, look: Look) -> None:
        """Show where to wear the sensors.

        Args:
            look: Listens for sensors; called on another thread.
        """
        super().__init__()
        self.setProperty("page", True)
        self.placement, self.devices = PlacementPage(), DevicesPage()
        self.ready = ReadyPage()
        self.search = Search(look, self)
        self._remembered: tuple[str, str] | None = None
        self._pages = QStackedWidget()
        for page in (self.placement, self.devices, self.ready):
            self._pages.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._pages)
        self.placement.chosen.connect(self._on_sites)
        self.placement.left.connect(self.left)
        self.placement.demo_wanted.connect(self.demo_wanted)
        self.devices.left.connect(self.begin)
        self.devices.demo_wanted.connect(self.demo_wanted)
        self.devices.scan_wanted.connect(self._listen)
        self.devices.connect_wanted.connect(self._on_chosen)
        self.search.found.connect(self._on_found)
        self.search.failed.connect(self._on_failed)

    def begin(self, sites: Sites | None = None) -> None:
        """Show where to wear the sensors."""
        self.search.stop()
        if sites is not None:
            self.placement.show_sites(sites)
        self._pages.setCurrentWidget(self.placement)
        self.placement.next_button.setFocus()

    def prefer(self, pelvis: str, lumbar: str) -> None:
        """Choose this remembered pair as soon as it is heard."""
        self._remembered = (pelvis, lumbar)

    def show_kits(self, kits: Sequence[KitView]) -> None:
        """Offer remembered pairs, the one used last first."""
        self.devices.show_kits(kits)

    def show_ready(self) -> None:
        """Show links and calibration."""
        self.search.stop()
        self._pages.setCurrentWidget(self.ready)

    @property
    def is_ready_shown(self) -> bool:
        """Whether links and calibration are what is shown."""
        return self._pages.currentWidget() is self.ready

    def close_search(self) -> None:
        """Look for sensors no more, at the program's end."""
        self.search.close()

    def _on_sites(self, sites: Sites) -> None:
        self.sites_chosen.emit(sites)
        self._pages.setCurrentWidget(self.devices)
        self._listen()

    def _listen(self) -> None:
        self.devices.show_message(self.tr("Listening for sensors…"))
        self.search.start()

    def _on_found(self, found: list[FoundView]) -> None:
        self.devices.show_found(found)
        if self._remembered is not None:
            self.devices.prefer(*self._remembered)
            heard = {each.address for each in found}
            if heard >= set(self._remembered):
                self._remembered = None  # from now on the person's choice stays

    def _on_failed(self, sentence: str) -> None:
        self.devices.show_message(sentence, is_problem=True)

    def _on_chosen(self, pelvis: FoundView, lumbar: FoundView) -> None:
        self.search.stop()
        self.ready.begin_with_links()
        self.chosen.emit(pelvis, lumbar)
