"""What ``rep-monitor next`` found, in lines and in JSON."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import msgspec

from monitor.config import Settings
from monitor.history.advice import Advice
from monitor.model.loads import Load
from monitor.training.checklist import NOTE, QUESTIONS, TITLES, Item, State
from monitor.training.load_rules import ORIGINS
from monitor.training.pain_rules import PainLevel
from monitor.training.reasons import Reason
from monitor.training.rule_words import rules_in_words
from monitor.training.set_kind import SetKey, key_of
from monitor.view.past import day_words, exercise_words

SCHEMA: Final = 1
_MOST_SETS: Final = 6  # named behind a figure
_MARKS: Final[Mapping[State, str]] = {
    State.FINE: "fine",
    State.OFF: "off",
    State.TOLD: "told",
    State.NOT_MEASURED: "-",
}


@dataclass(frozen=True, slots=True)
class Found:
    """What is known before a session.

    Attributes:
        lifter: Who; empty if nobody said.
        today: The date, UTC.
        advice: The next load, and pain.
        items: The checklist.
    """

    lifter: str
    today: date
    advice: Advice
    items: tuple[Item, ...]


def as_lines(found: Found) -> Iterator[str]:
    """Yield lines for people; with warning signs, nothing but what they call for."""
    told = found.advice
    who = f" ({found.lifter})" if found.lifter else ""
    yield f"{exercise_words(told.exercise)}{who}"
    if told.pain.level is PainLevel.URGENT:
        yield told.pain.text
        return
    days = {key_of(each): day_words(each.utc) for each in told.sets}
    load = told.suggestion.load
    yield f"Next load: {'none is suggested' if load is None else load}"
    for reason in told.suggestion.reasons:
        yield f"  {reason.text}"
        if reason.sets:
            yield f"    {_evidence(reason.sets, days)}"
        if reason.rule in ORIGINS:
            yield f"    Rule: {ORIGINS[reason.rule]}"
    if told.asks_morning:
        yield "Not told yet: was the back worse on the morning after the last session?"
    if told.pain.text not in {each.text for each in told.suggestion.reasons}:
        yield f"Pain: {told.pain.text or 'nothing was told that calls for advice.'}"
    yield from _checklist(found.items, days)


def _checklist(items: tuple[Item, ...], days: Mapping[SetKey, str]) -> Iterator[str]:
    yield "Checklist:"
    width = max(len(title) for title in TITLES.values())
    for item in items:
        mark, title = _MARKS[item.state], TITLES[item.cause]
        yield f"  {mark:4}  {title:{width}}  {item.text}"
        if item.state is State.OFF:
            yield f"        {_evidence(item.sets, days)}"
        if item.state is State.NOT_MEASURED and item.cause in QUESTIONS:
            yield f"        {QUESTIONS[item.cause]} --answer {item.cause}=yes or no"
    yield NOTE


def _evidence(sets: tuple[SetKey, ...], days: Mapping[SetKey, str]) -> str:
    named = [f"{days.get(key, key[0])} set {key[1]}" for key in sets[-_MOST_SETS:]]
    more = len(sets) - len(named)
    return "From: " + ", ".join(named) + (f" and {more} before" if more else "")


def in_json(found: Found) -> str:
    """Return one JSON object; loads are in their own unit and in kg."""
    told, pain = found.advice, found.advice.pain
    urgent = pain.level is PainLevel.URGENT
    whole = {
        "schema": SCHEMA,
        "lifter": found.lifter,
        "exercise": told.exercise,
        "date": found.today.isoformat(),
        "next": _load(told.suggestion.load),
        "present": _load(told.suggestion.present),
        "reasons": [_reason(each) for each in told.suggestion.reasons],
        "asks_morning": told.asks_morning,
        "pain": {
            "level": pain.level.name.lower(),
            "text": pain.text,
            "sessions": pain.sessions,
            "alternatives": pain.alternatives,
            "core": pain.core,
        },
        "checklist": [] if urgent else [_item(each) for each in found.items],
        "note": NOTE,
    }
    return msgspec.json.format(msgspec.json.encode(whole), indent=1).decode()


def rule_lines(settings: Settings) -> Iterator[str]:
    """Yield all rules, two lines each."""
    within_set = settings.pipeline.detection.pain
    for rule in rules_in_words(settings.training, within_set):
        yield f"{rule.name[:1].upper()}{rule.name[1:]}: {rule.text}."
        yield f"  {rule.origin}"
    yield NOTE


def _load(load: Load | None) -> dict[str, object] | None:
    if load is None:
        return None
    return {"amount": load.amount, "unit": load.unit, "kg": round(load.kg, 3)}


def _reason(reason: Reason) -> dict[str, object]:
    return {
        "rule": reason.rule,
        "text": reason.text,
        "origin": ORIGINS.get(reason.rule),
        "sets": reason.sets,
    }


def _item(item: Item) -> dict[str, object]:
    return {
        "cause": item.cause,
        "title": TITLES[item.cause],
        "state": item.state,
        "text": item.text,
        "sets": item.sets,
        "answer": item.answer,
    }
