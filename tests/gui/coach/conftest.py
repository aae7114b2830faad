"""What tests of the coach's window share."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication


@pytest.fixture(autouse=True)
def alone(qapp: QApplication) -> None:
    """Delete the widgets of the tests before; a theme's change reaches them all."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
