from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.dsp.clock import ClockKind, ClockSettings
from monitor.dsp.sensor_chain import (
    ChainSettings,
    SensorChain,
    StreamSetup,
)
from monitor.model.blocks import GRAVITY, Packet
from monitor.model.errors import DecodeError
from monitor.model.events import StreamGap
from monitor.model.records import Notification, Placement

PERIOD_S, N = 0.01, 5
Setup = Callable[..., StreamSetup]


def decode(payload: bytes) -> Packet:
    """Byte 0 counts packets of five samples each at rest."""
    if len(payload) != 1:
        msg = "one byte it is"
        raise DecodeError(msg)
    ticks = (payload[0] * N + np.arange(float(N))) * PERIOD_S * 1e6
    accel = np.tile([0.0, 0.0, GRAVITY], (N, 1))
    return Packet(ticks, accel, np.zeros((N, 3)), payload[0])


class Bytes:
    """A decoder of one byte a packet; three bytes are as many packets."""

    def __init__(self, read: Callable[[bytes], Packet] = decode) -> None:
        self.read = read
        self.resets = 0

    def feed(self, part: str, payload: bytes) -> list[Packet]:
        if part:
            return []
        return [self.read(bytes([each])) for each in payload] or [self.read(payload)]

    def reset(self) -> None:
        self.resets += 1


STREAM = StreamSetup(Bytes, ClockSettings(1e6, 32), 100.0, counter_bits=8)


def chain(stream: StreamSetup = STREAM) -> SensorChain:
    return SensorChain(Placement.PELVIS, stream, ChainSettings())


def sent(number: int) -> Notification:
    at = (number * N + N) * PERIOD_S
    return Notification(at, Placement.PELVIS, "imu", bytes([number]))


def fed(stage: SensorChain, numbers: list[int]) -> list[StreamGap]:
    return [gap for number in numbers for gap in stage.feed(sent(number)).gaps]


def test_samples_and_attitude_have_the_same_times() -> None:
    stage = chain()
    stage.feed(sent(0))

    output = stage.feed(sent(1))

    (samples,), (attitude,) = output.samples, output.attitudes
    np.testing.assert_array_equal(samples.t, attitude.t)
    assert samples.placement is attitude.placement is Placement.PELVIS
    np.testing.assert_allclose(np.diff(samples.t), PERIOD_S, atol=1e-9)
    np.testing.assert_allclose(attitude.channels[:, :3], [[0, 0, 1]] * N, atol=1e-6)


def test_the_counter_knows_what_is_lost() -> None:
    stage = chain()

    gaps = fed(stage, [0, 1, 2, 5, 6])

    assert (stage.samples, stage.lost) == (25, 10)
    assert [(gap.lost, gap.bridged) for gap in gaps] == [(10, True)]


def test_without_a_counter_the_gaps_tell_what_is_lost() -> None:
    stage = chain(replace(STREAM, counter_bits=None))

    gaps = fed(stage, [0, 1, 20, 21])

    assert (stage.samples, stage.lost) == (20, 90)
    assert [gap.bridged for gap in gaps] == [False]


def test_a_counter_that_wraps_loses_nothing() -> None:
    stage = chain(replace(STREAM, decoder=lambda: Bytes(wrapping), counter_bits=2))

    fed(stage, list(range(12)))

    assert stage.lost == 0


def wrapping(payload: bytes) -> Packet:
    packet = decode(payload)
    return replace(packet, counter=payload[0] % 4)


def test_a_counter_that_begins_anew_is_a_restart_and_no_loss() -> None:
    stage = chain(replace(STREAM, decoder=lambda: Bytes(rebooted)))

    fed(stage, list(range(30)))

    assert stage.lost == 0


def rebooted(payload: bytes) -> Packet:
    packet = decode(payload)
    number = payload[0]
    return replace(packet, counter=number if number < 20 else number - 20)


def test_a_duplicate_is_no_sample_and_no_loss() -> None:
    stage = chain()
    fed(stage, [0, 1, 2])

    again = stage.feed(sent(2))
    fed(stage, [3])

    assert again.samples == []
    assert again.attitudes == []
    assert (stage.samples, stage.lost) == (20, 0)


def moving(payload: bytes) -> Packet:
    packet = decode(payload)
    return replace(packet, gyro=np.full((N, 3), 0.01 * payload[0]))


def heard(order: list[int], stage: SensorChain) -> list[np.ndarray]:
    """All that comes of packets that arrive in this order, none early."""
    brought: list[np.ndarray] = []
    now = 0.0
    for number in order:
        note = sent(number)
        now = max(now + 1e-4, note.t)
        output = stage.feed(replace(note, t=now))
        for samples, attitude in zip(output.samples, output.attitudes, strict=True):
            brought += [samples.t, samples.gyro, attitude.quaternion]
    return brought


