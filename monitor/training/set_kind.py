"""What a set was for: as a person says, else proposed from the loads of its session."""

from collections.abc import Iterable, Mapping, Sequence
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
    found: dict[SetKey, SetKind | None] = {}
    for group in groups.values():
        found |= _of_session(group)
    return found


def _of_session(group: Sequence[SetSummary]) -> dict[SetKey, SetKind | None]:
    """Return what each set of one session and exercise was for."""
    loads = [
        (each.load_kg, each)
        for each in group
        if each.load_kg is not None and is_load(each.load_kg)
    ]
    found = {key_of(each): each.kind for each in group}
    if not loads or None not in found.values():
        return found
    ordered = sorted((kg for kg, _ in loads), reverse=True)
    # A set beside no other tests nothing.
    stands_out = len(ordered) > 1 and ordered[0] > TEST_SHARE * ordered[1]
    work = [kg for kg, each in loads if each.reps > 1 or len(loads) == 1]
    top = max(work, default=ordered[0])
    first = min(each.index for load, each in loads if load >= top)
    for load, each in loads:
        if each.kind is not None:
            continue
        if stands_out and each.reps == 1 and load == ordered[0]:
            kind = SetKind.TEST
        elif load <= WARM_UP_SHARE * top and each.index < first:
            kind = SetKind.WARM_UP
        else:
            kind = SetKind.WORKING
        found[key_of(each)] = kind
    return found
