"""A line for words to a lifter: too long or empty is refused here, with a sentence."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from monitor.alerts.wording import plural
from monitor.net.messages import MOST_WORDS

EMPTY: Final = "Write a word first."


class WordsField(QWidget):
    """Takes up to ``MOST_WORDS`` characters.

    Nothing that is typed is cut: what is too long stays, and is said to be.

    Attributes:
        entered: Emitted when Enter is pressed.
        line: Where it is typed.
    """

    entered = Signal()

    def __init__(self, name: str, hint: str) -> None:
        """Be empty.

        Args:
            name: For people who hear the screen.
            hint: Shown while it is empty.
        """
        super().__init__()
        self.line = QLineEdit()
        self.line.setAccessibleName(name)
        self.line.setPlaceholderText(hint)
        self.line.returnPressed.connect(self.entered)
        self.line.textChanged.connect(self._count)
        self._problem, self._counter = QLabel(), QLabel()
        self._problem.setProperty("role", "danger")
        self._counter.setProperty("role", "dim")
        below = QHBoxLayout()
        below.addWidget(self._problem, 1)
        below.addWidget(self._counter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.line)
        layout.addLayout(below)
        self.setFocusProxy(self.line)
        self._count()

    @property
    def problem(self) -> str:
        """Why the words can't be sent, one sentence; empty if they can."""
        return self._problem.text()

    def take(self) -> str | None:
        """Return the words and be empty; None if they can't be sent, and say why."""
        words = _plain(self.line.text())
        problem = problem_of(words)
        if problem:
            self._refuse(problem)
            return None
        self.clear()
        return words

    def clear(self) -> None:
        """Be empty, and refuse nothing."""
        self.line.clear()
        self._refuse("")

    def _refuse(self, problem: str) -> None:
        self._problem.setText(problem)
        self.line.setAccessibleDescription(problem)
        if problem:
            self.line.setFocus()

    def _count(self) -> None:
        words = _plain(self.line.text())
        self._counter.setText(f"{len(words)} of {MOST_WORDS}")
        self._refuse(problem_of(words) if len(words) > MOST_WORDS else "")


def problem_of(words: str) -> str:
    """Return why words can't be sent, one sentence; empty if they can."""
    if not words:
        return EMPTY
    over = len(words) - MOST_WORDS
    if over > 0:
        return f"At most {MOST_WORDS} characters: {plural(over, 'character')} too many."
    return ""


def _plain(text: str) -> str:
    """Return a text as one line; half of a character becomes a question mark."""
    return " ".join(text.split()).encode(errors="replace").decode()
