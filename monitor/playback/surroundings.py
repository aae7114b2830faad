"""What surrounds detection in the pipeline and depends on it, made anew."""

from collections.abc import Sequence

from monitor.dsp.bench_reference import BenchReferencing
from monitor.dsp.body_frame import BodySettings
from monitor.dsp.strap import StrapWatch, trend_notice
from monitor.model.blocks import Posture
from monitor.model.events import (
    Calibrated,
    Event,
    Notice,
    NoticeKind,
    RepCounted,
    SetEnded,
    SetStarted,
    TrendFound,
)
from monitor.model.records import TRUNK, Placement, Record, StartBenchReference, Tick


class BodyAgain:
    """The part of ``BodyFrame`` that follows the sets: straps, tops, trends."""

    def __init__(self, settings: BodySettings) -> None:
        self._strap = StrapWatch(settings.strap)
        self._bench = BenchReferencing(settings.bench_reference)
        self._set_waits = False

    def watch(self, posture: Posture, events: Sequence[Event]) -> list[Event]:
        """Return what is told of these rows after what detection told."""
        told: list[Event] = list(self._strap.feed(posture))
        for event in events:
            self._follow_set(event)
            if isinstance(event, TrendFound):
                told.append(trend_notice(event))
            told += self._bench.feed(event)
        return told

    def hear(self, event: Event) -> None:
        """Take a calibration that came into force, or became void."""
        match event:
            case Calibrated(calibration=calibration):
                self._strap.reset(calibration.bows_s)
            case Notice(kind=NoticeKind.CALIBRATION_VOID):
                self._strap.reset(None)
            case _:
                pass

    def command(self, record: Record) -> list[Event]:
        """Take what a person wants, and the passing of time."""
        match record:
            case StartBenchReference(t):
                self._bench.start(t)
            case Tick(t):
                return self._bench.tick(t)
            case _:
                pass
        return []

    def _follow_set(self, event: Event) -> None:
        match event:
            case SetStarted():
                self._set_waits = True
            case RepCounted(_, rep) if self._set_waits:
                self._set_waits = False
                self._strap.begin_set(rep.onset_s)
            case SetEnded():
                self._set_waits = False
                self._strap.end_set()
            case _:
                pass


class TablesChecked:
    """Which sensors were checked on a table."""

    def __init__(self, worn: Sequence[Placement]) -> None:
        """Begin with none.

        Args:
            worn: The sensors of the session.
        """
        self._worn = worn
        self._checked = dict.fromkeys(TRUNK, False)

    @property
    def all_checked(self) -> bool:
        """Whether every sensor worn was."""
        return all(self._checked[each] for each in self._worn)

    def note(self, placement: Placement, *, is_checked: bool) -> None:
        """Take that a sensor was checked, or that its check is void."""
        self._checked[placement] = is_checked

    def swap(self) -> None:
        """What was called pelvis is lumbar, and the other way round."""
        pelvis, lumbar = (self._checked[each] for each in TRUNK)
        self._checked = {Placement.PELVIS: lumbar, Placement.LUMBAR: pelvis}
