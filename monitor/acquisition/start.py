"""Says to a sensor what its profile tells: before it streams, and after."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from monitor.acquisition.radio import Peer
from monitor.decoding.battery import battery_percent
from monitor.decoding.profile_text import Battery
from monitor.decoding.steps_text import Reply, Write
from monitor.model.errors import LinkError, StartRefused
from monitor.profiles import Profile

KEPT_REPLIES: Final = 64  # of each characteristic: an answer is never far back


class Replies:
    """Keeps what a sensor notifies, so that an answer can be found among it."""

    def __init__(self) -> None:
        self._heard: dict[str, deque[bytes]] = defaultdict(
            lambda: deque(maxlen=KEPT_REPLIES)
        )
        self._more = asyncio.Event()

    def take(self, characteristic: str, payload: bytes) -> None:
        """Take a notification of a characteristic (UUID in lower case)."""
        self._heard[characteristic].append(payload)
        self._more.set()

    def forget(self, characteristic: str) -> None:
        """Let nothing that came before now be an answer."""
        self._heard[characteristic].clear()

    async def answer(self, reply: Reply) -> bytes:
        """Wait for an answer, as long as it takes.

        Raises:
            StartRefused: The answer means no; the text is what it means.
        """
        heard = self._heard[reply.characteristic.lower()]
        while True:
            while heard:
                payload = heard.popleft()
                if reply.fits(payload):
                    return payload
                _check_refusal(reply, payload)
            self._more.clear()
            await self._more.wait()


@dataclass(frozen=True, slots=True)
class Start:
    """All that starts a sensor's streams at the profile's rate.

    Attributes:
        rate: Sets the rate, before the streams are subscribed to.
        start: Starts them, after that.
        known: What the steps may use as if it had been kept.
    """

    rate: tuple[Write, ...]
    start: tuple[Write, ...]
    known: dict[str, bytes]

    @property
    def steps(self) -> tuple[Write, ...]:
        """All of them in order."""
        return (*self.rate, *self.start)


def start_of(profile: Profile) -> Start:
    """Return what starts a profile's streams."""
    rate_hz = {stream.rate_hz for stream in profile.streams.values()}
    chosen = next((each for each in profile.rates if each.rate_hz in rate_hz), None)
    if chosen is None:
        return Start((), profile.start, {})
    return Start(tuple(chosen.writes), profile.start, chosen.given)


def reply_characteristics(steps: Sequence[Write]) -> frozenset[str]:
    """Return the characteristics, in lower case, that answers are notified by."""
    replies = (step.reply for step in steps)
    return frozenset(
        reply.characteristic.lower() for reply in replies if reply and not reply.read
    )


async def send(
    steps: Sequence[Write], peer: Peer, replies: Replies, kept: Mapping[str, bytes]
) -> dict[str, bytes]:
    """Do steps in order; return what was kept, with what was known before.

    Raises:
        StartRefused: An answer was no, or did not come, however often it was tried.
        LinkError: The link failed.
    """
    known = dict(kept)
    for step in steps:
        if step.is_due(known):
            answer = await _patiently(step, peer, replies, known)
            if step.reply is not None and step.reply.keep:
                known[step.reply.keep] = answer
            await asyncio.sleep(step.wait_ms / 1000.0)
    return known


def battery_characteristics(battery: Battery) -> frozenset[str]:
    """Return what must be subscribed to before the battery is asked about."""
    return reply_characteristics([battery.ask] if battery.ask else [])


async def read_battery(battery: Battery, peer: Peer, replies: Replies) -> float:
    """Return the charge, percent.

    Raises:
        LinkError: It can't be read now.
        DecodeError: What was read is no charge.
    """
    if battery.ask is None:
        content = await peer.read(battery.characteristic.lower())
    else:
        content = await _patiently(battery.ask, peer, replies, {})
    return battery_percent(battery.decoder, content)


async def _patiently(
    step: Write, peer: Peer, replies: Replies, known: Mapping[str, bytes]
) -> bytes:
    """Try a step as often as it may be tried."""
    for _ in range(step.retries):
        try:
            return await _once(step, peer, replies, known)
        except StartRefused:
            await asyncio.sleep(step.wait_ms / 1000.0)
    return await _once(step, peer, replies, known)


async def _once(
    step: Write, peer: Peer, replies: Replies, known: Mapping[str, bytes]
) -> bytes:
    """Write, and return the answer; empty if none is waited for."""
    reply = step.reply
    if reply is not None:
        replies.forget(reply.characteristic.lower())
    try:
        content = step.content(known)
    except ValueError as error:
        raise _refused(step, str(error).removeprefix("hex: ")) from None
    if content:
        target = step.characteristic.lower()
        await peer.write(target, content, response=step.response)
    if reply is None:
        return b""
    try:
        async with asyncio.timeout(reply.timeout_ms / 1000.0):
            return await _answer(reply, peer, replies)
    except TimeoutError:
        raise _refused(step, "the sensor does not answer") from None
    except StartRefused as error:
        raise _refused(step, str(error)) from None


async def _answer(reply: Reply, peer: Peer, replies: Replies) -> bytes:
    if not reply.read:
        return await replies.answer(reply)
    content = await peer.read(reply.characteristic.lower())
    if not reply.fits(content):
        _check_refusal(reply, content)
        msg = f"the sensor answers {content[:8].hex() or 'nothing'}"
        raise StartRefused(msg)
    return content


def _check_refusal(reply: Reply, payload: bytes) -> None:
    means = reply.refusal(payload)
    if means is not None:
        raise StartRefused(means)


def _refused(step: Write, why: str) -> LinkError:
    return StartRefused(f"could not {step.purpose or 'start the sensor'}: {why}")
