import itertools

import numpy as np
import pytest

from monitor.acquisition.simulation.disturb import Mishaps
from monitor.acquisition.simulation.plan import Style
from monitor.acquisition.simulation.radio import RadioTraits
from monitor.acquisition.simulation.routine import Outline
from monitor.acquisition.simulation.scenarios import (
    scenario,
    scenario_names,
    simulated,
)
from monitor.acquisition.simulation.session import Circumstances, SimulatedSession
from monitor.detection.exercises import EXERCISES
from monitor.model.records import (
    TRUNK,
    ExerciseName,
    LinkChange,
    LinkState,
    Notification,
    Placement,
    Tick,
)

THRUST = ExerciseName.HIP_THRUST


SHORT = Outline(sets=1, style=Style(reps=(3, 3), ribs=0.5), brief=True)


def short(
    seed: int, radio: RadioTraits | None = None, profile: str = "reference"
) -> SimulatedSession:
    """One set of three reps."""
    mishaps = Mishaps(contacts=1, knocks=1)
    told = Circumstances(SHORT, radio=radio or RadioTraits(), mishaps=mishaps)
    return simulated("short", THRUST, seed, told, profile)


def of(session: SimulatedSession, placement: Placement) -> list[Notification]:
    return [
        record
        for record in session.records
        if isinstance(record, Notification) and record.placement is placement
    ]


def test_the_same_seed_gives_the_same_session_to_the_last_byte() -> None:
    first, again = (
        short(7, RadioTraits(loss=0.1, stalls_per_min=5.0)) for _ in range(2)
    )

    assert first.records == again.records
    assert first.truth.reps == again.truth.reps


def test_another_seed_gives_another_session() -> None:
    one, two = (short(seed) for seed in (1, 2))

    assert one.duration_s != two.duration_s
    assert one.truth.reps[0].rom_deg != two.truth.reps[0].rom_deg


@pytest.mark.parametrize("profile", ["reference", "movella_dot"])
def test_decoding_the_bytes_gives_the_samples_back(profile: str) -> None:
    session = short(3, profile=profile)
    placement = Placement.LUMBAR
    _, stream = session.imus[placement]
    taken = session.streams[placement]

    packets = [stream.decoder().feed("", n.payload)[0] for n in of(session, placement)]

    accel = np.concatenate([packet.accel for packet in packets])
    gyro = np.concatenate([packet.gyro for packet in packets])
    n = len(accel)
    np.testing.assert_allclose(accel, taken.accel[:n], atol=0.01)
    np.testing.assert_allclose(gyro, taken.gyro[:n], atol=0.002)
    ticks = np.concatenate([packet.ticks for packet in packets])
    modulus = 2.0**stream.clock.bits if stream.clock.bits else np.inf
    since = np.mod(ticks - ticks[0], modulus) / stream.clock.tick_hz
    np.testing.assert_allclose(since, taken.device_s[:n], atol=2e-3)


def test_no_notification_arrives_before_its_newest_sample_was_taken() -> None:
    session = short(3, RadioTraits(stalls_per_min=20.0))

    for placement in TRUNK:
        sent = session.transmissions[placement]
        n = sent.per_notification
        newest = session.streams[placement].t[n - 1 :: n][: len(sent.delivery.lost)]
        assert (sent.delivery.arrival_s > newest).all()


def test_records_are_in_order_of_time_with_ten_ticks_a_second() -> None:
    session = short(3, RadioTraits(loss=0.1))

    times = [record.t for record in session.records]
    ticks = [record for record in session.records if isinstance(record, Tick)]

    assert times == sorted(times)
    assert len(ticks) == pytest.approx(10 * session.duration_s, abs=6)


def test_the_loss_that_is_asked_for_is_the_loss_that_comes() -> None:
    session = scenario("bursty_loss", ExerciseName.TRUNK_BEND, 3)

    lost = [session.transmissions[p].delivery.lost.mean() for p in TRUNK]

    assert np.mean(lost) == pytest.approx(0.10, abs=0.03)


def test_each_link_connects_starts_and_streams() -> None:
    session = short(3)

    changes = [r for r in session.records if isinstance(r, LinkChange)]

    for placement in TRUNK:
        states = [c.state for c in changes if c.placement is placement]
        assert states == [LinkState.CONNECTING, LinkState.STARTING, LinkState.STREAMING]


def test_an_outage_makes_the_link_stale_then_lost_and_brings_it_back() -> None:
    session = scenario("outages", THRUST, 5)
    outages = session.truth.of_kind("outage")
    longest = max(outages, key=lambda outage: outage.end_s - outage.start_s)
    assert longest.end_s - longest.start_s > 3.5

    around = [
        record.state
        for record in session.records
        if isinstance(record, LinkChange)
        and record.placement is longest.placement
        and longest.start_s <= record.t <= longest.end_s + 0.5
    ]

    assert around == [
        LinkState.STALE,
        LinkState.LOST,
        LinkState.STARTING,
        LinkState.STREAMING,
    ]
    inside = [
        n
        for n in of(session, longest.placement)
        if longest.start_s + 0.1 < n.t < longest.end_s
    ]
    assert inside == []


def test_duplicates_come_twice_with_the_same_bytes() -> None:
    session = short(3, RadioTraits(duplicates=0.05))

    payloads = [n.payload for n in of(session, Placement.PELVIS)]

    twice = sum(a == b for a, b in itertools.pairwise(payloads))
    assert 0.02 < twice / len(payloads) < 0.09


@pytest.mark.parametrize("name", [n for n in scenario_names() if n != "temperature"])
def test_every_scenario_can_be_played(name: str) -> None:
    exercises = list(EXERCISES)
    exercise = exercises[scenario_names().index(name) % len(exercises)]

    session = scenario(name, exercise, 11)

    bows = 1 if exercise is ExerciseName.TRUNK_BEND else 0
    sets = {"no_reps": 0, "mobility_test": 1}.get(name, 2)
    assert len(session.truth.sets) >= bows + sets
    for placement in TRUNK:
        stream = session.streams[placement]
        assert np.isfinite(stream.accel).all()
        assert np.degrees(np.abs(stream.gyro).max()) < 2000


def test_an_unknown_name_is_refused_with_the_names_that_there_are() -> None:
    with pytest.raises(ValueError, match="there are clean, arching"):
        scenario("clear", THRUST, 1)


def test_an_unknown_profile_is_refused() -> None:
    with pytest.raises(ValueError, match="firmware profile 'acme'"):
        scenario("clean", THRUST, 1, "acme")
