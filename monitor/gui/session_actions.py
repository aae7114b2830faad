"""What a person can do in a running session, by key, button, pedal or double tap."""

from collections.abc import Callable

from monitor.gui.live_page import LivePage
from monitor.gui.note_bar import NoteBar
from monitor.gui.toast import Toast
from monitor.model.records import (
    AddRep,
    EndSet,
    Marker,
    Note,
    Rezero,
    SetSide,
    Side,
    Stamped,
    StartSet,
    StartThighCalibration,
    StrikeRep,
    SwapSensors,
    UndoRepEdit,
    UndoRezero,
)
from monitor.view.words import clock


class SessionActions:
    """Turns wishes into commands of the session that the live page shows.

    Attributes:
        markers: How many have been set in the session.
    """

    def __init__(self, page: LivePage, toast: Toast, note: NoteBar) -> None:
        """Act on a page's session.

        Args:
            page: Shows the session.
            toast: Says what was done.
            note: Asks for a marker's note.
        """
        self._page, self._toast, self._note = page, toast, note
        self.markers = 0
        self._muted = False
        self._undone_by: list[Stamped] = []  # the last at the end
        note.written.connect(self._write_note)

    @property
    def is_muted(self) -> bool:
        """Whether a person has muted the cues."""
        return self._muted

    def handlers(self) -> dict[str, Callable[[], None]]:
        """Return what each action of a session does, by its name."""
        return {
            "toggle_set": self._page.toggle_set,
            "start_set": lambda: self._page.command(StartSet),
            "end_set": lambda: self._page.command(EndSet),
            "marker": self.mark,
            "rezero": self._rezero,
            "lift_knees": self._lift_knees,
            "undo": self._undo,
            "mute": self.toggle_mute,
            "strike_rep": self._strike,
            "add_rep": self._add,
            "swap": self._swap,
            "left_leg": lambda: self._on_leg(Side.LEFT),
            "right_leg": lambda: self._on_leg(Side.RIGHT),
        }

    def begin(self) -> None:
        """Forget what belongs to an earlier session; mute stays as it was."""
        self.markers = 0
        self._undone_by.clear()
        if self._muted:
            self._page.mute(muted=True)

    def toggle_mute(self) -> None:
        """Silence the cues, or let them sound again."""
        self._muted = not self._muted
        self._page.show_muted(muted=self._muted)
        self._page.mute(muted=self._muted)
        self._toast.say("Cues are muted" if self._muted else "Cues sound again")

    def mark(self) -> None:
        """Mark this moment at once; a note may follow."""
        if self._page.feed is None:
            return
        self.markers += 1
        name = f"Marker {self.markers}"
        self._page.command(lambda t: Marker(t, name))
        self._note.ask(f"{name} at {clock(self._page.feed.now)}")

    def _write_note(self, text: str) -> None:
        name = f"Marker {self.markers}"
        self._page.command(lambda t: Note(t, f"{name}: {text}"))
        self._toast.say(f"{name}: {text}")

    def _rezero(self) -> None:
        self._page.command(Rezero)
        self._undone_by.append(UndoRezero)
        self._toast.say(
            "Re-zero: hold your neutral posture still for 2 s. Ctrl+Z takes it back."
        )

    def _lift_knees(self) -> None:
        self._page.command(StartThighCalibration)
        self._toast.say("Stand still for 3 s, then lift each knee twice.")

    def _undo(self) -> None:
        """Take back the last re-zero or edit of a rep."""
        if not self._undone_by:
            self._toast.say("There is nothing to undo.")
            return
        self._page.command(self._undone_by.pop())

    def _on_leg(self, side: Side) -> None:
        self._page.command(lambda t: SetSide(t, side))
        self._toast.say(f"On the {side} leg, until the other is told.")

    def _strike(self) -> None:
        self._page.command(StrikeRep)
        self._undone_by.append(UndoRepEdit)
        self._toast.say("The last rep is struck. Ctrl+Z takes it back.")

    def _add(self) -> None:
        self._page.command(AddRep)
        self._undone_by.append(UndoRepEdit)
        self._toast.say("A rep is added to the set. Ctrl+Z takes it back.")

    def _swap(self) -> None:
        feed = self._page.feed
        if feed is not None:
            feed.swapped = not feed.swapped
        self._page.command(SwapSensors)
        self._toast.say("Sensors swapped: pelvis is lumbar, and the other way round.")
