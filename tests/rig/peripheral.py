"""A sensor by the bytes of its profile; whoever carries them is not known here."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from monitor.acquisition.simulation.session import SimulatedSession
from monitor.acquisition.start import start_of
from monitor.decoding.field_text import parse_hex
from monitor.decoding.steps_text import PLACE, Write
from monitor.model.records import Notification, Placement, name_and_part
from monitor.profiles import Profile

Sent = tuple[str, bytes]  # characteristic in lower case, payload
Mangle = Callable[[list[Sent]], list[Sent]]


@dataclass(frozen=True, slots=True)
class Line:
    """What a sensor sends at a moment of its life, s."""

    t: float
    characteristic: str
    payload: bytes


def lines(
    session: SimulatedSession, placement: Placement, profile: Profile
) -> list[Line]:
    """Return what one sensor of a simulated session sends, in order of time."""
    found = []
    for record in session.records:
        if isinstance(record, Notification) and record.placement is placement:
            name, part = name_and_part(record.stream)
            characteristic = profile.streams[name].characteristics[part]
            found.append(Line(record.t, characteristic, record.payload))
    return found


def advertised_name(profile: Profile) -> str:
    """Return a name that the profile knows its sensors by."""
    names = profile.match.local_name if profile.match else []
    return names[0].replace("*", "1A2B").replace("?", "1") if names else "Sensor"


@dataclass
class Peripheral:
    """A sensor: starts and stops as its profile says, sends its lines, again and again.

    Attributes:
        address: Its address.
        profile: What its firmware speaks.
        script: What it sends from its first start on; begins anew at its end.
        name: What it advertises.
        percent: Charge of its battery.
        rssi_dbm: How strongly it is heard.
        sent: All that was given to the carrier by what streams come from, in order.
        written: All that was written to it, in order.
        mangle: Spoils what is about to be sent.
        answers: What it answers instead of the hoped-for beginning and zeros, as hex,
            by the beginning that is hoped for.
        silent: It streams, but nothing leaves it, and all of that is lost.
        held: Nothing leaves it; all of it comes at once when this ends.
        deaf: It takes writes and does nothing.
    """

    address: str
    profile: Profile
    script: Sequence[Line]
    name: str = ""
    percent: int = 87
    rssi_dbm: int = -58
    sent: list[Sent] = field(default_factory=list)
    written: list[Sent] = field(default_factory=list)
    mangle: Mangle | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    silent: bool = False
    held: bool = False
    deaf: bool = False
    streaming: bool = False
    starts: int = 0
    _life_s: float | None = None  # of its first start, on the carrier's clock
    _at: float = 0.0
    _turn: int = 0
    _next: int = 0
    _pile: list[Sent] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.name = self.name or advertised_name(self.profile)
        start = start_of(self.profile)
        self._start = _matcher(start.start[-1]) if start.start else None
        self._stop = [_matcher(step) for step in self.profile.stop]
        self._steps = [*start.steps, *self.profile.stop]
        self._streamed = {
            characteristic
            for stream in self.profile.streams.values()
            for characteristic in stream.characteristics.values()
        }
        self._length_s = self.script[-1].t + 0.01 if self.script else 0.0

    @property
    def characteristics(self) -> dict[str, list[str]]:
        """UUIDs in lower case, with their properties as Bluetooth has them."""
        found: dict[str, set[str]] = {}
        for stream in self.profile.streams.values():
            for each in stream.characteristics.values():
                found.setdefault(each, set()).add("notify")
        for step in self._steps:
            uses = {"write", "write-without-response"}
            found.setdefault(step.characteristic.lower(), set()).update(uses)
            if step.reply is not None:
                use = "read" if step.reply.read else "notify"
                found.setdefault(step.reply.characteristic.lower(), set()).add(use)
        battery = self.profile.battery
        if battery is not None:
            found.setdefault(battery.characteristic.lower(), set()).add("read")
        return {uuid: sorted(uses) for uuid, uses in found.items()}

    def write(self, characteristic: str, content: bytes, now: float) -> list[Sent]:
        """Take a write; return what is notified as its answer."""
        self.written.append((characteristic, content))
        if self.deaf:
            return []
        if any(matches(content) for matches in self._stop):
            self.streaming = False
        if self._start is not None and self._start(content):
            self.start(now)
        answers = [
            self._answer(step)
            for step in self._steps
            if step.characteristic.lower() == characteristic
            and step.reply is not None
            and not step.reply.read
            and _matcher(step)(content)
        ][:1]
        self.sent += [each for each in answers if each[0] in self._streamed]
        return answers

    def read(self, characteristic: str) -> bytes:
        """Return what a characteristic holds."""
        for step in self._steps:
            reply = step.reply
            if reply and reply.read and reply.characteristic.lower() == characteristic:
                return self._answer(step)[1]
        return bytes([self.percent, 0])

    def _answer(self, step: Write) -> Sent:
        assert step.reply is not None
        begins = parse_hex(step.reply.beginnings[0])
        told = self.answers.get(begins.hex())
        content = begins + bytes(16) if told is None else parse_hex(told)
        return step.reply.characteristic.lower(), content

    def subscribed(self, characteristic: str, now: float) -> None:
        """Take a subscription: some sensors stream from then on."""
        if (
            self._start is None
            and characteristic in self._streamed
            and not self.streaming
        ):
            self.start(now)

    def left(self) -> None:
        """Take the end of the link: what a subscription started, it ends."""
        if self._start is None:
            self.streaming = False

    def start(self, now: float) -> None:
        """Stream from now on; its life began with the first start."""
        self.starts += 1
        self.streaming = True
        if self._life_s is None:
            self._life_s = now
        self.skip(now)

    def skip(self, now: float) -> None:
        """Forget what was due until now: nobody listened."""
        self._due(now)
        self._pile.clear()

    def take_due(self, now: float) -> list[Sent]:
        """Return what leaves the sensor by now; kept in ``sent``."""
        due = self._due(now)
        if not self.streaming or self.silent:
            return []
        self._pile += [(line.characteristic, line.payload) for line in due]
        if self.held:
            return []
        out, self._pile = self._pile, []
        if self.mangle is not None:
            out = self.mangle(out)
        self.sent += out
        return out

    def _due(self, now: float) -> list[Line]:
        if self._life_s is None or not self.script:
            return []
        due: list[Line] = []
        life = now - self._life_s
        while True:
            line = self.script[self._next]
            if self._turn * self._length_s + line.t > life:
                return due
            due.append(line)
            self._next += 1
            if self._next == len(self.script):
                self._turn, self._next = self._turn + 1, 0


def _matcher(step: Write) -> Callable[[bytes], bool]:
    """Tell the step's bytes, whatever stands in its places."""
    head = parse_hex(PLACE.split(step.hex)[0])
    if not PLACE.search(step.hex):
        return lambda content: content == head
    return lambda content: content.startswith(head)


def in_order_once(sent: Iterable[Sent], got: Sequence[Sent]) -> bool:
    """Tell whether all that was got was sent, each once, in order, without a hole."""
    whole = list(sent)
    if not got:
        return not whole
    first = whole.index(got[0])
    return whole[first : first + len(got)] == list(got)


def never_back(times: Sequence[float]) -> bool:
    """Tell whether times never go back."""
    return all(a <= b for a, b in pairwise(times))
