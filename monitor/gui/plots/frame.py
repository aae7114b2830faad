"""Where a plot's times and values lie on its area, in pixels."""

from dataclasses import dataclass

from PySide6.QtCore import QLineF, QRect, QRectF

_HATCH_PX = 9.0


@dataclass(frozen=True, slots=True)
class Frame:
    """What a plot's area shows; its upper left corner is 0, 0.

    Attributes:
        first: Time at the left edge, session s.
        last: Time at the right edge.
        low: Value at the lower edge.
        high: Value at the upper edge.
        width: px.
        height: px.
    """

    first: float = 0.0
    last: float = 1.0
    low: float = 0.0
    high: float = 1.0
    width: float = 1.0
    height: float = 1.0

    def x(self, t: float) -> float:
        """Return where a time lies, px from the left."""
        return (t - self.first) / (self.last - self.first) * self.width

    def y(self, value: float) -> float:
        """Return where a value lies, px from the top."""
        return (self.high - value) / (self.high - self.low) * self.height

    def shows(self, start_s: float, end_s: float) -> bool:
        """Say whether any of a span can be seen."""
        return start_s <= self.last and end_s >= self.first

    def column(self, start_s: float, end_s: float) -> QRect:
        """Return the visible part of a span over the whole height; 1 px at least.

        In whole pixels, which are drawn many times faster.
        """
        left = max(0, round(self.x(start_s)))
        right = min(round(self.width), round(self.x(end_s)))
        return QRect(left, 0, max(1, right - left), round(self.height))

    def row(self, low: float, high: float) -> QRectF:
        """Return the visible part of a range of values over the whole width."""
        top = min(max(0.0, self.y(high)), self.height)
        bottom = min(max(0.0, self.y(low)), self.height)
        return QRectF(0.0, top, self.width, bottom - top)


def hatching(area: QRect) -> list[QLineF]:
    """Return slanted lines that fill an area, each cut at its edges."""
    width, height = area.width(), area.height()
    lines = []
    for k in range(1, int((width + height) / _HATCH_PX) + 1):
        reach = k * _HATCH_PX
        top, bottom = max(0.0, reach - width), min(reach, height)
        lines.append(
            QLineF(
                area.left() + reach - top,
                area.top() + top,
                area.left() + reach - bottom,
                area.top() + bottom,
            )
        )
    return lines
