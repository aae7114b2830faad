"""What a group has done, a row a lifter: counted from what its stations told.

Nothing is judged here, and no advice is given.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from monitor.model.records import ExerciseName
from monitor.net.messages import PainTold, PlannedSet, SetTold
from monitor.net.room import Tile
from monitor.view.words import exercise_name

NO_ADVICE: Final = (
    "Counted by sensors, as far as each lifter shares it. A training aid; no medical"
    " advice."
)
UNKNOWN: Final = "-"
ALL: Final = "all"
TEXTS: Final = frozenset({"lifter", "station", "exercises", "plan", "pain"})
_TITLES: Final = {
    str(each): exercise_name(each)
    for each in ExerciseName
    if each is not ExerciseName.OWN
}
_OF_MARKDOWN: Final = re.compile(r"([\\`*_\[\]<>|~&#])")
_FORMULA: Final = ("=", "+", "-", "@")  # what a spreadsheet would compute


@dataclass(frozen=True, slots=True)
class LifterSummary:
    """What one lifter did at one station.

    Attributes:
        lifter: The pseudonym.
        station: Where.
        exercises: Names for people, in the order in which they came.
        sets: Finished ones.
        reps: Full reps.
        scored: Of those.
        clean: Of those.
        borderline: Of those.
        faults: Of those.
        heaviest_kg: The largest load; None if none was told.
        volume_kg: Load times reps, over the sets whose load was told; None without one.
        held_s: The longest hold; None if nothing was held.
        stops: Sets that the lifter ended; no reason is told.
        done: Sets of the plan that were done; None without a plan.
        planned: Sets of the plan.
        pains: What was told of pain and noted, a sentence each; empty unless wanted.
    """

    lifter: str
    station: str
    exercises: tuple[str, ...] = ()
    sets: int = 0
    reps: int = 0
    scored: int = 0
    clean: int = 0
    borderline: int = 0
    faults: int = 0
    heaviest_kg: float | None = None
    volume_kg: float | None = None
    held_s: float | None = None
    stops: int = 0
    done: int | None = None
    planned: int = 0
    pains: tuple[str, ...] = ()


def summarized(
    tiles: Iterable[Tile], plan: Sequence[PlannedSet] = (), *, pain: bool = False
) -> list[LifterSummary]:
    """Return a row for each lifter of each station who did something.

    Args:
        tiles: Of the room, which has forgotten what was taken back.
        plan: What was planned for everyone; empty for nothing.
        pain: Whether to tell of pain, where a lifter lets it be told.
    """
    return [
        _of(tile.station, lifter, tile, plan, pain=pain)
        for tile in tiles
        for lifter in _lifters(tile, pain=pain)
    ]


def _lifters(tile: Tile, *, pain: bool) -> list[str]:
    told: list[SetTold | PainTold] = [*tile.sets, *(tile.pains if pain else ())]
    return list(dict.fromkeys(each.lifter for each in told))


def _of(
    station: str, lifter: str, tile: Tile, plan: Sequence[PlannedSet], *, pain: bool
) -> LifterSummary:
    sets = [each for each in tile.sets if each.lifter == lifter]
    loaded = [(each, each.load_kg) for each in sets if each.load_kg is not None]
    pains = [each for each in tile.pains if pain and each.lifter == lifter]
    return LifterSummary(
        lifter=lifter,
        station=station,
        exercises=tuple(dict.fromkeys(each.exercise for each in sets if each.exercise)),
        sets=len(sets),
        reps=sum(each.reps for each in sets),
        scored=sum(each.scored for each in sets),
        clean=sum(each.clean for each in sets),
        borderline=sum(each.borderline for each in sets),
        faults=sum(each.faults for each in sets),
        heaviest_kg=max((load for _, load in loaded), default=None),
        volume_kg=sum(load * s.reps for s, load in loaded) if loaded else None,
        held_s=max((s.held_s for s in sets if s.held_s is not None), default=None),
        stops=sum(each.stopped for each in sets),
        done=fulfilled(plan, sets) if plan else None,
        planned=sum(row.sets for row in plan),
        pains=tuple(_pain_words(each) for each in pains),
    )


def fulfilled(plan: Sequence[PlannedSet], sets: Sequence[SetTold]) -> int:
    """Return how many sets of a plan were done, in whatever order.

    A set does for one planned one of its exercise with no more reps and no more load;
    a load that was not told counts as enough. Each counts once, so that the most come
    out.
    """
    slots = [row for row in plan for _ in range(row.sets)]
    if not slots or not sets:
        return 0
    import numpy as np  # noqa: PLC0415  slow to load, for one figure
    from scipy.sparse import csr_array  # noqa: PLC0415
    from scipy.sparse.csgraph import maximum_bipartite_matching  # noqa: PLC0415

    fits = np.array([[_does(done, row) for done in sets] for row in slots], np.int8)
    return int((maximum_bipartite_matching(csr_array(fits)) >= 0).sum())


def _does(done: SetTold, row: PlannedSet) -> bool:
    is_short = done.held_s is None and done.reps < row.reps  # a plan tells no seconds
    if is_short or not _is_of(done.exercise, row.exercise):
        return False
    return row.load_kg is None or done.load_kg is None or done.load_kg >= row.load_kg


def _is_of(told: str, planned: str) -> bool:
    """Whether a set, by its exercise's name for people, is of a planned exercise."""
    if planned == ExerciseName.OWN:  # has a name of the lifter's own
        return told not in _TITLES.values()
    return told == _TITLES.get(planned, planned)


