"""A set's details: what was told, what was measured, rep by rep."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
)

from monitor.gui.theme import GAP
from monitor.model.events import TrendKind
from monitor.model.history import KeptRep, SessionFacts, SetFacts, SetSummary
from monitor.training.set_kind import SetKey
from monitor.training.words import Line
from monitor.view.past import (
    KINDS,
    UNKNOWN,
    day_words,
    exercise_words,
    judged_words,
    load_text,
    number,
    pain_words,
    reps_words,
)
from monitor.view.words import VERDICTS, tempo

_TRENDS: Final = {
    TrendKind.ARCH_GROWS: "arch grows",
    TrendKind.STRAP_CREEPS: "strap creeps: not form",
}
_REPS: Final = ("Rep", "Verdict", "Peak", "Top", "ROM", "Tempo, s")


class DetailsPanel(QFrame):
    """Shows the set that is picked.

    Attributes:
        edit_wanted: What was told is to be corrected.
        undo_wanted: The last correction is to be taken back.
        recording_wanted: Its recording is to be opened.
        report_wanted: A report of its session is to be made.
        set_wanted: Emitted with session and index of a set that a line rests on.
        rep_wanted: Emitted with the ``rep_id`` of a rep that a line rests on.
    """

    edit_wanted = Signal()
    undo_wanted = Signal()
    recording_wanted = Signal()
    report_wanted = Signal()
    set_wanted = Signal(str, int)
    rep_wanted = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("panel", True)
        self.title = QLabel()
        self.title.setProperty("role", "heading")
        self.title.setWordWrap(True)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(14)
        self._grid.setVerticalSpacing(3)
        self._grid.setColumnStretch(1, 1)
        self._values: dict[str, QLabel] = {}
        self.lines = QLabel()
        self.lines.setWordWrap(True)
        self.lines.setTextFormat(Qt.TextFormat.RichText)
        self.lines.linkActivated.connect(self._follow)
        self._evidence: dict[str, SetKey | int] = {}
        self._days: Mapping[str, str] = {}
        self.reps = _rep_table(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(GAP)
        column.addWidget(self.title)
        column.addWidget(self.lines)
        column.addLayout(self._grid)
        column.addWidget(self.reps, 1)
        column.addLayout(self._buttons())

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        for text, signal in (
            (self.tr("Correct…"), self.edit_wanted),
            (self.tr("Undo"), self.undo_wanted),
            (self.tr("Open recording"), self.recording_wanted),
            (self.tr("Report…"), self.report_wanted),
        ):
            button = QPushButton(text)
            button.clicked.connect(signal)
            row.addWidget(button)
        return row

    def show_set(self, summary: SetSummary, facts: SessionFacts | None) -> None:
        """Show a set.

        Args:
            summary: Its figures.
            facts: Its session; None if that is an imported log.
        """
        when = day_words(summary.utc)
        name = exercise_words(summary.exercise)
        self.title.setText(f"{name}, set {summary.index}, {when}")
        for key, value in self._lines(summary).items():
            self._show_line(key, value)
        mine = None if facts is None else _set_of(facts, summary.index)
        self._show_reps(() if mine is None else mine.reps)

    def show_lines(self, lines: Sequence[Line], days: Mapping[str, str]) -> None:
        """Show plain words, each with links to what it rests on.

        Args:
            lines: The words.
            days: Of other sessions, by their names: told beside their sets.
        """
        self._evidence.clear()
        self._days = days
        self.lines.setVisible(bool(lines))
        self.lines.setText("<br>".join(self._linked(line) for line in lines))

    def _linked(self, line: Line) -> str:
        if line.reps:
            links = [self._link(f"rep {rep}", rep) for rep in line.reps]
        else:
            links = [self._link(self._of_set(key), key) for key in line.sets]
        return f"{escape(line.text)} {' '.join(links[:8])}"

    def _of_set(self, key: SetKey) -> str:
        day = self._days.get(key[0], "")
        return f"set {key[1]} of {day}" if day else f"set {key[1]}"

    def _link(self, text: str, evidence: SetKey | int) -> str:
        name = str(len(self._evidence))
        self._evidence[name] = evidence
        return f'<a href="{name}">{escape(text)}</a>'

    def _follow(self, name: str) -> None:
        evidence = self._evidence[name]
        if isinstance(evidence, int):
            self.rep_wanted.emit(evidence)
        else:
            self.set_wanted.emit(*evidence)

    def _lines(self, s: SetSummary) -> dict[str, str]:
        lines = {
            self.tr("Load"): load_text(s),
            self.tr("Kind"): UNKNOWN if s.kind is None else KINDS[s.kind],
            self.tr("RPE"): number(s.rpe, "", 1),
            self.tr("Pain"): pain_words(s.pain),
            self.tr("Reps"): f"{reps_words(s)} ({judged_words(s)})",
            self.tr("Margin to the limit"): number(s.margin_deg, "°", 1),
            self.tr("Top against reference"): _change(s.top_change_deg),
            self.tr("Trend in the set"): _trend(s),
            self.tr("Past the limit"): f"{s.over_limit_s:.1f} s, {s.alerts} alerts",
            self.tr("Time under tension"): number(s.tension_s, " s"),
            self.tr("Loss of angular speed"): number(s.speed_loss_pct, " %"),
            self.tr("Pelvis tilts sideways"): number(s.roll_range_deg, "°", 1),
            self.tr("Samples lost"): number(s.loss_pct, " %", 1),
        }
        if s.by_hand:
            lines[self.tr("Reps")] += self.tr(", {0} by hand").format(s.by_hand)
        return lines

    def _show_line(self, key: str, value: str) -> None:
        if key not in self._values:
            row = self._grid.rowCount()
            name, shown = QLabel(key), QLabel()
            name.setProperty("role", "dim")
            shown.setWordWrap(True)
            shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(shown, row, 1)
            self._values[key] = shown
        self._values[key].setText(value)

    def value(self, key: str) -> str:
        """Return what is shown beside a name."""
        return self._values[key].text()

    def _show_reps(self, reps: tuple[KeptRep, ...]) -> None:
        self.reps.setRowCount(len(reps))
        for row, kept in enumerate(reps):
            for column, text in enumerate(_cells(kept)):
                item = QTableWidgetItem(text)
                if kept.struck:
                    font = item.font()
                    font.setStrikeOut(True)
                    item.setFont(font)
                self.reps.setItem(row, column, item)


def _rep_table(panel: DetailsPanel) -> QTableWidget:
    table = QTableWidget(0, len(_REPS))
    table.setHorizontalHeaderLabels([panel.tr(title) for title in _REPS])
    table.setAccessibleName(panel.tr("Reps"))
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setTabKeyNavigation(False)
    table.setShowGrid(False)
    table.verticalHeader().hide()
    header = table.horizontalHeader()
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
    header.setHighlightSections(False)
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setStretchLastSection(True)
    return table


def _cells(kept: KeptRep) -> tuple[str, ...]:
    rep = kept.rep
    name = str(rep.rep_id) if rep.full else f"{rep.rep_id} partial"
    verdict = "struck" if kept.struck else VERDICTS[rep.verdict]
    if rep.by_hand:
        return name, "by hand", UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN
    return (
        name,
        verdict,
        number(rep.peak_extension_deg, "°", 1),
        _change(rep.change_vs_reference_deg),
        number(rep.rom_deg, "°"),
        tempo(rep),
    )


def _change(flexion_deg: float | None) -> str:
    """Put a change of the lumbar angle into words."""
    if flexion_deg is None:
        return UNKNOWN
    side = "more arched" if flexion_deg < 0 else "rounder"
    return f"{abs(flexion_deg):.1f}° {side}"


def _trend(summary: SetSummary) -> str:
    if summary.trend is None or summary.slope_deg_per_rep is None:
        return UNKNOWN
    slope = f"{abs(summary.slope_deg_per_rep):.1f}° a rep"
    return f"{_TRENDS[summary.trend]}, {slope}"


def _set_of(facts: SessionFacts, index: int) -> SetFacts | None:
    return next((each for each in facts.sets if each.index == index), None)
