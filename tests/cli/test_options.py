import math
from functools import partial

import pytest
import typer
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.cli.options import speed, window


@pytest.mark.parametrize(
    ("text", "value"), [("1", 1.0), ("0.25", 0.25), ("max", math.inf)]
)
def test_a_speed_is_a_number_or_max(text: str, value: float) -> None:
    assert speed(text) == value


@pytest.mark.parametrize("text", ["0", "-1", "nan", "inf", "fast", ""])
def test_a_wrong_speed_is_wrong_usage(text: str) -> None:
    with pytest.raises(typer.BadParameter, match="'max'"):
        speed(text)


@pytest.mark.parametrize(
    ("text", "value"), [("2.5:7", (2.5, 7.0)), ("-3:-1", (-3.0, -1.0))]
)
def test_a_window_is_two_times(text: str, value: tuple[float, float]) -> None:
    assert window(text, "--bows") == value


@pytest.mark.parametrize("text", ["", "3", "3:", ":3", "5:3", "3:3", "nan:3", "1:inf"])
def test_a_wrong_window_is_wrong_usage(text: str) -> None:
    with pytest.raises(typer.BadParameter, match="FROM:TO"):
        window(text, "--bows")


@settings(max_examples=50, deadline=None)
@given(text=st.text(max_size=20))
def test_any_text_is_read_or_wrong_usage(text: str) -> None:
    for read in (speed, partial(window, option="--bows")):
        try:
            read(text)
        except typer.BadParameter:
            continue
