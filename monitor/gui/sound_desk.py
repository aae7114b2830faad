"""The sound of one session: opened on its thread, worked from the window's."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from monitor.alerts.settings import CueMoment
from monitor.gui.session_thread import SessionThread
from monitor.model.events import Cue
from monitor.model.records import SoundChange
from monitor.pipeline import PipelineSettings
from monitor.sound.settings import SoundSettings

if TYPE_CHECKING:
    from monitor.sound.sink import SoundSink

OPEN_S: Final = 3.0
LATE: Final = (
    "The sound goes over Bluetooth and comes 0.2 to 0.5 s late: danger cues sound at"
    " the end of the rep. A cable is better."
)


class SoundDesk:
    """Opens the sound for a session, and hands on what a person wants of it."""

    def __init__(self, settings: SoundSettings, planned_reps: int) -> None:
        """Do nothing yet; ``opened`` does it.

        Args:
            settings: What is heard, how loud, and where.
            planned_reps: Of each set; 0 if not planned.
        """
        self._settings, self._planned_reps = settings, planned_reps
        self._thread: SessionThread | None = None
        self._sink: SoundSink | None = None
        self.reason = ""  # why nothing is heard; empty while it is

    @asynccontextmanager
    async def opened(self, thread: SessionThread) -> AsyncIterator["SoundSink"]:
        """Open the sound on the session's thread; it is watched till the end."""
        from monitor.sound.sink import SoundSink  # noqa: PLC0415  slow to load

        def report(available: bool, reason: str) -> None:  # noqa: FBT001  the sink's own
            self.reason = "" if available else reason
            thread.command(lambda t: SoundChange(t, available, reason))

        sink = SoundSink(self._settings, report, planned_reps=self._planned_reps)
        self._thread, self._sink = thread, sink
        await asyncio.to_thread(sink.wait, OPEN_S)
        if sink.speech_problem:
            thread.remark(sink.speech_problem)
        watch = asyncio.create_task(sink.watch())
        try:
            yield sink
        finally:
            watch.cancel()
            with suppress(asyncio.CancelledError):
                await watch
            self._sink = None
            await asyncio.to_thread(sink.close)

    def mute(self, *, muted: bool) -> None:
        """End all sound, or let what comes next be heard (window's thread)."""
        self._post(lambda sink: sink.mute(muted))

    def plan(self, reps: int) -> None:
        """Take how many reps a set is to have (window's thread)."""
        self._post(lambda sink: sink.plan(reps))

    def use(self, settings: SoundSettings) -> None:
        """Take other settings (window's thread)."""
        self._post(lambda sink: sink.use(settings))

    def test(self, cue: Cue) -> None:
        """Let a cue be heard as an alert would be (window's thread)."""
        self._post(lambda sink: sink.test(cue))

    def _post(self, wish: Callable[["SoundSink"], None]) -> None:
        thread, sink = self._thread, self._sink
        if thread is not None and sink is not None:
            thread.post(wish, sink)


def heard(settings: PipelineSettings, sink: "SoundSink") -> PipelineSettings:
    """Return the settings for a session: cues that come late wait for the rep's end."""
    if not sink.wants_rep_end or settings.alerts.moment is not CueMoment.IN_REP:
        return settings
    return replace(settings, alerts=replace(settings.alerts, moment=CueMoment.REP_END))
