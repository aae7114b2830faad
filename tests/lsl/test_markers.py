"""Texts of a real marker stream become markers, also after the stream has gone."""

import time
from collections.abc import Callable

import pylsl
from hypothesis import given
from hypothesis import strategies as st

from monitor.lsl.library import MOST_TEXT, one_line
from monitor.lsl.markers import MarkerInlet
from monitor.model.records import Record, Stamped


def outlet(name: str) -> pylsl.StreamOutlet:
    info = pylsl.StreamInfo(name, "Markers", 1, 0, pylsl.cf_string, f"{name} source")
    return pylsl.StreamOutlet(info)


def wait_for(what: Callable[[], bool], seconds: float = 10.0) -> None:
    end = time.monotonic() + seconds
    while not what() and time.monotonic() < end:
        time.sleep(0.02)
    assert what()


def test_texts_become_markers_and_a_stream_may_come_back() -> None:
    got: list[Record] = []

    def command(make: Stamped) -> None:
        got.append(make(1.5))

    with MarkerInlet("test markers", command):
        first = outlet("test markers")
        assert first.wait_for_consumers(10)
        first.push_sample(["set \x1b[31mone"])
        wait_for(lambda: len(got) == 1)
        del first
        second = outlet("test markers")
        wait_for(second.have_consumers, 15)
        second.push_sample(["set two"])
        wait_for(lambda: len(got) == 2)

    assert [getattr(each, "text", "") for each in got] == ["set  [31mone", "set two"]
    assert got[0].t == 1.5


def test_a_flood_is_thinned_out() -> None:
    got: list[Record] = []
    with MarkerInlet("test flood", lambda make: got.append(make(0.0))) as inlet:
        stream = outlet("test flood")
        assert stream.wait_for_consumers(10)
        for n in range(500):
            stream.push_sample([str(n)])
        wait_for(lambda: len(got) + inlet.dropped == 500)

    assert 1 <= len(got) < 100


@given(st.text(max_size=400))
def test_any_text_is_one_short_line(text: str) -> None:
    line = one_line(text)

    assert len(line) <= MOST_TEXT
    assert "\n" not in line
    assert "\x1b" not in line