REPEATS = st.lists(st.tuples(st.integers(0, 59), st.integers(0, 59)), max_size=20)


@pytest.mark.parametrize("counter_bits", [None, 4, 8])
@settings(max_examples=30, deadline=None)
@given(repeats=REPEATS, missing=st.sets(st.integers(1, 58), max_size=5))
def test_whatever_comes_again_changes_nothing(
    repeats: list[tuple[int, int]], missing: set[int], counter_bits: int | None
) -> None:
    """Repeated at once or up to 3 s late, beside true losses."""

    def numbered(payload: bytes) -> Packet:
        packet = moving(payload)
        return replace(packet, counter=payload[0] % (1 << (counter_bits or 8)))

    stream = replace(STREAM, decoder=lambda: Bytes(numbered), counter_bits=counter_bits)
    once = [number for number in range(60) if number not in missing]
    order = list(once)
    for which, later in repeats:
        if which in once:
            order.insert(min(order.index(which) + 1 + later, len(order)), which)
    plain, again = chain(stream), chain(stream)

    expected, found = heard(once, plain), heard(order, again)

    assert len(found) == len(expected)
    for ours, theirs in zip(found, expected, strict=True):
        np.testing.assert_array_equal(ours, theirs)
    assert (again.samples, again.lost) == (plain.samples, plain.lost)


@pytest.mark.parametrize("counter_bits", [None, 4, 8])
@pytest.mark.parametrize("late", [1, 5, 18])
def test_a_packet_that_comes_too_late_stays_lost_and_no_more(
    late: int, counter_bits: int | None
) -> None:
    order = list(range(40))
    order.insert(20 + late, order.pop(20))

    stage = chain(replace(STREAM, counter_bits=counter_bits))
    heard(order, stage)

    assert (stage.samples, stage.lost) == (39 * N, N)


@pytest.mark.parametrize(
    ("kind", "counter_bits", "known"),
    [
        (ClockKind.CLOCK, None, True),
        (ClockKind.MEASURED, None, True),
        (ClockKind.COUNTED, 8, True),
        (ClockKind.COUNTED, None, False),
    ],
)
def test_a_stream_of_any_clock_flows_and_says_whether_losses_show(
    kind: ClockKind, counter_bits: int | None, known: bool
) -> None:
    clock = ClockSettings(1e6, 32, kind)
    stage = chain(replace(STREAM, clock=clock, counter_bits=counter_bits))
    missing = {100, 101, 150}

    heard([number for number in range(200) if number not in missing], stage)

    assert stage.facts.loss_known is known
    assert stage.samples > 140 * N
    if known:
        assert stage.lost == 3 * N


def test_samples_that_are_only_counted_may_be_counted_anew() -> None:
    """The link was made anew, so the decoder counts from 0 again: nothing repeats."""
    counted = replace(
        STREAM, clock=ClockSettings(1e6, None, ClockKind.COUNTED), counter_bits=None
    )
    stage = chain(counted)
    heard(list(range(20)), stage)
    before = stage.samples

    for number in range(20):
        at = 3.0 + number * N * PERIOD_S
        stage.feed(Notification(at, Placement.PELVIS, "imu", bytes([number])))

    assert stage.samples >= before + 15 * N


def test_a_payload_that_does_not_fit_changes_nothing() -> None:
    stage = chain()
    fed(stage, [0, 1])

    with pytest.raises(DecodeError):
        stage.feed(Notification(0.12, Placement.PELVIS, "imu", b""))

    assert fed(stage, [2]) == []
    assert (stage.samples, stage.lost) == (15, 0)


def test_after_relabelling_samples_and_gaps_belong_to_the_other_placement() -> None:
    stage = chain()
    fed(stage, [0, 1])
    stage.relabel(Placement.LUMBAR)

    output = stage.feed(sent(4))

    assert {each.placement for each in output.samples} == {Placement.LUMBAR}
    assert {each.placement for each in output.gaps} == {Placement.LUMBAR}


def test_an_impossible_cutoff_is_refused() -> None:
    with pytest.raises(ValueError, match="cutoff_hz must be positive"):
        ChainSettings(cutoff_hz=0.0)


def test_a_notification_may_hold_no_packet_or_several() -> None:
    stage = chain()

    assert stage.feed(replace(sent(0), stream="imu.control")).samples == []
    brought = stage.feed(replace(sent(1), payload=bytes([0, 1])))

    assert stage.samples == 10
    assert sum(len(each.t) for each in brought.samples) == 10
