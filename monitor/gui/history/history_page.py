"""The page of the history: who and what, sets and progress, a set's details."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from msgspec.structs import replace
from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from monitor.config import Settings
from monitor.gui.history.desk import today
from monitor.gui.history.details import DetailsPanel
from monitor.gui.history.edit_dialog import EditDialog, Told, told_of
from monitor.gui.history.guard_page import GuardPage
from monitor.gui.history.progress_page import ProgressPage
from monitor.gui.history.sets_table import SetsTable
from monitor.gui.history.source import Past
from monitor.gui.theme import GAP, MARGIN
from monitor.model.errors import MonitorError
from monitor.model.history import SessionFacts, SetSummary
from monitor.training.checklist import Answers, checklist
from monitor.training.set_kind import kinds
from monitor.training.words import Line, after_session, after_set
from monitor.view.past import exercise_words

_ALL: Final = ""
_UNNAMED: Final = ""


class HistoryPage(QWidget):
    """Reads the history when it is shown, and again after every correction.

    Attributes:
        left: The person wants to go back.
        said: Emitted with a sentence for the person.
        recording_wanted: Emitted with the path of a recording to open.
        report_wanted: Emitted with the path of a recording to report on.
        rep_wanted: Emitted with the path of a recording and a rep to show of it.
        settings_changed: Emitted with ``Settings`` that hold what a lifter answered.
        month_wanted: Emitted with a lifter and a month, "2026-11", to report on.
    """

    left = Signal()
    said = Signal(str)
    recording_wanted = Signal(object)
    report_wanted = Signal(object)
    rep_wanted = Signal(object, int)
    month_wanted = Signal(str, str)
    settings_changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("page", True)
        self._past: Past | None = None
        self._all: Sequence[SetSummary] = ()
        self._picked: SetSummary | None = None
        self.lifter, self.exercise = QComboBox(), QComboBox()
        self.lifter.setAccessibleName(self.tr("Lifter"))
        self.exercise.setAccessibleName(self.tr("Exercise"))
        self.table, self.progress = SetsTable(), ProgressPage()
        self.guard = GuardPage()
        self._settings = Settings()
        self.details = DetailsPanel()
        self.tabs = QTabWidget()
        self.tabs.addTab(self.table, self.tr("Sets"))
        self.tabs.addTab(self.progress, self.tr("Progress"))
        self.tabs.addTab(self.guard, self.tr("Next load"))
        self._none = QLabel(self.tr("No sets yet: train, or import a log."))
        self._none.setProperty("role", "dim")
        self._lay_out()
        self.lifter.activated.connect(self.read)
        self.exercise.activated.connect(self._show_exercise)
        self.tabs.currentChanged.connect(self._show_tab)
        self.table.picked.connect(self._pick)
        self.table.opened.connect(self._open)
        self.guard.answered.connect(self._answer)
        details = self.details
        details.edit_wanted.connect(self._edit)
        details.undo_wanted.connect(self._undo)
        details.recording_wanted.connect(self._open)
        details.report_wanted.connect(self._report)
        details.set_wanted.connect(self._show_set)
        details.rep_wanted.connect(self._show_rep)

    def _lay_out(self) -> None:
        back = QPushButton(self.tr("Back"))
        back.clicked.connect(self.left)
        head = QHBoxLayout()
        head.setSpacing(GAP)
        title = QLabel(self.tr("History"))
        title.setProperty("role", "title")
        month = QPushButton(self.tr("Report of the month…"))
        month.clicked.connect(self._report_month)
        for widget in (back, title, self.lifter, self.exercise, month, self._none):
            head.addWidget(widget)
        head.addStretch(1)
        body = QHBoxLayout()
        body.setSpacing(GAP)
        body.addWidget(self.tabs, 62)
        body.addWidget(self.details, 38)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        column.setSpacing(GAP)
        column.addLayout(head)
        column.addLayout(body, 1)

    def begin(self, past: Past, settings: Settings) -> None:
        """Show a history.

        Args:
            past: The history.
            settings: Whose sets to show first, and the rules about load and pain.
        """
        self._past, self._settings = past, settings
        self.guard.show_rules(settings)
        self.lifter.clear()
        try:
            names = past.lifters()
        except MonitorError as error:
            self.said.emit(str(error))
            names = []
        for name in names:
            self.lifter.addItem(name or self.tr("(no name)"), name)
        self.lifter.setCurrentIndex(max(0, self.lifter.findData(settings.wearer)))
        self.read()

    def read(self) -> None:
        """Read the lifter's sets anew."""
        if self._past is None:
            return
        try:
            self._all = self._past.sets(self._lifter)
        except MonitorError as error:
            self.said.emit(str(error))
            self._all = ()
        chosen = self.exercise.currentData()
        self.exercise.clear()
        self.exercise.addItem(self.tr("All exercises"), _ALL)
        for name in sorted({each.exercise for each in self._all}):
            self.exercise.addItem(exercise_words(name), name)
        self.exercise.setCurrentIndex(max(0, self.exercise.findData(chosen)))
        self._show_exercise()

    @property
    def _lifter(self) -> str:
        return self.lifter.currentData() or _UNNAMED

    def _show_exercise(self) -> None:
        wanted = self.exercise.currentData()
        shown = [s for s in self._all if wanted in {_ALL, s.exercise}]
        self._picked = None
        self.table.show_sets(shown, kinds(self._all))
        self.details.setVisible(bool(shown))
        self._none.setVisible(not self._all)
        self._show_tab()

    def _show_tab(self) -> None:
        """Show progress or advice of one exercise: the newest, unless one is chosen."""
        past, shown = self._past, self.tabs.currentWidget()
        if past is None or shown is self.table:
            return
        sets = self.table.sets
        name = sets[0].exercise if sets else self._settings.pipeline.kept_exercise
        try:
            if shown is self.guard:
                advice = past.advice(self._lifter, name, self._settings.training)
                self.guard.show_advice(advice)
                self._show_causes(name)
                return
            sessions = past.sessions(self._lifter)
        except MonitorError as error:
            self.said.emit(str(error))
            return
        same = [each for each in sets if each.exercise == name]
        self.progress.show_sets(same, sessions)

    def _show_causes(self, exercise: str) -> None:
        training = self._settings.training
        answers = training.answers_of(self._lifter)
        rules = training.checklist, training.load
        items = checklist(self._all, exercise, today(), rules, answers)
        self.guard.show_causes(items, answers)

    def _answer(self, answers: Answers) -> None:
        """Keep what the lifter said of themselves."""
        training = self._settings.training
        said = {**training.answers, self._lifter: answers}
        changed = replace(training, answers=said)
        self._settings = replace(self._settings, training=changed)
        self.settings_changed.emit(self._settings)
        self._show_tab()

    def _pick(self, summary: SetSummary) -> None:
        self._picked = summary
        facts = self._facts(summary)
        self.details.show_set(summary, facts)
        lines = [] if facts is None else self._words(summary, facts)
        others = {
            session: each.utc[:10]
            for line in lines
            for session, _ in line.sets
            if session != summary.session
            for each in self._all
            if each.session == session
        }
        self.details.show_lines(lines, others)

    def _words(self, summary: SetSummary, facts: SessionFacts) -> list[Line]:
        """Return what is said of a set, and of its session."""
        by_index = {each.index: each for each in facts.sets}
        if summary.index not in by_index:
            return []
        session = [each for each in self._all if each.session == summary.session]
        known = [each for each in session if each.index in by_index]
        after = after_session(known[::-1], self._all, lambda s: by_index[s.index])
        return [*after_set(summary, by_index[summary.index]), *after]

    def _show_set(self, session: str, index: int) -> None:
        """Pick a set that a line rests on."""
        for row, each in enumerate(self.table.sets):
            if (each.session, each.index) == (session, index):
                self.tabs.setCurrentWidget(self.table)
                self.table.selectRow(row)

    def _show_rep(self, rep_id: int) -> None:
        self._with_recording(lambda path: self.rep_wanted.emit(path, rep_id))

    def _facts(self, summary: SetSummary) -> SessionFacts | None:
        if self._past is None:
            return None
        try:
            return self._past.facts(summary.session)
        except MonitorError:
            return None  # an imported log has sets alone

    def _open(self, _: object = None) -> None:
        self._with_recording(self.recording_wanted.emit)

    def _report(self) -> None:
        self._with_recording(self.report_wanted.emit)

    def _report_month(self) -> None:
        """Report on the month of the set that is picked."""
        if self._picked is not None:
            self.month_wanted.emit(self._lifter, self._picked.utc[:7])

    def _with_recording(self, use: Callable[[Path], None]) -> None:
        if self._past is None or self._picked is None:
            return
        path = self._past.recording(self._picked.session)
        if path is None or not path.exists():
            self.said.emit(self.tr("There is no recording of this set."))
            return
        use(path)

    def _edit(self) -> None:
        if self._picked is None:
            return
        dialog = EditDialog(told_of(self._picked), self.window())
        dialog.changed.connect(self._keep)
        dialog.open()

    def _keep(self, told: Told) -> None:
        """Keep a correction, field by field."""
        past, picked = self._past, self._picked
        if past is None or picked is None:
            return
        before = told_of(picked)
        try:
            for name in ("load", "kind", "rpe", "pain"):
                new = getattr(told, name)
                if new != getattr(before, name):
                    past.edit(picked.session, f"set/{picked.index}/{name}", new)
            if told.note:
                past.edit(picked.session, f"set/{picked.index}/note", told.note)
        except MonitorError as error:
            self.said.emit(str(error))
        self._read_again(picked)

    def _undo(self) -> None:
        past, picked = self._past, self._picked
        if past is None or picked is None:
            return
        try:
            self.said.emit(past.undo(picked.session))
        except MonitorError as error:
            self.said.emit(str(error))
        self._read_again(picked)

    def _read_again(self, picked: SetSummary) -> None:
        """Read the sets anew, and stay at the same one."""
        self.read()
        for row, each in enumerate(self.table.sets):
            if (each.session, each.index) == (picked.session, picked.index):
                self.table.selectRow(row)
