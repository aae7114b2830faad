"""The start line."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from monitor.acquisition.muster import Muster
from monitor.model.records import TRUNK, Placement

Virtually = Callable[[Coroutine[Any, Any, Any]], Any]
PELVIS, LUMBAR = Placement.PELVIS, Placement.LUMBAR


async def started_at(muster: Muster, placement: Placement, delay: float) -> float:
    await asyncio.sleep(delay)
    await muster.ready(placement)
    return asyncio.get_running_loop().time()


def both(first: float, second: float, patience: float) -> Coroutine[Any, Any, Any]:
    async def run() -> list[float]:
        muster = Muster(TRUNK, patience)
        return list(
            await asyncio.gather(
                started_at(muster, PELVIS, first), started_at(muster, LUMBAR, second)
            )
        )

    return run()


def test_the_ready_wait_for_the_others(virtually: Virtually) -> None:
    assert virtually(both(1.0, 4.0, 10.0)) == [4.0, 4.0]


def test_patience_ends_and_who_comes_later_starts_at_once(virtually: Virtually) -> None:
    assert virtually(both(1.0, 60.0, 10.0)) == [11.0, 60.0]


def test_who_withdraws_is_waited_for_again(virtually: Virtually) -> None:
    async def run() -> float:
        muster = Muster(TRUNK, 10.0)
        lone = asyncio.ensure_future(muster.ready(PELVIS))
        await asyncio.sleep(1.0)
        lone.cancel()
        muster.withdraw(PELVIS)
        return await started_at(muster, LUMBAR, 0.0)

    assert virtually(run()) == 11.0


def test_after_the_start_nobody_waits(virtually: Virtually) -> None:
    async def run() -> float:
        muster = Muster(TRUNK, 10.0)
        await asyncio.gather(muster.ready(PELVIS), muster.ready(LUMBAR))
        muster.withdraw(PELVIS)
        return await started_at(muster, PELVIS, 3.0)

    assert virtually(run()) == 3.0
