import pytest

from monitor.alerts import wording
from monitor.model.events import Cue


@pytest.mark.parametrize("cue", list(Cue))
def test_a_cue_speaks_three_words_at_most(cue: Cue) -> None:
    assert len(wording.SPOKEN[cue].split()) <= 3


def test_lying_flat_is_never_a_cue() -> None:
    assert not any("flat" in words.lower() for words in wording.SPOKEN.values())


@pytest.mark.parametrize(("in_row", "in_set"), [(2, 2), (0, 3), (1, 3)])
def test_advice_to_stop_says_that_it_is_no_medical_advice(
    in_row: int, in_set: int
) -> None:
    assert "no medical advice" in wording.stop(in_row, in_set).lower()


@pytest.mark.parametrize(("n", "text"), [(0, "0 reps"), (1, "1 rep"), (2, "2 reps")])
def test_numbers_and_words_agree(n: int, text: str) -> None:
    assert wording.plural(n, "rep") == text
