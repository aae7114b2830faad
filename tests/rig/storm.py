"""A storm: faults at random, one upon the other, then calm."""

import asyncio
import random
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from monitor.model.records import TRUNK, Placement
from tests.rig.bluez_device import BusyError, Faults, failed
from tests.rig.peripheral import Sent
from tests.rig.stage import Stage

if TYPE_CHECKING:
    from tests.rig.bluez import BlueZ

LONGEST_S: Final = 2.5
Blow = Callable[[Stage, Placement], None]


def _drop(stage: Stage, placement: Placement) -> None:
    stage.rig.drop(stage.sensors[placement].address)


def _leave(stage: Stage, placement: Placement) -> None:
    stage.rig.leave(stage.sensors[placement].address)


def _silence(stage: Stage, placement: Placement) -> None:
    stage.sensors[placement].silent = True


def _refuse(stage: Stage, placement: Placement) -> None:
    faults = Faults(refusal=failed("le-connection-refused"))
    stage.rig.devices[stage.sensors[placement].address].faults = faults


def _hang(stage: Stage, placement: Placement) -> None:
    device = stage.rig.devices[stage.sensors[placement].address]
    device.faults = Faults(connect_s=30.0)


def _hide_services(stage: Stage, placement: Placement) -> None:
    device = stage.rig.devices[stage.sensors[placement].address]
    device.faults = Faults(drop_while_resolving=True)
    stage.rig.drop(stage.sensors[placement].address)


def _power_off(stage: Stage, _: Placement) -> None:
    stage.rig.power(on=False)


def _vanish(stage: Stage, _: Placement) -> None:
    stage.rig.vanish()


def _busy(stage: Stage, _: Placement) -> None:
    stage.rig.scan_error = BusyError("org.bluez.Error.InProgress", "in progress")


def _sleep(stage: Stage, _: Placement) -> None:
    stage.slept_s[0] += 30.0


BLOWS: Final[tuple[Blow, ...]] = (
    _drop,
    _drop,
    _leave,
    _silence,
    _refuse,
    _hang,
    _hide_services,
    _power_off,
    _vanish,
    _busy,
    _sleep,
)


def calm(stage: Stage) -> None:
    """End all faults."""
    rig: BlueZ = stage.rig
    rig.scan_error = None
    if not rig.is_there:
        rig.appear()
    for adapter, on in rig.powered.items():
        if not on:
            rig.power(on=True, adapter=adapter)
    for device in rig.devices.values():
        device.faults = Faults()
        device.near = True
        device.peripheral.silent = False


async def storm(
    stage: Stage, seed: int, blows: int, longest_s: float = LONGEST_S
) -> int:
    """Let faults fall, each ended or not before the next; return when all stream."""
    chance = random.Random(seed)
    for _ in range(blows):
        blow = chance.choice(BLOWS)
        if stage.rig.is_there:
            blow(stage, chance.choice(list(TRUNK)))
        await asyncio.sleep(chance.uniform(0.05, longest_s))
        if chance.random() < 0.6:
            calm(stage)
    calm(stage)
    since = stage.clock.now()
    await stage.until(lambda: stage.all_stream(since))
    return blows


def is_part_of(got: list[Sent], sent: list[Sent]) -> bool:
    """Tell whether all that was got was sent, in this order, none more often."""
    row = iter(sent)
    return all(any(each == other for other in row) for each in got)
