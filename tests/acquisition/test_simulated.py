import asyncio

from monitor.acquisition.simulated import simulated_records
from monitor.acquisition.simulation.scenarios import demo
from monitor.model.records import ExerciseName, Record


def test_the_source_gives_the_sessions_records() -> None:
    session = demo(ExerciseName.GLUTE_BRIDGE, seed=1)

    async def collected() -> list[Record]:
        return [record async for record in simulated_records(session)]

    assert asyncio.run(collected()) == session.records
