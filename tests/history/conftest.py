"""A history to keep sessions in."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.history.store import History


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    """A history that knows nothing yet."""
    made = History(tmp_path / "history.sqlite3")
    yield made
    made.close()
