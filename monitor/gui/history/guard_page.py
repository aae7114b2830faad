"""The next load, with its reasons; pain; and the rules behind both."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from monitor.gui.theme import GAP
from monitor.training.load_rules import ORIGINS, LoadRule
from monitor.training.settings import TrainingSettings
from monitor.view.past import day_words, exercise_words

if TYPE_CHECKING:
    from monitor.history.advice import Advice


class GuardPage(QScrollArea):
    """Says what is suggested, why, and by which rules."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.load, self.reasons, self.pain, self.rules = (
            self._words("big"),
            self._words(),
            self._words(),
            self._words("dim"),
        )
        body = QWidget()
        column = QVBoxLayout(body)
        column.setSpacing(GAP)
        for title, words in (
            (self.tr("Next load"), (self.load, self.reasons)),
            (self.tr("Pain"), (self.pain,)),
            (self.tr("Rules"), (self.rules,)),
        ):
            column.addWidget(self._panel(title, words))
        column.addStretch(1)
        self.setWidget(body)

    def show_rules(self, rules: TrainingSettings) -> None:
        """Show the rules, with their values and where they come from."""
        self.rules.setText("\n".join(self._rules(rules)))

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

    def _rules(self, rules: TrainingSettings) -> list[str]:
        load, pain = rules.load, rules.pain
        if not load.is_on:
            return [self.tr("Suggestions are turned off in the settings.")]
        values = {
            LoadRule.CLEAN_SETS: self.tr(
                "{0} clean sets, margin {1:g}° or more"
            ).format(load.clean_sets, load.least_margin_deg),
            LoadRule.WEEKLY_RISE: self.tr(
                "at most {0:g} % a week, or one step ({1:g} kg, {2:g} lb)"
            ).format(load.weekly_rise_pct, load.step_kg, load.step_lb),
            LoadRule.FAULTS: self.tr("{0} faulty sets").format(load.faulty_sets),
            LoadRule.PAIN: self.tr("from {0:g} of 10 on, {1:g} % less").format(
                load.pain, load.back_pct
            ),
            LoadRule.PAUSE: self.tr("after {0} days, {1:g} % less").format(
                load.pause_days, load.back_pct
            ),
            LoadRule.LEAP: self.tr("more than {0:g} % above the last {1} days").format(
                load.leap_pct, load.leap_days
            ),
        }
        lines = [f"{ORIGINS[rule]} ({value})" for rule, value in values.items()]
        lines.append(
            self.tr(
                "Pain is persistent at {0:g} or more in {1} of {2} sessions, or if the "
                "next morning was worse: this project's judgement."
            ).format(pain.hurts, pain.sessions, pain.of_last)
        )
        lines.append(self.tr("No medical advice."))
        return lines

    def _words(self, role: str = "") -> QLabel:
        label = QLabel()
        label.setProperty("role", role)
        label.setWordWrap(True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return label

    def _panel(self, title: str, words: tuple[QLabel, ...]) -> QFrame:
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
