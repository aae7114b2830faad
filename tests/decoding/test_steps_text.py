"""Steps as a profile writes them: places, conditions, replies, mistakes."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.decoding.steps_text import Condition, Reply, Write, check_steps

UUID = "00002a19-0000-1000-8000-00805f9b34fb"


def step(text: str) -> Write:
    toml = f'characteristic = "{UUID}"\n{text}'
    return msgspec.convert(msgspec.toml.decode(toml), Write)


@pytest.mark.parametrize(
    ("hex_text", "sent"),
    [
        ("02 {rate} 01", "02340001"),
        ("02 {rate[0]}", "0234"),
        ("{answer[1:3]} ff", "aabbff"),
        ("0102", "0102"),
    ],
)
def test_kept_bytes_take_their_places(hex_text: str, sent: str) -> None:
    kept = {"rate": bytes.fromhex("3400"), "answer": bytes.fromhex("99aabbcc")}

    assert step(f'hex = "{hex_text}"').content(kept).hex() == sent


@pytest.mark.parametrize("place", ["{answer[4]}", "{answer[2:9]}", "{other}"])
def test_an_answer_too_short_is_told(place: str) -> None:
    with pytest.raises(ValueError, match="is too short"):
        step(f'hex = "01 {place}"').content({"answer": b"1234"})


@given(st.binary(min_size=1, max_size=40), st.integers(0, 39), st.integers(0, 39))
def test_a_place_is_that_slice_of_the_answer(answer: bytes, a: int, b: int) -> None:
    write = step(f'hex = "00 {{answer[{a}:{b}]}}"')
    if a < b <= len(answer):
        assert write.content({"answer": answer}) == b"\0" + answer[a:b]
    else:
        with pytest.raises(ValueError, match="too short"):
            write.content({"answer": answer})


def test_a_step_is_due_when_its_conditions_hold() -> None:
    write = step(
        """hex = "01"
        when = { kept = "acc", begins = "0380" }
        unless = { kept = "acc", begins = "038004" }"""
    )

    assert write.is_due({"acc": bytes.fromhex("038001")})
    assert not write.is_due({"acc": bytes.fromhex("038004")})
    assert not write.is_due({"acc": b""})
    assert not write.is_due({})


def test_a_condition_on_any_answer_needs_one() -> None:
    assert Condition("acc", "").holds({"acc": b"\x01"})
    assert not Condition("acc", "").holds({})


def test_a_reply_fits_by_one_of_its_beginnings_or_refuses() -> None:
    reply = msgspec.convert(
        {
            "characteristic": UUID,
            "begins": ["f002", "f003"],
            "refused": [{"begins": "f0020d", "means": "in the charger"}],
        },
        Reply,
    )

    assert reply.fits(bytes.fromhex("f00300"))
    assert not reply.fits(bytes.fromhex("f1"))
    assert reply.refusal(bytes.fromhex("f0020d01")) == "in the charger"
    assert reply.refusal(bytes.fromhex("f00200")) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "hex: must be 1 to 512"),
        ('hex = "0g"', "hex: is not a row"),
        ('hex = "{rate"', "hex: is not a row"),
        (f'hex = "{"00" * 513}"', "hex: must be 1 to 512"),
        ('hex = "01"\nretries = 2', "retries: there is no reply"),
        ('hex = "01"\nreply = { characteristic = "2a19" }', "characteristic: must be"),
        (
            f'hex = "01"\nreply = {{ characteristic = "{UUID}", keep = "A b" }}',
            "keep: a name",
        ),
        ('hex = "01"\nwhen = { kept = "a", begins = "x" }', "begins: is not a row"),
    ],
)
def test_a_mistake_is_named_by_its_key(text: str, said: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=said):
        step(text)


def test_what_was_never_kept_can_not_be_spoken_of() -> None:
    keeps = step(f'hex = "01"\nreply = {{ characteristic = "{UUID}", keep = "acc" }}')
    uses = step('hex = "02 {acc[1]}"')

    check_steps("start", [keeps, uses])
    check_steps("start", [uses], ["acc"])
    with pytest.raises(ValueError, match=r"start\[0\]\.hex: no step before it keeps"):
        check_steps("start", [uses, keeps])


def test_a_reply_may_be_read_without_a_write() -> None:
    write = step(f'reply = {{ characteristic = "{UUID}", read = true }}')

    assert write.content({}) == b""


def test_a_place_never_joins_halves_of_bytes() -> None:
    with pytest.raises(msgspec.ValidationError, match="hex: is not a row"):
        step('hex = "0{rate}1"')


def test_what_was_kept_can_not_make_a_write_too_long() -> None:
    with pytest.raises(ValueError, match="more than 512 bytes"):
        step('hex = "{answer}{answer}"').content({"answer": bytes(300)})
