"""What a stream's own numbers tell: what came before already, and what is missing."""

from monitor.model.blocks import Packet

MEMORY = 256  # packets among which a repeated one is known again
# Nothing but repeated packets for so long: the sensor's numbers have begun anew.
BEGUN_ANEW_S = 0.5
# A counter may say this much more than the clock before it is taken to have begun
# anew: a share of what the clock says, and packets.
_TRUST_SHARE = 0.1
_TRUST_PACKETS = 2

_Key = tuple[int | None, float, float]


class Sequence:
    """Knows repeated packets again and counts what is lost.

    Radios and hosts deliver some notifications twice, at times late. A packet is the
    same if its counter and its ticks are; the values that it holds don't matter.
    """

    def __init__(
        self,
        counter_bits: int | None,
        *,
        counts_samples: bool = False,
        wrap_s: float | None = None,
    ) -> None:
        """Make one for a stream.

        Args:
            counter_bits: Width of the sequence number; None without one.
            counts_samples: The sequence number counts samples, not packets.
            wrap_s: After so long the ticks come round again; None if they never do.
        """
        self._modulus = None if counter_bits is None else 1 << counter_bits
        self._counts_samples = counts_samples
        self._valid_s = float("inf") if wrap_s is None else wrap_s / 2
        self.reset()

    def reset(self) -> None:
        """Forget the past, as after the sensor was started anew."""
        self._seen: dict[_Key, float] = {}  # arrival, oldest first
        self._only_old_since: float | None = None
        self._expected: int | None = None

    def repeated(self, arrival: float, packet: Packet) -> bool:
        """Return whether this very packet came before, and remember it."""
        key = (packet.counter, float(packet.ticks[0]), float(packet.ticks[-1]))
        before = self._seen.get(key)
        old = before is not None and arrival - before < self._valid_s
        if old and not self._begun_anew(arrival):
            return True
        if old:
            self.reset()
        self._only_old_since = None
        self._seen.pop(key, None)
        self._seen[key] = arrival
        if len(self._seen) > MEMORY:
            del self._seen[next(iter(self._seen))]
        return False

    def _begun_anew(self, arrival: float) -> bool:
        if self._only_old_since is None:
            self._only_old_since = arrival
        return arrival - self._only_old_since > BEGUN_ANEW_S

    def lost(self, packet: Packet, by_clock: int) -> int:
        """Return how many samples are missing before a new packet.

        The sensor's counter knows best, but not how often it went round; that, and
        whether it began anew, the clock tells.

        Args:
            packet: Neither repeated nor late.
            by_clock: Samples missing by the times of the samples.
        """
        if packet.counter is None or self._modulus is None:
            return by_clock
        n = len(packet.ticks)
        unit = 1 if self._counts_samples else n
        step = n if self._counts_samples else 1
        expected, self._expected = self._expected, packet.counter + step
        if expected is None:
            return by_clock
        missing = (packet.counter - expected) % self._modulus * unit
        turn = self._modulus * unit
        missing += max(round((by_clock - missing) / turn), 0) * turn
        trust = by_clock + max(_TRUST_PACKETS * n, _TRUST_SHARE * by_clock)
        return missing if missing <= trust else by_clock
