"""Which swings are reps, which reps are full, and which are alike: pure rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import msgspec

from monitor.detection.exercises import Exercise, Range
from monitor.detection.reps import Swing
from monitor.detection.scoring import Shape, Size
from monitor.detection.sets import Entry
from monitor.model.records import Placement

_FAR_ENOUGH = 0.62  # of the usual ROM, to tell what is usual at the far end
_MOST_ARCHED_DEG = -8.0  # lumbar flexion at the far end of reps without an arch
_LEAST_ARCH_DEG = 5.0  # less is the usual spread from rep to rep
_OTHER_MORE = 1.4  # the other sensor must turn more than the primary one to be enough


class CountSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When a swing counts.

    Attributes:
        full: Share of the usual ROM from which a rep is full.
        one_sensor: The same while one sensor is missing, whose arch can't be seen.
        partial: Share of the least ROM from which a swing is a partial rep.
        hidden: Share of the usual ROM that is enough where an outage hid the rest.
        settled_reps: A rep's kind may change until so many reps are known.
        alike: Consistent reps differ by this share in their way at most.
        alike_time: ... and by this factor in duration.
        apart_s: ... and the next begins so long after the last at most.
        strange: What a swing needs in signs, each worth 0 to 1 or 1.5, to be none
            of the set's reps: ...
        strange_way: its way out differs by this share,
        strange_flexion_deg: it is bent so much more at its far end,
        strange_slack_s: its tempo differs by a share and so much,
        strange_rest_s: it is parted by twice the usual rest and so much.
        shortest_s: A shorter swing is a knock.
        moved: A rep whose near end lies further from the usual one than this share
            of the ROM was a change of posture.
    """

    full: float = 0.62
    one_sensor: float = 0.56
    partial: float = 0.5
    hidden: float = 0.25
    settled_reps: int = 4
    alike: float = 0.25
    alike_time: float = 1.8
    apart_s: float = 8.0
    strange: float = 2.2
    strange_way: float = 0.22
    strange_flexion_deg: float = 12.0
    strange_slack_s: float = 0.4
    strange_rest_s: float = 1.5
    shortest_s: float = 0.2
    moved: float = 0.55


@dataclass(frozen=True, slots=True)
class Usual:
    """How the last reps were made, deg; 0 where not measured.

    Attributes:
        pelvis_deg: The pelvis's excursion.
        lumbar_deg: The lumbar sensor's excursion.
        more_deg: What the lumbar sensor turns more than the pelvis without an arch.
        far_flexion_deg: Lumbar flexion at the far end, without an arch.
    """

    pelvis_deg: float
    lumbar_deg: float
    more_deg: float
    far_flexion_deg: float


def usual(entries: Sequence[Entry]) -> Usual:
    """Take the 75th percentile of the last reps' excursions (the larger neighbour).

    What an arch enlarges or lessens is taken from the quarter without one.
    """
    sizes = [e.size for e in entries]
    more = [s.pelvis_deg - s.lumbar_deg for s in sizes if s.pelvis_deg and s.lumbar_deg]
    pelvis = _upper_quartile([s.pelvis_deg for s in sizes])
    flexions = [
        e.shape.far_flexion_deg
        for e in entries
        if e.shape.far_flexion_deg is not None
        and e.size.pelvis_deg >= _FAR_ENOUGH * pelvis
    ]
    return Usual(
        pelvis,
        _upper_quartile([s.lumbar_deg for s in sizes]),
        max(0.0, -_upper_quartile(more)),
        max(_MOST_ARCHED_DEG, median(flexions) if flexions else 0.0),
    )


