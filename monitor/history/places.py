"""Where the facts hold what may be edited."""

from dataclasses import replace
from typing import Any

from monitor.history.fields import LoadEdit, Target, Value
from monitor.model.errors import HistoryError
from monitor.model.history import KeptRep, SessionFacts, SetFacts


def owner_of(facts: SessionFacts, where: Target) -> SessionFacts | SetFacts | KeptRep:
    """Return what has the field.

    Raises:
        HistoryError: The session has no such set or rep.
    """
    if where.set_index is not None:
        for each in facts.sets:
            if each.index == where.set_index:
                return each
    elif where.rep_id is not None:
        for each in facts.sets:
            for kept in each.reps:
                if kept.rep.rep_id == where.rep_id:
                    return kept
    else:
        return facts
    msg = f"{where.id}: {facts.name} has no such set or rep"
    raise HistoryError(msg)


def value_of(facts: SessionFacts, where: Target) -> Value:
    """Return a field's value.

    Raises:
        HistoryError: The session has no such set or rep.
    """
    owner = owner_of(facts, where)
    if isinstance(owner, SetFacts) and where.field.attribute == "load_kg":
        return LoadEdit(owner.load_kg, owner.load_unit)
    value: Value = getattr(owner, where.field.attribute)
    return value


def with_value(facts: SessionFacts, where: Target, value: Value) -> SessionFacts:
    """Return facts in which a field has another value.

    Args:
        facts: The session.
        where: The field.
        value: One that ``checked`` has returned for this field.

    Raises:
        HistoryError: The session has no such set or rep.
    """
    owner = owner_of(facts, where)
    new: dict[str, Any] = {where.field.attribute: value}
    if isinstance(value, LoadEdit):
        new = {"load_kg": value.kg, "load_unit": value.unit}
    match owner:
        case SetFacts():
            return _with_set(facts, replace(owner, **new))
        case KeptRep():
            return _with_rep(facts, replace(owner, **new))
        case SessionFacts():
            return replace(owner, **new)


def _with_set(facts: SessionFacts, changed: SetFacts) -> SessionFacts:
    sets = (changed if each.index == changed.index else each for each in facts.sets)
    return replace(facts, sets=tuple(sets))


def _with_rep(facts: SessionFacts, changed: KeptRep) -> SessionFacts:
    (of,) = (each for each in facts.sets if each.index == changed.rep.set_index)
    rep_id = changed.rep.rep_id
    reps = (changed if each.rep.rep_id == rep_id else each for each in of.reps)
    return _with_set(facts, replace(of, reps=tuple(reps)))
