"""A session that is streamed, received by a real inlet."""

import asyncio
import json
import math
import time
from collections.abc import Iterator

import numpy as np
import pylsl
import pytest

from monitor.alerts.wording import asked_to_stop
from monitor.demo_session import DemoSession, demo_recording
from monitor.lsl.outlet import LslOutlet
from monitor.model.blocks import Posture, Samples
from monitor.model.events import (
    Alert,
    Cue,
    Event,
    Level,
    LinkStatus,
    Output,
    StopAsked,
    StopReason,
)
from monitor.model.records import TRUNK
from monitor.pipeline import PipelineSettings

NAMES = [
    "rep-monitor pelvis",
    "rep-monitor lumbar",
    "rep-monitor angles",
    "rep-monitor events",
]


class Kept:
    """Keeps all outputs."""

    def __init__(self) -> None:
        self.outputs: list[Output] = []

    def put(self, output: Output, /) -> None:
        self.outputs.append(output)


def inlet(name: str, wearer: str) -> pylsl.StreamInlet:
    found = pylsl.resolve_byprop("source_id", f"{name} {wearer}", timeout=5)
    made = pylsl.StreamInlet(found[0], max_buflen=3600)
    made.open_stream(timeout=5)
    return made


def everything(stream: pylsl.StreamInlet) -> tuple[list[list[object]], list[float]]:
    """Pull until nothing comes any more."""
    samples: list[list[object]] = []
    stamps: list[float] = []
    while True:
        more, when = stream.pull_chunk(timeout=0.3, max_samples=4096)
        if not more:
            return samples, stamps
        samples += more
        stamps += when


@pytest.fixture(scope="module")
def streamed() -> Iterator[
    tuple[Kept, dict[str, tuple[list[list[object]], list[float]]]]
]:
    """Twenty seconds of a demo, what was told of it, and what was received."""
    session = demo_recording(PipelineSettings(), 1, 20.0)
    kept, wearer = Kept(), "test of the outlet"
    with LslOutlet(wearer) as outlet:
        inlets = {name: inlet(name, wearer) for name in NAMES}
        time.sleep(0.2)
        asyncio.run(DemoSession(session, math.inf).run([outlet, kept]))
        received = {name: everything(stream) for name, stream in inlets.items()}
        assert (outlet.problem, outlet.missed) == ("", 0)
        yield kept, received


def test_every_sample_arrives_with_its_values_and_time(
    streamed: tuple[Kept, dict[str, tuple[list[list[object]], list[float]]]],
) -> None:
    kept, received = streamed

    for placement in TRUNK:
        blocks = [
            each
            for each in kept.outputs
            if isinstance(each, Samples) and each.placement is placement
        ]
        values, stamps = received[f"rep-monitor {placement}"]
        sent = np.concatenate([np.column_stack((b.accel, b.gyro)) for b in blocks])
        np.testing.assert_array_equal(np.array(values, float), sent)
        t = np.concatenate([block.t for block in blocks])
        shift = np.array(stamps) - t
        np.testing.assert_allclose(shift, shift[0], atol=1e-6)


def test_angles_arrive_and_are_nan_while_not_valid(
    streamed: tuple[Kept, dict[str, tuple[list[list[object]], list[float]]]],
) -> None:
    kept, received = streamed
    postures = [each for each in kept.outputs if isinstance(each, Posture)]
    sent = np.concatenate([each.lumbar_flexion_deg for each in postures])

    values = np.array(received["rep-monitor angles"][0], float)

    np.testing.assert_array_equal(values[:, 2], sent)
    assert np.isnan(sent).any()
    assert np.isfinite(sent).any()


def test_events_arrive_as_json(
    streamed: tuple[Kept, dict[str, tuple[list[list[object]], list[float]]]],
) -> None:
    kept, received = streamed
    told = [
        each for each in kept.outputs if isinstance(each, Event | Alert | LinkStatus)
    ]

    texts = [json.loads(str(row[0])) for row in received["rep-monitor events"][0]]

    assert [each["event"] for each in texts] == [type(each).__name__ for each in told]
    assert any(each["event"] == "Calibrated" for each in texts)


def test_streams_say_what_their_channels_are() -> None:
    with LslOutlet("of the labels"):
        info = inlet("rep-monitor pelvis", "of the labels").info(timeout=5)

    assert info.type() == "IMU"
    assert info.channel_count() == 6
    xml = info.as_xml()
    for said in ("gyro_z", "rad/s", "m/s^2", "of the labels"):
        assert said in xml


def test_a_network_that_fails_stops_streaming_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with LslOutlet("fails") as outlet:
        streams = outlet._streams  # noqa: SLF001

        def broken(output: Output) -> None:
            msg = "gone"
            raise RuntimeError(msg)

        monkeypatch.setattr(streams, "push", broken)
        status = Kept()
        session = demo_recording(PipelineSettings(), 1, 5.0)
        asyncio.run(DemoSession(session, math.inf).run([outlet, status]))
        deadline = time.monotonic() + 5
        while not outlet.problem and time.monotonic() < deadline:
            time.sleep(0.01)

    assert outlet.problem == "LSL streaming has stopped: gone"
    assert status.outputs


@pytest.mark.parametrize("pain", [False, True])
def test_pain_is_not_streamed_unless_it_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, *, pain: bool
) -> None:
    asked = StopAsked(1.0, StopReason.PAIN, 7.0)
    alert = Alert(1.0, 1.0, Level.STOP, Cue.STOP, asked_to_stop(asked))
    pushed: list[Output] = []
    with LslOutlet("hurts", pain=pain) as outlet:
        monkeypatch.setattr(outlet._streams, "push", pushed.append)  # noqa: SLF001
        for output in (asked, alert):
            outlet.put(output)

    assert pushed == ([asked, alert] if pain else [])
