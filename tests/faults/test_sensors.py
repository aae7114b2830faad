"""Sensors and radios that misbehave, on the whole path."""

import tracemalloc
import warnings
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.acquisition.simulation.session import SimulatedSession
from monitor.model.blocks import GRAVITY, Packet, Posture, Samples
from monitor.model.events import (
    Calibrated,
    LinkStatus,
    Notice,
    NoticeKind,
    Output,
    PacketRejected,
    Rep,
    RepCounted,
    RepRetracted,
    RepRevised,
    StreamGap,
    Verdict,
)
from monitor.model.records import TRUNK, Notification, Placement, Record, Tick
from monitor.pipeline import Pipeline, PipelineSettings
from monitor.profiles import Profile, find_profiles, imported_profile_text
from monitor.profiles import parse_profile as parsed

Kind = TypeVar("Kind")
Fed = Callable[..., list[Output]]
MakePipeline = Callable[..., Pipeline]
PELVIS, LUMBAR = Placement.PELVIS, Placement.LUMBAR
TRUE_REPS = 4
MOST_MEMORY = 16 << 20


def of(kind: type[Kind], some: Iterable[object]) -> list[Kind]:
    return [output for output in some if isinstance(output, kind)]


def final_reps(outputs: Iterable[Output]) -> list[Rep]:
    found: dict[int, Rep] = {}
    for output in outputs:
        if isinstance(output, RepCounted | RepRevised):
            found[output.rep.rep_id] = output.rep
        elif isinstance(output, RepRetracted):
            del found[output.rep_id]
    return [rep for rep in found.values() if rep.full]


def told(outputs: Iterable[Output]) -> list[str]:
    """Everything but the blocks, as text."""
    return [
        str(o) for o in outputs if not isinstance(o, Samples | Posture | LinkStatus)
    ]


@pytest.fixture(scope="module")
def whole(short_session: SimulatedSession, fed: Fed) -> list[Output]:
    return fed(short_session.records)


@pytest.fixture(scope="module")
def first_rep_s(whole: list[Output]) -> float:
    return final_reps(whole)[0].onset_s


def test_duplicates_change_nothing(
    short_session: SimulatedSession, fed: Fed, whole: list[Output]
) -> None:
    twice = [
        each
        for record in short_session.records
        for each in [record] * (2 if isinstance(record, Notification) else 1)
    ]

    assert told(fed(twice)) == told(whole)


def test_notifications_in_the_wrong_order_lose_samples_but_no_rep(
    short_session: SimulatedSession, fed: Fed
) -> None:
    records = list(short_session.records)
    for i in range(40, len(records) - 3, 50):
        late = records[i + 3].t
        if isinstance(records[i], Notification):
            records.insert(i + 3, replace(records.pop(i), t=late))

    outputs = fed(records)

    assert len(final_reps(outputs)) == TRUE_REPS
    for placement in TRUNK:
        mine = [s.t for s in of(Samples, outputs) if s.placement is placement]
        assert (np.diff(np.concatenate(mine)) > 0).all()


def test_payloads_cut_short_are_rejected_one_by_one(
    short_session: SimulatedSession, fed: Fed
) -> None:
    records = list(short_session.records)
    cut = [i for i, r in enumerate(records) if isinstance(r, Notification)][::20]
    for i in cut:
        record = records[i]
        assert isinstance(record, Notification)
        records[i] = replace(record, payload=record.payload[:7])

    outputs = fed(records)

    assert len(of(PacketRejected, outputs)) == len(cut)
    assert len(final_reps(outputs)) == TRUE_REPS


def test_an_unknown_stream_is_rejected_and_the_known_one_goes_on(
    short_session: SimulatedSession, fed: Fed, whole: list[Output]
) -> None:
    more: list[Record] = []
    for i, record in enumerate(short_session.records):
        more.append(record)
        if isinstance(record, Notification) and i % 25 == 0:
            more.append(replace(record, stream="magnetometer"))

    outputs = fed(more)

    rejected = of(PacketRejected, outputs)
    assert len(rejected) == len(more) - len(short_session.records)
    assert "no stream 'magnetometer'" in rejected[0].reason
    assert [t for t in told(outputs) if "PacketRejected" not in t] == told(whole)


def reclocked(
    records: Iterable[Record], placement: Placement, before_s: float, at_s: float
) -> list[Record]:
    """This sensor's clock has run for ``before_s`` when it begins anew at ``at_s``."""
    stream = find_profiles()["reference"].streams["imu"]
    decoder, encoder = stream.decoder(), stream.encoder()
    out: list[Record] = []
    lag: float | None = None
    for record in records:
        if not isinstance(record, Notification) or record.placement is not placement:
            out.append(record)
            continue
        (packet,) = decoder.feed("", record.payload)
        lag = record.t * 1e6 - float(packet.ticks[0]) if lag is None else lag
        since = at_s - before_s if record.t < at_s else at_s
        ticks = (packet.ticks + lag - since * 1e6) % 2.0**32
        ((_, payload),) = encoder.encode(replace(packet, ticks=ticks))
        out.append(replace(record, payload=payload))
    return out


