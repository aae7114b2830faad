"""Decodes a profile's worked examples and compares them with what it states."""

import numpy as np

from monitor.decoding.decoder import StreamFormat
from monitor.decoding.field_text import parse_hex
from monitor.decoding.profile_text import Example
from monitor.model.blocks import FloatArray, Packet
from monitor.model.errors import DecodeError

TOLERANCE = 1e-6  # relative and absolute, in ticks, m/s² and rad/s


def decode_example(example: Example, stream: StreamFormat) -> Packet:
    """Return what an example's payload holds.

    Raises:
        ValueError: It is not what the example states; the text begins with the key.
    """
    packet = _decoded(example, stream)
    _check_array("ticks", packet.ticks, np.atleast_1d(example.ticks))
    _check_array("accel", packet.accel, np.array(example.accel))
    _check_array("gyro", packet.gyro, np.array(example.gyro))
    if packet.counter != example.counter:
        msg = f"counter: decoded {packet.counter}, stated {example.counter}"
        raise ValueError(msg)
    return packet


def _decoded(example: Example, stream: StreamFormat) -> Packet:
    decoder = stream.decoder()
    try:
        for before in example.before:
            decoder.feed(before.part, parse_hex(before.hex))
        packets = decoder.feed(example.part, parse_hex(example.hex))
    except DecodeError as error:
        msg = f"hex: {error}"
        raise ValueError(msg) from None
    if len(packets) != 1:
        msg = f"hex: completes {len(packets)} packets, not one"
        raise ValueError(msg)
    return packets[0]


def _check_array(key: str, decoded: FloatArray, stated: FloatArray) -> None:
    same = decoded.shape == stated.shape
    if not (same and np.allclose(decoded, stated, TOLERANCE, TOLERANCE)):
        msg = f"{key}: decoded {decoded.tolist()}, stated {stated.tolist()}"
        raise ValueError(msg)
