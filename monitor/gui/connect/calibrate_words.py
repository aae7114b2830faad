"""What is said of a calibration, and of lifting without one."""

from typing import Final

from monitor.gui.actions import QT_TRANSLATE_NOOP

_PAGE: Final = "CalibratePage"
SKIPPED: Final = QT_TRANSLATE_NOOP(
    _PAGE,
    "Without a calibration there are no lumbar verdicts: reps are counted by the"
    " pelvis, but nothing is known of the lower back, and nothing warns of an arch.",
)
KEPT: Final = QT_TRANSLATE_NOOP(
    _PAGE, "The present calibration stays in force until the new one is there."
)
QUALITY: Final = {
    "good": QT_TRANSLATE_NOOP(_PAGE, "Quality {quality}: good. You can lift."),
    "fair": QT_TRANSLATE_NOOP(_PAGE, "Quality {quality}: fair. You can lift."),
    "poor": QT_TRANSLATE_NOOP(
        _PAGE, "Quality {quality}: poor. Better do it once more."
    ),
}
