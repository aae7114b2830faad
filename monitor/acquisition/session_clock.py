"""Session time, which runs on while the computer sleeps, and how long it slept."""

import sys
import time
from collections.abc import Callable


def elapsed_s() -> float:
    """Return seconds since some moment in the past, sleep included; never falls."""
    if sys.platform == "linux":
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    if sys.platform == "darwin":  # there it counts sleep, time.monotonic does not
        return time.clock_gettime(time.CLOCK_MONOTONIC)
    return time.monotonic()


def awake_s() -> float:
    """Return seconds since some moment in the past, sleep left out; never falls."""
    if sys.platform == "win32":
        return _unbiased_s()
    return time.monotonic()


class SessionClock:
    """Tells the session time, from 0, and notices when the computer has slept."""

    def __init__(
        self,
        elapsed: Callable[[], float] = elapsed_s,
        awake: Callable[[], float] = awake_s,
    ) -> None:
        """Start at 0.

        Args:
            elapsed: s, sleep included, monotonic.
            awake: s, sleep left out, monotonic.
        """
        self._elapsed, self._awake = elapsed, awake
        self._start = elapsed()
        self._asleep = self._start - awake()

    def now(self) -> float:
        """Return the session time, s."""
        return self._elapsed() - self._start

    def slept_s(self) -> float:
        """Return how long the computer slept since this was last asked."""
        asleep = self._elapsed() - self._awake()
        slept, self._asleep = asleep - self._asleep, asleep
        return max(slept, 0.0)


def _unbiased_s() -> float:
    """QueryUnbiasedInterruptTime of Windows: 100 ns, without the time asleep."""
    import ctypes  # noqa: PLC0415  Windows alone

    ticks = ctypes.c_ulonglong()
    kernel: object = getattr(ctypes, "windll").kernel32  # noqa: B009  typed nowhere else
    getattr(kernel, "QueryUnbiasedInterruptTime")(ctypes.byref(ticks))  # noqa: B009
    return ticks.value * 1e-7
