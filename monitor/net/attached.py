"""A session's link to its gym, from the settings to the sinks."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from platformdirs import user_data_path

from monitor.consent import CoachSettings, Share
from monitor.model.errors import ConfigError, MonitorError
from monitor.model.records import Record, Stamped
from monitor.net.address import NO_EXTRA, STATION, Address, address_path, read_address
from monitor.net.archive_queue import ArchiveQueue
from monitor.net.archiving import Archiving, Send, to_folder
from monitor.net.consent import made_up_name
from monitor.net.messages import Answer
from monitor.net.orders import Orders
from monitor.net.outbox import Outbox
from monitor.net.private_file import put_private
from monitor.net.shared import SharedSession
from monitor.net.told import Teller, new_session
from monitor.pipeline import PipelineSettings
from monitor.recording.switch import Accompany
from monitor.session import Sink
from monitor.sound.engine import SpeechEngine

_SECRET: Final = "secret"
NOTHING_SHARED: Final = (
    "Nothing is shared with the coach: the settings, or --share, say so."
)


@dataclass(frozen=True, slots=True)
class StationWish:
    """What of a session goes to a gym.

    Attributes:
        coach: What the lifter lets a coach see, and where.
        wearer: Who lifts; it never leaves this computer.
        settings: What the session is judged by.
        planned_reps: Of each set; 0 if not planned.
        address: Where the server is; None for that of the enrolment.
    """

    coach: CoachSettings
    wearer: str
    settings: PipelineSettings
    planned_reps: int = 0
    address: Address | None = None

    @property
    def is_wanted(self) -> bool:
        """Whether anything is to go to a gym."""
        return bool(self.coach.enrolment) or self.address is not None


@dataclass(frozen=True, slots=True)
class Attached:
    """How a session is attached to its gym.

    Attributes:
        sinks: Take its outputs.
        hear: Takes what a person did in it, on its thread.
        shared: What its lifter has in hand; None where nothing is shared.
        accompany: Goes along with its recordings, to offer them to the archive.
    """

    sinks: Sequence[Sink] = ()
    hear: Callable[[Record], None] = lambda _: None
    shared: SharedSession | None = None
    accompany: Accompany = lambda *_: None


async def joined_to_gym(
    stack: AsyncExitStack,
    wish: StationWish,
    command: Callable[[Stamped], None],
    show: Callable[[str], None],
    order: Callable[[str], None] | None = None,
) -> Attached:
    """Enter ``linked_to_gym``; why it can't be is shown, and the session goes on.

    Args:
        stack: Leaves it again.
        wish: See ``linked_to_gym``, as the others.
        command: See there.
        show: See there.
        order: See there.
    """
    link = linked_to_gym(wish, command, show, order)
    try:
        return await stack.enter_async_context(link)
    except MonitorError as error:
        show(str(error))
        return Attached()


@asynccontextmanager
async def linked_to_gym(
    wish: StationWish,
    command: Callable[[Stamped], None],
    show: Callable[[str], None],
    order: Callable[[str], None] | None = None,
) -> AsyncIterator[Attached]:
    """Yield how a session is attached to its gym; by nothing if it isn't wanted.

    Args:
        wish: What goes where.
        command: Puts something into the session.
        show: Shows a sentence to the lifter.
        order: Shows what a coach says, once; ``show`` if not given.

    Raises:
        ConfigError: This computer isn't enrolled there, or the extra is missing.
        OutboxError: The outbox can't be opened.
    """
    async with AsyncExitStack() as stack:
        if not wish.is_wanted:
            yield Attached()
        elif wish.coach.consent.share is Share.NOTHING:
            show(NOTHING_SHARED)
            _forget_waiting(wish)
            await _take_back(stack, wish, show)
            yield Attached()
        else:
            yield await _attached(stack, wish, command, show, order or show)


async def _attached(
    stack: AsyncExitStack,
    wish: StationWish,
    command: Callable[[Stamped], None],
    show: Callable[[str], None],
    order: Callable[[str], None],
) -> Attached:
    try:
        from monitor.net.station_link import StationLink  # noqa: PLC0415  an extra
    except ModuleNotFoundError as error:
        raise ConfigError(NO_EXTRA) from error
    address = _address(wish)
    outbox = Outbox(_outbox_path(address), show)
    stack.callback(outbox.close)
    orders = _orders(stack, wish, command, show, order)
    teller = _teller(wish, address)
    link = StationLink(address, outbox, teller, wish.coach.consent, orders.take)
    archiving = _archiving(wish, address, show)
    if not wish.coach.archive:
        archiving.hindrance = lambda: link.problem
    link.on_consent = archiving.use
    link.files_waiting = lambda: archiving.waiting
    await stack.enter_async_context(archiving.offering())
    await stack.enter_async_context(link.opened())
    orders.on_row = lambda reps: teller.plan(reps or wish.planned_reps)

    def hear(record: Record) -> None:
        orders.hear(record)
        link.hear(record)

    shared = SharedSession(address.gym, link, orders, show)
    return Attached([orders, link], hear, shared, archiving.accompany)


def _orders(
    stack: AsyncExitStack,
    wish: StationWish,
    command: Callable[[Stamped], None],
    show: Callable[[str], None],
    order: Callable[[str], None],
) -> Orders:
    engine = SpeechEngine(on_problem=show)
    stack.push_async_callback(asyncio.to_thread, engine.close)
    return Orders(
        order,
        lambda words, urgent: engine.speak(words, urgent=urgent),
        command,
        accepts=wish.coach.messages,
        limits=wish.settings.limits,
    )


def _teller(wish: StationWish, address: Address) -> Teller:
    return Teller(
        address.user,
        new_session(),
        lifter_name(wish, stations_path()),
        wish.settings,
        planned_reps=wish.planned_reps,
    )


def _archiving(
    wish: StationWish, address: Address, show: Callable[[str], None]
) -> Archiving:
    from monitor.net.archive_offer import to_server  # noqa: PLC0415  an extra

    folder = stations_path()
    return Archiving(
        archive_queue(address),
        archive_folder(wish.coach, address) or to_server(address),
        lifter_name(wish, folder),
        owner(wish.wearer, folder),
        wish.coach.consent,
        show,
    )


def enrolment_path(gym: str) -> Path:
    """Return the file of a gym that this computer is enrolled in as a station."""
    return address_path(STATION, gym)


def stations_path() -> Path:
    """Return the folder of what is kept of this computer's stations."""
    return user_data_path("rep-monitor", appauthor=False) / "stations"


