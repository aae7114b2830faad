"""History kept beside a recording: what the companion is given, it stores."""

import asyncio
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from monitor.demo_session import DemoSession, demo_recording
from monitor.history.fold import SessionFold
from monitor.history.live import kept_in, remembered
from monitor.history.store import History
from monitor.model.body import Limits
from monitor.model.errors import MonitorError
from monitor.model.events import (
    Alert,
    Cue,
    Level,
    LimitKind,
    LinkStatus,
    Notice,
    Output,
    OverLimitEnded,
    Rep,
    RepCounted,
    RepRetracted,
    RetractReason,
    SetEnded,
    SetEndReason,
    SetStarted,
)
from monitor.model.history import Pain, SessionFacts
from monitor.model.records import (
    ChooseSetKind,
    ExerciseName,
    LinkState,
    LoadUnit,
    Note,
    PainPlace,
    Placement,
    Record,
    SetKind,
    SetLoad,
    SetPain,
    SetRpe,
    TellMorningAfter,
    Tick,
)
from monitor.pipeline import PipelineSettings
from monitor.recording.recording import Header, Recording, metadata_of, read_recording


@pytest.fixture(scope="module")
def session() -> Recording:
    return demo_recording(PipelineSettings(), 1, 60.0)


@pytest.fixture
def header(session: Recording) -> Header:
    return session.header


@dataclass
class Kept:
    """Keeps what it is given, and refuses all once it is closed."""

    facts: list[SessionFacts]
    is_closed: bool = False

    def keep(self, facts: SessionFacts, /) -> None:
        assert not self.is_closed
        self.facts.append(facts)

    def close(self) -> None:
        self.is_closed = True


def folded(header: Header, items: Sequence[Record | Output]) -> SessionFacts:
    fold = SessionFold(header, "a.mcap", "{}")
    for item in items:
        if isinstance(item, Record):
            fold.keep(item)
        else:
            fold.put(item)
    return fold.facts()


def started(t: float, index: int) -> SetStarted:
    return SetStarted(t, index, ExerciseName.HIP_THRUST, Limits())


def ended(t: float, index: int, reps: int = 1) -> SetEnded:
    return SetEnded(t, index, SetEndReason.PAUSE, t - 9.0, reps, reps, 0)


def rep(rep_id: int, set_index: int, onset_s: float) -> Rep:
    times = (onset_s, onset_s + 0.8, onset_s + 1.2, onset_s + 2.0)
    return Rep(rep_id, set_index, True, *times, rom_deg=40.0)


def test_what_was_told_live_is_stored_and_ends_as_the_recording_says(
    session: Recording, tmp_path: Path
) -> None:
    kept: list[SessionFacts] = []
    path = tmp_path / "a.mcap"
    demo = DemoSession(
        session, math.inf, path, remembered(lambda: Kept(kept), tmp_path)
    )

    asyncio.run(demo.run([]))

    last = kept[-1]
    assert len(kept) >= 2  # after the set, and at the end
    assert sum(not each.struck for each in last.sets[0].reps) > 0
    assert last.sets[0].end_reason is not None
    assert last.calibration is not None
    assert last.sensors[0].samples > 1000
    read = read_recording(path)
    fold = SessionFold(read.header, path.name, metadata_of(read.header)["settings"])
    pipeline = read.pipeline()
    for record in read.records:
        fold.keep(record)
        for output in pipeline.feed(record):
            fold.put(output)
    assert fold.facts() == last


def test_a_load_told_before_a_set_is_that_sets_and_no_other(header: Header) -> None:
    facts = folded(
        header,
        [
            SetLoad(1.0, 60.0, LoadUnit.LB),
            started(2.0, 1),
            RepCounted(4.0, rep(1, 1, 3.0)),
            ended(12.0, 1),
            started(20.0, 2),
            RepCounted(23.0, rep(2, 2, 21.0)),
            ended(30.0, 2),
        ],
    )

    assert [each.load_kg for each in facts.sets] == [60.0, None]
    assert facts.sets[0].load_unit is LoadUnit.LB


def test_a_set_that_was_none_hands_its_load_on(header: Header) -> None:
    facts = folded(
        header,
        [
            SetLoad(1.0, 60.0),
            started(2.0, 1),
            RepCounted(4.0, rep(1, 1, 3.0)),
            RepRetracted(5.0, 1, RetractReason.SETTING_UP),
            ended(6.0, 1, reps=0),
            started(20.0, 2),
            RepCounted(23.0, rep(2, 2, 21.0)),
        ],
    )

    assert [(each.index, each.load_kg) for each in facts.sets] == [(2, 60.0)]