@pytest.mark.parametrize(
    "before_s",
    [
        3.0,
        8.0,
        20.0,
        4000.0,
    ],
)
@pytest.mark.parametrize("placement", list(TRUNK))
def test_a_sensor_may_restart_its_clock_in_a_set(
    placement: Placement,
    before_s: float,
    short_session: SimulatedSession,
    fed: Fed,
    first_rep_s: float,
) -> None:
    at_s = first_rep_s + 1.0
    records = reclocked(short_session.records, placement, before_s, at_s)

    outputs = fed(records)

    assert not of(PacketRejected, outputs)
    reps = final_reps(outputs)
    assert len(reps) == TRUE_REPS
    assert reps[-1].verdict is not Verdict.NOT_SCORED


@pytest.mark.parametrize("placement", list(TRUNK))
def test_a_sensor_that_dies_and_comes_back_is_told_and_scored_again(
    placement: Placement, short_session: SimulatedSession, fed: Fed, first_rep_s: float
) -> None:
    gone = (first_rep_s + 0.5, first_rep_s + 4.5)
    records = [
        record
        for record in short_session.records
        if not isinstance(record, Notification)
        or record.placement is not placement
        or not gone[0] <= record.t < gone[1]
    ]

    outputs = fed(records)

    kinds = [n.kind for n in of(Notice, outputs) if n.placement is placement]
    assert kinds[:2] == [NoticeKind.SENSOR_MISSING, NoticeKind.SENSOR_BACK]
    reps = final_reps(outputs)
    assert len(reps) == TRUE_REPS
    assert reps[0].verdict is Verdict.NOT_SCORED
    assert reps[-1].verdict is not Verdict.NOT_SCORED
    blind = [p for p in of(Posture, outputs) if gone[0] + 0.5 < p.t[0] < gone[1] - 0.1]
    assert blind
    assert not any(posture.valid.any() for posture in blind)


def test_no_angle_is_valid_where_a_sensor_was_silent_for_long(
    short_session: SimulatedSession, fed: Fed, first_rep_s: float
) -> None:
    end = first_rep_s + 2.0
    both_gone = [
        record
        for record in short_session.records
        if not isinstance(record, Notification) or not first_rep_s <= record.t < end
    ]

    postures = of(Posture, fed(both_gone))

    silent = [p for p in postures if first_rep_s + 0.3 < p.t[0] < end - 0.3]
    assert not any(posture.valid.any() for posture in silent)


@pytest.mark.parametrize("zero_s", [-5000.0, 1.8e9])
def test_the_zero_of_session_time_does_not_matter(
    zero_s: float, short_session: SimulatedSession, fed: Fed, whole: list[Output]
) -> None:
    """An import keeps its file's own times, which may count from 1970."""
    records = [replace(r, t=r.t + zero_s) for r in short_session.records]

    reps = final_reps(fed(records))

    assert [rep.verdict for rep in reps] == [rep.verdict for rep in final_reps(whole)]
    for ours, theirs in zip(reps, final_reps(whole), strict=True):
        assert ours.onset_s - zero_s == pytest.approx(theirs.onset_s, abs=1e-3)
        assert ours.peak_extension_deg == pytest.approx(
            theirs.peak_extension_deg, abs=0.05
        )


def test_the_zero_of_session_time_does_not_matter_where_packets_are_lost(
    short_session: SimulatedSession, fed: Fed
) -> None:
    """A gap of just the length that is bridged must not hang on rounding."""
    lossy = list(short_session.records)
    sent = [r for r in lossy if isinstance(r, Notification) and r.placement is LUMBAR]
    for at in range(30, len(sent), 17):
        for record in sent[at : at + 4]:
            lossy.remove(record)
    later = [replace(r, t=r.t + 1.8e9) for r in lossy]

    ours, theirs = fed(later), fed(lossy)

    assert [g.bridged for g in of(StreamGap, ours)] == [
        g.bridged for g in of(StreamGap, theirs)
    ]


