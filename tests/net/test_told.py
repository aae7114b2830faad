"""A session of the virtual lifter, as a coach is told of it."""

from functools import cache

from monitor.consent import Consent, Share
from monitor.demo_session import demo_recording
from monitor.model.events import Output, SetEnded, StopAsked
from monitor.model.records import (
    Note,
    PainPlace,
    Record,
    RedFlag,
    SetLoad,
    SetPain,
    TellRedFlags,
)
from monitor.net.consent import allowed
from monitor.net.messages import (
    Alarm,
    EventKind,
    EventTold,
    PainTold,
    SetTold,
    State,
    Told,
    decode_state,
    decode_told,
    encode,
)
from monitor.net.told import STOPPED, Teller
from monitor.pipeline import PipelineSettings
from monitor.recording.recording import Recording


@cache
def lifting() -> Recording:
    return demo_recording(PipelineSettings(), 1, 75.0)


def told_of(*commands: Record) -> tuple[list[Told], list[State], list[Output]]:
    recording = lifting()
    pipeline = recording.pipeline()
    teller = Teller("rack-1", "s1", "Lifter A", PipelineSettings(), utc=lambda: "2026")
    told, states, outputs = [teller.began()], [], []
    waiting = list(commands)
    asked_s = -1.0
    for record in recording.records:
        while waiting and waiting[0].t <= record.t:
            told += teller.hear(waiting[0])
            outputs += _fed(pipeline.feed(waiting.pop(0)), teller, told)
        outputs += _fed(pipeline.feed(record), teller, told)
        if record.t - asked_s >= 0.1:
            asked_s = record.t
            states.append(teller.state())
    return [*told, teller.ended()], states, outputs


def _fed(outputs: list[Output], teller: Teller, told: list[Told]) -> list[Output]:
    for output in outputs:
        told += teller.feed(output)
    return outputs


def test_a_coach_is_told_of_every_set_as_it_ended() -> None:
    told, states, outputs = told_of(SetLoad(1.0, 60.0))

    sets = [each for each in told if isinstance(each, SetTold)]
    ended = [each for each in outputs if isinstance(each, SetEnded)]
    assert [(each.index, each.reps, each.faults) for each in sets] == [
        (each.index, each.reps, each.faults) for each in ended
    ]
    assert sets
    assert sets[0].load_kg == 60.0
    assert sets[0].clean + sets[0].borderline + sets[0].faults == sets[0].scored
    assert max(each.reps for each in states) == sets[0].reps


def test_reps_are_told_in_order_and_alerts_with_their_level() -> None:
    told, states, _ = told_of()

    reps = [e.rep for e in told if isinstance(e, EventTold) and e.kind is EventKind.REP]
    alarms = {e.alarm for e in told if isinstance(e, EventTold)}
    assert reps == sorted(reps)
    assert Alarm.DANGER in alarms
    assert Alarm.DANGER in {each.alarm for each in states}


def test_the_trace_is_whole_and_at_its_pace() -> None:
    _, states, _ = told_of()

    values = sum(len(each.trace) for each in states)
    span_s = states[-1].t - states[0].t
    assert 0.95 * 20 * span_s < values <= 20 * span_s + 30


def test_everything_said_passes_the_wire() -> None:
    told, states, _ = told_of(SetPain(40.0, 2.0))

    assert [decode_told(encode(each)) for each in told] == told
    assert [decode_state(encode(each)) for each in states] == states


def test_why_a_lifter_stops_is_told_of_pain_alone() -> None:
    told, states, outputs = told_of(
        Note(20.0, "my secret ache"),
        SetPain(45.0, 8.0, PainPlace.LOW_BACK),
        TellRedFlags(46.0, (next(iter(RedFlag)),)),
    )

    assert any(isinstance(each, StopAsked) for each in outputs)
    kept = [m for m in told if allowed(Consent(Share.HISTORY), m)]
    seen = b" ".join(encode(each) for each in [*kept, *states]).lower()
    for word in (b"pain", b"ache", b"secret", b"flag", b"care", b"numb"):
        assert word not in seen
    assert {each.alert for each in states if each.stopped} == {STOPPED}
    assert [e.score for e in told if isinstance(e, PainTold) if e.score] == [8.0]


def test_a_call_for_help_is_told_once() -> None:
    teller = Teller("rack-1", "s1", "Lifter A", PipelineSettings())

    told = teller.call_for_help(wanted=True) + teller.call_for_help(wanted=True)

    assert [e.kind for e in told if isinstance(e, EventTold)] == [EventKind.HELP]
    assert teller.state().help
