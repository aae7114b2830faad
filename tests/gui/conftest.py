"""The window's tests draw where there is no screen."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