def _upper_quartile(values: Sequence[float]) -> float:
    ordered = sorted(values)
    return ordered[-(-3 * (len(ordered) - 1) // 4)] if ordered else 0.0


def is_full(
    entry: Entry, of: Usual, exercise: Exercise, settings: CountSettings
) -> bool:
    """Tell a full rep by the larger of both sensors' excursions.

    Stiff hips stop the pelvis short while the lower back finishes the lift: an arch
    past the usual is added to what the pelvis turned.
    """
    hidden = entry.swing.hidden
    if not hidden and not _large_enough(entry.size, exercise):
        return False
    pelvis, lumbar = entry.size.pelvis_deg, entry.size.lumbar_deg
    share = settings.full if pelvis and lumbar else settings.one_sensor
    share = settings.hidden if hidden else share
    if exercise.primary is Placement.LUMBAR or not of.pelvis_deg:
        return lumbar >= share * of.lumbar_deg
    if exercise.trunk_deg is not None:
        return pelvis >= share * of.pelvis_deg
    meant = pelvis + _arch_deg(entry.shape, of) if pelvis else lumbar - of.more_deg
    return meant >= share * of.pelvis_deg


def _arch_deg(shape: Shape, of: Usual) -> float:
    """How much more the lower back is arched at the far end than it usually is."""
    if shape.far_flexion_deg is None:
        return 0.0
    arch = of.far_flexion_deg - shape.far_flexion_deg
    return arch if arch > _LEAST_ARCH_DEG else 0.0


def _large_enough(size: Size, exercise: Exercise) -> bool:
    own, other = size.pelvis_deg, size.lumbar_deg
    if exercise.primary is Placement.LUMBAR:
        own, other = other, own
    least = exercise.min_rom_deg
    return own >= least or other >= _OTHER_MORE * least


def plausible(
    swing: Swing, shape: Shape, exercise: Exercise, settings: CountSettings
) -> bool:
    """Tell whether a swing can be a rep of the exercise at all, partial ones too."""
    bounds = shape.bounds
    lows = swing.before_deg, swing.after_deg
    size = max(shape.out.pelvis_deg, shape.out.lumbar_deg)
    return (
        any(_inside(low, exercise.near_deg) for low in lows)
        and (_inside(swing.far_deg, exercise.far_deg) or swing.hidden)
        and settings.partial * exercise.min_rom_deg <= size
        and bounds.rom_deg <= exercise.max_rom_deg
        and bounds.end_s - bounds.onset_s >= max(settings.shortest_s, exercise.least_s)
    )


def _inside(x: float, limits: Range) -> bool:
    return limits[0] <= x <= limits[1]


def alike(a: Shape, b: Shape, settings: CountSettings) -> bool:
    """Tell whether two swings may be reps of one set: like in size and duration."""
    small, large = sorted((a.way_deg, b.way_deg))
    short, long = sorted((a.lasting_s, b.lasting_s))
    enough = small >= (1.0 - settings.alike) * large
    return enough and long <= settings.alike_time * short


def strange(entry: Entry, reps: Sequence[Entry], settings: CountSettings) -> bool:
    """Tell a swing before or after a set's reps that is none of them.

    Picking up a bar, or putting it down, differs more or less in its way out, in the
    lumbar flexion at its far end, in its tempo, and by the rest that parts it.
    """
    others = [e.shape for e in reps]
    signs = (
        _way_differs(entry.shape, others, settings),
        _bent_more(entry.shape, others, settings),
        _tempo_differs(entry.shape, others, settings),
        _set_apart(entry, reps, settings),
    )
    return sum(signs) >= settings.strange


def _way_differs(
    shape: Shape, others: Sequence[Shape], settings: CountSettings
) -> float:
    way = median(o.way_deg for o in others)
    return min(1.0, abs(shape.way_deg - way) / (settings.strange_way * way))


def _bent_more(shape: Shape, others: Sequence[Shape], settings: CountSettings) -> float:
    """Weighs most: against the most bent of the reps, not their median."""
    flexions = [o.far_flexion_deg for o in others if o.far_flexion_deg is not None]
    if shape.far_flexion_deg is None or not flexions:
        return 0.0
    more = shape.far_flexion_deg - max(flexions)
    return min(1.5, max(0.0, more) / settings.strange_flexion_deg)


def _tempo_differs(
    shape: Shape, others: Sequence[Shape], settings: CountSettings
) -> float:
    hold = median(o.hold_s for o in others)
    lasting = median(o.lasting_s for o in others)
    slack = settings.strange_slack_s
    longer = (shape.hold_s - hold) / (0.5 * hold + slack)
    slower = abs(shape.lasting_s - lasting) / (0.4 * lasting + slack)
    return min(1.0, max(longer, slower, 0.0))


def _set_apart(entry: Entry, reps: Sequence[Entry], settings: CountSettings) -> float:
    rests = [b.shape.bounds.onset_s - a.shape.bounds.end_s for a, b in pairwise(reps)]
    bounds, first, last = entry.shape.bounds, reps[0].shape, reps[-1].shape
    own = max(bounds.onset_s - last.bounds.end_s, first.bounds.onset_s - bounds.end_s)
    rest = median(rests)
    return min(1.0, max(0.0, own - rest) / (rest + settings.strange_rest_s))


def proven(
    entries: Sequence[Entry], needed: int, settings: CountSettings
) -> Sequence[Entry]:
    """Tell which of the waiting swings the newest proves to be reps.

    Args:
        entries: The waiting swings, in order; the newest last.
        needed: So many alike prove a set.
        settings: What alike means.

    Returns:
        Them; empty while there is no proof. What came first may be none of them.
    """
    newest = entries[-1].shape
    like = [e for e in entries if alike(e.shape, newest, settings)]
    if len(like) < needed:
        return []
    for first, entry in enumerate(entries[: len(entries) - needed + 1]):
        reps = [e for e in like if e is not entry]
        if len(reps) < 2 or not strange(entry, reps, settings):
            return entries[first:]
    return []


def moved(swing: Swing, others: Sequence[Swing], rom_deg: float, share: float) -> bool:
    """Tell a swing whose near end lies elsewhere than those of the reps beside it."""
    near = median(max(o.before_deg, o.after_deg) for o in others)
    return abs(max(swing.before_deg, swing.after_deg) - near) > share * rom_deg
