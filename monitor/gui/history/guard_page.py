"""The next load, with its reasons; pain; causes; and the rules behind all of it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QFrame,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from monitor.config import Settings
from monitor.gui.theme import GAP
from monitor.training.checklist import (
    QUESTIONS,
    TITLES,
    Answers,
    Cause,
    Item,
    State,
)
from monitor.training.rule_words import rules_in_words
from monitor.view.past import day_words, exercise_words

if TYPE_CHECKING:
    from monitor.history.advice import Advice

_SIGNS: Final = {
    State.FINE: "✓",
    State.OFF: "!",
    State.TOLD: "·",
    State.NOT_MEASURED: "?",
}


class GuardPage(QScrollArea):
    """Says what is suggested, why, and by which rules.

    Attributes:
        answered: Emitted with the ``Answers`` of the lifter.
    """

    answered = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.load, self.reasons = self._words("title"), self._words()
        self.pain, self.causes, self.rules = (
            self._words(),
            self._words(),
            self._words("dim"),
        )
        self.answers: dict[Cause, QComboBox] = {}
        body = QWidget()
        column = QVBoxLayout(body)
        column.setSpacing(GAP)
        for title, words in (
            (self.tr("Next load"), (self.load, self.reasons)),
            (self.tr("Pain"), (self.pain,)),
            (self.tr("Causes and risk factors"), (self.causes, self._questions())),
            (self.tr("Rules"), (self.rules,)),
        ):
            column.addWidget(self._panel(title, words))
        column.addStretch(1)
        self.setWidget(body)

    def show_rules(self, settings: Settings) -> None:
        """Show the rules, with their values and where they come from."""
        words = rules_in_words(settings.training, settings.pipeline.detection.pain)
        lines = [f"{each.name}: {each.text}. {each.origin}" for each in words]
        self.rules.setText("\n".join([*lines, self.tr("No medical advice.")]))

    def show_causes(self, items: Sequence[Item], answers: Answers) -> None:
        """Show what is known of the causes, and ask for what only a person knows."""
        self.causes.setText(
            "\n".join(f"{_SIGNS[i.state]} {TITLES[i.cause]}: {i.text}" for i in items)
        )
        for cause, field in self.answers.items():
            field.setCurrentIndex(field.findData(answers.of(cause)))

    def _questions(self) -> QWidget:
        """Return a row for each question, to be answered yes or no."""
        box = QWidget()
        form = QFormLayout(box)
        form.setContentsMargins(0, 0, 0, 0)
        for cause, question in QUESTIONS.items():
            field = QComboBox()
            for text, value in (
                (self.tr("not told"), None),
                (self.tr("yes"), True),
                (self.tr("no"), False),
            ):
                field.addItem(text, value)
            field.setAccessibleName(question)
            field.activated.connect(self._answer)
            self.answers[cause] = field
            form.addRow(question, field)
        return box

    def _answer(self) -> None:
        said = {str(cause): f.currentData() for cause, f in self.answers.items()}
        self.answered.emit(Answers(**said))

    def show_advice(self, advice: "Advice") -> None:
        """Show what is known before a session of an exercise."""
        suggestion = advice.suggestion
        name = exercise_words(advice.exercise)
        what = self.tr("none") if suggestion.load is None else str(suggestion.load)
        self.load.setText(f"{name}: {what}")
        lines = [each.text for each in suggestion.reasons]
        days = {each.session: day_words(each.utc) for each in advice.sets}
        for reason in suggestion.reasons:
            lines += [
                self.tr("Evidence: set {0} of {1}").format(
                    index, days.get(session, session)
                )
                for session, index in reason.sets
            ]
        self.reasons.setText("\n".join(lines))
        nothing = self.tr("Nothing was told that needs advice.")
        self.pain.setText(advice.pain.text or nothing)

    def _words(self, role: str = "") -> QLabel:
        label = QLabel()
        label.setProperty("role", role)
        label.setWordWrap(True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return label

    def _panel(self, title: str, words: Sequence[QWidget]) -> QFrame:
        panel = QFrame()
        panel.setProperty("panel", True)
        heading = QLabel(title)
        heading.setProperty("role", "heading")
        column = QVBoxLayout(panel)
        column.setContentsMargins(16, 14, 16, 14)
        column.addWidget(heading)
        for each in words:
            column.addWidget(each)
        return panel
