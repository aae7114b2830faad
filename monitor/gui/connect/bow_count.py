"""Counts bows by how far a sensor leans away from where it was; no Qt here."""

from typing import Final

BOWS: Final = 3
_LEAVE_DEG: Final = 15.0  # all as the core has them
_DEPTH_DEG: Final = 22.0
_BACK_DEG: Final = 8.0
_BACK_SHARE: Final = 0.3
_WAIT_S: Final = 10.0  # for the first bow
_PAUSE_S: Final = 8.0  # between two
_LONGEST_S: Final = 10.0
_SILENT_S: Final = 4.0  # after the last one, before nothing will be said of them


class BowCount:
    """Follows the bows after one stillness.

    Attributes:
        depths_deg: Of the bows so far.
        is_shallow: The last bow did not go deep enough to count.
        is_over: Too much time has passed: it needs another stillness.
    """

    def __init__(self, t: float) -> None:
        """Wait for the first bow.

        Args:
            t: Session s of the stillness's end.
        """
        self.depths_deg: list[float] = []
        self.is_shallow = self.is_over = False
        self._last_s = t
        self._began_s: float | None = None
        self._depth = 0.0

    @property
    def is_bowed(self) -> bool:
        """Whether a bow is under way."""
        return self._began_s is not None

    @property
    def is_complete(self) -> bool:
        """Whether all bows have been made."""
        return len(self.depths_deg) >= BOWS

    def feed(self, t: float, away_deg: float) -> None:
        """Take how far from the stillness the sensor that leans most is."""
        if self._began_s is None:
            if away_deg > _LEAVE_DEG:
                self._began_s, self._depth = t, away_deg
        else:
            self._depth = max(self._depth, away_deg)
            back = max(_BACK_DEG, _BACK_SHARE * self._depth)
            if away_deg <= min(back, _LEAVE_DEG):
                self._end(t)
        self.is_over = self.is_over or self._is_late(t)

    def _end(self, t: float) -> None:
        self.is_shallow = self._depth < _DEPTH_DEG
        if not self.is_shallow:
            self.depths_deg.append(self._depth)
        self._last_s, self._began_s = t, None

    def _is_late(self, t: float) -> bool:
        if self._began_s is not None:
            return t - self._began_s > _LONGEST_S
        if self.is_complete:
            return t - self._last_s > _SILENT_S
        return t - self._last_s > (_PAUSE_S if self.depths_deg else _WAIT_S)