def test_what_is_told_after_a_set_is_of_that_set_or_the_one_that_is_named(
    header: Header,
) -> None:
    facts = folded(
        header,
        [
            SetPain(0.5, 1.0, PainPlace.OTHER),
            TellMorningAfter(0.6, True),
            started(2.0, 1),
            RepCounted(4.0, rep(1, 1, 3.0)),
            ended(12.0, 1),
            SetRpe(13.0, 7.5),
            started(20.0, 2),
            RepCounted(23.0, rep(2, 2, 21.0)),
            ended(30.0, 2),
            SetPain(31.0, 3.0, PainPlace.LOW_BACK),
            ChooseSetKind(32.0, SetKind.WARM_UP, set_index=1),
            Note(33.0, "felt heavy", set_index=2),
            Note(34.0, "a good day"),
            SetRpe(35.0, 9.0, set_index=7),
        ],
    )

    first, second = facts.sets
    assert (first.rpe, first.kind, first.pain) == (7.5, SetKind.WARM_UP, None)
    assert (second.rpe, second.pain) == (None, Pain(3.0, PainPlace.LOW_BACK))
    assert second.notes == ("felt heavy",)
    assert facts.notes == ("a good day",)
    assert facts.pain == Pain(1.0, PainPlace.OTHER)
    assert facts.morning_worse is True


def test_a_struck_rep_is_kept_and_may_come_back(header: Header) -> None:
    beginning: list[Record | Output] = [
        started(2.0, 1),
        RepCounted(4.0, rep(1, 1, 3.0)),
        RepRetracted(5.0, 1, RetractReason.STRUCK),
    ]

    struck = folded(header, beginning)
    back = folded(header, [*beginning, RepCounted(6.0, rep(1, 1, 3.0))])

    assert [each.struck for each in struck.sets[0].reps] == [True]
    assert [each.struck for each in back.sets[0].reps] == [False]


def test_alerts_cues_and_losses_belong_to_their_set(header: Header) -> None:
    def link(t: float, samples: int, lost: int) -> LinkStatus:
        state = LinkState.STREAMING
        return LinkStatus(t, Placement.PELVIS, state, 100.0, samples, lost, 0.0, 0.0)

    over = OverLimitEnded(5.0, 1, LimitKind.HYPEREXTENSION, 18.0, 0.5, False)
    facts = folded(
        header,
        [
            link(1.0, 100, 3),
            started(2.0, 1),
            RepCounted(4.0, rep(1, 1, 3.0)),
            Alert(4.5, 4.4, Level.DANGER, Cue.DANGER, "arched"),
            Alert(4.6, 4.6, Level.CAUTION, Cue.NONE, "on the screen alone"),
            over,
            replace(over, event_id=2, anticipated=True),
            link(11.0, 1000, 13),
            ended(12.0, 1),
            link(13.0, 1200, 90),
        ],
    )

    (only,) = facts.sets
    assert (only.alerts, only.anticipated, only.over_limit_s) == (1, 1, 0.5)
    assert only.cues == 1
    assert (only.samples, only.lost) == (900, 10)


def test_a_history_that_cannot_be_written_is_told_and_stops_nothing(
    session: Recording, tmp_path: Path
) -> None:
    def full() -> Kept:
        msg = "history.sqlite3: can't be written (the disk is full)"
        raise MonitorError(msg)

    companion = remembered(full, tmp_path)(tmp_path / "a.mcap", session.header)
    assert companion is not None
    companion.keep(Tick(1.0))
    companion.close()

    (notice,) = companion.reports()
    assert isinstance(notice, Notice)
    assert "history rebuild" in notice.text


def test_a_recording_elsewhere_is_not_remembered(
    session: Recording, tmp_path: Path
) -> None:
    accompany = remembered(lambda: Kept([]), tmp_path / "recordings")

    assert accompany(tmp_path / "a.mcap", session.header) is None


def test_live_and_read_back_the_history_is_the_same(
    session: Recording, tmp_path: Path
) -> None:
    path = tmp_path / "a.mcap"
    live = History(tmp_path / "live.sqlite3", tmp_path)
    keep = kept_in(tmp_path / "live.sqlite3", tmp_path)
    asyncio.run(DemoSession(session, math.inf, path, keep).run([]))
    read = History(tmp_path / "read.sqlite3", tmp_path)

    read.rebuild()

    assert live.facts("a.mcap").sets
    assert live.equal(read)
    assert live.lifters() == ["Virtual lifter"]
    live.close()
    read.close()
