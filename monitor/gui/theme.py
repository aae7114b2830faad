"""Colours, sizes and the style sheet of the window, dark and light.

State colours stay apart (CIE76 ΔE of 25 and more for every pair) in normal and in
colour-blind vision; a test computes it. State is never told by colour alone, and curves
never wear state colours.
"""

from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

MARGIN: Final = 16  # px, around a page
GAP: Final = 12  # px, between panels
RADIUS: Final = 12  # px, of a panel's corners
FONTS: Final = ("Inter", "Inter Variable", "Segoe UI", "SF Pro Text", "Noto Sans")


class Scheme(StrEnum):
    """Which colours a person wants."""

    SYSTEM = "system"
    DARK = "dark"
    LIGHT = "light"


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours of one theme, as ``#rrggbb``.

    ``warn`` is for fills and icons; words in that colour wear ``warn_text``.
    """

    bg: str
    panel: str
    panel2: str
    line: str
    text: str
    dim: str
    ok: str
    warn: str
    warn_text: str
    danger: str
    info: str
    series2: str
    series3: str
    on_danger: str
    on_warn: str
    on_info: str

    def colour(self, name: str, alpha: float = 1.0) -> QColor:
        """Return a colour by its name here, with an opacity of 0 to 1."""
        colour = QColor(getattr(self, name))
        colour.setAlphaF(alpha)
        return colour


DARK: Final = Colours(
    bg="#0E1318",
    panel="#171E26",
    panel2="#1F2833",
    line="#2C3844",
    text="#F2F5F8",
    dim="#A3B1BF",
    ok="#2BC4A8",
    warn="#FFD02E",
    warn_text="#FFD02E",
    danger="#F0524A",
    info="#5AB4F0",
    series2="#C79BE8",
    series3="#B8C4CF",
    on_danger="#160A06",
    on_warn="#160A06",
    on_info="#0E1318",
)
LIGHT: Final = Colours(
    bg="#EEF1F4",
    panel="#FFFFFF",
    panel2="#F3F5F8",
    line="#D3DAE1",
    text="#14191F",
    dim="#55626F",
    ok="#00806A",
    warn="#C28A00",
    warn_text="#7A5600",
    danger="#9E1414",
    info="#0069A8",
    series2="#7B4BA8",
    series3="#5F6B76",
    on_danger="#FFFFFF",
    on_warn="#14191F",
    on_info="#FFFFFF",
)


class Theme(QObject):
    """The theme in force; one for the whole window.

    Attributes:
        changed: Emitted when the colours become others.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._wanted = Scheme.SYSTEM
        self._now = DARK
        self._flow = False

    @property
    def now(self) -> Colours:
        """The colours in force."""
        return self._now

    @property
    def is_dark(self) -> bool:
        """Whether the dark colours are in force."""
        return self._now is DARK

    def use(self, scheme: Scheme) -> None:
        """Use these colours from here on; ``SYSTEM`` follows the desktop."""
        self._wanted = scheme
        hints = QGuiApplication.styleHints()
        if not self._flow:
            hints.colorSchemeChanged.connect(self._follow)
            self._flow = True
        wanted = {
            Scheme.SYSTEM: Qt.ColorScheme.Unknown,
            Scheme.DARK: Qt.ColorScheme.Dark,
            Scheme.LIGHT: Qt.ColorScheme.Light,
        }
        hints.setColorScheme(wanted[scheme])
        self._follow()

    def _follow(self) -> None:
        system = QGuiApplication.styleHints().colorScheme()
        dark = self._wanted is Scheme.DARK or (
            self._wanted is Scheme.SYSTEM and system is not Qt.ColorScheme.Light
        )
        self._now = DARK if dark else LIGHT
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.setPalette(_palette(self._now))
            app.setStyleSheet(style_sheet(self._now))
        self.changed.emit()


THEME: Final = Theme()


def font(size_px: float, weight: int = 400, *, tabular: bool = True) -> QFont:
    """Return the program's font, with figures of equal width unless not wanted."""
    made = QFont(list(FONTS))
    made.setPixelSize(max(1, round(size_px)))
    made.setWeight(QFont.Weight(weight))
    if tabular:
        made.setFeature(QFont.Tag("tnum"), 1)
    return made


def _palette(colours: Colours) -> QPalette:
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: "bg",
        QPalette.ColorRole.Base: "panel",
        QPalette.ColorRole.AlternateBase: "panel2",
        QPalette.ColorRole.Button: "panel2",
        QPalette.ColorRole.ToolTipBase: "panel2",
        QPalette.ColorRole.WindowText: "text",
        QPalette.ColorRole.Text: "text",
        QPalette.ColorRole.ButtonText: "text",
        QPalette.ColorRole.ToolTipText: "text",
        QPalette.ColorRole.PlaceholderText: "dim",
        QPalette.ColorRole.Highlight: "info",
        QPalette.ColorRole.HighlightedText: "on_info",
        QPalette.ColorRole.Link: "info",
    }
    for role, name in roles.items():
        palette.setColor(role, colours.colour(name))
    disabled = QPalette.ColorGroup.Disabled
    for role in (
        QPalette.ColorRole.WindowText,
        QPalette.ColorRole.Text,
        QPalette.ColorRole.ButtonText,
    ):
        palette.setColor(disabled, role, colours.colour("dim", 0.6))
    return palette


