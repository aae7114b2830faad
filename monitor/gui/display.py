"""Whether there is a screen; told without loading Qt."""

import os
import sys


def has_display() -> bool:
    """Tell whether there is a screen to open a window on."""
    if sys.platform in {"win32", "darwin"}:
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
