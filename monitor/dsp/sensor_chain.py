"""One sensor's own path: decode, put on the session clock, bridge, filter, orient."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import msgspec
import numpy as np

from monitor.dsp.clock import ClockKind, ClockMapSettings, ClockSettings
from monitor.dsp.contact import ContactSettings, ContactWatch
from monitor.dsp.gaps import Gaps, GapSettings, Stretch
from monitor.dsp.link_check import LinkCheckSettings
from monitor.dsp.lowpass import Lowpass
from monitor.dsp.orientation import Orientation, OrientationSettings
from monitor.dsp.sequence import Sequence as PacketSequence
from monitor.dsp.session_times import session_times
from monitor.dsp.stream_facts import StreamFacts
from monitor.model.blocks import Attitude, FloatArray, Packet, Samples
from monitor.model.events import StreamGap
from monitor.model.records import Notification, Placement, name_and_part

AWAKE_S = 0.3


class Decoder(Protocol):
    """Turns a stream's notifications, in order, into packets."""

    def feed(self, part: str, payload: bytes) -> list[Packet]:
        """Return the packets that a notification completes; raises DecodeError."""

    def reset(self) -> None:
        """Forget half a message."""


@runtime_checkable
class Foresighted(Protocol):
    """A decoder that is faster when it knows what will come."""

    def look_ahead(self, payloads: Sequence[bytes], /) -> None:
        """Take the payloads that are fed next, in order."""


@dataclass(frozen=True)
class StreamSetup:
    """How one stream of a sensor is read.

    Attributes:
        decoder: Makes a decoder for one sensor.
        clock: The tick counter.
        rate_hz: Nominal samples a second.
        counter_bits: Width of the payload's sequence number; None without one.
        counts_samples: The sequence number counts samples, not packets.
        accel_range: Full scale, m/s²; None if unknown.
        gyro_range: Full scale, rad/s; None if unknown.
    """

    decoder: Callable[[], Decoder]
    clock: ClockSettings
    rate_hz: float
    counter_bits: int | None = None
    counts_samples: bool = False
    accel_range: float | None = None
    gyro_range: float | None = None


@dataclass(frozen=True)
class SensorSetup:
    """How one sensor is read: its profile's name and its streams by name."""

    profile: str
    streams: Mapping[str, StreamSetup]


class ChainSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Settings of the stages that every sensor has for itself.

    Attributes:
        clock: Mapping ticks to the session clock.
        gaps: What is bridged.
        orientation: How inclination is estimated.
        contact: When contact is suspected.
        link_check: What passes as a good link.
        cutoff_hz: Low-pass of the conditioned raw channels.
    """

    clock: ClockMapSettings = ClockMapSettings()
    gaps: GapSettings = GapSettings()
    orientation: OrientationSettings = OrientationSettings()
    contact: ContactSettings = ContactSettings()
    link_check: LinkCheckSettings = LinkCheckSettings()
    cutoff_hz: float = 10.0

    def __post_init__(self) -> None:
        if not self.cutoff_hz > 0:
            msg = "cutoff_hz must be positive"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class ChainOutput:
    """What one notification brought."""

    samples: list[Samples]
    attitudes: list[Attitude]
    gaps: list[StreamGap]


@dataclass(frozen=True, slots=True)
class Taken:
    """What one notification held, on the session clock, not yet oriented."""

    stretches: list[Stretch]
    gaps: list[StreamGap]


Oriented = tuple[Samples, Attitude]


class SensorChain:
    """Everything that concerns one stream of one sensor alone."""

    def __init__(
        self, placement: Placement, stream: StreamSetup, settings: ChainSettings
    ) -> None:
        self._placement = placement
        self._stream = stream
        self._decoder = stream.decoder()
        self._clock = session_times(
            stream.clock,
            settings.clock,
            stream.rate_hz,
            stream.counter_bits,
            counts_samples=stream.counts_samples,
        )
        self._gaps = Gaps(placement, stream.rate_hz, settings.gaps)
        self._lowpass = Lowpass(settings.cutoff_hz, stream.rate_hz)
        self._contact = ContactWatch(
            settings.contact, stream.rate_hz, stream.accel_range, stream.gyro_range
        )
        self._has_clock = stream.clock.kind is not ClockKind.COUNTED
        self._sequence = PacketSequence(
            stream.counter_bits,
            counts_samples=stream.counts_samples,
            wrap_s=stream.clock.wrap_s,
        )
        self.orientation = Orientation(stream.rate_hz, settings.orientation)
        self._deaf_until = -np.inf
        self.samples = 0
        self.lost = 0

    @property
    def facts(self) -> StreamFacts:
        """What is known of the stream by now."""
        return StreamFacts(
            samples=self.samples,
            lost=self.lost,
            clock_ppm=self._clock.ppm,
            clock_offset_s=self._clock.offset_s,
            loss_known=self._has_clock or self._stream.counter_bits is not None,
        )

    def relabel(self, placement: Placement) -> None:
        """From now on these samples belong to the other placement."""
        self._placement = placement
        self._gaps.relabel(placement)

    def feed(self, notification: Notification) -> ChainOutput:
        """Return what one notification tells.

        Raises:
            DecodeError: The payload does not fit its profile.
        """
        taken = self.take(notification)
        oriented = [self.orient(stretch) for stretch in taken.stretches]
        samples, attitudes = [s for s, _ in oriented], [a for _, a in oriented]
        return ChainOutput(samples, attitudes, taken.gaps)

    def look_ahead(self, payloads: Sequence[bytes]) -> None:
        """Decode at once what is taken next, if the format is one that can be."""
        if isinstance(self._decoder, Foresighted):
            self._decoder.look_ahead(payloads)

    def take(self, notification: Notification) -> Taken:
        """Decode a notification and time its samples; ``orient`` is to follow.

        Raises:
            DecodeError: The payload does not fit its profile.
        """
        part = name_and_part(notification.stream)[1]
        taken = Taken([], [])
        for packet in self._decoder.feed(part, notification.payload):
            self._follow(notification.t, packet, taken)
        return taken

    def begin_anew(self) -> None:
        """Expect no rest of a message: the link was made anew."""
        self._decoder.reset()
        self._clock.resumed()

    def awake(self, now: float) -> None:
        """Go on after the computer slept.

        What it had received before comes only now, in the first moment, and would
        seem to have happened now: it is dropped.
        """
        self._deaf_until = now + AWAKE_S
        self._clock.resumed()

    def _follow(self, arrival: float, packet: Packet, taken: Taken) -> None:
        """Add what one packet held."""
        if arrival < self._deaf_until:
            return
        if self._has_clock and self._sequence.repeated(arrival, packet):
            return
        t, duplicates = self._clock.feed(arrival, packet)
        if not len(t):
            return
        values = np.concatenate((packet.accel, packet.gyro), axis=1)[duplicates:]
        stretches, gaps = self._gaps.feed(t, values)
        self.samples += len(t)
        self.lost += self._sequence.lost(packet, sum(gap.lost for gap in gaps))
        taken.gaps.extend(gaps)
        taken.stretches.extend(stretches)

    def orient(self, stretch: Stretch) -> Oriented:
        """Filter, orient and watch the next stretch; its cuts change nothing."""
        if stretch.fresh:
            self._lowpass.reset()
            self._contact.reset()
        samples = self._samples(stretch, self._lowpass.feed(stretch.values))
        inclination = self.orientation.feed(stretch)
        channels = inclination.channels
        channels[:, 13] = self._contact.feed(samples, inclination.up, inclination.rate)
        attitude = Attitude(
            self._placement, stretch.t, inclination.quaternion, channels
        )
        return samples, attitude

    def _samples(self, stretch: Stretch, conditioned: FloatArray) -> Samples:
        return Samples(
            placement=self._placement,
            t=stretch.t,
            accel=stretch.values[:, :3],
            gyro=stretch.values[:, 3:],
            conditioned=conditioned,
            bridged=stretch.bridged,
        )
