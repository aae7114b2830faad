"""The gauge: nothing of a verdict's colour while the angle is not known."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from monitor.detection.forms import FORMS
from monitor.gui.live.gauge import Gauge, zones
from monitor.gui.theme import THEME
from monitor.model.body import Limits
from monitor.model.records import ExerciseName
from monitor.view.reading import reading
from monitor.view.state import ViewState

LIFT = ExerciseName.ROMANIAN_DEADLIFT


@given(
    limit=st.floats(1, 90),
    flexion=st.floats(-90, 90),
    exercise=st.sampled_from(list(FORMS)),
)
def test_the_zones_cover_the_dial_without_a_gap(
    limit: float, flexion: float, exercise: ExerciseName
) -> None:
    state = ViewState(exercise=exercise, limits=Limits(limit, limit))
    shown = reading(replace(state, lumbar_flexion_deg=flexion))

    arcs = zones(shown)

    assert arcs[0][0] == -shown.span_deg
    for (_, end, _), (start, _, _) in pairwise(arcs):
        assert end == pytest.approx(start)
    assert arcs[-1][2] == "danger"


def test_without_an_angle_no_zone_wears_a_colour_of_a_verdict() -> None:
    assert {name for _, _, name in zones(reading(ViewState()))} == {"line"}


@pytest.mark.parametrize("name", ["ok", "warn", "danger"])
def test_without_an_angle_no_pixel_does(qtbot: QtBot, name: str) -> None:
    gauge = Gauge()
    qtbot.addWidget(gauge)
    gauge.resize(400, 400)

    def pixels() -> set[int]:
        image = gauge.grab().toImage()
        return {image.pixel(x, y) for x in range(0, 400, 2) for y in range(0, 400, 2)}

    gauge.show_reading(reading(ViewState()))
    colour = QColor(getattr(THEME.now, name)).rgb()
    assert colour not in pixels()

    if name == "danger":  # which is solid where an angle is known
        gauge.show_reading(reading(ViewState(lumbar_flexion_deg=0.0)))
        assert colour in pixels()


def test_it_is_heard_as_well_as_seen(qtbot: QtBot) -> None:
    gauge = Gauge()
    qtbot.addWidget(gauge)

    gauge.show_reading(reading(ViewState(lumbar_flexion_deg=-20.0)))

    assert gauge.accessibleDescription() == "20° extension. Past the limit"