def archive_queue(address: Address) -> ArchiveQueue:
    """Return what keeps a station's recordings until the archive has them."""
    return ArchiveQueue(stations_path() / f"{address.gym}-{address.user}-archive")


def forget_removed() -> None:
    """Have no copy wait for an archive whose recording was removed.

    Raises:
        QueueError: One can't be removed.
    """
    for folder in stations_path().glob("*-archive"):
        ArchiveQueue(folder).forget_removed()


def archive_folder(coach: CoachSettings, address: Address) -> Send | None:
    """Return what copies to the folder of the settings; None if they name none."""
    if not coach.archive:
        return None
    return to_folder(Path(coach.archive).expanduser() / address.gym / address.user)


def lifter_name(wish: StationWish, folder: Path) -> str:
    """Return the lifter's pseudonym: the chosen one, or one that tells nobody.

    Raises:
        ConfigError: This computer's secret can't be kept.
    """
    return wish.coach.pseudonym or owner(wish.wearer, folder)


def owner(wearer: str, folder: Path) -> str:
    """Return what stands for a lifter on this computer, whatever the pseudonym.

    Raises:
        ConfigError: This computer's secret can't be kept.
    """
    path = folder / _SECRET
    try:
        if not path.exists():
            put_private(path, secrets.token_bytes(32))
        return made_up_name(path.read_bytes(), wearer)
    except OSError as error:
        msg = f"{path}: can't be kept ({error.strerror})"
        raise ConfigError(msg) from error


def _address(wish: StationWish) -> Address:
    return wish.address or read_address(enrolment_path(wish.coach.enrolment))


async def _take_back(
    stack: AsyncExitStack, wish: StationWish, show: Callable[[str], None]
) -> None:
    """Have what an earlier session left at the server removed meanwhile.

    What another lifter has told and the server hasn't got yet is sent on. Nothing of
    this session leaves; what can't be done now is done with the next one.
    """
    with suppress(MonitorError, ModuleNotFoundError):  # not enrolled, or no extra
        from monitor.net.station_link import StationLink, is_needed  # noqa: PLC0415

        address = _address(wish)
        if not _outbox_path(address).exists():
            return
        outbox = Outbox(_outbox_path(address), show)
        stack.callback(outbox.close)
        if not await is_needed(outbox):
            return
        teller, consent = _teller(wish, address), wish.coach.consent
        link = StationLink(address, outbox, teller, consent, lambda _: Answer.REFUSED)
        await stack.enter_async_context(link.opened())


def _outbox_path(address: Address) -> Path:
    return stations_path() / f"{address.gym}-{address.user}.sqlite3"


def _forget_waiting(wish: StationWish) -> None:
    """Have no recording wait whose lifter shares nothing any more."""
    with suppress(MonitorError):  # not enrolled: there is none
        queue = archive_queue(_address(wish))
        queue.keep_to(owner(wish.wearer, stations_path()), wish.coach.consent)
