"""What calibration and strap watch say of simulated sessions."""

import numpy as np
import pytest

from monitor.acquisition.simulation.scenarios import scenario
from monitor.acquisition.simulation.session import SimulatedSession
from monitor.dsp.accel_bias import accel_bias
from monitor.dsp.angles import Angles
from monitor.dsp.calibration_finder import find_calibration
from monitor.dsp.front_end import FrontEnd
from monitor.dsp.join import JoinSettings
from monitor.dsp.rows import joined_between, joined_whole
from monitor.dsp.sensor_chain import ChainSettings
from monitor.dsp.strap import StrapWatch
from monitor.model.blocks import Joined
from monitor.model.body import Sites
from monitor.model.events import Notice, NoticeKind
from monitor.model.records import TRUNK, ExerciseName
from monitor.profiles import find_profiles

Session = tuple[SimulatedSession, Joined]


def joined(name: str, exercise: ExerciseName, seed: int) -> Session:
    session, known = scenario(name, exercise, seed), find_profiles()
    sensors = {p: known[session.profiles[p]].sensor_setup() for p in TRUNK}
    front = FrontEnd(sensors, ChainSettings(), JoinSettings())
    blocks = [
        block for record in session.records for block in front.feed(record).joined
    ]
    return session, joined_whole(blocks)


@pytest.fixture(scope="module")
def slipped() -> Session:
    return joined("slip", ExerciseName.HIP_THRUST, 21)


@pytest.fixture(scope="module")
def arching() -> Session:
    return joined("arching", ExerciseName.GLUTE_BRIDGE, 21)


def notices(rows: Joined) -> list[Notice]:
    calibration = find_calibration(rows, Sites())
    angles = Angles()
    angles.use_calibration(calibration)
    after = joined_between(rows, (calibration.bows_s[1], float(rows.t[-1])))
    watch = StrapWatch()
    watch.begin_set(0.0)
    return watch.feed(angles.feed(after))


def test_standing_still_and_bowing_are_found(slipped: Session) -> None:
    session, rows = slipped

    made = find_calibration(rows, Sites())

    assert made.quality > 0.8
    assert made.neutral_s[1] == pytest.approx(session.truth.neutral_s[1], abs=0.6)
    assert made.bows_s[1] < session.truth.bows_s[1] + 0.5


def test_a_strap_that_slips_is_told_of_within_a_rep(slipped: Session) -> None:
    session, rows = slipped
    (slip,) = session.truth.of_kind("slip")

    (notice,) = notices(rows)

    ended = [r for r in session.truth.full_reps if slip.start_s < r.end_s < notice.t]
    assert notice.kind is NoticeKind.STRAP_SLIPPED
    assert notice.placement is slip.placement
    assert notice.value == pytest.approx(slip.size, abs=3.0)
    assert len(ended) <= 2


def test_arches_of_both_kinds_are_no_slip(arching: Session) -> None:
    assert notices(arching[1]) == []


def test_a_bias_in_the_sagittal_plane_is_found_again(arching: Session) -> None:
    frame, track = find_calibration(arching[1], Sites()).lumbar, arching[1].lumbar
    assert frame is not None
    up, left = np.array(frame.cranial), np.array(frame.mediolateral)
    added = 0.2 * up - 0.25 * np.cross(left, up)  # m/s², some 30 mg
    before = np.array(accel_bias(track))

    track.accel[:] += added
    found = np.array(accel_bias(track)) - before

    assert found @ up == pytest.approx(0.2, abs=0.06)
    assert found @ np.cross(left, up) == pytest.approx(-0.25, abs=0.06)
