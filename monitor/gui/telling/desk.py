"""Turns what a person tells of sets into commands of the running session."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QObject

from monitor.gui.live_page import LivePage
from monitor.gui.telling.bar import TellingBar
from monitor.gui.telling.red_flags import RedFlagsDialog
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
    TellRedFlags,
)
from monitor.view.loads import LoadKeys

MOST_PAIN = 10


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
        self.keys = LoadKeys(Load(2.5))
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

    def begin(self, step: Load, last: Load | None) -> None:
        """Begin with a session.

        Args:
            step: The smallest step of the rack.
            last: The last load of its exercise; None if there was none.
        """
        self.keys = LoadKeys(step, last)
        self._set, self._pain = None, 0.0
        self.bar.hide()
        self._show_load()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the bar know how much room the page has."""
        if event.type() is QEvent.Type.Resize:
            self.bar.use_height(self._page.height())
        return super().eventFilter(watched, event)

    def hear(self, output: Output) -> None:
        """Ask after a set; go when the next one begins."""
        match output:
            case SetStarted():
                self._set = None
                self.keys.next_set()
                self.bar.hide()
                self._show_load()
            case SetEnded(index=index, reps=reps) if reps:
                self._set = index
                self._pain = 0.0
                self.bar.ask(_of_set(output))
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
        self._toast.say(self.tr("Load: {0}").format(load_words(load)))

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


def _of_set(ended: SetEnded) -> str:
    """Say what was counted; what of it was judged."""
    faults = f", {ended.faults} past the limit" if ended.faults else ""
    unscored = ended.reps - ended.scored
    rest = f", {unscored} not scored" if unscored else ""
    return f"Set {ended.index}: {ended.reps} reps{faults}{rest}"
