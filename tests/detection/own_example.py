"""The example of docs/own_exercise.md."""

import re
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).parents[2] / "docs" / "own_exercise.md"
EXAMPLE: Final[str] = re.findall(
    r"```toml\n(.*?)```", HERE.read_text(encoding="utf-8"), re.DOTALL
)[0]
