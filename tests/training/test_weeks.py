import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model.body import LumbarSite, Sites
from monitor.model.history import SetSummary
from monitor.model.records import SetKind, Side
from monitor.training.weeks import (
    ABSOLUTE_BAND_DEG,
    CHANGE_BAND_DEG,
    Basis,
    Change,
    compared,
    day_forms,
    last_comparison,
    margins_by_load,
)


def a_set(
    day: int, index: int, change_deg: float | None, peak_deg: float | None = 8.0
) -> SetSummary:
    return SetSummary(
        session=f"{day:02}.mcap",
        utc=f"2026-11-{day:02}T18:{index:02}:00+00:00",
        lifter="Zoë",
        index=index,
        exercise="hip_thrust",
        kind=SetKind.WORKING,
        load_kg=80.0,
        reps=8,
        scored=8,
        clean=8,
        limit_deg=15.0,
        peak_deg=peak_deg,
        margin_deg=None if peak_deg is None else 15.0 - peak_deg,
        top_change_deg=change_deg,
        sites=Sites(),
    )


def test_only_the_change_against_the_days_reference_is_form() -> None:
    before, now = day_forms([a_set(1, 1, -1.0, 5.0), a_set(3, 1, -6.0, 30.0)])

    found = compared(now, before)

    assert found is not None
    assert found.basis is Basis.REFERENCE
    assert found.difference_deg == pytest.approx(5.0)
    assert found.band_deg == CHANGE_BAND_DEG == pytest.approx(4.243, abs=1e-3)
    assert found.change is Change.MORE_ARCH


def test_without_references_the_band_between_strappings_holds() -> None:
    before, now = day_forms([a_set(1, 1, None, 5.0), a_set(3, 1, -6.0, 12.0)])

    found = compared(now, before)

    assert found is not None
    assert found.basis is Basis.ABSOLUTE
    assert found.band_deg == ABSOLUTE_BAND_DEG == 8.0
    assert found.change is Change.NOT_SHOWN


@pytest.mark.parametrize(
    "other",
    [
        {"exercise": "glute_bridge"},
        {"side": Side.LEFT},
        {"sites": Sites(lumbar=LumbarSite.L3)},
        {"sites": None},
        {"peak_deg": None, "top_change_deg": None},
    ],
    ids=lambda other: next(iter(other)),
)
def test_unlike_sessions_are_not_compared(other: dict[str, object]) -> None:
    unlike = replace(a_set(1, 1, -1.0), **other)  # type: ignore[arg-type]
    [before] = day_forms([unlike])
    [now] = day_forms([a_set(3, 1, -1.0)])

    assert compared(now, before) is None


def test_the_last_session_that_can_be_compared_is_taken() -> None:
    elsewhere = replace(a_set(5, 1, -1.0), sites=Sites(lumbar=LumbarSite.L3))
    forms = day_forms([a_set(1, 1, 0.0), a_set(3, 1, -2.0), elsewhere])
    [now] = day_forms([a_set(7, 1, -4.0)])

    found = last_comparison(forms, now)

    assert found is not None
    assert found.before.session == "03.mcap"
    assert last_comparison([now], now) is None


def test_warm_ups_and_sets_that_were_not_scored_are_no_form() -> None:
    warm_up = replace(a_set(1, 1, -9.0), kind=SetKind.WARM_UP)
    unscored = replace(a_set(1, 2, -9.0), scored=0)

    [form] = day_forms([warm_up, unscored, a_set(1, 3, -1.0)])

    assert form.sets == (("01.mcap", 3),)
    assert form.arch_deg == 1.0


def test_margins_are_grouped_by_load() -> None:
    heavy = replace(a_set(3, 1, None, 14.0), load_kg=90.0)
    unknown = replace(a_set(3, 2, None, 1.0), load_kg=None)

    found = margins_by_load(
        [heavy, a_set(1, 1, None, 5.0), a_set(1, 2, None, 7.0), unknown]
    )

    assert [(m.load_kg, m.margin_deg, m.sets) for m in found] == [
        (80.0, 9.0, 2),
        (90.0, 1.0, 1),
    ]


changes = st.none() | st.floats(-30, 30)


@given(st.lists(st.tuples(st.integers(1, 28), changes, changes), max_size=12))
def test_no_change_is_claimed_inside_the_band_and_order_does_not_matter(
    told: list[tuple[int, float | None, float | None]],
) -> None:
    sets = [a_set(day, n, change, peak) for n, (day, change, peak) in enumerate(told)]
    forms = day_forms(sets)
    mixed = sets[:]
    random.Random(1).shuffle(mixed)

    assert [f.arch_deg for f in day_forms(mixed)] == [f.arch_deg for f in forms]
    for now in forms:
        found = last_comparison(forms, now)
        if found is not None and abs(found.difference_deg) <= found.band_deg:
            assert found.change is Change.NOT_SHOWN
