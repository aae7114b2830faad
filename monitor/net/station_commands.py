"""What coaches want of a station: taken once, not too often, and always answered."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from nats.aio.client import Client
from nats.aio.msg import Msg

from monitor.consent import Consent, Share
from monitor.net.address import Address
from monitor.net.bucket import Bucket
from monitor.net.connection import FAILURES
from monitor.net.messages import (
    Acknowledged,
    Answer,
    Command,
    MessageError,
    decode_command,
    encode,
)
from monitor.net.outbox import Outbox, on_disk
from monitor.net.subjects import Branch, subject

COMMANDS_HZ: Final = 5.0
HURRIED: Final = "too many at once, send it again"

OnCommand = Callable[[Command], Answer]


@dataclass(slots=True)
class LinkCounts:
    """What became of messages.

    Attributes:
        states: States published.
        told: Told messages that the server has.
        malformed: Messages to this station that were none.
        refused: Commands that were not taken.
        connections: How often the server was reached.
    """

    states: int = 0
    told: int = 0
    malformed: int = 0
    refused: int = 0
    connections: int = 0


class StationCommands:
    """Takes the commands to one station."""

    def __init__(
        self,
        address: Address,
        outbox: Outbox,
        on_command: OnCommand,
        counts: LinkCounts,
    ) -> None:
        """Take none yet; ``listen`` does it.

        Args:
            address: Its user is the station.
            outbox: Remembers which commands have come.
            on_command: Given what a coach wants; called in the event loop.
            counts: Where what is malformed or refused is counted.
        """
        self._station = address.user
        self._subject = subject(address.gym, address.user, Branch.COMMAND)
        self._outbox, self._on_command, self._counts = outbox, on_command, counts
        self._bucket = Bucket(COMMANDS_HZ)
        self._consent: Callable[[], Consent] = Consent

    async def listen(self, client: Client, consent: Callable[[], Consent]) -> None:
        """Take what comes over a connection.

        Args:
            client: Connected as the station.
            consent: Tells what the lifter allows now.
        """
        self._consent = consent
        await client.subscribe(self._subject, cb=self._take, pending_msgs_limit=256)

    async def _take(self, message: Msg) -> None:
        if message.subject != self._subject:
            # A reader of a stream may have it delivered here: it keeps its own subject.
            self._counts.malformed += 1
            return
        reply = Acknowledged("", self._station, Answer.MALFORMED)
        try:
            command = decode_command(message.data)
        except MessageError:
            self._counts.malformed += 1
        else:
            answer, text = await self._answer(command)
            self._counts.refused += answer is Answer.REFUSED
            reply = Acknowledged(command.id, self._station, answer, text)
        if message.reply:
            with suppress(*FAILURES):
                await message.respond(encode(reply))

    async def _answer(self, command: Command) -> tuple[Answer, str]:
        """Take a command; return how, and why if it isn't the lifter's choice."""
        if not self._bucket.takes(asyncio.get_running_loop().time()):
            return Answer.REFUSED, HURRIED
        if self._consent().share is Share.NOTHING:
            return Answer.REFUSED, ""
        if await on_disk(self._outbox.is_repeated(command.id)):
            return Answer.REPEATED, ""
        return self._on_command(command), ""
