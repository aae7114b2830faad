"""The list of sensors: signal as bars, roles by a key."""

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
)

from monitor.gui.actions import QT_TRANSLATE_NOOP
from monitor.gui.connect.found import FoundView, Trust
from monitor.gui.symbols import draw_text
from monitor.gui.theme import THEME
from monitor.model.records import Placement

_TABLE: Final = "SensorTable"
COLUMNS: Final = (
    QT_TRANSLATE_NOOP(_TABLE, "Sensor"),
    QT_TRANSLATE_NOOP(_TABLE, "Firmware"),
    QT_TRANSLATE_NOOP(_TABLE, "Signal"),
    QT_TRANSLATE_NOOP(_TABLE, "Battery"),
    QT_TRANSLATE_NOOP(_TABLE, "Worn at"),
    QT_TRANSLATE_NOOP(_TABLE, "Address"),
)
_SIGNAL: Final = 2
_ROW: Final = 44
ROLES: Final = {
    Placement.PELVIS: QT_TRANSLATE_NOOP(_TABLE, "Pelvis"),
    Placement.LUMBAR: QT_TRANSLATE_NOOP(_TABLE, "Lumbar"),
}
_KEYS: Final = {Qt.Key.Key_P: Placement.PELVIS, Qt.Key.Key_L: Placement.LUMBAR}
_VIEW: Final = Qt.ItemDataRole.UserRole

Index = QModelIndex | QPersistentModelIndex


class SensorCell(QStyledItemDelegate):
    """Draws a cell; in that of the signal four bars and dBm."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        """Let a row be selected as a whole, with no cell of its own in focus."""
        super().initStyleOption(option, index)
        option.state &= ~QStyle.StateFlag.State_HasFocus

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index
    ) -> None:
        """Draw what any cell has, then the bars."""
        super().paint(painter, option, index)
        view = index.data(_VIEW)
        if index.column() != _SIGNAL or not isinstance(view, FoundView):
            return
        if view.bars is None:
            return
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _draw_signal(painter, QRectF(option.rect), view, selected=selected)
        painter.restore()


def _draw_signal(
    painter: QPainter, area: QRectF, view: FoundView, *, selected: bool
) -> None:
    colours = THEME.now
    lit = colours.colour("on_info" if selected else "text")
    dark = colours.colour("on_info", 0.25) if selected else colours.colour("line")
    painter.setPen(Qt.PenStyle.NoPen)
    foot = area.center().y() + 9
    for number in range(4):
        painter.setBrush(lit if number < (view.bars or 0) else dark)
        high = 6.0 + 4.0 * number
        bar = QRectF(area.left() + 12 + 8 * number, foot - high, 5, high)
        painter.drawRoundedRect(bar, 1.5, 1.5)
    shade = lit if selected else colours.colour("dim")
    words = area.adjusted(54, 0, 0, 0)
    draw_text(painter, words, f"{view.rssi_dbm:.0f} dBm", (14.0, 500, shade))


class SensorTable(QTableWidget):
    """Lists sensors.

    Attributes:
        role_wanted: Emitted with a ``Placement`` and a ``FoundView``: P and L give the
            selected sensor that role.
    """

    role_wanted = Signal(object, object)

    def __init__(self) -> None:
        super().__init__(0, len(COLUMNS))
        self.setAccessibleName(self.tr("Sensors found"))
        self.setHorizontalHeaderLabels([self.tr(each) for each in COLUMNS])
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        self.horizontalHeader().setDefaultAlignment(left)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().setVisible(False)
        self.verticalHeader().setDefaultSectionSize(_ROW)
        self.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.setSelectionMode(QTableWidget.SelectionMode.SingleSelection)
        self.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setItemDelegate(SensorCell(self))
        THEME.changed.connect(self._repaint)
        self._found: list[FoundView] = []
        self._roles: dict[Placement, str] = {}

    def show_found(
        self, found: Sequence[FoundView], roles: Mapping[Placement, str]
    ) -> None:
        """List sensors; the selected one stays so.

        Args:
            found: In this order.
            roles: Address by placement.
        """
        selected = self.selected
        self._found, self._roles = list(found), dict(roles)
        self.setRowCount(len(self._found))
        for row, view in enumerate(self._found):
            self._fill(row, view, roles)
        if selected is not None:
            addresses = [each.address for each in self._found]
            if selected.address in addresses:
                self.setCurrentCell(addresses.index(selected.address), 0)
        elif self._found:
            self.setCurrentCell(0, 0)

    @property
    def selected(self) -> FoundView | None:
        """The selected sensor."""
        row = self.currentRow()
        return self._found[row] if 0 <= row < len(self._found) else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Give the selected sensor a role by P or L."""
        if event.key() == Qt.Key.Key_S:  # swaps; no search by letters here
            event.ignore()
            return
        placement = _KEYS.get(Qt.Key(event.key()))
        selected = self.selected
        if placement is None or selected is None:
            super().keyPressEvent(event)
        elif selected.is_usable:
            self.role_wanted.emit(placement, selected)

    def _fill(self, row: int, view: FoundView, roles: Mapping[Placement, str]) -> None:
        battery = view.battery_percent
        role = next((each for each, at in roles.items() if at == view.address), None)
        cells = (
            view.name or "-",
            self._firmware(view),
            self.tr("linked already") if view.bars is None else "",
            "-" if battery is None else f"{battery:.0f} %",
            "" if role is None else self.tr(ROLES[role]),
            view.address,
        )
        for column, text in enumerate(cells):
            item = self.item(row, column)
            if item is None:
                item = QTableWidgetItem()
                self.setItem(row, column, item)
            self._write(item, text, view)

    def _write(self, item: QTableWidgetItem, text: str, view: FoundView) -> None:
        if item.text() != text:
            item.setText(text)
            item.setToolTip(text)
        item.setData(_VIEW, view)
        flags = Qt.ItemFlag.ItemIsSelectable
        if view.is_usable:
            flags |= Qt.ItemFlag.ItemIsEnabled
        item.setFlags(flags)
        shade = "text" if view.is_usable else "dim"
        item.setForeground(THEME.now.colour(shade))

    def _repaint(self) -> None:
        self.show_found(self._found, self._roles)

    def _firmware(self, view: FoundView) -> str:
        if view.trust is Trust.UNKNOWN:
            return self.tr("unknown: no profile fits")
        return view.problem or view.firmware or view.profile
