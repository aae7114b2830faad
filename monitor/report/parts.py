"""The pieces that reports are made of, and what turns them into a page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

NOT_MEASURED: Final = (
    "Hips, knees, feet, neck and the bar; forces; the speed of the bar. Speeds are "
    "angular speeds of the pelvis and the trunk.",
    "The shape of the spine: the lumbar angle is the inclination of the lumbar sensor "
    "against the pelvis sensor, zero in the person's own neutral posture.",
    "Why something hurts.",
)
KNOWN_ERRORS: Final = (
    "Two inertial sensors against optical markers on the same sensors: 1.3° RMSE in "
    "lifting, limits of agreement at the peak -8° to +6° (BMC Musculoskelet Disord "
    "2017 s12891-017-1489-1 and 2022 s12891-022-05866-w). Those are other sensors and "
    "other software; this program has not been validated on lifters.",
    "Skin moves over bone: inertial sensors against an independent optical model "
    "differ by 7.0° (3.9° adjusted) in lumbar extension (Sensors 2024 24:6580).",
    "Bands used here: ±2° within a set, ±3° within one strapping (±6° without a bench "
    "reference or a table check), ±8° between strappings. A difference within its band "
    "is called no change shown.",
    "No limit of lumbar extension in the hip thrust has been validated: the limit is a "
    "setting, a mark to train by.",
)


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of a table of facts."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table; a struck one counts no longer."""

    cells: tuple[str, ...]
    is_struck: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Plot:
    """A plot: SVG, already escaped, and what it shows."""

    svg: Markup
    caption: str


@cache
def _templates() -> Environment:
    # Everything is escaped but what is Markup: names and notes are a person's words.
    return Environment(
        loader=PackageLoader("monitor.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def page(template: str, content: Mapping[str, object]) -> str:
    """Return a whole page of HTML.

    Args:
        template: Its file's name.
        content: What the template asks for.
    """
    return _templates().get_template(template).render(content)


def table(caption: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    """Return a table of plain rows."""
    return Table(caption, tuple(head), tuple(Row(tuple(row)) for row in rows))
