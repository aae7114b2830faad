"""What a set was for: as a person says, else proposed from the loads of its session."""

from collections.abc import Iterable, Mapping
from typing import Final

from monitor.model.history import SetSummary
from monitor.model.records import MOST_LOAD_KG, SetKind

SetKey = tuple[str, int]  # session, index of the set

# Judgement: warm-ups build up to the working load and are well below it.
WARM_UP_SHARE: Final = 0.75
TEST_SHARE: Final = 1.02  # a single rep that much above all others is a test


def key_of(summary: SetSummary) -> SetKey:
    """Return what names a set."""
    return summary.session, summary.index


def is_load(load_kg: float | None) -> bool:
    """Whether a load is known and can be: 0 to 1000 kg."""
    return load_kg is not None and 0 <= load_kg <= MOST_LOAD_KG


def kinds(summaries: Iterable[SetSummary]) -> Mapping[SetKey, SetKind | None]:
    """Return what each set was for; None where its load isn't known or can't be.

    What a person said stands. The others are proposed within their session and
    exercise: up to 75 % of the heaviest load, before it was first lifted, is a warm-up;
    a single rep more than 2 % above every other load is a test; the rest is work.
    """
    groups: dict[tuple[str, str], list[SetSummary]] = {}
    for each in summaries:
        groups.setdefault((each.session, each.exercise), []).append(each)
    return {
        key_of(each): each.kind or _proposed(each, group)
        for group in groups.values()
        for each in group
    }


def _proposed(summary: SetSummary, group: list[SetSummary]) -> SetKind | None:
    load = summary.load_kg
    if load is None or not is_load(load):
        return None
    group = [each for each in group if is_load(each.load_kg)]
    known = {each.index: each.load_kg for each in group if each.load_kg is not None}
    heaviest = max(known.values())
    others = [kg for index, kg in known.items() if index != summary.index]
    if summary.reps == 1 and others and load > TEST_SHARE * max(others):
        return SetKind.TEST
    working = [
        each.load_kg
        for each in group
        if each.load_kg is not None and (each.reps > 1 or not others)
    ]
    top = max(working, default=heaviest)
    first = min(index for index, kg in known.items() if kg >= top)
    is_light = load <= WARM_UP_SHARE * top
    return SetKind.WARM_UP if is_light and summary.index < first else SetKind.WORKING
