"""What leaves a station, and under which name."""

import pytest

from monitor.consent import Consent, Share
from monitor.net.consent import allowed, made_up_name
from monitor.net.messages import EventKind, EventTold, PainTold, SetTold, State


def event(kind: EventKind) -> EventTold:
    return EventTold("a" * 32, "rack-1", "s", 1, 1.0, "2026", kind, "Lifter A")


STATE = State("rack-1", "s", 1, 1.0, "Lifter A")
EVENT = event(EventKind.REP)
SET = SetTold("a" * 32, "rack-1", "s", 1, 1.0, "2026", "Lifter A", 1)
PAIN = PainTold("a" * 32, "rack-1", "s", 1, 1.0, "2026", "Lifter A", 6.0)


@pytest.mark.parametrize(
    ("consent", "leaves"),
    [
        (Consent(), []),
        (Consent(pain=True), []),
        (Consent(Share.STATE), [STATE, EVENT]),
        (Consent(Share.STATE, pain=True), [STATE, EVENT, PAIN]),
        (Consent(Share.HISTORY), [STATE, EVENT, SET]),
        (Consent(Share.HISTORY, pain=True), [STATE, EVENT, SET, PAIN]),
    ],
)
def test_only_what_a_lifter_allows_leaves(
    consent: Consent, leaves: list[object]
) -> None:
    assert [m for m in (STATE, EVENT, SET, PAIN) if allowed(consent, m)] == leaves


def test_that_the_consent_is_withdrawn_may_be_told() -> None:
    assert allowed(Consent(), event(EventKind.CONSENT))


def test_a_made_up_name_is_a_persons_own_and_tells_no_other_station() -> None:
    here, there = b"h" * 16, b"t" * 16

    assert made_up_name(here, "Ann") == made_up_name(here, " ann ")
    assert made_up_name(here, "Ann") != made_up_name(here, "Bob")
    assert made_up_name(here, "Ann") != made_up_name(there, "Ann")
    assert "ann" not in made_up_name(here, "Ann").lower().split()
