"""Texts of a marker stream as markers of the session.

A text is marked when it arrives: the layer's own stamp is not used, so it is late by
the network's delay, some ms.
"""

import time
from collections.abc import Callable
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, Final, Self

from monitor.lsl.library import needs_pylsl, one_line
from monitor.model.records import Marker, Stamped

if TYPE_CHECKING:
    from types import ModuleType

LOOK_S: Final = 0.5  # between two looks for the stream
LEAST_S: Final = 0.02  # between two markers: a flood is thinned out
CLOSE_S: Final = 3.0


class MarkerInlet:
    """Finds a stream by its name, again whenever it has gone."""

    def __init__(self, name: str, command: Callable[[Stamped], None]) -> None:
        """Look for the stream from now on.

        Args:
            name: The stream's name.
            command: Takes a command from another thread; never waits.

        Raises:
            LinkError: pylsl is not installed or can't be used.
        """
        with needs_pylsl():
            import pylsl  # noqa: PLC0415  an optional extra
        self._lsl: ModuleType = pylsl
        self._name, self._command = name, command
        self._ended = Event()
        self._last = -LEAST_S
        self.dropped = 0  # texts that came too fast
        self._thread = Thread(target=self._serve, name="lsl markers", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Listen no longer."""
        self._ended.set()
        self._thread.join(CLOSE_S)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _serve(self) -> None:
        while not self._ended.is_set():
            found = self._lsl.resolve_byprop("name", self._name, 1, LOOK_S)
            if found:
                self._listen(found[0])

    def _listen(self, info: Any) -> None:  # noqa: ANN401  the library has no types
        """Take texts until the stream has gone."""
        inlet = self._lsl.StreamInlet(info, recover=False)
        try:
            while not self._ended.is_set():
                sample, stamp = inlet.pull_sample(timeout=LOOK_S)
                if stamp is not None and sample:
                    self._take(str(sample[0]))
        except self._lsl.util.LostError:
            return

    def _take(self, text: str) -> None:
        now = time.monotonic()
        if now - self._last < LEAST_S:
            self.dropped += 1
            return
        self._last = now
        words = one_line(text)
        self._command(lambda t: Marker(t, words))
