"""Offers the calibration of a pair's last session to be carried over."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from monitor.acquisition.kits import Kit
from monitor.gui.background import Background
from monitor.gui.carry_over import age_s, last_of_pair
from monitor.model.records import CarryCalibration, Stamped

if TYPE_CHECKING:
    from monitor.analysis.last_calibration import LastCalibration


class CarryOffer(QObject):
    """Looks for it on another thread; the core decides whether it may be used.

    Attributes:
        offered: Emitted with what there is, in words; empty for nothing.
    """

    offered = Signal(str)

    def __init__(self, parent: QObject) -> None:
        """Offer nothing yet."""
        super().__init__(parent)
        self._found: LastCalibration | None = None
        self._background: Background[LastCalibration | None] = Background(self)

    def look(self, folder: Path, pair: Kit) -> None:
        """Look among the recordings of a folder for the pair's last session."""
        source = f"pelvis {pair.pelvis.address}, lumbar {pair.lumbar.address}"
        self._found = None
        self._background.run(
            lambda: last_of_pair(folder, source), self._offer, self._give_up
        )

    def command(self, wearer: str) -> Stamped | None:
        """Return what carries it over; None without an offer.

        Args:
            wearer: Who wears the sensors now.
        """
        found = self._found
        if found is None:
            return None
        same = found.wearer == wearer
        return lambda t: CarryCalibration(t, found.calibration, age_s(found), same)

    def close(self) -> None:
        """Look no more, at the program's end."""
        self._background.close()

    def _offer(self, found: "LastCalibration | None") -> None:
        self._found = found
        if found is None:
            self.offered.emit("")
            return
        minutes, quality = age_s(found) / 60, found.calibration.quality
        text = f"Last used {minutes:.0f} min ago, quality {quality:.0%}."
        self.offered.emit(text)

    def _give_up(self, error: BaseException) -> None:
        """A recording that can't be read is no reason to bother a person."""
        del error
        self.offered.emit("")
