import pytest

from monitor.detection.verdict import (
    BandSettings,
    Basis,
    Measured,
    band_deg,
    judged,
)
from monitor.model.body import Limits
from monitor.model.events import Verdict

WHOLE = {"scored_share": 1.0, "gap_at_turn": False, "doubt": False, "slip": False}


def measured(extension: float | None = 10.0, **changes: object) -> Measured:
    fields: dict[str, object] = {
        "extension_deg": extension,
        "flexion_deg": None,
        **WHOLE,
        **changes,
    }
    return Measured(**fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("peak", "verdict"),
    [
        (11.9, Verdict.CLEAN),
        (12.0, Verdict.BORDERLINE),
        (17.9, Verdict.BORDERLINE),
        (18.0, Verdict.FAULT),
    ],
)
def test_the_verdict_leaves_the_error_band_open(peak: float, verdict: Verdict) -> None:
    assert judged(measured(peak), Limits(15.0), 3.0)[0] is verdict


def test_the_reason_gives_the_figures() -> None:
    _, reason = judged(measured(19.2), Limits(15.0), 3.0)

    assert reason == (
        "Past the limit: peak extension 19.2° against a limit of 15° (band ±3°)."
    )


def test_flexion_counts_where_it_is_watched() -> None:
    verdict, reason = judged(measured(2.0, flexion_deg=26.0), Limits(15.0, 20.0), 3.0)

    assert verdict is Verdict.FAULT
    assert "flexion 26.0°" in reason


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"scored_share": 0.0}, "not measured"),
        ({"slip": True}, "slipped"),
        ({"doubt": True}, "Contact"),
        ({"gap_at_turn": True}, "turning point"),
        ({"scored_share": 0.79}, "79 %"),
    ],
)
def test_what_was_not_measured_well_is_not_scored(
    changes: dict[str, object], why: str
) -> None:
    verdict, reason = judged(measured(30.0, **changes), Limits(), 3.0)

    assert verdict is Verdict.NOT_SCORED
    assert why in reason


def test_without_any_lumbar_angle_the_verdict_is_not_measured() -> None:
    verdict, reason = judged(measured(None), Limits(), 3.0)

    assert (verdict, reason) == (
        Verdict.NOT_SCORED,
        "The lumbar angle was not measured.",
    )


@pytest.mark.parametrize(
    ("basis", "checked", "band"),
    [
        (Basis.SAME_SET, False, 2.0),
        (Basis.SAME_STRAPPING, True, 3.0),
        (Basis.SAME_STRAPPING, False, 6.0),
        (Basis.OTHER_STRAPPING, True, 8.0),
    ],
)
def test_the_band_depends_on_what_is_compared(
    basis: Basis, checked: bool, band: float
) -> None:
    assert band_deg(BandSettings(), basis, checked=checked) == band
