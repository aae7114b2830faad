from collections.abc import Callable

import pytest

from monitor.acquisition.simulation.session import SimulatedSession
from monitor.model.body import Limits
from monitor.model.events import (
    Alert,
    Cue,
    Level,
    Output,
    Phase,
    PhaseChanged,
    Rep,
    RepCounted,
    RepRetracted,
    RetractReason,
    SetEnded,
    SetEndReason,
    SetStarted,
)
from monitor.model.records import ExerciseName, SoundChange
from monitor.sound.phrases import Word
from monitor.sound.settings import SoundSettings, SpeakCount
from monitor.sound.speech import LONGEST_REP_S, Speech, Utterance, summary

LOCKOUT = SoundSettings(speak_count=SpeakCount.LOCKOUT)
MOVING = (Phase.CONCENTRIC, Phase.HOLD, Phase.ECCENTRIC)


class Stage:
    """A lifter, and what is said."""

    def __init__(self, settings: SoundSettings, planned_reps: int = 0) -> None:
        self.speech = Speech(settings, planned_reps)
        self.said: list[Utterance] = []
        self.t = 0.0
        self._rep_id = 0

    def feed(self, *outputs: Output) -> list[Utterance]:
        said = [words for each in outputs for words in self.speech.feed(each)]
        self.said += said
        return said

    def start(self) -> None:
        limits = Limits()
        self.feed(SetStarted(self.t, 1, ExerciseName.HIP_THRUST, limits))

    def phase(self, phase: Phase) -> list[Utterance]:
        self.t += 0.5
        return self.feed(PhaseChanged(self.t, phase))

    def alert(self, cue: Cue) -> list[Utterance]:
        return self.feed(Alert(self.t, self.t, Level.INFO, cue, ""))

    def count(self, cue: Cue = Cue.REP_SCORED) -> list[Utterance]:
        self._rep_id += 1
        full = cue is not Cue.REP_PARTIAL
        rep = Rep(self._rep_id, 1, full, self.t, None, None, None, 40.0)
        return [*self.feed(RepCounted(self.t, rep)), *self.alert(cue)]

    def rep(self, cue: Cue = Cue.REP_SCORED) -> list[Utterance]:
        said = [words for phase in MOVING for words in self.phase(phase)]
        return [*said, *self.count(cue), *self.phase(Phase.BOTTOM)]

    def end(self, reps: int, scored: int, faults: int) -> list[Utterance]:
        reason = SetEndReason.COMMAND
        self.feed(SetEnded(self.t, 1, reason, 0.0, reps, scored, faults))
        return self.alert(Cue.SET_END)


@pytest.fixture
def stage() -> Stage:
    stage = Stage(SoundSettings())
    stage.start()
    return stage


def test_a_count_is_said_after_the_return(stage: Stage) -> None:
    assert stage.rep() == [(1,)]
    assert stage.rep() == [(2,)]


def test_at_lockout_the_number_is_said_once_at_the_top() -> None:
    stage = Stage(LOCKOUT)
    stage.start()

    assert stage.phase(Phase.CONCENTRIC) == []
    assert stage.phase(Phase.HOLD) == [(1,)]
    assert stage.phase(Phase.ECCENTRIC) == []
    assert stage.count() == []


def test_at_lockout_a_rep_without_a_hold_is_said_as_it_turns() -> None:
    stage = Stage(LOCKOUT)
    stage.start()
    stage.phase(Phase.CONCENTRIC)

    assert stage.phase(Phase.ECCENTRIC) == [(1,)]


def test_the_first_rep_starts_the_set_and_is_said_when_it_counts() -> None:
    stage = Stage(LOCKOUT)
    for phase in MOVING:
        assert stage.phase(phase) == []

    stage.start()

    assert stage.count() == [(1,)]


def test_a_number_said_too_early_is_said_again_for_the_rep_that_counts() -> None:
    stage = Stage(LOCKOUT)
    stage.start()
    stage.rep(Cue.REP_PARTIAL)

    assert stage.rep() == [(1,)]


def test_no_number_is_said_when_it_is_not_wanted() -> None:
    stage = Stage(SoundSettings(speak_count=SpeakCount.OFF))
    stage.start()

    assert stage.rep() == []


def test_a_partial_rep_is_named_and_not_counted(stage: Stage) -> None:
    assert stage.rep(Cue.REP_PARTIAL) == [(Cue.REP_PARTIAL,)]
    assert stage.rep() == [(1,)]


def test_a_rep_taken_back_does_not_count(stage: Stage) -> None:
    stage.rep()
    stage.feed(RepRetracted(stage.t, 1, RetractReason.NOT_REPEATED))

    assert stage.rep() == [(1,)]


