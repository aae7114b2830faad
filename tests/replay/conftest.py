"""Recordings made by others; skipped where their folder is missing."""

from pathlib import Path

import pytest

DATA = Path(__file__).parents[3] / "shared" / "data"


@pytest.fixture(scope="session")
def real_data() -> Path:
    if not DATA.is_dir():
        pytest.skip("the folder ../shared/data with recordings of others is missing")
    return DATA
