"""The inbox: order, the end, and an end with an error."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from monitor.acquisition.inbox import Inbox
from monitor.model.records import Record, Tick

Virtually = Callable[[Coroutine[Any, Any, Any]], Any]


async def taken(inbox: Inbox) -> list[Record]:
    return [record async for record in inbox.records()]


def test_records_come_out_in_order_until_it_is_closed(virtually: Virtually) -> None:
    async def session() -> list[Record]:
        inbox = Inbox(asyncio.get_running_loop().time)
        reader = asyncio.ensure_future(taken(inbox))
        for _ in range(3):
            inbox.put(Tick(inbox.now()))
            await asyncio.sleep(1.0)
        inbox.put(Tick(inbox.now()))
        inbox.close()
        inbox.put(Tick(99.0))
        return await reader

    assert virtually(session()) == [Tick(0.0), Tick(1.0), Tick(2.0), Tick(3.0)]


def test_time_never_goes_back() -> None:
    times = iter([1.0, 5.0, 3.0, 6.0])

    async def session() -> list[float]:
        inbox = Inbox(lambda: next(times))
        return [inbox.now() for _ in range(4)]

    assert asyncio.run(session()) == [1.0, 5.0, 5.0, 6.0]


def test_a_task_that_fails_ends_the_source_with_its_error(virtually: Virtually) -> None:
    async def broken() -> None:
        raise ZeroDivisionError

    async def session() -> None:
        inbox = Inbox(asyncio.get_running_loop().time)
        task = asyncio.ensure_future(broken())
        task.add_done_callback(inbox.fail_with)
        await taken(inbox)

    with pytest.raises(ZeroDivisionError):
        virtually(session())


def test_a_cancelled_task_is_no_failure(virtually: Virtually) -> None:
    async def session() -> list[Record]:
        inbox = Inbox(asyncio.get_running_loop().time)
        task = asyncio.ensure_future(asyncio.sleep(9))
        task.add_done_callback(inbox.fail_with)
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])
        inbox.close()
        return await taken(inbox)

    assert virtually(session()) == []