def _pain_words(told: PainTold) -> str:
    score = "" if told.score is None else f"{told.score:g} of 10"
    words = ": ".join(each for each in (score, told.text) if each)
    return f"set {told.set_index}: {words}" if told.set_index else words


# As text


def rows_of(
    summaries: Sequence[LifterSummary], *, planned: bool, pain: bool
) -> list[list[str]]:
    """Return a table of texts: the columns' names, then a row a lifter.

    Args:
        summaries: The lifters.
        planned: Whether a column tells of the plan.
        pain: Whether one tells of pain.
    """
    head = [
        *("lifter", "station", "exercises", "sets", "reps", "clean", "borderline"),
        *("faults", "heaviest kg", "volume kg", "stops"),
    ]
    extra = [name for name, wanted in (("plan", planned), ("pain", pain)) if wanted]
    return [[*head, *extra], *(_cells(each, extra) for each in summaries)]


def _cells(row: LifterSummary, extra: Sequence[str]) -> list[str]:
    of_all = {
        "plan": UNKNOWN if row.done is None else f"{row.done} of {row.planned}",
        "pain": "; ".join(row.pains) or UNKNOWN,
    }
    held = "" if row.held_s is None else f", held {row.held_s:.0f} s"
    cells = [
        *(row.lifter, row.station, ", ".join(row.exercises) or UNKNOWN, str(row.sets)),
        *(f"{row.reps}{held}", *_judged(row), _kg(row.heaviest_kg), _kg(row.volume_kg)),
        *(str(row.stops), *(of_all[name] for name in extra)),
    ]
    return [plain(text) for text in cells]


def _judged(row: LifterSummary) -> list[str]:
    counts = (row.clean, row.borderline, row.faults)
    return [str(count) if row.scored else UNKNOWN for count in counts]


def _kg(load: float | None) -> str:
    return UNKNOWN if load is None else f"{load:g}" if load < 1e5 else f"{load:.0f}"


def together(summaries: Sequence[LifterSummary]) -> LifterSummary:
    """Return the sum over all lifters; of the heaviest and the plan nothing."""
    volumes = [each.volume_kg for each in summaries if each.volume_kg is not None]
    return replace(
        LifterSummary(ALL, UNKNOWN),
        sets=sum(each.sets for each in summaries),
        reps=sum(each.reps for each in summaries),
        scored=sum(each.scored for each in summaries),
        clean=sum(each.clean for each in summaries),
        borderline=sum(each.borderline for each in summaries),
        faults=sum(each.faults for each in summaries),
        volume_kg=sum(volumes) if volumes else None,
        stops=sum(each.stops for each in summaries),
    )


def markdown(title: str, rows: Sequence[Sequence[str]]) -> str:
    """Return a table as Markdown, with a title and what it is not."""
    head, *body = rows
    ruled = ["---" if name in TEXTS else "---:" for name in head]
    lines = [head, ruled, *([_escaped(cell) for cell in row] for row in body)]
    table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    return f"# {_escaped(plain(title))}\n\n{table}\n\n{NO_ADVICE}\n"


def csv_text(rows: Sequence[Sequence[str]]) -> str:
    """Return a table as CSV; nothing in it is a formula to a spreadsheet."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(
        [_no_formula(cell) for cell in row] for row in rows
    )
    return out.getvalue()


def _no_formula(cell: str) -> str:
    is_formula = cell.startswith(_FORMULA) and cell != UNKNOWN
    return f"'{cell}" if is_formula else cell


def _escaped(text: str) -> str:
    return _OF_MARKDOWN.sub(r"\\\1", text)


def plain(text: str) -> str:
    """Return a text from the network without what would steer a terminal."""
    return "".join(each if each.isprintable() else "?" for each in text)
