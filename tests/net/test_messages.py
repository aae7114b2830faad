"""Messages come back as they went, and nothing else is one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.net.messages import (
    MOST_BYTES,
    EventKind,
    EventTold,
    MessageError,
    State,
    decode_command,
    decode_health,
    decode_state,
    decode_told,
    encode,
)

ANGLES = st.floats(-90, 90)
NAMES = st.text(min_size=1, max_size=48)
STATES = st.builds(
    State,
    station=NAMES,
    session=NAMES,
    n=st.integers(0, 1_000_000),
    t=st.floats(0, 1e6),
    lifter=NAMES,
    lumbar_deg=st.none() | ANGLES,
    trace=st.lists(st.none() | ANGLES, max_size=64).map(tuple),
)
EVENTS = st.builds(
    EventTold,
    id=st.text("abcdef0123456789", min_size=8, max_size=32),
    station=NAMES,
    session=NAMES,
    seq=st.integers(1, 10**9),
    t=st.floats(0, 1e6),
    utc=st.just("2026-11-27T19:00:00Z"),
    kind=st.sampled_from(EventKind),
    lifter=NAMES,
)


@given(STATES)
def test_a_state_comes_back_as_it_went(state: State) -> None:
    assert decode_state(encode(state)) == state


@given(EVENTS)
def test_an_event_comes_back_as_it_went(event: EventTold) -> None:
    assert decode_told(encode(event)) == event


@given(st.binary(max_size=200))
def test_any_bytes_are_a_message_or_an_error(data: bytes) -> None:
    for decode in (decode_state, decode_told, decode_health, decode_command):
        with pytest.raises(MessageError):
            decode(data)


def test_an_unknown_field_is_ignored() -> None:
    data = (
        b'{"type":"state","station":"a","session":"s","n":1,"t":2,"lifter":"x","new":3}'
    )

    assert decode_state(data).n == 1


def test_a_newer_version_is_refused() -> None:
    data = (
        b'{"type":"state","station":"a","session":"s","n":1,"t":2,"lifter":"x","v":2}'
    )

    with pytest.raises(MessageError, match="newer"):
        decode_state(data)


def test_a_message_that_is_too_long_is_refused() -> None:
    with pytest.raises(MessageError, match="longer"):
        decode_state(b" " * (MOST_BYTES + 1))


def test_pain_is_no_part_of_a_state() -> None:
    assert not {"pain", "score", "notes", "red_flags"} & set(State.__struct_fields__)
