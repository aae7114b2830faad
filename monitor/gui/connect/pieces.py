"""Panels, labels and rows of buttons that the pages of the flow are made of."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from monitor.gui.connect.steps import StepsBar
from monitor.gui.theme import GAP, MARGIN


def panel(spacing: int = 8) -> tuple[QFrame, QVBoxLayout]:
    """Return a panel and the layout inside of it."""
    frame = QFrame()
    frame.setProperty("panel", True)
    inside = QVBoxLayout(frame)
    inside.setContentsMargins(16, 14, 16, 14)
    inside.setSpacing(spacing)
    return frame, inside


def label(text: str = "", role: str = "") -> QLabel:
    """Return words that wrap, in the look of a role."""
    made = QLabel(text)
    made.setProperty("role", role)
    made.setWordWrap(True)
    # What is said may grow; the page around it must not.
    made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
    return made


def say(shown: QLabel, text: str, role: str) -> None:
    """Change what a label says, and how it looks; cheap if it says so already."""
    if shown.text() != text:
        shown.setText(text)
    restyle(shown, "role", role)


def restyle(widget: QWidget, name: str, look: str) -> None:
    """Give a widget another look of the style sheet."""
    if (widget.property(name) or "") != look:
        widget.setProperty(name, look)
        widget.style().polish(widget)


def button(text: str, kind: str = "") -> QPushButton:
    """Return a button of a kind of the style sheet."""
    made = QPushButton(text)
    made.setProperty("kind", kind)
    made.setAccessibleName(text)
    made.setAutoDefault(True)  # Enter presses it, too
    return made


def page_layout(page: QWidget, title: str, step: int) -> QVBoxLayout:
    """Lay out a page of the flow below its title; return where the rest goes."""
    page.setProperty("page", True)
    page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    page.setAccessibleName(title)
    layout = QVBoxLayout(page)
    layout.setContentsMargins(MARGIN, 8, MARGIN, MARGIN)
    layout.setSpacing(GAP)
    layout.addWidget(StepsBar(title, step))
    return layout


def foot(
    left: Sequence[QAbstractButton], right: Sequence[QAbstractButton]
) -> QHBoxLayout:
    """Return a page's last row: buttons, and what this program is not."""
    line = QHBoxLayout()
    line.setSpacing(GAP)
    for each in left:
        line.addWidget(each)
    text = QCoreApplication.translate("flow", "A training aid. No medical advice.")
    words = QLabel(text)
    words.setProperty("role", "dim")
    line.addWidget(words, 1, Qt.AlignmentFlag.AlignHCenter)
    for each in right:
        line.addWidget(each)
    return line
