"""Judges a recording in memory by other limits, or as another exercise.

Nothing is decoded and no angle is made anew. A session is traced once for each
exercise; its detection runs over all postures then, which takes seconds for hours.
Other limits leave swings, boundaries and counts as they are: verdicts, events past the
limit and alerts are made anew from the trace, which takes a moment.

What comes out is what a replay of the whole recording gives, with exceptions that
only another exercise can bring: a re-zero while lying keeps the bench reference that
it had, taps within a set or rep of the session stay untold although the other exercise
may have none there, double taps stay told although it may have a rep there, and a test
of the own range is refused where it was.
"""

import math
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import msgspec
import numpy as np

from monitor.detection.exercises import EXERCISES
from monitor.model.body import Limits
from monitor.model.events import (
    Alert,
    Event,
    Output,
    OverLimitEnded,
    Rep,
    SetEnded,
)
from monitor.model.records import ExerciseName, Record, SetExercise
from monitor.pipeline import PipelineSettings, keeping_limits
from monitor.playback.alerting import AlertsAnew
from monitor.playback.judging import Judge
from monitor.playback.progress import Progress
from monitor.playback.store import News, Playback
from monitor.playback.trace import Cause, Trace
from monitor.playback.tracing import Tracer
from monitor.playback.watching import Watched, watched
from monitor.view.state import beginning

UNTRACEABLE = (
    "Holds and twists can't be judged anew here: rep-monitor rescore does it from the"
    " recording."
)


@dataclass(frozen=True)
class Rescored:
    """A recording as judged by some limits and as some exercise.

    Attributes:
        limits: The limits; None for those of the session.
        exercise: The exercise; None for that of the session.
        playback: The recording with what is said of it then.
    """

    limits: Limits | None
    exercise: ExerciseName | None
    playback: Playback

    @property
    def reps(self) -> list[Rep]:
        """The reps that stand, in order of time."""
        return self.playback.reps()

    @property
    def alerts(self) -> list[Alert]:
        """All alerts, in order of time."""
        return [e for e in self.playback.news.outputs if isinstance(e, Alert)]

    @property
    def sets(self) -> list[SetEnded]:
        """The sets, in order of time."""
        return [e for e in self.playback.news.outputs if isinstance(e, SetEnded)]


def rescored(
    playback: Playback,
    limits: Limits | None = None,
    exercise: ExerciseName | None = None,
) -> Rescored:
    """Judge a recording anew.

    Args:
        playback: A complete one; it remembers what serves the next call as well.
        limits: In force throughout; None for those of the session.
        exercise: What is trained throughout; None for that of the session.

    Raises:
        ValueError: Only the stored outputs of the recording are known, or it can't be
            judged in memory; see ``traceable``.
    """
    if limits is None and exercise is None:
        return Rescored(None, None, playback)
    trace = prepared(playback, exercise)
    settings = playback.header.settings
    if limits is not None:
        settings = keeping_limits(settings, limits)
    if exercise is not None:
        settings = msgspec.structs.replace(settings, exercise=exercise)
    again = replace(
        playback,
        header=replace(playback.header, settings=settings),
        beginning=beginning(settings),
        news=_retold(trace, limits, settings),
        _snapshots=[],
    )
    return Rescored(limits, exercise, again)


def traceable(playback: Playback, exercise: ExerciseName | None = None) -> bool:
    """Whether a recording in memory can be judged anew.

    Holds and twists need what the postures kept in memory don't hold.

    Args:
        playback: A complete one.
        exercise: What is trained throughout; None for that of the session.
    """
    repeated = set(EXERCISES)
    if playback.header.settings.detection.own is not None:
        repeated.add(ExerciseName.OWN)
    if exercise is not None:
        return exercise in repeated
    records = (step.record for step in playback.steps)
    chosen = [r.exercise for r in records if isinstance(r, SetExercise)]
    return all(
        each in repeated for each in (playback.header.settings.exercise, *chosen)
    )


def prepared(
    playback: Playback,
    exercise: ExerciseName | None = None,
    progress: Progress | None = None,
) -> Trace:
    """Return what judging needs for any limits; made once for each exercise.

    Args:
        playback: A complete one; it remembers what is made.
        exercise: What is trained throughout; None for that of the session.
        progress: Told the session time that was reached; returns False to cancel.

    Raises:
        Cancelled: As ``progress`` wished.
        ValueError: Only the stored outputs of the recording are known, or it can't be
            judged in memory; see ``traceable``.
    """
    if not playback.is_complete:
        msg = "a recording can be judged anew once it was computed anew"
        raise ValueError(msg)
    if not traceable(playback, exercise):
        raise ValueError(UNTRACEABLE)
    if exercise not in playback.traces:
        playback.traces[exercise] = Tracer(playback, exercise).trace(progress)
    return playback.traces[exercise]


def _retold(trace: Trace, limits: Limits | None, settings: PipelineSettings) -> News:
    """Tell a traced session by other limits, in the order of a replay."""
    judge = Judge(limits, settings.body.own_range)
    alerting = AlertsAnew(settings.alerts, trace.clock)
    times, outputs = array("d"), list[Output]()

    def tell(t: float, output: Output) -> None:
        times.append(t)
        outputs.append(output)

    def tell_all(alerts: Iterable[Alert]) -> None:
        for alert in alerts:
            tell(alert.t, alert)

    found = watched(trace, limits, settings.detection.limits)
    for t, cause in _merged(trace, found):
        tell_all(alerting.before(t))
        told = cause if isinstance(cause, Record) else judge.judged(cause)
        if told is None:
            continue
        if not isinstance(told, Record):
            tell(t, told)
        tell_all(alerting.after(t, told))
    tell_all(alerting.before(math.inf))
    return News(np.array(times), outputs)


def _merged(trace: Trace, found: Watched) -> Iterator[tuple[float, Cause]]:
    """Yield record times and causes; what the watches told, in its places."""
    place = 0
    for item in trace.items:
        while place < len(found.by_row) and 3 * found.by_row[place][0] + 1 < item.key:
            yield _of_row(trace, *found.by_row[place])
            place += 1
        cause: Cause | None = item.cause
        if isinstance(cause, OverLimitEnded):
            cause = found.by_order.get((cause.kind, cause.event_id))
        if cause is not None:
            yield item.t, cause
    for row, event in found.by_row[place:]:
        yield _of_row(trace, row, event)


def _of_row(trace: Trace, row: int, event: Event) -> tuple[float, Event]:
    block = int(np.searchsorted(trace.block_rows, row, side="right")) - 1
    return float(trace.block_times[block]), event
