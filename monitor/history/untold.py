"""The history for others: without pain, warning signs and a person's words."""

from dataclasses import replace
from typing import Final

from monitor.model.events import SetEndReason
from monitor.model.history import SessionFacts, SessionSummary, SetFacts, SetSummary

COLUMNS: Final = frozenset({"pain", "pain_place", "morning_told", "red_flags", "notes"})
_FIELDS: Final = frozenset({"pain", "morning_worse", "red_flags", "note"})


def is_untold(edit_id: str) -> bool:
    """Whether an edit is about pain, warning signs or a note."""
    return edit_id.rpartition("/")[2] in _FIELDS


def set_untold(summary: SetSummary) -> SetSummary:
    """Return a set's figures without pain."""
    return replace(summary, pain=None)


def session_untold(summary: SessionSummary) -> SessionSummary:
    """Return a session's figures without pain, warning signs and notes."""
    return replace(summary, pain=None, morning_worse=None, red_flags=None, notes=())


def facts_untold(facts: SessionFacts) -> SessionFacts:
    """Return a session without pain, warning signs and notes."""
    sets = tuple(_set_untold(each) for each in facts.sets)
    return replace(
        facts, pain=None, morning_worse=None, red_flags=None, notes=(), sets=sets
    )


def _set_untold(facts: SetFacts) -> SetFacts:
    """A set that pain ended is one that a person ended."""
    is_pain = facts.end_reason is SetEndReason.PAIN
    reason = SetEndReason.COMMAND if is_pain else facts.end_reason
    return replace(facts, pain=None, notes=(), end_reason=reason)
