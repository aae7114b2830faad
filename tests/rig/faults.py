"""Every fault of a link, how it is made and how it ends; on the scripted BlueZ."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from monitor.model.records import LinkState, Placement
from tests.rig.bluez_device import BusyError, Faults, att_error, failed
from tests.rig.peripheral import Sent
from tests.rig.stage import ADDRESS, Stage

PELVIS: Final = ADDRESS[Placement.PELVIS]
SEARCHED: Final = frozenset({LinkState.LOST, LinkState.SCANNING})
MAKING: Final = SEARCHED | {LinkState.CONNECTING, LinkState.STARTING}
GOES_ON: Final = frozenset({LinkState.STREAMING})
SHORTEST_S: Final = 1.0  # of a fault that ends as soon as it was told
UNTOLD_S: Final = 3.0  # of one that nothing is told of

Act = Callable[[Stage], None]


@dataclass(frozen=True)
class Fault:
    """One fault of the pelvis sensor's link, or of all.

    Attributes:
        name: For people.
        begin: Makes it.
        seen: The states that are right while it lasts.
        end: Makes it possible again to stream.
        lasts_s: How long it lasts, in full.
        told: Words that the reason holds.
        keeps: Nothing is lost by it: it comes late.
    """

    name: str
    begin: Act
    seen: frozenset[LinkState]
    end: Act = lambda _: None
    lasts_s: float = 2.5
    told: str = ""
    keeps: bool = False


@dataclass(frozen=True)
class Seen:
    """What came of a fault, s: until the right state, and until it streamed again."""

    seen_s: float
    recovered_s: float
    reason: str


async def suffer(stage: Stage, fault: Fault, *, in_full: bool = True) -> Seen:
    """Have two streaming links suffer a fault; return when both stream again.

    Args:
        stage: The links.
        fault: Of them.
        in_full: Else it ends as soon as it was told, or after a while.
    """
    await stage.until(stage.all_stream)
    await asyncio.sleep(0.5)
    began, timer = stage.clock.now(), asyncio.get_running_loop().time
    started = timer()
    fault.begin(stage)
    await stage.until(lambda: _is_right(stage, fault, began))
    seen = timer() - started
    while not _is_over(stage, fault, began, in_full=in_full):  # noqa: ASYNC110
        await asyncio.sleep(0.02)
    reasons = _reasons(stage, began)
    fault.end(stage)
    possible = stage.clock.now()
    again = await stage.until(lambda: stage.all_stream(possible))
    return Seen(seen, again - possible, reasons)


def _is_right(stage: Stage, fault: Fault, began: float) -> bool:
    change = stage.states[Placement.PELVIS]
    if fault.seen == GOES_ON:
        return stage.streams(Placement.PELVIS, began)
    return change.t >= began and change.state in fault.seen


def _is_over(stage: Stage, fault: Fault, began: float, *, in_full: bool) -> bool:
    lasted_s = stage.clock.now() - began
    if in_full or lasted_s >= fault.lasts_s or lasted_s < SHORTEST_S:
        return lasted_s >= fault.lasts_s
    if not fault.told:
        return lasted_s >= UNTOLD_S
    return fault.told in _reasons(stage, began)


def _reasons(stage: Stage, since: float) -> str:
    found = (getattr(r, "reason", "") for r in stage.records if r.t >= since)
    return " | ".join(dict.fromkeys(text for text in found if text))


def _drop(stage: Stage) -> None:
    stage.rig.drop(PELVIS)


def _with(faults: Faults) -> Act:
    """Give the sensor faults, and drop its link so that they are met."""

    def begin(stage: Stage) -> None:
        stage.rig.devices[PELVIS].faults = faults
        stage.rig.drop(PELVIS)

    return begin


def _well(stage: Stage) -> None:
    stage.rig.devices[PELVIS].faults = Faults()


def _silent(*, silent: bool) -> Act:
    def act(stage: Stage) -> None:
        stage.sensors[Placement.PELVIS].silent = silent

    return act


def _mangled(mangle: Callable[[list[Sent]], list[Sent]] | None) -> Act:
    def act(stage: Stage) -> None:
        stage.sensors[Placement.PELVIS].mangle = mangle

    return act


def _power(*, on: bool) -> Act:
    return lambda stage: stage.rig.power(on=on)


def _held(*, held: bool) -> Act:
    def act(stage: Stage) -> None:
        stage.sensors[Placement.PELVIS].held = held

    return act


def _denied(stage: Stage) -> None:
    stage.rig.bus.deny(denied=True)
    stage.rig.drop(PELVIS)


def _allowed(stage: Stage) -> None:
    stage.rig.bus.deny(denied=False)


def _second_scanner(stage: Stage) -> None:
    stage.rig.scan_error = BusyError("org.bluez.Error.InProgress", "in progress")
    stage.rig.drop(PELVIS)


def _no_second_scanner(stage: Stage) -> None:
    stage.rig.scan_error = None


def _full(stage: Stage) -> None:
    stage.rig.most_links = 1
    stage.rig.drop(PELVIS)


def _room(stage: Stage) -> None:
    stage.rig.most_links = 9


def _sleep(stage: Stage) -> None:
    stage.slept_s[0] += 60.0


def doubled(due: list[Sent]) -> list[Sent]:
    """Every notification twice."""
    return [each for each in due for _ in range(2)]


def truncated(due: list[Sent]) -> list[Sent]:
    """Every second notification cut short."""
    return [(c, p[:9] if k % 2 else p) for k, (c, p) in enumerate(due)]


def spoiled(due: list[Sent]) -> list[Sent]:
    """Now and then bytes that mean nothing."""
    chance = random.Random(5)
    return [
        (c, chance.randbytes(31) if k % 3 == 2 else p) for k, (c, p) in enumerate(due)
    ]


class Reordered:
    """Each notification changes places with the next."""

    def __init__(self) -> None:
        self._held: list[Sent] = []

    def __call__(self, due: list[Sent]) -> list[Sent]:
        out = []
        for each in due:
            if self._held:
                out += [each, self._held.pop()]
            else:
                self._held.append(each)
        return out


FAULTS: Final = (
    Fault("drop mid-set", _drop, SEARCHED, told="went down"),
    Fault(
        "out of range and back",
        lambda stage: stage.rig.leave(PELVIS),
        SEARCHED,
        lambda stage: stage.rig.come_back(PELVIS),
        lasts_s=8.0,
    ),
    Fault(
        "silence without disconnect",
        _silent(silent=True),
        frozenset({LinkState.STALE}),
        _silent(silent=False),
        lasts_s=6.0,
        told="no samples",
    ),
    Fault(
        "adapter off and on",
        _power(on=False),
        SEARCHED,
        _power(on=True),
        lasts_s=6.0,
        told="Bluetooth is off",
    ),
    Fault(
        "adapter pulled out and back",
        lambda stage: stage.rig.unplug(),
        SEARCHED,
        lambda stage: stage.rig.plug(),
        lasts_s=6.0,
        told="no Bluetooth adapter",
    ),
    Fault("permission denied", _denied, SEARCHED, _allowed, lasts_s=6.0, told="denies"),
    Fault(
        "dropout too short for a disconnect",
        _held(held=True),
        frozenset({LinkState.STALE}),
        _held(held=False),
        lasts_s=2.0,
        keeps=True,
    ),
    Fault(
        "BlueZ gone and back",
        lambda stage: stage.rig.vanish(),
        frozenset({LinkState.STALE}),
        lambda stage: stage.rig.appear(),
        lasts_s=8.0,
        told="isn't running",
    ),
    Fault(
        "connect refused",
        _with(Faults(refusal=failed("le-connection-refused"))),
        MAKING,
        _well,
        lasts_s=5.0,
        told="refused the link",
    ),
    Fault(
        "connect hanging",
        _with(Faults(connect_s=30.0)),
        MAKING,
        _well,
        lasts_s=9.0,
        told="does not answer",
    ),
    Fault(
        "connect stuck for good",
        _with(Faults(stuck=True)),
        MAKING,
        _well,
        lasts_s=9.0,
        told="does not answer",
    ),
    Fault("services late", _with(Faults(resolve_s=3.0)), MAKING, lasts_s=0.0),
    Fault(
        "services never resolved",
        _with(Faults(resolve_s=None)),
        MAKING,
        _well,
        lasts_s=9.0,
        told="does not answer",
    ),
    Fault(
        "services missing",
        _with(Faults(no_services=True)),
        MAKING,
        _well,
        lasts_s=4.0,
        told="no characteristic",
    ),
    Fault(
        "drop while services are resolved",
        _with(Faults(drop_while_resolving=True)),
        MAKING,
        _well,
        lasts_s=4.0,
        told="told its services",
    ),
    Fault(
        "errors of the sensor",
        _with(Faults(gatt_error=att_error(0x0E))),
        MAKING,
        _well,
        lasts_s=4.0,
        told="refused what it was asked",
    ),
    Fault("services known already", _with(Faults(cached=True)), MAKING, lasts_s=0.0),
    Fault("disconnect slow", _with(Faults(disconnect_s=2.0)), MAKING, lasts_s=0.0),
    Fault("malformed packets", _mangled(spoiled), GOES_ON, _mangled(None)),
    Fault("duplicated packets", _mangled(doubled), GOES_ON, _mangled(None)),
    Fault("reordered packets", _mangled(Reordered()), GOES_ON, _mangled(None)),
    Fault("truncated packets", _mangled(truncated), GOES_ON, _mangled(None)),
    Fault(
        "a second scanner",
        _second_scanner,
        SEARCHED,
        _no_second_scanner,
        lasts_s=4.0,
        told="another program",
    ),
    Fault("adapter full", _full, MAKING, _room, lasts_s=4.0, told="adapter is full"),
    Fault("suspend", _sleep, SEARCHED, told="slept"),
)
