"""A session with what it streams, and the markers that come to it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from monitor.config import LslSettings
from monitor.lsl.markers import MarkerInlet
from monitor.lsl.outlet import LslOutlet
from monitor.model.records import Stamped


@contextmanager
def attached(
    wanted: LslSettings, wearer: str, command: Callable[[Stamped], None]
) -> Iterator[list[LslOutlet]]:
    """Yield the sinks that a session streams to, none or one; take markers meanwhile.

    Args:
        wanted: What a person wants.
        wearer: Tells sessions on one network apart.
        command: Takes a marker from another thread; never waits.

    Raises:
        LinkError: pylsl is not installed or can't be used.
    """
    with ExitStack() as stack:
        sinks = []
        if wanted.out:
            outlet = LslOutlet(wearer, pain=wanted.pain)
            sinks.append(stack.enter_context(outlet))
        if wanted.markers:
            stack.enter_context(MarkerInlet(wanted.markers, command))
        yield sinks
