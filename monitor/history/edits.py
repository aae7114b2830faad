"""Edits of a session: what they make of its facts, undoing them, doing them again.

A recording's journal only grows, so an undo is an edit too: it puts the old value back
and is marked. Pure functions; the journal itself is read and written elsewhere.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from monitor.history.fields import NOTES, checked, plain_of, target
from monitor.history.places import value_of, with_value
from monitor.model.errors import HistoryError
from monitor.model.history import SessionFacts
from monitor.recording.journal import Act, Edit
from monitor.recording.roles import ROLES

_OF_OTHERS: Final = frozenset({ROLES})  # ids that are read elsewhere


@dataclass(frozen=True, slots=True)
class Applied:
    """What edits made of facts.

    Attributes:
        facts: With all edits that make sense.
        notices: One sentence for each edit that doesn't.
    """

    facts: SessionFacts
    notices: tuple[str, ...] = ()


def applied(facts: SessionFacts, edits: Iterable[Edit]) -> SessionFacts:
    """Return facts as edited; an edit that makes no sense changes nothing."""
    return outcome(facts, edits).facts


def outcome(facts: SessionFacts, edits: Iterable[Edit]) -> Applied:
    """Return facts as edited, and what is to be said of edits that make no sense."""
    notices: list[str] = []
    for edit in edits:
        if edit.id in _OF_OTHERS:
            continue
        try:
            where = target(edit.id)
            facts = with_value(facts, where, checked(where, edit.new))
        except HistoryError as error:
            notices.append(f"{facts.name}: an edit was left out: {error}")
    return Applied(facts, tuple(notices))


def made_edit(facts: SessionFacts, edit_id: str, new: object, utc: str) -> Edit:
    """Return the edit that gives a field another value.

    Args:
        facts: As edited so far.
        edit_id: Which field, such as "set/3/load_kg".
        new: Its new value, or the plain form of it, as a journal holds it. A text for
            a field of notes is one more note.
        utc: Now, ISO 8601.

    Raises:
        HistoryError: There is no such field, set or rep, the value makes no sense, or
            the field has it already.
    """
    where = target(edit_id)
    before = value_of(facts, where)
    if where.field is NOTES and isinstance(new, str) and isinstance(before, tuple):
        new = (*before, new)
    value = checked(where, new)
    if value == before:
        msg = f"{edit_id}: is so already"
        raise HistoryError(msg)
    return Edit(edit_id, utc, plain_of(before), plain_of(value))


def to_undo(edits: Sequence[Edit]) -> Edit | None:
    """Return the edit that an undo would take back; None if there is none."""
    done, _ = _stacks(edits)
    return done[-1] if done else None


def to_redo(edits: Sequence[Edit]) -> Edit | None:
    """Return the undo that would be taken back; None if there is none."""
    _, undone = _stacks(edits)
    return undone[-1] if undone else None


def undo(edits: Sequence[Edit], utc: str) -> Edit | None:
    """Return the edit that takes the last one back; None if there is none."""
    last = to_undo(edits)
    return Edit(last.id, utc, last.new, last.old, Act.UNDO) if last else None


def redo(edits: Sequence[Edit], utc: str) -> Edit | None:
    """Return the edit that does again what was undone last; None if there is none."""
    last = to_redo(edits)
    return Edit(last.id, utc, last.new, last.old, Act.REDO) if last else None


def _stacks(edits: Sequence[Edit]) -> tuple[list[Edit], list[Edit]]:
    """Return what can be undone, and the undos that can be; the next of each last."""
    done: list[Edit] = []
    undone: list[Edit] = []
    for edit in edits:
        if edit.id in _OF_OTHERS:
            continue
        if edit.act is Act.UNDO and done and done[-1].id == edit.id:
            done.pop()
            undone.append(edit)
        elif edit.act is Act.REDO and undone and undone[-1].id == edit.id:
            undone.pop()
            done.append(edit)
        else:
            done.append(edit)
            undone.clear()
    return done, undone
