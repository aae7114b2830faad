"""What is said to a sensor before it streams and after, as a firmware profile has it.

A step writes bytes and may wait for an answer; what the answer holds can be kept,
decide about later steps, and be put into their bytes: ``{name}`` is all of it,
``{name[5]}`` and ``{name[2:4]}`` are bytes of it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated

from msgspec import Meta, Struct

from monitor.decoding.field_text import parse_hex

MAX_WRITE_BYTES = 512  # the longest value that an attribute can have

UUID = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
NAME = re.compile(r"[a-z][a-z0-9_]{0,31}")
PLACE = re.compile(r"\{([a-z][a-z0-9_]{0,31})(?:\[(\d{1,3})(?:(:)(\d{1,3}))?\])?\}")

Hex = Annotated[str, Meta(max_length=1536)]
Sentence = Annotated[str, Meta(max_length=200)]
Kept = Mapping[str, bytes]


class Refusal(Struct, frozen=True, forbid_unknown_fields=True):
    """An answer by which the sensor refuses, and what it means."""

    begins: Hex
    means: Annotated[str, Meta(min_length=1, max_length=200)]

    def __post_init__(self) -> None:
        _check_beginning("begins", self.begins)


class Reply(Struct, frozen=True, forbid_unknown_fields=True):
    """The answer that a step waits for; other notifications are passed over.

    Attributes:
        characteristic: UUID it comes from.
        begins: How it begins; of several, one fits. Empty: anything.
        read: It is read after the write, and not notified.
        timeout_ms: The longest wait.
        refused: Answers that mean no, unless they fit ``begins``.
        keep: Name to keep the answer by.
    """

    characteristic: str
    begins: Hex | Annotated[list[Hex], Meta(max_length=16)] = ""
    read: bool = False
    timeout_ms: Annotated[int, Meta(ge=10, le=30000)] = 1500
    refused: Annotated[list[Refusal], Meta(max_length=32)] = []
    keep: str = ""

    def __post_init__(self) -> None:
        check_uuid("characteristic", self.characteristic)
        if self.keep and not NAME.fullmatch(self.keep):
            msg = "keep: a name has 1 to 32 small letters, digits and _"
            raise ValueError(msg)
        for beginning in self.beginnings:
            _check_beginning("begins", beginning)

    @property
    def beginnings(self) -> Sequence[str]:
        """How it may begin, as hex."""
        return [self.begins] if isinstance(self.begins, str) else self.begins

    def fits(self, payload: bytes) -> bool:
        """Tell whether this is the answer: that which was hoped for."""
        return any(payload.startswith(parse_hex(each)) for each in self.beginnings)

    def refusal(self, payload: bytes) -> str | None:
        """Return what a refusal means; None if it is none."""
        for each in self.refused:
            if payload.startswith(parse_hex(each.begins)):
                return each.means
        return None


class Condition(Struct, frozen=True, forbid_unknown_fields=True):
    """A kept answer begins so."""

    kept: str
    begins: Hex

    def __post_init__(self) -> None:
        _check_beginning("begins", self.begins)

    def holds(self, kept: Kept) -> bool:
        """Tell whether it does; what was not kept begins in no way."""
        answer = kept.get(self.kept)
        return answer is not None and answer.startswith(parse_hex(self.begins))


class Write(Struct, frozen=True, forbid_unknown_fields=True):
    """Bytes written to a characteristic, and the answer that is due.

    Attributes:
        characteristic: UUID; service/UUID where several services have one of it.
        hex: The bytes, with places for kept ones; empty only to read a reply.
        response: Whether the sensor acknowledges the write.
        wait_ms: Pause after it, and after its reply.
        purpose: What it is for, in words that fit "could not …".
        reply: The answer; None if none is waited for.
        retries: How often it is tried again if the answer is no, or none.
        when: Done only if this holds.
        unless: Not done if this holds.
    """

    characteristic: str
    hex: Hex = ""
    response: bool = True
    wait_ms: Annotated[int, Meta(ge=0, le=10000)] = 0
    purpose: Sentence = ""
    reply: Reply | None = None
    retries: Annotated[int, Meta(ge=0, le=10)] = 0
    when: Condition | None = None
    unless: Condition | None = None

    def __post_init__(self) -> None:
        check_target("characteristic", self.characteristic)
        reads = self.reply is not None and self.reply.read
        size = len(parse_hex(PLACE.sub(" 00 ", self.hex)))
        if not (size or reads) or size > MAX_WRITE_BYTES:
            msg = f"hex: must be 1 to {MAX_WRITE_BYTES} bytes"
            raise ValueError(msg)
        if self.retries and self.reply is None:
            msg = "retries: there is no reply to tell that it failed"
            raise ValueError(msg)

    def content(self, kept: Kept) -> bytes:
        """Return what is written.

        Args:
            kept: Answers by name.

        Raises:
            ValueError: An answer is too short for what is taken from it, or too long.
        """
        filled = parse_hex(PLACE.sub(lambda place: _filled(place, kept), self.hex))
        if len(filled) > MAX_WRITE_BYTES:
            msg = f"hex: with what was kept it has more than {MAX_WRITE_BYTES} bytes"
            raise ValueError(msg)
        return filled

    def is_due(self, kept: Kept) -> bool:
        """Tell whether the step is to be done."""
        if self.when is not None and not self.when.holds(kept):
            return False
        return self.unless is None or not self.unless.holds(kept)

    def needs(self) -> Iterator[tuple[str, str]]:
        """Yield the key and the name of each kept answer that it speaks of."""
        for key, condition in (("when", self.when), ("unless", self.unless)):
            if condition is not None:
                yield f"{key}.kept", condition.kept
        for place in PLACE.finditer(self.hex):
            yield "hex", place[1]


def check_steps(key: str, steps: Sequence[Write], known: Sequence[str] = ()) -> None:
    """Raise ValueError, naming the key, where a step speaks of what was never kept."""
    names = set(known)
    for index, step in enumerate(steps):
        for where, name in step.needs():
            if name not in names:
                msg = f"{key}[{index}].{where}: no step before it keeps {name!r}"
                raise ValueError(msg)
        if step.reply is not None and step.reply.keep:
            names.add(step.reply.keep)


def check_target(key: str, text: str) -> None:
    """Raise ValueError, naming the key, unless it is a UUID, or service/UUID."""
    for uuid in text.split("/", 1):
        check_uuid(key, uuid)


def check_uuid(key: str, text: str) -> None:
    """Raise ValueError, naming the key, unless the text is a UUID in full."""
    if not UUID.fullmatch(text):
        msg = f"{key}: must be a UUID such as 0000180f-0000-1000-8000-00805f9b34fb"
        raise ValueError(msg)


def _filled(place: re.Match[str], kept: Kept) -> str:
    name, first, is_range, last = place.groups()
    answer = kept.get(name, b"")
    if first is None:
        taken, size = answer, len(answer)
    else:
        start = int(first)
        end = int(last) if is_range else start + 1
        taken, size = answer[start:end], end - start
    if not taken or len(taken) != size:
        msg = f"hex: the answer kept as {name} is too short"
        raise ValueError(msg)
    return f" {taken.hex()} "


def _check_beginning(key: str, text: str) -> None:
    try:
        parse_hex(text)
    except ValueError:
        msg = f"{key}: is not a row of two-digit hexadecimal bytes"
        raise ValueError(msg) from None
