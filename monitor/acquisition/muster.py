"""Lets sensors that are ready wait for one another, so that all start together."""

import asyncio
from collections.abc import Iterable
from contextlib import suppress

from monitor.model.records import Placement


class Muster:
    """A start line that is used once: who comes later starts at once."""

    def __init__(self, placements: Iterable[Placement], patience_s: float) -> None:
        """Wait for nobody yet.

        Args:
            placements: Who is waited for.
            patience_s: A sensor that is ready waits so long for the others.
        """
        self._awaited = set(placements)
        self._patience_s = patience_s
        self._go = asyncio.Event()

    async def ready(self, placement: Placement) -> None:
        """Return when all are ready, or when patience ends."""
        self._awaited.discard(placement)
        if not self._awaited:
            self._go.set()
        with suppress(TimeoutError):
            async with asyncio.timeout(self._patience_s):
                await self._go.wait()
        self._go.set()

    def withdraw(self, placement: Placement) -> None:
        """Wait for this one again: its link broke before the start."""
        if not self._go.is_set():
            self._awaited.add(placement)
