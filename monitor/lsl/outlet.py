"""A sink that streams a session to the Lab Streaming Layer.

Four streams: ``rep-monitor pelvis`` and ``rep-monitor lumbar`` (type IMU),
``rep-monitor angles`` (MoCap) and ``rep-monitor events`` (Markers, a JSON text each, as
``live --events`` writes). A stamp is session time plus one constant: the layer's clock
less session time when the first output came, its age included.
"""

from contextlib import suppress
from queue import Full, Queue
from threading import Thread
from types import ModuleType
from typing import Any, Final, Self

import numpy as np

from monitor.alerts.pain_untold import PainUntold
from monitor.lsl.library import needs_pylsl
from monitor.model.blocks import FloatArray, Posture, Samples
from monitor.model.events import Output
from monitor.model.records import TRUNK
from monitor.view.event_lines import event_line

MAX_WAITING: Final = 5000  # outputs; a network that stalls so long misses some
CLOSE_S: Final = 2.0
_IMU: Final = tuple(
    (f"{what}_{axis}", unit)
    for what, unit in (("accel", "m/s^2"), ("gyro", "rad/s"))
    for axis in "xyz"
)
_ANGLES: Final = (
    ("pelvis_pitch", "deg"),
    ("lumbar_pitch", "deg"),
    ("lumbar_flexion", "deg"),
)


class LslOutlet:
    """Pushes on a thread of its own: no alert waits for a network."""

    def __init__(self, wearer: str = "", *, pain: bool = False) -> None:
        """Offer the streams.

        Args:
            wearer: Tells sessions on one network apart; empty if not told.
            pain: Whether to stream what is said of pain and warning signs.

        Raises:
            LinkError: pylsl is not installed or can't be used.
        """
        with needs_pylsl():
            import pylsl  # noqa: PLC0415  an optional extra

            self._streams = _Streams(pylsl, wearer)
        self._untold = None if pain else PainUntold()
        self._waiting: Queue[Output | None] = Queue(MAX_WAITING)
        self.missed = 0  # outputs that came too fast for the network
        self.problem = ""  # one sentence, if streaming had to stop
        self._thread = Thread(target=self._serve, name="lsl", daemon=True)
        self._thread.start()

    def put(self, output: Output, /) -> None:
        """Have an output streamed."""
        if self.problem:
            return
        try:
            self._waiting.put_nowait(output)
        except Full:
            self.missed += 1

    def close(self) -> None:
        """Stream what waits, and offer the streams no longer."""
        with suppress(Full):
            self._waiting.put(None, timeout=CLOSE_S)
        self._thread.join(CLOSE_S)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _serve(self) -> None:
        try:
            while (output := self._waiting.get()) is not None:
                left = output if self._untold is None else self._untold.of(output)
                if left is not None:
                    self._streams.push(left)
        except Exception as error:  # noqa: BLE001  a library's; the session goes on
            self.problem = f"LSL streaming has stopped: {error}"


class _Streams:
    """The outlets, and the constant between session time and the layer's clock."""

    def __init__(self, pylsl: ModuleType, wearer: str) -> None:
        self._lsl, self._wearer = pylsl, wearer
        self._offset_s: float | None = None
        self._motion = {
            placement: self._outlet(f"rep-monitor {placement}", "IMU", _IMU)
            for placement in TRUNK
        }
        self._angles = self._outlet("rep-monitor angles", "MoCap", _ANGLES)
        self._events = self._outlet("rep-monitor events", "Markers", (("event", ""),))

    def _outlet(
        self, name: str, kind: str, channels: tuple[tuple[str, str], ...]
    ) -> Any:  # noqa: ANN401  the library has no types
        lsl = self._lsl
        form = lsl.cf_string if kind == "Markers" else lsl.cf_double64
        source = f"{name} {self._wearer}".strip()
        info = lsl.StreamInfo(
            name, kind, len(channels), lsl.IRREGULAR_RATE, form, source
        )
        about = info.desc()
        about.append_child_value("wearer", self._wearer)
        listed = about.append_child("channels")
        for label, unit in channels:
            channel = listed.append_child("channel")
            channel.append_child_value("label", label)
            channel.append_child_value("unit", unit)
        return lsl.StreamOutlet(info)

    def push(self, output: Output) -> None:
        """Push an output into its stream."""
        match output:
            case Samples() if output.placement in self._motion:
                values = np.column_stack((output.accel, output.gyro))
                self._push(self._motion[output.placement], output.t, values)
            case Posture():
                values = np.column_stack(
                    (
                        output.pelvis_pitch_deg,
                        output.lumbar_pitch_deg,
                        output.lumbar_flexion_deg,
                    )
                )
                self._push(self._angles, output.t, values)
            case Samples():
                pass  # of a thigh
            case _:
                text = event_line(output).decode().strip()
                self._events.push_sample([text], self._stamp(output.t))

    def _push(self, outlet: Any, t: FloatArray, values: FloatArray) -> None:  # noqa: ANN401
        for moment, row in zip(t.tolist(), values.tolist(), strict=True):
            outlet.push_sample(row, self._stamp(moment))

    def _stamp(self, t: float) -> float:
        if self._offset_s is None:
            self._offset_s = self._lsl.local_clock() - t
        return t + self._offset_s
