"""Where things lie on a tile: what has no room is left out, nothing overlaps."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRectF

PAD: Final = 8.0
LEAST_WIDTH: Final = 92  # px, of a tile that can be read
LEAST_HEIGHT: Final = 54
_LEAST_TRACE: Final = 26.0


@dataclass(frozen=True, slots=True)
class TilePlan:
    """Areas of a tile, px; None for what is left out.

    Attributes:
        scale: Of the type: 1 for a tile of 300 by 220.
        header: Name and symbol.
        doing: Exercise, set, load.
        figure: The rep number.
        angle: The angle in words.
        gauge: The angle against its limits.
        said: The alert in words.
        trace: The last seconds.
        verdicts: How many reps were clean.
        links: The sensors.
    """

    scale: float
    header: QRectF
    doing: QRectF | None
    figure: QRectF
    angle: QRectF
    gauge: QRectF | None
    said: QRectF
    trace: QRectF | None
    verdicts: QRectF | None
    links: QRectF | None

    def areas(self) -> list[QRectF]:
        """Return all areas there are."""
        every = (
            self.header,
            self.doing,
            self.figure,
            self.angle,
            self.gauge,
            self.said,
            self.trace,
            self.verdicts,
            self.links,
        )
        return [area for area in every if area is not None]


def tile_plan(width: float, height: float) -> TilePlan:
    """Return where things lie on a tile of this size, px."""
    scale = min(max(min(width / 300, height / 220), 0.62), 3.0)
    line = 20 * scale
    inner = width - 2 * PAD
    y = 26 * scale
    header = QRectF(0, 0, width, y)
    said = QRectF(PAD, y + 1, inner, line)
    y += line + 1
    bottom = height - 4
    links = verdicts = doing = trace = gauge = None
    if height >= 150 and width >= 210:
        bottom -= line * 0.9
        links = QRectF(PAD, bottom, inner, line * 0.9)
    if height >= 118:
        bottom -= line
        verdicts = QRectF(PAD, bottom, inner, line)
    if height >= 84:
        doing = QRectF(PAD, y, inner, line)
        y += line
    rest = bottom - y
    if rest >= 2.0 * line + _LEAST_TRACE:
        tall = max(_LEAST_TRACE, rest * 0.44)
        bottom -= tall
        trace = QRectF(PAD, bottom + 2, inner, tall - 4)
        rest = bottom - y
    half = inner * 0.44
    figure = QRectF(PAD, y, half, rest)
    right = PAD + half + 4
    angle = QRectF(right, y, inner - half - 4, rest)
    if rest >= 1.5 * line:
        angle = QRectF(right, y, inner - half - 4, rest * 0.6)
        gauge = QRectF(right, y + rest * 0.6, inner - half - 4, rest * 0.4)
    return TilePlan(
        scale, header, doing, figure, angle, gauge, said, trace, verdicts, links
    )
