"""Which tones a whole simulated session makes: what the sink plays, told by pitch."""

from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest

from monitor.acquisition.simulation.session import SimulatedSession
from monitor.model.events import Alert, Cue, Output, RepCounted
from monitor.model.records import (
    LinkChange,
    LinkState,
    Notification,
    Placement,
    Record,
    SoundChange,
)
from monitor.sound.cues import FREQUENCY_HZ, Sound
from monitor.sound.settings import SoundSettings
from monitor.sound.sink import SoundSink

RATE_HZ = 48_000.0
COUNTS = (Cue.REP_SCORED, Cue.REP_COUNTED_ONLY, Cue.REP_PARTIAL)

Fed = Callable[..., list[Output]]


class Ear:
    """A device that tells the tones it is given by their pitch."""

    available, reason, device, rate_hz = True, "", "Speakers", RATE_HZ

    def __init__(self) -> None:
        self.cues: list[Cue] = []

    def play(self, sound: Sound, *, at_once: bool) -> None:
        if at_once:
            n = 1 << 17
            place = int(np.argmax(np.abs(np.fft.rfft(sound, n))))
            pitch_hz = place * RATE_HZ / n
            off = {cue: abs(hz - pitch_hz) for cue, hz in FREQUENCY_HZ.items()}
            self.cues.append(min(off, key=off.__getitem__))

    def hush(self) -> None: ...

    def use(self, device: str) -> None: ...

    def check(self) -> None: ...

    def wait(self, timeout_s: float) -> None: ...

    def close(self) -> None: ...


def cues_heard(outputs: list[Output]) -> list[Cue]:
    ear = Ear()
    sink = SoundSink(SoundSettings(), lambda *_: None, ear)
    for output in outputs:
        sink.put(output)
    return ear.cues


@pytest.fixture
def records(short_session: SimulatedSession) -> list[Record]:
    return [SoundChange(0.0, available=True), *short_session.records]


def test_every_alert_with_a_cue_is_heard_and_nothing_else(
    records: list[Record], fed: Fed
) -> None:
    outputs = fed(records)

    alerted = [each.cue for each in outputs if isinstance(each, Alert)]
    heard = cues_heard(outputs)
    assert heard == [cue for cue in alerted if cue is not Cue.NONE]
    assert Counter(heard)[Cue.DANGER] >= 1


def test_the_lumbar_link_cut_at_the_third_rep_changes_the_sound_of_its_count(
    records: list[Record], fed: Fed
) -> None:
    counted = [each.t for each in fed(records) if isinstance(each, RepCounted)]
    cut_s = counted[1] + 0.5

    heard = cues_heard(fed(without_lumbar(records, cut_s)))

    counts = [cue for cue in heard if cue in COUNTS]
    assert counts == [Cue.REP_SCORED] * 2 + [Cue.REP_COUNTED_ONLY] * 2
    assert Cue.SENSOR_LOST in heard
    assert Cue.DANGER not in heard


def without_lumbar(records: list[Record], since_s: float) -> list[Record]:
    lumbar = Placement.LUMBAR
    cut = LinkChange(since_s, lumbar, LinkState.LOST)
    kept = [
        each
        for each in records
        if each.t < since_s
        or not (isinstance(each, Notification) and each.placement is lumbar)
    ]
    return sorted([*kept, cut], key=lambda each: each.t)
