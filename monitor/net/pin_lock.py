"""A PIN that can't be guessed: few tries, then a lock that grows.

Wrong ones count for an address and for all addresses together, so that many addresses
don't get many tries. While it is locked even the right PIN is refused. Counts live in
memory: a restart forgets them, and a PIN is best made anew with it.
"""

import hmac
from collections import OrderedDict
from dataclasses import dataclass
from hashlib import sha256
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final

TRIES: Final = 5  # from one address before its lock
ALL_TRIES: Final = 20  # from all addresses before everyone's lock
FIRST_LOCK_S: Final = 30.0
LONGEST_LOCK_S: Final = 3600.0
MOST_ADDRESSES: Final = 1024  # remembered, the newest


@dataclass(slots=True)
class _Counted:
    wrong: int = 0
    locked_until: float = 0.0


@dataclass(frozen=True, slots=True)
class PinAnswer:
    """How a try went.

    Attributes:
        right: The PIN was right and nothing is locked.
        left: Tries before the next lock of this address.
        wait_s: Seconds until the next try counts; 0 if at once.
    """

    right: bool
    left: int = TRIES
    wait_s: float = 0.0


class PinLock:
    """Compares PINs, and counts the wrong ones."""

    def __init__(self, pin: str) -> None:
        self._digest = sha256(pin.encode()).digest()
        self._all = _Counted()
        self._by_address: OrderedDict[str, _Counted] = OrderedDict()

    def tried(self, address: str, pin: str, now: float) -> PinAnswer:
        """Return how a try goes.

        Args:
            address: Where it comes from; an IPv6 one counts with its /64 network.
            pin: What was given.
            now: Monotonic s.
        """
        counted = self._counted(_counts_as(address))
        wait_s = max(counted.locked_until, self._all.locked_until) - now
        if wait_s > 0.0:
            return PinAnswer(right=False, left=0, wait_s=wait_s)
        given = sha256(pin.encode(errors="replace")).digest()
        if hmac.compare_digest(given, self._digest):
            counted.wrong = 0
            return PinAnswer(right=True)
        _count(counted, TRIES, now)
        _count(self._all, ALL_TRIES, now)
        wait_s = max(counted.locked_until, self._all.locked_until, now) - now
        left = 0 if wait_s else TRIES - counted.wrong % TRIES
        return PinAnswer(right=False, left=left, wait_s=wait_s)

    def _counted(self, address: str) -> _Counted:
        counted = self._by_address.setdefault(address, _Counted())
        self._by_address.move_to_end(address)
        if len(self._by_address) > MOST_ADDRESSES:
            self._by_address.popitem(last=False)
        return counted


def _count(counted: _Counted, tries: int, now: float) -> None:
    counted.wrong += 1
    locks, rest = divmod(counted.wrong, tries)
    if rest == 0:
        # 2**20 locks of 30 s are past the longest: no larger power is needed
        wait_s = FIRST_LOCK_S * 2.0 ** min(locks - 1, 20)
        counted.locked_until = now + min(wait_s, LONGEST_LOCK_S)


def _counts_as(address: str) -> str:
    try:
        known = ip_address(address)
    except ValueError:
        return ""  # without an address all count as one
    if isinstance(known, IPv6Address) and known.ipv4_mapped is None:
        return str(ip_network((known, 64), strict=False))
    return str(known)
