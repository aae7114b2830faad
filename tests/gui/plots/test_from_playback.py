"""A simulated session on the analysis page."""

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from monitor.acquisition.simulation.session import SimulatedSession
from monitor.analysis.simulated import simulated_recording
from monitor.gui.plots.data import EVIDENCE_S, PlotData, evidence
from monitor.gui.plots.evidence_panel import EvidencePanel
from monitor.gui.plots.from_playback import plot_data
from monitor.gui.plots.page import AnalysisPage
from monitor.model.events import Level, Verdict
from monitor.model.records import TRUNK
from monitor.playback.opening import recomputed
from monitor.playback.store import Playback


@pytest.fixture(scope="module")
def playback(short_session: SimulatedSession) -> Playback:
    return recomputed(simulated_recording(short_session))


@pytest.fixture(scope="module")
def data(playback: Playback) -> PlotData:
    return plot_data(playback)


def test_reps_are_numbered_in_their_set(playback: Playback, data: PlotData) -> None:
    full = [rep for rep in data.reps if rep.full]

    assert [rep.number for rep in full] == [1, 2, 3, 4]
    assert {rep.set_index for rep in data.reps} == {1}
    assert [rep.rep_id for rep in data.reps] == [r.rep_id for r in playback.reps()]


def test_the_highest_extension_of_a_rep_is_its_peak(data: PlotData) -> None:
    for rep in data.reps:
        inside = (data.t >= rep.onset_s) & (data.t <= rep.end_s)
        highest = np.nanmax(-data.lumbar_flexion_deg[inside])
        assert rep.peak_extension_deg == pytest.approx(highest, abs=1.0)


def test_faults_have_their_alerts(data: PlotData) -> None:
    faults = [rep for rep in data.reps if rep.verdict is Verdict.FAULT]
    dangers = [alert.t for alert in data.alerts if alert.level is Level.DANGER]

    assert faults
    for rep in faults:
        assert any(rep.onset_s <= t <= rep.end_s for t in dangers)


def test_samples_are_in_si(data: PlotData) -> None:
    for placement in TRUNK:
        force = np.linalg.norm(data.raw[placement].accel, axis=1)
        assert np.median(force) == pytest.approx(9.8, abs=0.3)
        assert np.abs(data.raw[placement].gyro).max() < 10.0


@pytest.mark.qt_log_ignore("propagateSizeHints")
def test_page_and_panel_show_it(
    qtbot: QtBot, playback: Playback, data: PlotData
) -> None:
    page, panel = AnalysisPage(), EvidencePanel()
    qtbot.addWidget(page)
    qtbot.addWidget(panel)
    rep = playback.reps()[-1]

    page.show_data(data)
    page.choose_rep(rep.rep_id)
    page.show_rep()
    panel.show_evidence(evidence(data, rep))

    assert rep.end_s is not None
    shown = page.stack.range
    around = (rep.onset_s - EVIDENCE_S, rep.end_s + EVIDENCE_S)
    assert (shown.first, shown.last) == pytest.approx(around)
    assert rep.reason.rstrip(".") in panel.text
