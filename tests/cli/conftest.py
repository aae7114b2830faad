"""A person at the command line, and pieces of a session to look at."""

import io
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
from rich.console import Console, RenderableType

from monitor.__main__ import main

HOMES: Final = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")


@dataclass(frozen=True)
class Ran:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str


@pytest.fixture
def command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Ran]:
    """Return what runs a command as a person would, in this process."""
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("XDG_CONFIG_HOME", "/nonexistent")

    def run(*arguments: str | Path) -> Ran:
        monkeypatch.setattr(sys, "argv", ["rep-monitor", *map(str, arguments)])
        code: object = 0
        try:
            main()
        except SystemExit as exit_:
            code = exit_.code
        said = capsys.readouterr()
        return Ran(code if isinstance(code, int) else 0, said.out, said.err)

    return run


@pytest.fixture
def home(
    command: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """Return a folder that takes the place of a person's own."""
    del command  # it names other places, before
    for name in HOMES:
        monkeypatch.setenv(name, str(tmp_path))
    return tmp_path


@pytest.fixture
def shown() -> Callable[..., str]:
    """Return what draws something as text, without a terminal."""

    def draw(what: RenderableType, width: int = 100) -> str:
        console = Console(
            width=width, file=io.StringIO(), record=True, color_system=None
        )
        console.print(what)
        return console.export_text()

    return draw
