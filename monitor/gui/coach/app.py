"""Opens the coach's window for several lifters of this computer."""

import itertools
import signal
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import Final

from msgspec.structs import replace as changed
from PySide6.QtCore import QTimer

from monitor.config import Settings
from monitor.gui.app import LOOK_MS, SWITCH_S, application
from monitor.gui.coach.coach_page import RoomSource
from monitor.gui.coach.coach_window import CoachWindow, LiftersWindow
from monitor.gui.coach.host_words import Place
from monitor.gui.coach.hosts import Hosts
from monitor.gui.coach.lifters import Lifters
from monitor.gui.coach.tools import Commands
from monitor.gui.studio import DemoWish
from monitor.gui.theme import THEME, Scheme
from monitor.model.events import Alert
from monitor.model.records import ExerciseName
from monitor.net.coach_cues import CoachCue
from monitor.sound.engine import SpeechEngine
from monitor.sound.output import Report
from monitor.sound.shared import SharedSound, without_counts
from monitor.sound.sink import SoundSink

EXERCISES: Final = (
    ExerciseName.HIP_THRUST,
    ExerciseName.GLUTE_BRIDGE,
    ExerciseName.ROMANIAN_DEADLIFT,
)
CHECK_MS: Final = 1000


def demo_wishes(wish: DemoWish, count: int, folder: Path | None) -> list[DemoWish]:
    """Return a wish for each lifter: other seeds, and exercises in turn.

    Args:
        wish: The first; an exercise that is named holds for all.
        count: How many.
        folder: Where to record each; None for nowhere.
    """
    exercises = itertools.cycle(EXERCISES)
    return [
        replace(
            wish,
            exercise=wish.exercise or next(exercises),
            seed=wish.seed + n,
            record=None if folder is None else folder / f"{station(n)}.mcap",
            is_recorded=folder is not None,
            is_heard=False,
        )
        for n in range(count)
    ]


def station(n: int) -> str:
    """Return the name of a place in the room, ``n`` from 0."""
    return f"rack-{n + 1}"


def demo_places(wishes: Iterable[DemoWish]) -> list[Place]:
    """Return a place in the room for each virtual lifter."""
    return [Place(station(n), f"Lifter {n + 1}", wish) for n, wish in enumerate(wishes)]


def run_demo(settings: Settings, wishes: Sequence[DemoWish]) -> int:
    """Open the window with virtual lifters; return the exit code."""
    return run_lifters(settings, demo_places(wishes))


def run_lifters(settings: Settings, places: Sequence[Place]) -> int:
    """Open the window on this computer's lifters; return the exit code."""
    app = application()
    sys.setswitchinterval(SWITCH_S)
    THEME.use(Scheme(settings.window.scheme))
    names = {place.station: place.name for place in places}

    def alerted(station: str, alert: Alert) -> None:
        sound.alert(names[station], alert)

    def sounding(available: bool, reason: str) -> None:  # noqa: FBT001  the sink's own
        lifters.tell_sound(available=available, reason=reason)
        window.page.show_sound(reason)

    hosts = Hosts(without_record(settings), places, alerted)
    lifters = Lifters(places, hosts)
    window = LiftersWindow(lifters)
    with shared_sound(settings, sounding) as sound:
        window.page.called.connect(lambda cue: _call(sound, cue))
        _close_on_signals(window)
        window.show()
        window.start()
        return int(app.exec())


def run_room(settings: Settings, source: RoomSource, commands: Commands) -> int:
    """Open the window on a gym; return the exit code.

    Args:
        settings: As read.
        source: What reads the gym.
        commands: What sends to its stations.
    """
    app = application()
    THEME.use(Scheme(settings.window.scheme))
    window = CoachWindow(source, commands=commands)
    with shared_sound(settings, lambda _, why: window.page.show_sound(why)) as sound:
        window.page.called.connect(lambda cue: _call(sound, cue))
        _close_on_signals(window)
        window.show()
        window.start()
        return int(app.exec())


def without_record(settings: Settings) -> Settings:
    """Return settings by which only what names a file is recorded."""
    return changed(settings, window=changed(settings.window, record=False))


@contextmanager
def shared_sound(settings: Settings, report: Report) -> Iterator[SharedSound]:
    """Yield the one output of all lifters; it is watched meanwhile.

    Args:
        settings: What is heard, how loud, and where.
        report: Told whether it is heard, and if not, why: at first and at a change.
    """
    sink = SoundSink(without_counts(settings.sound), report)
    engine = SpeechEngine()
    timer = QTimer()
    timer.timeout.connect(sink.check)
    timer.start(CHECK_MS)
    try:
        yield SharedSound(sink, engine)
    finally:
        timer.stop()
        engine.close()
        sink.close()


def _call(sound: SharedSound, cue: CoachCue) -> None:
    sound.call(cue.text, cue.cue, monotonic())


def _close_on_signals(window: CoachWindow) -> None:
    def close(number: int, _: object) -> None:
        signal.signal(number, signal.SIG_DFL)
        window.close()

    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(ValueError):  # only the main thread may
            signal.signal(number, close)
    ticker = QTimer(window)  # Python sees a signal only when it is called
    ticker.timeout.connect(lambda: None)
    ticker.start(LOOK_MS)
