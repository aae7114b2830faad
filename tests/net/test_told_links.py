"""A coach is told when a sensor of the trunk is lost, and when it is back."""

from monitor.model.events import LinkStatus
from monitor.model.records import LinkState, Placement
from monitor.net.messages import EventKind
from monitor.net.told_links import LinksTold

STREAMING, STALE = LinkState.STREAMING, LinkState.STALE


def status(
    state: LinkState = STREAMING,
    placement: Placement = Placement.PELVIS,
    samples: int = 0,
    lost: int = 0,
) -> LinkStatus:
    return LinkStatus(
        0.0, placement, state, None, samples, lost, None, None, None, None, None
    )


def news(*states: LinkState, of: Placement = Placement.PELVIS) -> list[EventKind]:
    links = LinksTold()
    found = [links.take(status(state, of)) for state in states]
    return [kind for kind in found if kind is not None]


def test_each_loss_and_each_return_is_told_once() -> None:
    states = (STREAMING, STALE, STALE, STREAMING, STREAMING, STALE)

    assert news(*states) == [
        EventKind.LINK_LOST,
        EventKind.LINK_BACK,
        EventKind.LINK_LOST,
    ]


def test_a_sensor_that_never_streamed_is_not_lost() -> None:
    assert news(STALE, STALE, STREAMING) == []


def test_a_sensor_on_a_thigh_is_no_news() -> None:
    assert news(STREAMING, STALE, of=Placement.THIGH_LEFT) == []


def test_loss_is_of_the_last_seconds() -> None:
    links = LinksTold()
    for second in range(30):
        lost = 0 if second < 10 else 500  # long ago
        links.take(status(samples=100 * second, lost=lost))

    [view] = links.views()

    assert view.loss_percent == 0.0
