"""The evidence of a rep, in words and as a picture."""

from dataclasses import replace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from monitor.gui.plots.data import evidence
from monitor.gui.plots.evidence_panel import EvidencePanel
from monitor.gui.plots.evidence_words import evidence_words, margin, peak_time
from monitor.gui.symbols import Symbol
from monitor.gui.theme import THEME, Scheme
from monitor.model.events import Verdict
from tests.gui.plots.made import fault, session

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


@pytest.mark.parametrize(
    ("peak", "said"),
    [
        pytest.param(7.9, "7.1° below the limit", id="below"),
        pytest.param(12.9, "2.1° below the limit: too close to tell", id="just below"),
        pytest.param(16.0, "1.0° past the limit: too close to tell", id="just past"),
        pytest.param(21.0, "6.0° past the limit", id="past"),
        pytest.param(15.02, "at the limit", id="at"),
        pytest.param(None, "not known", id="not measured"),
    ],
)
def test_the_margin_in_words(peak: float | None, said: str) -> None:
    assert margin(peak, 15.0, 3.0) == said


def test_evidence_is_the_rep_and_a_second_and_a_half_around_it() -> None:
    view = evidence(session(), fault())

    assert (view.t[0], view.t[-1]) == pytest.approx((16.5, 22.7))
    assert view.number == 4
    assert len(view.t) == len(view.pelvis_pitch_deg) == len(view.lumbar_pitch_deg)


def test_the_peak_is_found_within_the_rep() -> None:
    assert peak_time(evidence(session(), fault())) == pytest.approx(19.6, abs=0.2)


def test_a_rep_without_any_angle_has_no_peak() -> None:
    data = session()
    nothing = replace(data, lumbar_flexion_deg=np.full(len(data.t), np.nan))
    rep = replace(fault(), peak_extension_deg=None, verdict=Verdict.NOT_SCORED)

    view = evidence(nothing, rep)

    assert peak_time(view) is None
    assert ("Peak", "not measured") in evidence_words(view).rows


def test_the_words_of_a_fault() -> None:
    words = evidence_words(evidence(session(), fault()))

    assert words.title == "Rep 4: past limit"
    assert words.symbol is Symbol.DANGER
    assert dict(words.rows) == {
        "Peak": "21.0° extension",
        "Limit": "15° extension, known to ±3°",
        "Margin": "6.0° past the limit",
        "Measured": "100 % of the rep",
        "Tempo": "1.2 · 0.8 · 1.2 s (out · hold · back)",
    }


def test_the_panel_first_says_what_to_do_then_shows_a_rep(qtbot: QtBot) -> None:
    panel = EvidencePanel()
    qtbot.addWidget(panel)
    panel.resize(400, 620)
    panel.show()
    empty = panel.text
    before = panel.grab().toImage()

    panel.show_evidence(evidence(session(), fault()))
    qtbot.wait(1)

    assert empty == "Click a rep to see its evidence"
    assert panel.text.startswith("Rep 4: past limit; Past the limit: peak extension")
    assert "Margin 6.0° past the limit" in panel.text
    assert panel.grab().toImage() != before


def test_the_panel_can_be_emptied_again(qtbot: QtBot) -> None:
    panel = EvidencePanel()
    qtbot.addWidget(panel)
    panel.show_evidence(evidence(session(), fault()))

    panel.show_evidence(None)

    assert panel.text == "Click a rep to see its evidence"


def test_the_panel_follows_the_theme(qtbot: QtBot) -> None:
    panel = EvidencePanel()
    qtbot.addWidget(panel)
    panel.resize(400, 620)
    panel.show_evidence(evidence(session(), fault()))
    panel.show()
    was_dark = THEME.is_dark

    pictures = []
    for scheme in (Scheme.DARK, Scheme.LIGHT):
        THEME.use(scheme)
        qtbot.wait(1)
        pictures.append(panel.grab().toImage().pixelColor(200, 300))

    assert pictures[0] != pictures[1]
    THEME.use(Scheme.DARK if was_dark else Scheme.LIGHT)
