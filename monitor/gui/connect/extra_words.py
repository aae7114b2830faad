"""What is said of the optional steps, their rules included."""

from typing import Final

from monitor.gui.actions import QT_TRANSLATE_NOOP

_EXTRAS: Final = "Extras"
CARRY: Final = QT_TRANSLATE_NOOP(
    _EXTRAS,
    "For the same wearer, sensors not taken off, at most 2 h old. Then stand upright"
    " and still for 3 s: both sensors must be within 3° of their neutral.",
)
RANGE: Final = QT_TRANSLATE_NOOP(
    _EXTRAS,
    "Standing, without load: arch the lower back, then flatten it, three times, slowly."
    " A share of your range becomes the next set's limit.",
)
MOBILITY: Final = QT_TRANSLATE_NOOP(
    _EXTRAS,
    "Standing, without load: hinge forward from the hips, arch, and flatten, three"
    " times each. Shares of your ranges become the next set's limits.",
)
BENCH: Final = QT_TRANSLATE_NOOP(
    _EXTRAS,
    "Three slow reps without load: later tops are compared with theirs, which makes"
    " the verdict surer.",
)
TABLE: Final = QT_TRANSLATE_NOOP(
    _EXTRAS,
    "Take the sensor off and lay it on each of its six faces for 2 s: corrects its"
    " accelerometer, and makes the verdict surer.",
)
REZERO: Final = QT_TRANSLATE_NOOP(
    _EXTRAS,
    "Moves the zero alone, when neutral feels right but shows another angle: upright,"
    " still for 2 s, between sets. More than 4°: calibrate anew instead.",
)
