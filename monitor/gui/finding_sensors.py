"""From where to wear the sensors to the pair that a session is made with."""

from typing import TYPE_CHECKING

from msgspec.structs import replace as changed
from PySide6.QtCore import QObject, Signal

from monitor.acquisition.kits import Kit, KitSensor, read_kits
from monitor.config import kits_path
from monitor.gui.actions import Context
from monitor.gui.connect.flow import ConnectFlow
from monitor.gui.connect.found import FoundView, KitView
from monitor.model.body import Sites
from monitor.model.errors import ConfigError

if TYPE_CHECKING:
    from monitor.gui.main_window import MainWindow


class FindingSensors(QObject):
    """What the pages of the flow need to know, and what is chosen on them.

    Attributes:
        chosen: Emitted with the ``Kit`` that a person wants.
    """

    chosen = Signal(object)

    def __init__(self, window: "MainWindow", flow: ConnectFlow) -> None:
        """Follow a flow.

        Args:
            window: Shows it.
            flow: Its pages.
        """
        super().__init__(window)
        self._window, self._flow = window, flow
        flow.sites_chosen.connect(self._use_sites)
        flow.chosen.connect(self._choose)

    def begin(self) -> None:
        """Show where to wear the sensors; remembered pairs are offered after it."""
        self._flow.begin(self._window.settings.pipeline.sites)
        kits = self._kits()
        views = [
            KitView(each.name, _view(each.pelvis), _view(each.lumbar)) for each in kits
        ]
        self._flow.show_kits(views[::-1])
        if kits:
            self._flow.prefer(kits[-1].pelvis.address, kits[-1].lumbar.address)
        self._window.show_page(self._flow, Context.ALWAYS)

    def _kits(self) -> list[Kit]:
        try:
            return read_kits(kits_path())
        except ConfigError as error:
            self._window.toast.say(str(error))
            return []

    def _use_sites(self, sites: Sites) -> None:
        settings = self._window.settings
        pipeline = changed(settings.pipeline, sites=sites)
        self._window.save(changed(settings, pipeline=pipeline))

    def _choose(self, pelvis: FoundView, lumbar: FoundView) -> None:
        name = f"{pelvis.address} {lumbar.address}"
        self.chosen.emit(Kit(name, _sensor(pelvis), _sensor(lumbar)))


def _offer(kit: Kit) -> KitView:
    return KitView(kit.name, _view(kit.pelvis), _view(kit.lumbar))


def _view(sensor: KitSensor) -> FoundView:
    return FoundView(sensor.address, profile=sensor.profile, adapter=sensor.adapter)


def _sensor(view: FoundView) -> KitSensor:
    return KitSensor(view.address, view.profile, view.adapter)
