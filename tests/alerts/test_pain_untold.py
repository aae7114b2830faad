import pytest

from monitor.alerts.pain_untold import PainUntold
from monitor.demo_session import demo_recording
from monitor.model.events import (
    Alert,
    Cue,
    Level,
    Output,
    SetEnded,
    SetEndReason,
    StopAsked,
)
from monitor.model.records import Record, RedFlag, SetPain, TellRedFlags
from monitor.pipeline import PipelineSettings

STOP_S = 50.0


def said(told: Record | None) -> list[Output]:
    """Return what a session says in which something was told."""
    session = demo_recording(PipelineSettings(), 1, 52.0)
    records = [*session.records, *([] if told is None else [told])]
    records.sort(key=lambda record: record.t)
    pipeline = session.pipeline()
    return [output for record in records for output in pipeline.feed(record)]


@pytest.mark.parametrize(
    "told",
    [
        SetPain(STOP_S, 7.0),
        SetPain(STOP_S, 3.0),
        TellRedFlags(STOP_S, (RedFlag.FEVER,)),
    ],
)
def test_a_set_that_pain_ended_is_one_that_a_person_ended(told: Record) -> None:
    untold, outputs = PainUntold(), said(told)

    left = [each for each in map(untold.of, outputs) if each is not None]

    assert any(isinstance(each, StopAsked) for each in outputs)
    assert not any(isinstance(each, StopAsked) for each in left)
    texts = " ".join(each.text for each in left if isinstance(each, Alert)).lower()
    assert "pain" not in texts
    assert "medical care" not in texts
    assert len(left) == len(outputs) - 2  # what was asked, and its alert
    ended = [each for each in left if isinstance(each, SetEnded)]
    assert (ended[0].t, ended[0].reason) == (STOP_S, SetEndReason.COMMAND)
    assert all(each.reason is not SetEndReason.PAIN for each in ended)


def test_all_else_is_passed_on_as_it_is() -> None:
    untold, outputs = PainUntold(), said(None)
    stop = Alert(1.0, 1.0, Level.STOP, Cue.STOP, "Stop: two reps in a row past")

    assert all(untold.of(each) is each for each in [*outputs, stop])
