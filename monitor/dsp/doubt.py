"""Says when contact makes a sensor's inclination doubtful."""

import numpy as np

from monitor.model.blocks import Joined, SensorTrack
from monitor.model.events import Notice, NoticeKind
from monitor.model.records import TRUNK, Placement

QUIET_S = 5.0  # doubt that comes back sooner is the same doubt


class DoubtNotices:
    """Tells of each time of contact doubt once; cutting the stream changes nothing."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget the past."""
        self._doubted = dict.fromkeys(TRUNK, -np.inf)  # last doubtful row, s

    def feed(self, joined: Joined) -> list[Notice]:
        """Return a notice for each sensor whose doubt begins in these rows."""
        return [
            *self._of(Placement.PELVIS, joined, joined.pelvis),
            *self._of(Placement.LUMBAR, joined, joined.lumbar),
        ]

    def _of(
        self, placement: Placement, joined: Joined, track: SensorTrack
    ) -> list[Notice]:
        if not track.doubtful.any():
            return []
        notices = []
        for t in joined.t[track.doubtful].tolist():
            if t - self._doubted[placement] > QUIET_S:
                notices.append(_notice(t, placement))
            self._doubted[placement] = t
        return notices


def _notice(t: float, placement: Placement) -> Notice:
    text = (
        f"Something presses on or knocks the {placement} sensor: no verdict while its"
        " angle is in doubt."
    )
    return Notice(t, NoticeKind.CONTACT_DOUBT, text, placement)