def style_sheet(colours: Colours) -> str:
    """Return the style sheet of the whole program in these colours.

    Widgets say what they are by dynamic properties: ``panel`` (true) on a frame,
    ``role`` (title, heading, dim, big, warn, danger, ok) on a label, ``kind`` (primary,
    danger, flat, chip) on a button.
    """
    text = _SHEET
    names = sorted((field.name for field in fields(colours)), key=len, reverse=True)
    for name in names:
        text = text.replace(f"@{name};", f"{getattr(colours, name)};")
        text = text.replace(f"@{name} ", f"{getattr(colours, name)} ")
    return text


_SHEET = """
QWidget { color: @text; font-size: 14px; }
QMainWindow, QDialog, QWidget[page="true"] { background: @bg; }
QFrame[panel="true"] { background: @panel; border: none; border-radius: 12px; }
QLabel { background: transparent; }
QLabel[role="title"] { font-size: 22px; font-weight: 700; }
QLabel[role="heading"] { font-size: 14px; font-weight: 600; }
QLabel[role="big"] { font-size: 32px; font-weight: 800; }
QLabel[role="dim"] { color: @dim; }
QLabel[role="warn"] { color: @warn_text; font-weight: 600; }
QLabel[role="danger"] { color: @danger; font-weight: 600; }
QLabel[role="ok"] { color: @ok; font-weight: 600; }
QPushButton, QToolButton {
    background: @panel2; border: 1px solid @line; border-radius: 8px;
    padding: 7px 14px; font-weight: 600;
}
QPushButton:hover, QToolButton:hover { border-color: @dim; }
QPushButton:focus, QToolButton:focus { border: 2px solid @info; padding: 6px 13px; }
QPushButton:pressed, QToolButton:pressed { background: @line; }
QPushButton:disabled, QToolButton:disabled { color: @dim; }
QPushButton:checked, QToolButton:checked {
    background: @info; color: @on_info; border-color: @info;
}
QPushButton[kind="primary"] {
    background: @info; color: @on_info; border-color: @info;
}
QPushButton[kind="primary"]:focus { border: 2px solid @text; }
QPushButton[kind="danger"] {
    background: @danger; color: @on_danger; border-color: @danger;
}
QPushButton[kind="flat"], QToolButton[kind="flat"] {
    background: transparent; border-color: transparent;
}
QPushButton[kind="flat"]:focus, QToolButton[kind="flat"]:focus {
    border: 2px solid @info;
}
QLineEdit, QSpinBox, QDoubleSpinBox, QComboBox, QPlainTextEdit, QTextEdit,
QListWidget, QTableWidget, QTreeWidget, QTableView, QListView {
    background: @panel2; border: 1px solid @line; border-radius: 6px; padding: 4px 6px;
    selection-background-color: @info; selection-color: @on_info;
}
QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus,
QPlainTextEdit:focus, QListWidget:focus, QTableWidget:focus, QTreeWidget:focus,
QTableView:focus, QListView:focus {
    border: 2px solid @info; padding: 3px 5px;
}
QComboBox QAbstractItemView { background: @panel2; border: 1px solid @line; }
QHeaderView::section {
    background: @panel2; color: @dim; border: none; padding: 6px; font-weight: 600;
}
QCheckBox, QRadioButton { spacing: 8px; padding: 2px; background: transparent; }
QCheckBox:focus, QRadioButton:focus { color: @info; }
QTabWidget::pane { border: 1px solid @line; border-radius: 8px; top: -1px; }
QTabBar::tab {
    background: transparent; color: @dim; padding: 8px 14px; font-weight: 600;
    border-bottom: 2px solid transparent;
}
QTabBar::tab:selected { color: @text; border-bottom: 2px solid @info; }
QTabBar::tab:focus { color: @info; }
QMenuBar { background: @bg; padding: 2px 8px; }
QMenuBar::item { background: transparent; padding: 5px 10px; border-radius: 6px; }
QMenuBar::item:selected { background: @panel2; }
QMenu { background: @panel2; border: 1px solid @line; padding: 6px; }
QMenu::item { padding: 6px 28px 6px 22px; border-radius: 6px; }
QMenu::item:selected { background: @info; color: @on_info; }
QMenu::item:disabled { color: @dim; }
QMenu::separator { height: 1px; background: @line; margin: 5px 8px; }
QToolTip { background: @panel2; color: @text; border: 1px solid @line; padding: 4px; }
QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar::handle { background: @line; border-radius: 5px; min-height: 24px; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle:horizontal { min-width: 24px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QProgressBar {
    background: @panel2; border: none; border-radius: 5px; height: 10px;
    text-align: center; color: @text;
}
QProgressBar::chunk { background: @info; border-radius: 5px; }
QSlider::groove:horizontal { background: @line; height: 6px; border-radius: 3px; }
QSlider::sub-page:horizontal { background: @info; border-radius: 3px; }
QSlider::handle:horizontal {
    background: @text; width: 16px; height: 16px; margin: -5px 0; border-radius: 8px;
}
QSlider:focus { border: 1px solid @info; border-radius: 6px; }
QGroupBox {
    border: 1px solid @line; border-radius: 8px; margin-top: 14px; padding: 10px;
    font-weight: 600;
}
QDoubleSpinBox { padding-right: 0; }
QDoubleSpinBox::up-button, QDoubleSpinBox::down-button {
    border: none; background: transparent; width: 26px;
}
QDoubleSpinBox::up-arrow, QDoubleSpinBox::down-arrow, QComboBox::down-arrow {
    image: none; width: 0; height: 0;
}
QComboBox::drop-down { border: none; background: transparent; width: 28px; }
QCheckBox { padding: 4px 4px 4px 3px; spacing: 10px; }
QTableWidget::item { padding: 0 8px; }
QCheckBox::indicator { width: 18px; height: 18px; }
QGroupBox::title { subcontrol-origin: margin; left: 12px; padding: 0 4px; }
"""
