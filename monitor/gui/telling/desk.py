"""Turns what a person tells of sets into commands of the running session."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject

from monitor.gui.history.desk import today
from monitor.gui.live_page import LivePage
from monitor.gui.telling.bar import TellingBar
from monitor.gui.telling.red_flags import RedFlagsDialog
from monitor.gui.telling.set_lines import SetLines
from monitor.gui.toast import Toast
from monitor.model.events import Output, SetEnded, SetStarted
from monitor.model.loads import Load, load_words
from monitor.model.records import (
    ChooseSetKind,
    LoadUnit,
    PainPlace,
    RedFlag,
    SetKind,
    SetLoad,
    SetPain,
    SetRpe,
    TellMorningAfter,
    TellRedFlags,
)
from monitor.training.leap import leap
from monitor.training.load_rules import LoadRules
from monitor.training.pain_rules import PainLevel
from monitor.view.loads import LoadKeys

if TYPE_CHECKING:
    from monitor.history.advice import Advice

MOST_PAIN = 10
_FORBIDS = frozenset({PainLevel.STOP, PainLevel.URGENT})


class TellingDesk(QObject):
    """Shows the bar after a set, and hands on what is told.

    Attributes:
        bar: Where it is told.
        keys: The load of the next set.
    """

    def __init__(self, page: LivePage, toast: Toast) -> None:
        """Tell a page's session.

        Args:
            page: Shows the session.
            toast: Says what was told.
        """
        super().__init__(page)
        self._page, self._toast = page, toast
        self.bar = TellingBar()
        self._rules, self._lines = LoadRules(), SetLines()
        self._advice: Advice | None = None
        self.keys = LoadKeys(self._rules.step(LoadUnit.KG))
        self._set: int | None = None  # the last one that ended; None while one runs
        self._pain: float = 0.0
        page.installEventFilter(self)
        bar = self.bar
        bar.pain_told.connect(self.tell_pain)
        bar.place_told.connect(self._tell_place)
        bar.exertion_told.connect(self._tell_exertion)
        bar.kind_told.connect(self._tell_kind)
        bar.load_changed.connect(self.change_load)
        bar.signs_wanted.connect(self.ask_for_signs)
        bar.morning_told.connect(self._tell_morning)

    def handlers(self) -> dict[str, Callable[[], None]]:
        """Return what each action of telling does, by its name."""
        return {
            "load_again": partial(self.change_load, "again"),
            "load_up": partial(self.change_load, "up"),
            "load_down": partial(self.change_load, "down"),
            "load_unknown": partial(self.change_load, "unknown"),
            "warning_signs": self.ask_for_signs,
            **{
                f"pain_{score}": partial(self.tell_pain, float(score))
                for score in range(MOST_PAIN + 1)
            },
        }

    def begin(self, rules: LoadRules) -> None:
        """Begin with a session.

        Args:
            rules: The rack's steps, and what a leap in load is.
        """
        self._rules, self._advice, self._lines = rules, None, SetLines()
        self.keys = LoadKeys(rules.step(LoadUnit.KG))
        self._set, self._pain = None, 0.0
        self.bar.hide()
        self._show_load()

    def advise(self, advice: "Advice") -> None:
        """Say before the first set what is known of the ones before."""
        if self._set is not None or self.keys.told is not None or self.keys.last:
            return  # too late: sets have been made, or a load told
        self._advice = advice
        if advice.last is not None:
            step = self._rules.step(advice.last.unit)
            self.keys = LoadKeys(step, advice.last)
        said = [advice.pain.text, advice.suggestion.text]
        text = (
            said[0] if advice.pain.level in _FORBIDS else " ".join(filter(None, said))
        )
        self.bar.greet(text, asks_morning=advice.asks_morning)
        self._show_load()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the bar know how much room the page has."""
        if event.type() is QEvent.Type.Resize:
            self.bar.use_height(self._page.height())
        return super().eventFilter(watched, event)

    def hear(self, output: Output) -> None:
        """Ask after a set; go when the next one begins."""
        self._lines.hear(output)
        match output:
            case SetStarted():
                self._set = None
                self.keys.next_set()
                self.bar.hide()
                self._show_load()
            case SetEnded(index=index, reps=reps) if reps:
                self._set = index
                self._pain = 0.0
                first, *more = self._lines.lines(index) or [""]
                self.bar.ask(f"Set {index}: {first}")
                self.bar.say(" ".join(more))
                self._show_load()
            case _:
                pass

    def change_load(self, how: str) -> None:
        """Tell the load of the running or next set.

        Args:
            how: "again" for the last one, "up", "down", or "unknown".
        """
        if self._page.feed is None:
            return
        match how:
            case "up":
                self.keys.up()
            case "down":
                self.keys.down()
            case "unknown":
                self.keys.unknown()
            case _ if self.keys.again() is None:
                self._toast.say(self.tr("No last load is known: tell one by steps."))
                return
        load = self.keys.told
        load_kg = None if load is None else load.kg
        unit = LoadUnit.KG if load is None else load.unit
        self._page.command(lambda t: SetLoad(t, load_kg, unit))
        self._show_load()
        self._toast.say(self._load_told(load))

    def show_planned(self, load: Load) -> None:
        """Show a load that was told by a plan."""
        self.keys.told = load
        self._show_load()

    def _load_told(self, load: Load | None) -> str:
        """Say which load was told; warn of a leap."""
        told = self.tr("Load: {0}").format(load_words(load))
        if load is None or self._advice is None:
            return told
        past, exercise = self._advice.sets, self._advice.exercise
        warning = leap(load, past, exercise, today(), self._rules)
        self.bar.say("" if warning is None else warning.text)
        return told if warning is None else f"{told}. {warning.text}"

    def _tell_morning(self, is_worse: bool) -> None:  # noqa: FBT001  a signal's own
        self._page.command(lambda t: TellMorningAfter(t, is_worse))
        self._toast.say(
            self.tr("The morning was worse: told.")
            if is_worse
            else self.tr("The morning was no worse: told.")
        )

    def tell_pain(self, score: float) -> None:
        """Tell how much it hurts, 0 to 10."""
        if self._page.feed is None:
            return
        self._pain = score
        index = self._set
        self._page.command(lambda t: SetPain(t, score, None, index))
        self.bar.show_pain(score)
        self._toast.say(self.tr("Pain {0:g} of 10").format(score))

    def _tell_place(self, place: PainPlace) -> None:
        score, index = self._pain, self._set
        self._page.command(lambda t: SetPain(t, score, place, index))
        self.bar.show_place(place)

    def _tell_exertion(self, rpe: float) -> None:
        index = self._set
        self._page.command(lambda t: SetRpe(t, rpe, index))
        self.bar.show_exertion(rpe)

    def _tell_kind(self, kind: SetKind) -> None:
        index = self._set
        self._page.command(lambda t: ChooseSetKind(t, kind, index))
        self.bar.show_kind(kind)

    def ask_for_signs(self) -> None:
        """Ask for signs that call for urgent care."""
        if self._page.feed is None:
            return
        dialog = RedFlagsDialog(self._page.window())
        dialog.told.connect(self._tell_signs)
        dialog.open()

    def _tell_signs(self, flags: tuple[RedFlag, ...]) -> None:
        self._page.command(lambda t: TellRedFlags(t, flags))

    def _show_load(self) -> None:
        words = load_words(self.keys.told)
        self.bar.show_load(words)
        self._page.show_load("" if self.keys.told is None else words)
