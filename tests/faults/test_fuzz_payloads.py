"""Random and damaged payloads of every shipped profile, through the whole path."""

import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from monitor.decoding.decoder import StreamFormat
from monitor.model.blocks import GRAVITY, Packet, Samples
from monitor.model.errors import DecodeError
from monitor.model.events import PacketRejected
from monitor.model.records import Notification, Placement
from monitor.pipeline import Pipeline, PipelineSettings
from monitor.profiles import Profile, find_profiles, imported_profile_text
from monitor.profiles import parse_profile as parsed

STEP_S = 0.02
LIFETIME = 500  # notifications to one pipeline


def _imported() -> Profile:
    text = imported_profile_text(100.0, "fuzz", counter=True)
    return parsed(text, Path("imported.toml"))


PROFILES = {**find_profiles(), "imported": _imported()}
every_profile = pytest.mark.parametrize("name", sorted(PROFILES))


def whole(stream: StreamFormat, turn: int) -> bytes:
    """A sound payload: at rest, the next ticks of its clock."""
    n = stream.samples_per_notification
    tick = stream.clock.tick_hz / stream.rate_hz
    ticks = (turn * n + np.arange(float(n))) * tick
    accel = np.tile([0.0, 0.0, GRAVITY], (n, 1))
    return stream.encoder().encode(Packet(ticks, accel, np.zeros((n, 3)), turn))[0][1]


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
    payload = whole(stream, 7)

    def case(rng: random.Random) -> str:
        try:
            packet = stream.decoder().feed("", spoiled(payload, rng))[0]
        except DecodeError as error:
            return "refused" if one_line(str(error)) else str(error)
        n = len(packet.ticks)
        assert n >= 1
        assert packet.accel.shape == packet.gyro.shape == (n, 3)
        assert np.isfinite(packet.accel).all()
        assert np.isfinite(packet.gyro).all()
        return "decoded"

    seen = fuzz(case)

    assert set(seen) == {"refused", "decoded"}
    assert min(seen.values()) > fuzz_cases // 10


@every_profile
def test_any_payload_is_samples_or_a_rejected_packet(
    name: str, fuzz: Callable[..., dict[str, int]], fuzz_cases: int
) -> None:
    """Two in three payloads are sound, so that the stages behind are at work."""
    profile = PROFILES[name]
    stream_name, stream = next(iter(profile.streams.items()))
    setups = dict.fromkeys(Placement, profile.sensor_setup())
    path, turn = Pipeline(setups, PipelineSettings()), 0

    def case(rng: random.Random) -> str:
        nonlocal path, turn
        turn += 1
        if turn % LIFETIME == 0:
            path = Pipeline(setups, PipelineSettings())
        placement = list(Placement)[turn % 2]
        payload = whole(stream, turn // 2)
        if rng.random() < 1 / 3:
            payload = spoiled(payload, rng)
        record = Notification(turn * STEP_S, placement, stream_name, payload)
        outputs = path.feed(record)
        rejected = sum(isinstance(output, PacketRejected) for output in outputs)
        samples = [output for output in outputs if isinstance(output, Samples)]
        assert rejected <= 1
        assert not (rejected and samples)
        assert all(np.isfinite(each.t).all() for each in samples)
        if rejected:
            return "rejected"
        return "samples" if samples else "nothing new"

    seen = fuzz(case)

    assert seen["samples"] > fuzz_cases // 3
    assert seen["rejected"] > fuzz_cases // 50
