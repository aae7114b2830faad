"""A station's link to its gym: what a session puts out, as far as its lifter allows.

It runs in the session's event loop and never delays it: the newest state or none, the
rest from the outbox, one message after the other as the server acknowledges them. Of
the lifter's own alerts nothing goes through here.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from importlib.metadata import version
from typing import Final

import nats.errors
import nats.js.errors
from nats.aio.client import Client

from monitor.consent import Consent, Share
from monitor.model.errors import MonitorError
from monitor.model.events import Output
from monitor.model.records import Record
from monitor.net.address import Address
from monitor.net.careful_client import CarefulClient
from monitor.net.connection import FAILURES, Pauses, connect, ended, until_lost, why
from monitor.net.consent import allowed
from monitor.net.messages import (
    Answer,
    EventTold,
    Health,
    PainTold,
    SetTold,
    Told,
    encode,
)
from monitor.net.outbox import Outbox, emptied, on_disk
from monitor.net.station_commands import LinkCounts, OnCommand, StationCommands
from monitor.net.subjects import Branch, state_bucket, subject
from monitor.net.told import Teller, now_utc

STATE_HZ: Final = 10.0
RETAIN_S: Final = 1.0
HEALTH_S: Final = 5.0
ACK_S: Final = 5.0
LAST_WORDS_S: Final = 3.0
BUSY_S: Final = (0.02, 0.25)  # pauses before what the server refuses is sent again
MOST_PENDING: Final = 64 * 1024  # bytes not yet taken by the network
KEPT: Final = "kept"  # the server may keep a state of this station
_BRANCHES: Final = {
    EventTold: Branch.EVENT,
    SetTold: Branch.SET,
    PainTold: Branch.PAIN,
}


class StationLink:
    """A sink that tells a gym's server about one session.

    Attributes:
        counts: What became of messages.
        problem: Why the server isn't reached, one sentence; empty while it is.
    """

    def __init__(
        self,
        address: Address,
        outbox: Outbox,
        teller: Teller,
        consent: Consent,
        on_command: OnCommand,
    ) -> None:
        """Do nothing yet; ``opened`` does it.

        Args:
            address: Where the server is; its user is the station.
            outbox: Keeps what is told until the server has it.
            teller: Folds the session.
            consent: What the lifter allows.
            on_command: Given what a coach wants; called in the event loop.
        """
        self._address, self._outbox, self._teller = address, outbox, teller
        self._consent = consent
        self._news = asyncio.Event()
        self._closing = False
        self._changes = 0  # of the consent
        self._may_keep = False  # as the outbox remembers, even where it can't write
        self.on_consent: Callable[[Consent], None] = lambda _: None  # another holds
        self.files_waiting: Callable[[], int] = lambda: 0  # for the archive
        self.counts = LinkCounts()
        self._commands = StationCommands(address, outbox, on_command, self.counts)
        self.problem = "not connected yet"

    @property
    def consent(self) -> Consent:
        """What the lifter allows."""
        return self._consent

    @asynccontextmanager
    async def opened(self) -> AsyncIterator["StationLink"]:
        """Tell of the session for as long as this is entered."""
        loop = asyncio.get_running_loop()
        self._outbox.on_news = lambda: _wake(loop, self._news)
        self._hold_to(self._consent)
        self.tell(self._teller.began())
        task = asyncio.create_task(self._keep_linked())
        try:
            yield self
        finally:
            self.tell(self._teller.ended())
            self._closing = True
            self._news.set()
            await asyncio.wait([task], timeout=LAST_WORDS_S)
            await ended(task)
            if not task.cancelled():
                task.result()

    def put(self, output: Output, /) -> None:
        """Take one output."""
        for told in self._teller.feed(output):
            self.tell(told)

    def tell(self, told: Told) -> None:
        """Tell a message, if the lifter allows it."""
        if allowed(self._consent, told):
            self._outbox.put(told)

    def hear(self, record: Record) -> None:
        """Take what a person did: a load, pain, a note."""
        for told in self._teller.hear(record):
            self.tell(told)

    def use(self, consent: Consent) -> None:
        """Take another consent; it holds at once, for what waits as well.

        Without any sharing the kept state is removed from the server as soon as that
        can be reached, over a restart too.
        """
        self._consent = consent
        self.on_consent(consent)
        self._hold_to(consent)
        self.tell(self._teller.consented(consent))
        self._news.set()

    def _hold_to(self, consent: Consent) -> None:
        """Empty what this lifter no longer allows; know what the server may keep."""
        self._changes += 1
        self._outbox.keep_to(consent, self._teller.lifter)
        if consent.share is not Share.NOTHING:
            self._may_keep = True
            self._outbox.mark(KEPT, wanted=True)

    def _is_taken_back(self, told: Told) -> bool:
        """Whether it was taken back while it was on its way; never another lifter's."""
        is_own = told.lifter == self._teller.lifter
        return is_own and not allowed(self._consent, told)

    def call_for_help(self, *, wanted: bool) -> None:
        """Call the coach, or take the call back."""
        for told in self._teller.call_for_help(wanted=wanted):
            self.tell(told)

    def answer(self, command: str, answer: Answer) -> None:
        """Tell what the lifter has decided about a command that was shown."""
        self.tell(self._teller.answered(command, answer))

    # The connection

    async def _keep_linked(self) -> None:
        """Reach the server, again and again, until the session is over."""
        pauses = Pauses()
        while True:
            reached = self.counts.connections
            try:
                await self._linked()
            except FAILURES as error:
                self.problem = f"the gym's server can't be reached ({why(error)})"
            except MonitorError as error:  # of the outbox, or a damaged certificate
                self.problem = str(error)
            if self._closing:
                return
            if self.counts.connections > reached:
                pauses.begin_anew()
            await pauses.wait()

    async def _linked(self) -> None:
        """Tell over one connection until it breaks or the session is over."""
        lost, client = asyncio.Event(), CarefulClient(self._spoiled)
        try:
            name = f"station {self._address.user}"
            await connect(client, self._address, name, lost, self._refused)
            self.counts.connections += 1
            self.problem = ""
            await self._work(client, lost)
        finally:
            with suppress(*FAILURES):
                await client.close()

    def _spoiled(self, _: str) -> None:
        self.counts.malformed += 1

    def _refused(self, sentence: str) -> None:
        self.problem = sentence

    async def _work(self, client: Client, lost: asyncio.Event) -> None:
        async with AsyncExitStack() as stack:
            await self._commands.listen(client, lambda: self._consent)
            told = asyncio.create_task(self._send_told(client))
            tasks = [
                told,
                asyncio.create_task(self._send_states(client)),
                asyncio.create_task(self._send_health(client)),
                asyncio.create_task(until_lost(client, lost)),
            ]
            for task in tasks:
                stack.push_async_callback(ended, task)
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()

    # Out

    async def _send_told(self, client: Client) -> None:
        """Send what waits, in order; each leaves the outbox when it has arrived."""
        pauses = Pauses(*BUSY_S)
        while True:
            self._news.clear()
            if self._consent.share is Share.NOTHING and await self._is_kept():
                await self._forget(client)
            is_last = self._closing  # asked before: the last words are put in before
            told = await on_disk(self._outbox.first())
            if told is not None:
                await self._sent(client, told, pauses)
                continue
            if is_last:
                await self._forget(client)
                return
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._news.wait(), RETAIN_S)
            await on_disk(self._outbox.flushed())

    async def _sent(self, client: Client, told: Told, pauses: Pauses) -> None:
        """Send it; if the server has no room for it now, it stays the first."""
        try:
            await self._send(client, told)
        except nats.js.errors.Error as error:  # states go on meanwhile
            self.problem = f"the gym's server keeps nothing now ({_words(error)})"
            await pauses.wait()
        else:
            self.problem = ""
            pauses.begin_anew()

    async def _send(self, client: Client, told: Told) -> None:
        if self._is_taken_back(told):
            told = emptied(told)
        where = subject(self._address.gym, self._address.user, _BRANCHES[type(told)])
        headers = {"Nats-Msg-Id": told.id}
        try:
            await client.jetstream().publish(
                where, encode(told), timeout=ACK_S, headers=headers
            )
        except nats.errors.MaxPayloadError:
            await on_disk(self._outbox.set_aside(told.seq))
            return
        self.counts.told += 1
        await on_disk(self._outbox.acknowledged(told.seq))

    async def _is_kept(self) -> bool:
        """Whether the server may keep a state, of an earlier session too."""
        return self._may_keep or await on_disk(self._outbox.is_marked(KEPT))

    async def _forget(self, client: Client) -> None:
        """Have the server keep no state of this station."""
        known, headers = self._changes, {"KV-Operation": "DEL"}
        await client.jetstream().publish(
            self._retained, b"", timeout=ACK_S, headers=headers
        )
        if known == self._changes:  # else it may have been shared again meanwhile
            self._may_keep = False
            await on_disk(self._outbox.mark(KEPT, wanted=False))

    @property
    def _retained(self) -> str:
        return f"$KV.{state_bucket(self._address.gym)}.{self._address.user}"

    async def _send_states(self, client: Client) -> None:
        """Publish the newest state; none while the network does not take it."""
        where = subject(self._address.gym, self._address.user, Branch.STATE)
        loop = asyncio.get_running_loop()
        retained_s = -RETAIN_S
        while True:
            await asyncio.sleep(1 / STATE_HZ)
            if self._closing or client.pending_data_size > MOST_PENDING:
                continue
            state = self._teller.state()
            if not allowed(self._consent, state):
                continue
            body = encode(state)
            await client.publish(where, body)
            self.counts.states += 1
            is_due = loop.time() - retained_s >= RETAIN_S
            may_leave = allowed(self._consent, state) and not self._closing
            if is_due and may_leave:  # still, after the wait above
                retained_s = loop.time()
                await client.publish(self._retained, body)

    async def _send_health(self, client: Client) -> None:
        where = subject(self._address.gym, self._address.user, Branch.HEALTH)
        program = f"rep-monitor {version('rep-monitor')}"
        while True:
            health = Health(
                station=self._address.user,
                utc=now_utc(),
                waiting=await on_disk(self._outbox.waiting()),
                files_waiting=self.files_waiting(),
                malformed=self.counts.malformed,
                refused=self.counts.refused,
                program=program,
            )
            if self._consent.share is not Share.NOTHING:
                await client.publish(where, encode(health))
            await asyncio.sleep(HEALTH_S)


def _words(error: nats.js.errors.Error) -> str:
    """Return what the server says, without its numbers."""
    if isinstance(error, nats.js.errors.APIError) and error.description:
        return error.description
    return why(error)


async def is_needed(outbox: Outbox) -> bool:
    """Whether a link has work even where nothing is shared.

    That is so while the server may keep a state, or something told waits for it.
    """
    waiting = await on_disk(outbox.waiting())
    return waiting > 0 or await on_disk(outbox.is_marked(KEPT))


def _wake(loop: asyncio.AbstractEventLoop, event: asyncio.Event) -> None:
    with suppress(RuntimeError):  # the loop has just closed: nobody waits
        loop.call_soon_threadsafe(event.set)