@pytest.mark.parametrize("hours", [8.0, 200.0])
def test_a_night_with_the_lid_closed_takes_no_memory(
    hours: float, short_session: SimulatedSession, make_pipeline: MakePipeline
) -> None:
    path, cut = make_pipeline(), 26.0
    for record in short_session.records:
        if record.t < cut:
            path.feed(record)
    rest = [r for r in short_session.records if r.t >= cut]

    tracemalloc.start()
    rows = sum(
        len(output.t)
        for record in rest
        for output in path.feed(replace(record, t=record.t + hours * 3600))
        if isinstance(output, Posture)
    )
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < MOST_MEMORY
    assert rows < 20_000


@pytest.fixture(scope="module")
def imported() -> Profile:
    text = imported_profile_text(100.0, "hostile", counter=True)
    return parsed(text, Path("hostile.toml"))


def at_rest(profile: Profile, t: float, more: Packet | None = None) -> bytes:
    packet = Packet(
        np.array([t - 0.01, t]),
        np.tile([0.0, 0.0, GRAVITY], (2, 1)),
        np.zeros((2, 3)),
        round(t * 50),
    )
    return profile.streams["imu"].encoder().encode(more or packet)[0][1]


EXTREME = st.sampled_from(
    [1e308, -1e308, 1e155, 1e20, 1e12, 1e9, 1e6, 1e-308, 0.0, -0.0, -5.0]
)


@settings(max_examples=12, deadline=None)
@given(values=st.lists(EXTREME, min_size=12, max_size=12), at=st.integers(0, 40))
def test_values_beyond_physics_pass_without_a_trace_after_a_while(
    values: list[float], at: int, imported: Profile
) -> None:
    path = Pipeline({PELVIS: imported.sensor_setup()}, PipelineSettings())
    some = np.array(values).reshape(2, 6)
    outputs: list[Output] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # overflows, on purpose
        for i in range(1, 120):
            t = i / 50
            ticks = np.array([t - 0.01, t])
            bad = Packet(ticks, some[:, :3], some[:, 3:], i) if i == at else None
            payload = at_rest(imported, t, bad)
            outputs = path.feed(Notification(t, PELVIS, "imu", payload))

    (samples,) = of(Samples, outputs)
    assert np.isfinite(samples.conditioned).all()


@settings(max_examples=20, deadline=None)
@given(
    stamps=st.lists(
        st.tuples(EXTREME, EXTREME).filter(lambda pair: pair[0] < pair[1]),
        min_size=1,
        max_size=6,
    )
)
def test_stamps_that_no_clock_shows_are_rejected_or_survived(
    stamps: list[tuple[float, float]], imported: Profile
) -> None:
    path = Pipeline({PELVIS: imported.sensor_setup()}, PipelineSettings())
    outputs: list[Output] = []
    for i in range(1, 60):
        t = i / 50
        bad = None
        if i % 8 == 0 and i // 8 <= len(stamps):
            ticks = np.array(stamps[i // 8 - 1])
            bad = Packet(ticks, np.full((2, 3), 5.0), np.zeros((2, 3)), i)
        payload = at_rest(imported, t, bad)
        outputs += path.feed(Notification(t, PELVIS, "imu", payload))

    times = np.concatenate([samples.t for samples in of(Samples, outputs)])
    assert np.isfinite(times).all()
    assert (np.diff(times) >= 0).all()
    assert len(of(PacketRejected, outputs)) <= len(stamps)


def test_memory_stays_bounded_while_payloads_are_refused(
    make_pipeline: MakePipeline,
) -> None:
    path = make_pipeline()
    junk = bytes(range(60))

    tracemalloc.start()
    for i in range(3_000):
        t = i / 50
        path.feed(Notification(t, PELVIS, "imu", junk))
        path.feed(Notification(t, LUMBAR, f"stream {i}", junk))
        path.feed(Tick(t))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < MOST_MEMORY


def test_a_calibration_is_found_even_if_a_sensor_comes_late(
    short_session: SimulatedSession, fed: Fed
) -> None:
    records = [
        record
        for record in short_session.records
        if not isinstance(record, Notification)
        or record.placement is PELVIS
        or record.t > 2.0
    ]

    assert len(of(Calibrated, fed(records))) >= 1


@pytest.mark.parametrize("placement", list(TRUNK))
@pytest.mark.parametrize("bow", [0, 1, 2])
def test_a_sensor_missing_in_a_bow_breaks_nothing(
    placement: Placement, bow: int, short_session: SimulatedSession, fed: Fed
) -> None:
    start, end = short_session.truth.bows_s
    each = (end - start) / 3
    first, last = start + bow * each, start + (bow + 1) * each
    records = [
        record
        for record in short_session.records
        if not isinstance(record, Notification)
        or record.placement is not placement
        or not first <= record.t < last
    ]

    outputs = fed(records[: len(records) // 2])

    assert all(0 <= c.calibration.quality <= 1 for c in of(Calibrated, outputs))
