from dataclasses import replace

import pytest

from monitor.dsp.link_check import LinkCheck, LinkCheckSettings
from monitor.dsp.stream_facts import StreamFacts
from monitor.model.events import LinkChecked
from monitor.model.records import Placement

PELVIS = Placement.PELVIS
BEFORE = StreamFacts(samples=5000, lost=700)


def checked(  # noqa: PLR0913  each is a knob
    samples: int = 1000,
    lost: int = 0,
    rssi: tuple[float, ...] = (),
    newest_s: float = 29.98,
    *,
    loss_known: bool = True,
    before: float | None = -99.0,
) -> LinkChecked:
    """What ten seconds of so many samples and losses are found to be."""
    check = LinkCheck(100.0, LinkCheckSettings())
    if before is not None:
        check.signal(before)
    check.start(20.0, BEFORE, 19.98)
    for each in rssi:
        check.signal(each)
    after = StreamFacts(5000 + samples, 700 + lost, loss_known=loss_known)
    assert check.advance(29.9, PELVIS, after, 29.88) == []
    (result,) = check.advance(30.0, PELVIS, after, newest_s)
    assert not check.running
    assert check.advance(41.0, PELVIS, after, newest_s) == []
    return result


def test_a_good_link_passes() -> None:
    result = checked(lost=10, rssi=(-60.0, -70.0, -64.0))

    assert result.ok
    assert result.loss_pct == pytest.approx(0.990, abs=0.001)
    assert (result.rssi_dbm, result.rate_hz) == (-64.0, 100.0)
    assert result.text == "Pelvis sensor: 1.0 % lost, -64 dBm, 100 Hz, good."


@pytest.mark.parametrize(
    ("result", "why"),
    [
        (checked(samples=970, lost=30), "at most 2 % may be lost"),
        (checked(rssi=(-86.0,)), "-80 dBm is the least"),
        (checked(samples=850), "100 Hz is its rate"),
        (checked(samples=0, newest_s=19.98), "at most 2 % may be lost"),
        (checked(samples=600, newest_s=26.0), "at most 2 % may be lost"),
        (checked(samples=850, loss_known=False), "100 Hz is its rate"),
    ],
)
def test_a_poor_link_is_told_why_and_what_to_do(result: LinkChecked, why: str) -> None:
    assert not result.ok
    assert why in result.text
    assert "move the receiver towards the feet side" in result.text
    assert result.text.endswith(".")


def test_nothing_is_invented() -> None:
    result = checked(loss_known=False, before=None)

    assert (result.loss_pct, result.rssi_dbm, result.ok) == (None, None, True)
    assert "losses can't be told" in result.text


def test_a_silence_at_the_end_counts_although_no_packet_has_shown_it() -> None:
    assert checked(samples=600, newest_s=26.0).loss_pct == pytest.approx(40.0)


def test_it_may_be_begun_anew() -> None:
    check = LinkCheck(100.0, LinkCheckSettings())
    check.start(0.0, BEFORE, None)
    later = replace(BEFORE, samples=6000)
    check.start(5.0, later, 4.98)

    assert check.advance(10.0, PELVIS, later, 9.98) == []
    (result,) = check.advance(15.0, PELVIS, replace(later, samples=7000), 14.98)

    assert result.rate_hz == 100.0


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"length_s": 0.0}, "length_s"),
        ({"most_loss_pct": -1.0}, "most_loss_pct"),
        ({"least_rate": 2.0}, "least_rate"),
    ],
)
def test_impossible_settings_are_refused(
    changes: dict[str, float], problem: str
) -> None:
    with pytest.raises(ValueError, match=problem):
        LinkCheckSettings(**changes)


def test_a_strength_told_before_is_shown_and_judges_nothing() -> None:
    result = checked()

    assert (result.rssi_dbm, result.ok) == (-99.0, True)
    assert "-99 dBm when the link was made" in result.text
