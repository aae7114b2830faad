"""Random and damaged payloads of every shipped profile, through the whole path."""

import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from monitor.decoding.decoder import StreamFormat, TickKind
from monitor.model.blocks import GRAVITY, Packet, Samples
from monitor.model.errors import DecodeError
from monitor.model.events import Output, PacketRejected
from monitor.model.records import TRUNK, Notification, stream_of
from monitor.pipeline import Pipeline, PipelineSettings
from monitor.profiles import Profile, find_profiles, imported_profile_text
from monitor.profiles import parse_profile as parsed

LIFETIME = 500  # packets to one pipeline, within every counter's width


def _imported() -> Profile:
    text = imported_profile_text(100.0, "fuzz", counter=True)
    return parsed(text, Path("imported.toml"))


PROFILES = {**find_profiles(), "imported": _imported()}
every_profile = pytest.mark.parametrize("name", sorted(PROFILES))


def whole(stream: StreamFormat, turn: int) -> list[tuple[str, bytes]]:
    """Sound notifications: at rest, the next ticks of its clock."""
    n = stream.samples_per_notification
    tick = stream.clock.tick_hz / stream.rate_hz
    ticks = 1e6 + (turn * n + np.arange(float(n))) * tick
    accel = np.tile([0.0, 0.0, GRAVITY], (n, 1))
    return stream.encoder().encode(Packet(ticks, accel, np.zeros((n, 3)), turn))


def spoiled(payload: bytes, rng: random.Random) -> bytes:
    """Random bytes; or cut, lengthened, with bits flipped or bytes replaced."""
    at = rng.randrange(len(payload))
    flipped = bytearray(payload)
    for _ in range(rng.choice([1, 1, 2, 8])):
        flipped[rng.randrange(len(payload))] ^= 1 << rng.randrange(8)
    return rng.choice(
        [
            payload,
            payload[:at],
            bytes(flipped),
            payload[:at] + rng.randbytes(4) + payload[at + 4 :],
            payload + rng.randbytes(rng.randrange(1, 30)),
            rng.randbytes(len(payload)),
            rng.randbytes(rng.randrange(0, 300)),
        ]
    )


@every_profile
def test_any_payload_is_a_sound_packet_or_refused(
    name: str,
    fuzz: Callable[..., dict[str, int]],
    fuzz_cases: int,
    one_line: Callable[[str], bool],
) -> None:
    stream = next(iter(PROFILES[name].streams.values()))
    sound = whole(stream, 7)

    def case(rng: random.Random) -> str:
        decoder, at = stream.decoder(), rng.randrange(len(sound))
        packets: list[Packet] = []
        try:
            for k, (part, payload) in enumerate(sound):
                sent = spoiled(payload, rng) if k == at else payload
                packets += decoder.feed(part, sent)
        except DecodeError as error:
            return "refused" if one_line(str(error)) else str(error)
        for packet in packets:
            n = len(packet.ticks)
            assert n >= 1
            assert packet.accel.shape == packet.gyro.shape == (n, 3)
            assert np.isfinite(packet.ticks).all()
            assert np.isfinite(packet.accel).all()
            assert np.isfinite(packet.gyro).all()
        return "decoded" if packets else "nothing"

    seen = fuzz(case)

    assert set(seen) - {"nothing"} == {"refused", "decoded"}
    assert min(seen["refused"], seen["decoded"]) > fuzz_cases // 20


@pytest.mark.parametrize("name", ["polar_verity_sense", "polar_h10"])
def test_any_answer_of_the_control_point_is_taken_or_refused(
    name: str, fuzz: Callable[..., dict[str, int]], one_line: Callable[[str], bool]
) -> None:
    stream = PROFILES[name].streams["imu"]
    answer = bytes.fromhex("f00205000005010000003f")

    def case(rng: random.Random) -> str:
        decoder = stream.decoder()
        try:
            assert decoder.feed("control", spoiled(answer, rng)) == []
        except DecodeError as error:
            return "refused" if one_line(str(error)) else str(error)
        fed = [p for part, sent in whole(stream, 3) for p in decoder.feed(part, sent)]
        assert all(np.isfinite(packet.gyro).all() for packet in fed)
        return "taken"

    assert set(fuzz(case)) == {"refused", "taken"}


@every_profile
def test_any_payload_is_samples_or_a_rejected_packet(
    name: str, fuzz: Callable[..., dict[str, int]], fuzz_cases: int
) -> None:
    """Two in three payloads are sound, so that the stages behind are at work."""
    profile = PROFILES[name]
    stream_name, stream = next(iter(profile.streams.items()))
    setups = dict.fromkeys(TRUNK, profile.sensor_setup())
    path, turn = Pipeline(setups, PipelineSettings()), 0

    def case(rng: random.Random) -> str:
        nonlocal path, turn
        turn += 1
        if turn % LIFETIME == 0:
            path = Pipeline(setups, PipelineSettings())
        placement = list(TRUNK)[turn % 2]
        sent = whole(stream, turn // 2 % LIFETIME)
        at = rng.randrange(len(sent)) if rng.random() < 1 / 3 else None
        found = set[str]()
        for k, (part, payload) in enumerate(sent):
            given = spoiled(payload, rng) if k == at else payload
            t = turn * stream.samples_per_notification / stream.rate_hz / 2
            record = Notification(t, placement, stream_of(stream_name, part), given)
            found.add(_outcome(path.feed(record)))
        return max(found)  # "samples" before "rejected" before "nothing new"

    seen = fuzz(case)

    # Where the arrivals must tell a tick's length, the first seconds have no samples.
    measured = stream.clock.kind is TickKind.MEASURED
    assert seen["samples"] > (0 if measured else fuzz_cases // 3)
    assert seen["rejected"] > fuzz_cases // 50


def _outcome(outputs: list[Output]) -> str:
    rejected = sum(isinstance(output, PacketRejected) for output in outputs)
    samples = [output for output in outputs if isinstance(output, Samples)]
    assert rejected <= 1
    assert not (rejected and samples)
    assert all(np.isfinite(each.t).all() for each in samples)
    if rejected:
        return "rejected"
    return "samples" if samples else "nothing new"
