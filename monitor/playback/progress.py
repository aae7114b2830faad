"""Long jobs tell how far they are, and stop if they are no longer wanted."""

from collections.abc import Callable
from typing import Final

Progress = Callable[[float], bool]  # told the session time reached; False cancels
_EVERY: Final = 2000  # records


class Cancelled(Exception):  # noqa: N818  a wish, no error
    """The person wants the result no more."""


def check(progress: Progress | None, count: int, t: float) -> None:
    """Tell how far a job is, now and then.

    Args:
        progress: Whom to tell; None for nobody.
        count: Records that were done before this one.
        t: This one's time, session s.

    Raises:
        Cancelled: As ``progress`` wished.
    """
    if progress is not None and count % _EVERY == 0 and not progress(t):
        raise Cancelled