def test_not_scored_is_said_when_it_begins_and_not_at_every_rep(stage: Stage) -> None:
    cues = [Cue.REP_SCORED] + 2 * [Cue.REP_COUNTED_ONLY] + [Cue.REP_SCORED]
    for cue in [*cues, Cue.REP_COUNTED_ONLY]:
        stage.rep(cue)

    unscored = Cue.REP_COUNTED_ONLY
    assert stage.said == [(1,), (2, unscored), (3,), (4,), (5, unscored)]


def test_the_last_reps_of_a_plan_are_told() -> None:
    stage = Stage(SoundSettings(), planned_reps=4)
    stage.start()
    for _ in range(5):
        stage.rep()

    assert stage.said == [(1,), (2, Word.TWO_LEFT), (3, Word.LAST_ONE), (4,), (5,)]


def test_the_danger_cue_in_a_rep_is_put_into_words_after_the_return(
    stage: Stage,
) -> None:
    stage.phase(Phase.CONCENTRIC)

    assert stage.alert(Cue.DANGER) == []
    assert stage.alert(Cue.DANGER) == []
    assert stage.phase(Phase.HOLD) == []
    assert stage.phase(Phase.ECCENTRIC) == []
    assert stage.count() == [(1,)]
    assert stage.phase(Phase.BOTTOM) == [(Cue.DANGER,)]


def test_advice_to_stop_takes_the_place_of_what_waits(stage: Stage) -> None:
    stage.phase(Phase.CONCENTRIC)
    stage.alert(Cue.DANGER)
    stage.alert(Cue.STOP)

    assert stage.phase(Phase.BOTTOM) == [(Cue.STOP,)]


def test_words_that_waited_too_long_are_not_said(stage: Stage) -> None:
    stage.phase(Phase.CONCENTRIC)
    stage.alert(Cue.DANGER)
    stage.t += LONGEST_REP_S

    assert stage.phase(Phase.BOTTOM) == []


def test_a_rep_without_an_end_keeps_nobody_silent(stage: Stage) -> None:
    stage.phase(Phase.CONCENTRIC)
    stage.t += LONGEST_REP_S

    assert stage.alert(Cue.SENSOR_LOST) == [(Cue.SENSOR_LOST,)]


def test_outside_a_rep_words_follow_their_cue_at_once(stage: Stage) -> None:
    assert stage.alert(Cue.ARMED) == [(Cue.ARMED,)]
    assert stage.alert(Cue.NONE) == []


def test_a_cue_that_is_switched_off_has_no_words_but_the_number_stays() -> None:
    off = (Cue.DANGER, Cue.REP_COUNTED_ONLY, Cue.REP_SCORED)
    stage = Stage(SoundSettings(cues_off=off))
    stage.start()

    assert stage.alert(Cue.DANGER) == []
    assert stage.rep(Cue.REP_COUNTED_ONLY) == [(1,)]


def test_a_set_is_summed_up_at_its_end(stage: Stage) -> None:
    said = stage.end(reps=8, scored=7, faults=1)

    assert said == [(8, Word.REPS, 7, Word.SCORED, 1, Word.PAST_LIMIT)]


@pytest.mark.parametrize(
    ("reps", "scored", "faults", "said"),
    [
        (1, 1, 0, (1, Word.REP, 1, Word.SCORED)),
        (5, 0, 0, (5, Word.REPS, 0, Word.SCORED)),
        (61, 60, 0, (Cue.SET_END,)),
    ],
)
def test_a_summary_says_what_there_is(
    reps: int, scored: int, faults: int, said: Utterance
) -> None:
    ended = SetEnded(9.0, 1, SetEndReason.PAUSE, 0.0, reps, scored, faults)

    assert summary(ended) == said


def test_words_about_a_set_that_is_over_are_dropped(stage: Stage) -> None:
    stage.phase(Phase.CONCENTRIC)
    stage.alert(Cue.DANGER)
    stage.end(1, 1, 1)

    assert stage.phase(Phase.REST) == []


@pytest.mark.parametrize("speak_count", SpeakCount)
def test_in_a_whole_session_no_words_but_numbers_fall_within_a_rep(
    short_session: SimulatedSession,
    fed: Callable[..., list[Output]],
    speak_count: SpeakCount,
) -> None:
    speech = Speech(SoundSettings(speak_count=speak_count))
    is_moving = False
    said: list[Utterance] = []
    for output in fed([SoundChange(0.0, available=True), *short_session.records]):
        words = speech.feed(output)
        said += words
        if isinstance(output, PhaseChanged):
            is_moving = output.phase in MOVING
        elif isinstance(output, RepCounted):
            is_moving = False
        assert not is_moving or all(isinstance(each[0], int) for each in words)

    numbers = [words[0] for words in said if len(words) == 1 and words[0] in range(9)]
    assert numbers == ([] if speak_count is SpeakCount.OFF else [1, 2, 3, 4])
    assert said.count((Cue.DANGER,)) >= 1
    assert said[-1][:4] == (4, Word.REPS, 4, Word.SCORED)
