"""A source made of nothing: the records of a simulated session."""

from collections.abc import AsyncIterator

from monitor.acquisition.simulation.session import SimulatedSession
from monitor.model.records import Record


async def simulated_records(session: SimulatedSession) -> AsyncIterator[Record]:
    """Give a session's records, in order of time and without pause.

    Their pace is set elsewhere; ``session.records`` gives the same as a list.
    """
    for record in session.records:
        yield record
