"""Sorts what a record gave: kept as it was, or made anew with detection."""

from collections.abc import Iterable, Sequence

from monitor.model.blocks import Posture, Samples
from monitor.model.events import (
    Alert,
    BenchReferenceSet,
    Calibrated,
    Event,
    LinkChecked,
    LinkStatus,
    NeutralDrift,
    Notice,
    NoticeKind,
    Output,
    OverLimitBegan,
    OverLimitEnded,
    PacketRejected,
    PelvicDrop,
    PhaseChanged,
    RepConfirmed,
    RepCounted,
    RepRetracted,
    RepRevised,
    RepSides,
    SetEnded,
    SetStarted,
    StopAsked,
    StreamGap,
    Tapped,
    TrendFound,
)
from monitor.model.records import (
    Record,
    SwapSensors,
    UseCalibration,
)

_MADE_ANEW = (
    SetStarted,
    SetEnded,
    StopAsked,
    PhaseChanged,
    RepCounted,
    RepRevised,
    RepConfirmed,
    RepSides,
    PelvicDrop,
    RepRetracted,
    OverLimitBegan,
    OverLimitEnded,
    TrendFound,
    BenchReferenceSet,
    NeutralDrift,
)
_NOTICES_MADE_ANEW = frozenset(
    {
        NoticeKind.BATTERY_LOW,
        NoticeKind.STRAP_SLIPPED,
        NoticeKind.SENSOR_UPSIDE_DOWN,
        NoticeKind.STRAP_CREEPING,
        NoticeKind.ARCH_GROWING,
        NoticeKind.BENCH_REFERENCE_REFUSED,
    }
)
_FRONT = (LinkStatus, LinkChecked, StreamGap, PacketRejected)
_FRONT_NOTICES = frozenset(
    {NoticeKind.SUSPENDED, NoticeKind.SENSOR_BACK, NoticeKind.SENSOR_MISSING}
)
Told = Event | LinkStatus


def parted(
    outputs: Sequence[Output | range],
) -> tuple[list[Told], list[range | Event]]:
    """Return what links and streams told, and what followed that is not made anew."""
    last = -1
    for place, each in enumerate(outputs):
        if isinstance(each, _FRONT) or _is_kind(each, _FRONT_NOTICES):
            last = place
    front: list[Told] = [
        each
        for each in outputs[: last + 1]
        if not isinstance(each, range | Samples | Posture | Alert)
    ]
    rest: list[range | Event] = [
        each
        for each in outputs[last + 1 :]
        if not isinstance(each, Samples | Posture | LinkStatus | Alert)
        and not isinstance(each, _MADE_ANEW)
        and not _is_kind(each, _NOTICES_MADE_ANEW)
    ]
    return front, rest


def groups(
    rest: Sequence[range | Event], *, in_set: bool
) -> Iterable[tuple[range | None, list[Event]]]:
    """Yield blocks of rows, each with what was told after it; first none, as before.

    Args:
        rest: What is not made anew, see ``parted``.
        in_set: A set is running: taps are not told.
    """
    rows: range | None = None
    told: list[Event] = []
    for each in rest:
        if isinstance(each, range):
            yield rows, told
            rows, told = each, []
        elif not (in_set and isinstance(each, Tapped)):
            told.append(each)
    yield rows, told


def of_command(told: Sequence[Event], record: Record | None) -> Event | None:
    """Return the calibration that a command, not the stream, put in force."""
    if not isinstance(record, UseCalibration | SwapSensors):
        return None
    made = [each for each in told if isinstance(each, Calibrated)]
    return made[-1] if made else None


def _is_kind(output: object, kinds: frozenset[NoticeKind]) -> bool:
    return isinstance(output, Notice) and output.kind in kinds


def is_doubt(event: Event) -> bool:
    """Tell the notices of contact, which come before all that straps tell."""
    return isinstance(event, Notice) and event.kind is NoticeKind.CONTACT_DOUBT
