"""Names of exercises in logs; those that the program knows get its own."""

import re
from typing import Final

_EQUIPMENT: Final = re.compile(
    r"\([^)]*\)|\b(barbell|dumbbell|machine|smith|cable|kettlebell|weighted|bodyweight"
    r"|banded|resistance band)\b"
)
_OURS: Final = {
    "hip thrust": "hip_thrust",
    "hip thrusts": "hip_thrust",
    "glute bridge": "glute_bridge",
    "glute bridges": "glute_bridge",
    "romanian deadlift": "romanian_deadlift",
    "rdl": "romanian_deadlift",
    "plank": "plank",
    "side plank": "side_plank",
    "russian twist": "russian_twist",
    "pelvic tilt": "pelvic_tilt",
    "single leg glute bridge": "single_leg_bridge",
    "single leg bridge": "single_leg_bridge",
}


def exercise_name(logged: str) -> str:
    """Return an exercise's name in files, or as the log has it if it isn't ours."""
    bare = _EQUIPMENT.sub(" ", logged.lower())
    bare = " ".join(re.sub(r"[-_]", " ", bare).split())
    return _OURS.get(bare, logged[:80])
