"""Starting a sensor: answers, refusals, silence, tries; in virtual time."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

import msgspec
import pytest

from monitor.acquisition.radio import Take
from monitor.acquisition.start import (
    KEPT_REPLIES,
    Replies,
    battery_characteristics,
    read_battery,
    reply_characteristics,
    send,
    start_of,
)
from monitor.decoding.profile_text import Battery
from monitor.decoding.steps_text import Write
from monitor.model.errors import DecodeError, StartRefused
from monitor.profiles import at_rate, find_profiles

Virtually = Callable[[Coroutine[Any, Any, Any]], Any]
CONTROL = "fb005c81-02e7-f387-1cad-8acd2d8df0c8"
ASK = f"""
characteristic = "{CONTROL}"
hex = "02 05"
purpose = "start the gyroscope"
reply.characteristic = "{CONTROL.upper()}"
reply.begins = "f0020500"
reply.keep = "answer"
reply.refused = [{{ begins = "f0020d", means = "it is in its charger" }}]
"""


def step(text: str) -> Write:
    return msgspec.convert(msgspec.toml.decode(text), Write)


class Speaker:
    """A sensor that answers writes by a list: payloads, after a second each."""

    def __init__(self, replies: Replies, *answers: list[bytes]) -> None:
        self.replies = replies
        self.answers = list(answers)
        self.written: list[tuple[str, bytes, bool]] = []
        self.readable: dict[str, bytes] = {}
        self.payload_bytes = 100

    async def subscribe(self, characteristic: str, take: Take) -> None:
        raise NotImplementedError

    async def write(
        self, characteristic: str, content: bytes, *, response: bool
    ) -> None:
        self.written.append((characteristic, content, response))
        for payload in self.answers.pop(0) if self.answers else []:
            asyncio.get_running_loop().call_later(
                1.0, self.replies.take, characteristic, payload
            )

    async def read(self, characteristic: str) -> bytes:
        return self.readable[characteristic]

    async def disconnect(self) -> None:
        raise NotImplementedError


def outcome(
    virtually: Virtually,
    steps: list[Write],
    *answers: list[bytes],
    kept: Mapping[str, bytes] | None = None,
    readable: Mapping[str, bytes] | None = None,
) -> tuple[Any, Speaker, float]:
    async def run() -> tuple[Any, Speaker, float]:
        replies = Replies()
        speaker = Speaker(replies, *answers)
        speaker.readable.update(readable or {})
        found: object
        try:
            found = await send(steps, speaker, replies, kept or {})
        except StartRefused as error:
            found = str(error)
        return found, speaker, asyncio.get_running_loop().time()

    result: tuple[Any, Speaker, float] = virtually(run())
    return result


GOOD, OTHER = bytes.fromhex("f00205000134"), bytes.fromhex("0d00")


def test_the_answer_is_found_among_other_things_and_kept(virtually: Virtually) -> None:
    kept, speaker, _ = outcome(virtually, [step(ASK)], [OTHER, GOOD])

    assert kept == {"answer": GOOD}
    assert speaker.written == [(CONTROL, b"\x02\x05", True)]


def test_an_answer_to_an_earlier_question_is_none(virtually: Virtually) -> None:
    async def run() -> None:
        replies = Replies()
        replies.take(CONTROL, GOOD)
        await send([step(ASK)], Speaker(replies), replies, {})

    with pytest.raises(StartRefused, match="does not answer"):
        virtually(run())


def test_a_refusal_says_what_it_means_and_what_for(virtually: Virtually) -> None:
    said, *_ = outcome(virtually, [step(ASK)], [bytes.fromhex("f0020d0d")])

    assert said == "could not start the gyroscope: it is in its charger"


def test_silence_is_tried_again_and_then_told(virtually: Virtually) -> None:
    patient = step(ASK + "retries = 2\nwait_ms = 500")

    kept, _, _ = outcome(virtually, [patient], [], [], [GOOD])
    said, speaker, took_s = outcome(virtually, [patient])

    assert kept == {"answer": GOOD}
    assert said == "could not start the gyroscope: the sensor does not answer"
    assert len(speaker.written) == 3
    assert took_s == pytest.approx(3 * 1.5 + 2 * 0.5)


def test_what_was_kept_decides_and_is_sent(virtually: Virtually) -> None:
    asks = step(ASK)
    due = step(
        f'characteristic = "{CONTROL}"\nhex = "03 {{answer[4]}}"\n'
        'when = { kept = "answer", begins = "f0" }\nresponse = false'
    )
    idle = step(
        f'characteristic = "{CONTROL}"\nhex = "04"\n'
        'unless = { kept = "answer", begins = "f0" }'
    )

    _, speaker, _ = outcome(virtually, [asks, due, idle], [GOOD])

    assert speaker.written[1:] == [(CONTROL, b"\x03\x01", False)]


def test_an_answer_that_is_read_is_looked_at_too(virtually: Virtually) -> None:
    reads = step(
        f'characteristic = "{CONTROL}"\n'
        f'reply = {{ characteristic = "{CONTROL}", begins = "0f", read = true }}'
    )

    good, speaker, _ = outcome(virtually, [reads], readable={CONTROL: b"\x0f\x01"})
    bad, *_ = outcome(virtually, [reads], readable={CONTROL: b"\x00"})

    assert good == {}
    assert speaker.written == []
    assert bad == "could not start the sensor: the sensor answers 00"


def test_an_answer_too_short_to_go_on_with_is_told(virtually: Virtually) -> None:
    uses = step(f'characteristic = "{CONTROL}"\nhex = "03 {{answer[9]}}"')

    said, *_ = outcome(virtually, [step(ASK), uses], [GOOD])

    assert said == "could not start the sensor: the answer kept as answer is too short"


def test_pauses_are_made(virtually: Virtually) -> None:
    pause = step(f'characteristic = "{CONTROL}"\nhex = "01"\nwait_ms = 700')

    assert outcome(virtually, [pause, pause])[2] == pytest.approx(1.4)


def test_what_is_never_asked_for_takes_no_memory() -> None:
    replies = Replies()
    for _ in range(10 * KEPT_REPLIES):
        replies.take(CONTROL, bytes(200))

    assert len(replies._heard[CONTROL]) == KEPT_REPLIES  # noqa: SLF001


def test_the_rate_is_set_before_the_start() -> None:
    profile = at_rate(find_profiles()["reference"], 200.0)

    start = start_of(profile)

    assert [each.content(start.known) for each in start.rate] == [b"\x02\xc8\x00"]
    assert [each.content(start.known) for each in start.start] == [b"\x01"]
    assert reply_characteristics(start.steps) == frozenset()
    assert reply_characteristics([step(ASK)]) == {CONTROL}


def test_a_battery_is_read_or_asked(virtually: Virtually) -> None:
    asked = Battery(
        CONTROL,
        ask=step(
            f'characteristic = "{CONTROL}"\nhex = "11"\n'
            f'reply = {{ characteristic = "{CONTROL}" }}'
        ),
    )

    async def run() -> list[float]:
        replies = Replies()
        speaker = Speaker(replies, [b"\x32"])
        speaker.readable[CONTROL] = b"\x57"
        read = await read_battery(Battery(CONTROL), speaker, replies)
        return [read, await read_battery(asked, speaker, replies)]

    assert virtually(run()) == [87.0, 50.0]
    assert battery_characteristics(Battery(CONTROL)) == frozenset()
    assert battery_characteristics(asked) == {CONTROL}


def test_nonsense_is_no_charge(virtually: Virtually) -> None:
    async def run() -> float:
        replies = Replies()
        speaker = Speaker(replies)
        speaker.readable[CONTROL] = b"\xff"
        return await read_battery(Battery(CONTROL), speaker, replies)

    with pytest.raises(DecodeError):
        virtually(run())
