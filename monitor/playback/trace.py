"""What of a session's detection does not depend on the limits.

Swings, boundaries, counts and phases are the same whatever the limits are; only what
is said of the lumbar angle differs. A trace holds the former, and what the latter is
made of.
"""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from monitor.detection.boundaries import Boundaries
from monitor.detection.exercises import Exercise
from monitor.detection.report import Stand, Standard
from monitor.detection.scoring import Lumbar
from monitor.model.blocks import FloatArray, Posture
from monitor.model.events import Event, LimitKind, LinkStatus, Rep
from monitor.model.records import ExerciseName, Record

SKIPPED = -2  # a row that a watch was not given
BLIND = -1  # a row without a valid angle
ON, SURE = 1, 2  # flags of the others


@dataclass(frozen=True, slots=True, eq=False)
class Basis:
    """What a rep is judged from.

    Attributes:
        bounds: Its crossings.
        lumbar: Its lumbar angle; the time past the limit is that of the session.
        flexion: Lumbar flexion in it, deg, NaN where in doubt, shape (m,).
        stand: Where it stands.
        standard: What it was judged by.
        exercise: Of its set.
    """

    bounds: Boundaries
    lumbar: Lumbar
    flexion: FloatArray
    stand: Stand
    standard: Standard
    exercise: Exercise


@dataclass(frozen=True, slots=True)
class TracedRep(Rep):
    """A rep with what it is judged from; two are equal only if that is the same."""

    basis: Basis | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """What a watch was told between two rows.

    Attributes:
        row: Before this row.
        t: To end its event at this time, session s; None if told a limit.
        limit_deg: The limit; None if told to end.
    """

    row: int
    t: float | None = None
    limit_deg: float | None = None


@dataclass(slots=True)
class WatchTrace:
    """What one watch was given.

    Attributes:
        flags: A number a row: ``SKIPPED``, ``BLIND``, or ``ON`` and ``SURE``.
        orders: What it was told, in order.
        reps: From which row on which rep was the last one counted.
    """

    flags: "array[int]" = field(default_factory=lambda: array("b"))
    orders: list[Order] = field(default_factory=list)
    reps: list[tuple[int, int | None]] = field(default_factory=list)


Cause = Event | LinkStatus | Record


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that happened.

    Attributes:
        key: Where it stands among the rows: three times the row that comes next, two
            more if that row was already looked at by the watches.
        t: Record time, session s.
        cause: What it was. A rep in it is a ``TracedRep``. An ``OverLimitEnded`` is a
            watch told to end an event, should it have begun one: its ``event_id`` is
            the place among the watch's orders.
    """

    key: int
    t: float
    cause: Cause


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """A session judged as one exercise, but for the limits.

    Attributes:
        exercise: What it was judged as; None for what was set at the time.
        items: All that happened, in order.
        posture: The rows that detection was fed, in order.
        block_rows: First row of each block.
        block_times: Record time of each block, session s.
        watches: What the watches were given.
        clock: Times of all records, session s, increasing.
    """

    exercise: ExerciseName | None
    items: Sequence[Item]
    posture: Posture
    block_rows: npt.NDArray[np.int64]
    block_times: FloatArray
    watches: dict[LimitKind, WatchTrace]
    clock: FloatArray
