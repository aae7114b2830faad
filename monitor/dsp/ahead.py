"""Looking ahead: the samples of many notifications oriented at once.

A stage says the same of a sample however the stream is cut, so a file can be fed in
larger pieces than it came in. A call of the stages costs about as much for a hundred
samples as for five.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from typing import Final

from monitor.dsp.gaps import Stretch, stretched
from monitor.dsp.sensor_chain import Oriented, SensorChain
from monitor.model.blocks import Attitude, Joined, Samples
from monitor.model.events import (
    LinkChecked,
    LinkStatus,
    Notice,
    PacketRejected,
    StreamGap,
)
from monitor.model.records import (
    BatteryLevel,
    LinkChange,
    Notification,
    Record,
    SignalStrength,
    Tick,
)

AHEAD_S: Final = 1.5  # of samples that are oriented before what they bring is known
_RUN_S: Final = 1.3  # of records that are taken together; samples wait for others

_PASSIVE: Final = (Notification, Tick, LinkChange, BatteryLevel, SignalStrength)

FrontEvent = LinkStatus | LinkChecked | Notice | PacketRejected | StreamGap


@dataclass(frozen=True, slots=True)
class FrontOutput:
    """What one record brought: samples, attitudes, events, completed grid points."""

    samples: list[Samples] = field(default_factory=list)
    events: list[FrontEvent] = field(default_factory=list)
    joined: list[Joined] = field(default_factory=list)
    attitudes: list[Attitude] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Step:
    """One record on its way through the front end.

    Attributes:
        t: Its time, session s.
        advances: Time alone may complete grid points with it.
        output: What is known by now of what it brought.
        stretches: What is still to be oriented, and by what.
    """

    t: float
    advances: bool
    output: FrontOutput = field(default_factory=FrontOutput)
    stretches: list[tuple[SensorChain, Stretch]] = field(default_factory=list)


def runs(records: Iterable[Record]) -> Iterator[list[Record]]:
    """Part records into runs of about a second that only bring samples and time.

    Any other record is a run alone.
    """
    run: list[Record] = []
    for record in records:
        passive = isinstance(record, _PASSIVE)
        if run and (not passive or record.t - run[0].t > _RUN_S):
            yield run
            run = []
        if passive:
            run.append(record)
        else:
            yield [record]
    if run:
        yield run


def grouped(
    steps: Sequence[Step], reached: Callable[[], float | None]
) -> Iterator[list[Step]]:
    """Part steps into groups whose samples lie ``AHEAD_S`` ahead of the grid at most.

    A step whose own samples lie further ahead is a group alone, as in the live path.

    Args:
        steps: In order.
        reached: Tells how far the grid has come, session s; None before its start.
    """
    group: list[Step] = []
    newest = -math.inf
    for step in steps:
        ends = [float(stretch.t[-1]) for _, stretch in step.stretches]
        newest = max([newest, *ends])
        since = reached()
        if group and (since is None or newest - since > AHEAD_S):
            yield group
            group = []
        group.append(step)
    if group:
        yield group


def oriented_together(steps: Sequence[Step]) -> Iterator[Oriented]:
    """Orient all stretches, those of a chain at once; yield them in order."""
    waiting: dict[SensorChain, list[Stretch]] = {}
    for step in steps:
        for chain, stretch in step.stretches:
            waiting.setdefault(chain, []).append(stretch)
    done = {chain: _oriented(chain, parts) for chain, parts in waiting.items()}
    for step in steps:
        for chain, _ in step.stretches:
            yield next(done[chain])


def _oriented(chain: SensorChain, parts: Sequence[Stretch]) -> Iterator[Oriented]:
    """Orient a chain's stretches; a fresh one begins anew."""
    starts = [i for i, part in enumerate(parts) if i == 0 or part.fresh]
    for first, stop in pairwise([*starts, len(parts)]):
        run = parts[first:stop]
        samples, attitude = chain.orient(stretched(run))
        ends = accumulate(len(part.t) for part in run)
        for start, end in pairwise([0, *ends]):
            rows = slice(start, end)
            yield _samples(samples, rows), _attitude(attitude, rows)


def _samples(whole: Samples, rows: slice) -> Samples:
    return Samples(
        placement=whole.placement,
        t=whole.t[rows],
        accel=whole.accel[rows],
        gyro=whole.gyro[rows],
        conditioned=whole.conditioned[rows],
        bridged=whole.bridged[rows],
    )


def _attitude(whole: Attitude, rows: slice) -> Attitude:
    return Attitude(
        whole.placement, whole.t[rows], whole.quaternion[rows], whole.channels[rows]
    )
