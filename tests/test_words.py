"""What the program never says, looked for in everything that people can read."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer.testing

from monitor.alerts import wording
from monitor.cli.app import commands

ROOT = Path(__file__).parents[1]
FORBIDDEN = re.compile(
    r"\b(un)?safe(ly|ty|r|st)?\b"
    r"|\binjur(y|ies|ed|ing|ious)\b"
    r"|\bprevent(s|ed|ing|ion|ive)?\b"
    r"|\bdiagnos(is|es|e|ed|ing|tic|tics)\b"
    r"|\b(correct|proper|perfect|good)\s+form\b"
    r"|\bhip\s+ROM\b"
    r"|\blower\s+back\s+flat\b",
    re.IGNORECASE,
)
# Sentences that say the contrary are taken out before the search.
ALLOWED = (
    re.compile(r"\bno(t a)?\s+diagnosis\b", re.IGNORECASE),
    re.compile(r"\bdiagnoses\s+nothing\b", re.IGNORECASE),
    re.compile(r"\b(does not|doesn't|cannot|can't|never) diagnoses?\b", re.IGNORECASE),
    re.compile(
        r"\b(does not|doesn't|cannot|can't) prevent (any )?injur(y|ies)\b", re.I
    ),
    re.compile(r"\bsilence (must|does) not mean safe\b", re.IGNORECASE),
    re.compile(r"\bnot hip ROM\b", re.IGNORECASE),
    re.compile(r"what(ever)?( else)? prevents it"),  # of opening a file, of asking
    re.compile(r"PreventUserIdleDisplaySleep"),  # macOS' own name
)
SOURCES = sorted((ROOT / "monitor").rglob("*.py"))
TEXTS = sorted(
    path
    for pattern in ("README.md", "docs/**/*.md", "docs/**/*.svg", "recordings/*.md")
    for path in ROOT.glob(pattern)
)
COMMANDS: tuple[list[str], ...] = (
    [],
    ["demo"],
    ["replay"],
    ["import"],
    ["export"],
    ["repair"],
    ["analyze"],
    ["compare"],
    ["exercises"],
    ["profiles"],
    ["profiles", "list"],
    ["profiles", "check"],
    ["benchmark"],
    ["desktop-entry"],
)


def found(text: str) -> list[str]:
    for allowed in ALLOWED:
        text = allowed.sub("", text)
    return [match.group() for match in FORBIDDEN.finditer(text)]


def literals(path: Path) -> Iterator[str]:
    """Yield every string in a module, docstrings and parts of f-strings included."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


@pytest.mark.parametrize(
    "text",
    [
        "Your back is safe.",
        "lowers the risk of injury",
        "It prevents pain",
        "a diagnosis",
        "Correct\nform!",
        "Lower back flat against the bench",
        "hip ROM",
    ],
)
def test_the_search_finds_what_it_should(text: str) -> None:
    assert found(text)


@pytest.mark.parametrize(
    "text",
    ["no diagnosis", "safe_load", "It can't prevent injuries.", "form, corrected"],
)
def test_the_search_leaves_the_rest(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_string_in_the_program_promises_too_much(path: Path) -> None:
    assert [(word, text) for text in literals(path) for word in found(text)] == []


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_document_promises_too_much(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").split("\n")

    assert [(n, line) for n, line in enumerate(lines, 1) if found(line)] == []


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_help_promises_too_much(command: list[str]) -> None:
    ran = typer.testing.CliRunner().invoke(commands(), [*command, "--help"])

    assert ran.exit_code == 0
    assert found(" ".join(ran.output.split())) == []


def test_the_help_and_every_call_to_stop_say_that_it_is_no_medical_advice() -> None:
    ran = typer.testing.CliRunner().invoke(commands(), ["--help"])

    assert "no medical advice" in " ".join(ran.output.split())
    assert "no medical advice" in wording.stop(2, 2).lower()
