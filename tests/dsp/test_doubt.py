import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from monitor.dsp.doubt import DoubtNotices
from monitor.dsp.rows import joined_rows
from monitor.model.blocks import Joined, SensorTrack
from monitor.model.events import Notice, NoticeKind
from monitor.model.records import Placement


def joined(pelvis: set[int], lumbar: set[int], n: int = 2000) -> Joined:
    return Joined(np.arange(n) / 100, track(pelvis, n), track(lumbar, n))


def track(doubtful: set[int], n: int) -> SensorTrack:
    rows, yes = np.zeros((n, 3)), np.ones(n, dtype=bool)
    doubt = np.isin(np.arange(n), list(doubtful))
    return SensorTrack(rows, rows, rows, rows, yes, yes, doubt)


def told(whole: Joined, cuts: list[int] | None = None) -> list[Notice]:
    watch, edges = DoubtNotices(), [0, *(cuts or []), len(whole.t)]
    return [
        notice
        for a, b in itertools.pairwise(edges)
        if b > a
        for notice in watch.feed(joined_rows(whole, slice(a, b)))
    ]


def test_doubt_is_told_of_once_and_names_the_sensor() -> None:
    (notice,) = told(joined(set(), set(range(300, 340))))

    assert (notice.t, notice.kind) == (3.0, NoticeKind.CONTACT_DOUBT)
    assert notice.placement is Placement.LUMBAR
    assert "lumbar" in notice.text


def test_doubt_that_comes_back_after_a_while_is_told_of_again() -> None:
    notices = told(joined({100, 300, 1000}, set()))

    assert [notice.t for notice in notices] == [1.0, 10.0]


def test_without_doubt_nothing_is_said() -> None:
    assert told(joined(set(), set())) == []


@given(
    doubtful=st.sets(st.integers(0, 1999), max_size=30),
    cuts=st.lists(st.integers(1, 1999), unique=True, max_size=30).map(sorted),
)
def test_how_the_stream_is_cut_changes_nothing(
    doubtful: set[int], cuts: list[int]
) -> None:
    whole = joined(doubtful, set())

    assert told(whole, cuts) == told(whole)
